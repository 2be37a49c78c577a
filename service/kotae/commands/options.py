"""What commands that read policies share: options, and how they end where the policies cannot be used."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from kotae.policy import PolicyError
from kotae.policy.problem import Lang

FOLDER = click.option(
    "--policies",
    type=click.Path(path_type=Path),
    default=None,
    help="The policy folder.  [default: the one that comes with Kotae]",
)
POLICIES = click.option(
    "--policies",
    type=click.Path(path_type=Path),
    default=None,
    help="The policy folder, or a bundle.  [default: the policies that come with Kotae]",
)
LANG = click.option(
    "--lang",
    type=click.Choice(["en", "ja"]),
    default="en",
    show_default=True,
    envvar="KOTAE_LANG",
    help="The language of messages.",
)


def refuse(error: PolicyError, lang: Lang) -> NoReturn:
    """Say what is wrong with the policies and how to mend it, and end with exit code 2."""
    for problem in error.problems:
        click.echo(problem.show(lang), err=True)
    sys.exit(2)


def end(message: str) -> NoReturn:
    """Say on standard error what cannot be done and why, and end with exit code 2."""
    click.echo(message, err=True)
    sys.exit(2)
