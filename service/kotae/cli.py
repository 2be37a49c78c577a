"""The command line: kotae serve | suggest | check | policy."""

import click

from kotae import __version__
from kotae.commands import terminal_log
from kotae.commands.check import check
from kotae.commands.policy import policy
from kotae.commands.serve import serve
from kotae.commands.suggest import suggest


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kotae")
def main() -> None:
    """Reply suggestions that a contact center can trust.

    Exit codes of every command: 0 done, 1 done and something failed (a policy test, no suggestion), 2 bad input or
    options, with the place and the mend on standard error.
    """
    terminal_log.configure()


main.add_command(serve)
main.add_command(suggest)
main.add_command(check)
main.add_command(policy)
