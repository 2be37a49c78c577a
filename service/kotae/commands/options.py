"""What commands that read policies share: options, and how they end where the policies cannot be used."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import click

from kotae.policy import Point, PolicyError
from kotae.policy.problem import Lang

FOLDER = click.option(
    "--policies",
    type=click.Path(path_type=Path),
    default=None,
    help="The policy folder.  [default: the project's]",
)
POLICIES = click.option(
    "--policies",
    type=click.Path(path_type=Path),
    default=None,
    help="The policy folder, or a bundle.  [default: the project's folder]",
)
LANG = click.option(
    "--lang",
    type=click.Choice(["en", "ja"]),
    default="en",
    show_default=True,
    envvar="KOTAE_LANG",
    help="The language of messages.",
)
POINT = click.option(
    "--point",
    type=click.Choice([p.value for p in Point]),
    default=Point.CHECK.value,
    show_default=True,
    callback=lambda _context, _parameter, given: Point(given),
    help="How strictly to judge: what a person typed (check), or a suggestion (suggest).",
)


def _day(_: click.Context, __: click.Parameter, given: datetime | None) -> date:
    return given.date() if given else date.today()


AS_OF = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    callback=_day,
    help="The day on which effective dates are read.  [default: today]",
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
