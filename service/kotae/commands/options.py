"""What commands that read policies share: options, and how they end where the policies cannot be used."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import click

from kotae.commands import terminal_log
from kotae.policy import Point, PolicyError, default_folder
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


def _speak(_: click.Context, __: click.Parameter, lang: Lang) -> Lang:
    """Have the log speak the language of the messages too."""
    terminal_log.configure(lang)
    return lang


LANG = click.option(
    "--lang",
    type=click.Choice(["en", "ja"]),
    default="en",
    show_default=True,
    envvar="KOTAE_LANG",
    callback=_speak,
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


def folder_of_files(policies: Path | None, lang: Lang) -> Path:
    """Return the policy folder to read; end with exit code 2 where a bundle is named instead.

    Raises:
        PolicyError: No folder is named, and the project's is not there.
    """
    root = policies or default_folder()
    if root.is_file():
        end(
            f"{root}: フォルダーではなくファイルです。このコマンドは、規則や例のファイルから作り直します\n"
            "    直し方: バンドルの元になったポリシーのフォルダーを指定してください"
            if lang == "ja"
            else f"{root}: this is a file; this command works from the files of rules and examples, which a bundle "
            "does not hold\n    mend: name the policy folder from which the bundle was built"
        )
    return root


def refuse(error: PolicyError, lang: Lang) -> NoReturn:
    """Say what is wrong with the policies and how to mend it, and end with exit code 2."""
    for problem in error.problems:
        click.echo(problem.show(lang), err=True)
    sys.exit(2)


def end(message: str) -> NoReturn:
    """Say on standard error what cannot be done and why, and end with exit code 2."""
    click.echo(message, err=True)
    sys.exit(2)
