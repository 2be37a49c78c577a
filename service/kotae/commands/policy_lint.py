"""``kotae policy lint``: what is wrong with the files, and what in them does no work."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from kotae.commands.options import LANG, POLICIES, refuse
from kotae.policy import PolicyError, default_folder
from kotae.policy.bundle import read_meaning
from kotae.policy.exercise import idle_in
from kotae.policy.folder import Folder
from kotae.policy.lint import warnings
from kotae.policy.lint_idle import Count, counts, idle_warnings
from kotae.policy.problem import Lang

# So many files are named where not all is asked for, of words and of frames each.
_MOST = 8


@click.command(
    epilog="Exit codes: 0 nothing is wrong; 1 the folder can be used, but something is to be mended; "
    "2 the folder cannot be used."
)
@POLICIES
@LANG
@click.option("--all", "everything", is_flag=True, help="List every warning with file, line, column and mend.")
@click.option("--strict", is_flag=True, help="Exit with 1 also where there are warnings alone.")
def lint(policies: Path | None, lang: Lang, everything: bool, strict: bool) -> None:
    """Read every file and report what is wrong, with file, line, column and the mend.

    Warned of, and counted file by file, are words and phrases that no example has in the place where they work (a
    reply, or a turn of the customer or the agent), and exonerating words and exceptions that set nothing aside in any
    example. Nobody has seen them work: give them an example or remove them. Looking takes some seconds after a change.
    A bundle holds no examples, so it is not warned of.
    """
    try:
        root = policies or default_folder()
        folder = read_meaning(root)
        idle = [] if root.is_file() else idle_in(root, folder)
    except PolicyError as error:
        refuse(error, lang)
    found = sorted(warnings(folder))
    for problem in found:
        click.echo(problem.show(lang))
    if everything:
        for warning in sorted(idle_warnings(folder, idle)):
            click.echo(warning.show(lang))
    else:
        _summarise(counts(folder, idle), lang)
    click.echo(_lint_line(folder, len(found), len(idle), lang))
    sys.exit(1 if found or (strict and idle) else 0)


def _summarise(found: Sequence[Count], lang: Lang) -> None:
    for frames in (False, True):
        own = [count for count in found if count.frames is frames]
        if not own:
            continue
        click.echo(_heading(sum(c.idle for c in own), frames, lang))
        for count in own[:_MOST]:
            click.echo(f"  {count.file}: {_counted(count, lang)}")
        if len(own) > _MOST:
            click.echo(_more(len(own) - _MOST, lang))


def _heading(number: int, frames: bool, lang: Lang) -> str:
    if lang == "ja":
        return (
            f"注意: 打ち消す言葉の一覧と例外のうち{number:,}件は、どの例でも働いていません"
            if frames
            else f"注意: どの例にも使われていない言葉が{number:,}件あります"
        )
    if frames:
        return f"Warning: {number:,} exonerating vocabularies and exceptions set nothing aside in any example"
    return f"Warning: {number:,} words and phrases are in no example"


def _counted(count: Count, lang: Lang) -> str:
    if lang == "ja":
        return f"{count.of:,}件中{count.idle:,}件（{''.join(f'「{word}」' for word in count.such_as)}など）"
    such = ", ".join(f'"{word}"' for word in count.such_as)
    return f"{count.idle:,} of {count.of:,}, such as {such}"


def _more(files: int, lang: Lang) -> str:
    if lang == "ja":
        return f"  ほか{files}ファイル（--all で一件ずつ表示）"
    return f"  … and {files} more files (--all lists every one with its line)"


def _lint_line(folder: Folder, problems: int, idle: int, lang: Lang) -> str:
    rules, facts, vocabularies = len(folder.rules), len(folder.facts), len(folder.vocabularies)
    revision = folder.revision[:12]
    if lang == "ja":
        found = f"問題が{problems}件あります" if problems else "問題はありません"
        warned = f"（注意{idle:,}件）" if idle else ""
        return f"規則{rules}件、事実{facts}件、語彙{vocabularies}件: {found}{warned}。ファイルのリビジョン {revision}"
    found = f"{problems} problem(s)" if problems else "no problems"
    warned = f", {idle:,} warnings" if idle else ""
    return (
        f"{rules} rules, {facts} facts, {vocabularies} vocabularies: {found}{warned}. Revision of the files {revision}."
    )
