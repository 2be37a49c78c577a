"""``kotae policy evaluate``: how well the policies judge replies of writers that they have not learned from."""

import importlib.util
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kotae.commands.options import FOLDER, LANG, end, folder_of_files, refuse
from kotae.commands.progress import by_language
from kotae.conversation import Locale
from kotae.dialogue import DialogueError
from kotae.policy import Point, PolicyError
from kotae.policy.figures import Figures
from kotae.policy.folder import read_folder
from kotae.policy.intervals import interval, share
from kotae.policy.problem import Lang

# Wide enough for the table of rules, where there is no terminal.
_WIDTH = 160
_POINTS = (Point.CHECK, Point.SUGGEST)


@click.command(epilog="Exit codes: 0 measured; 2 the folder cannot be used, or something is not installed.")
@FOLDER
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="Write the figures, with curves, into one HTML file that opens from disk and loads nothing.",
)
@click.option(
    "--curve", is_flag=True, help="Learn also from 1/8, 1/4 and 1/2 of the examples and compare; takes some minutes."
)
@LANG
def evaluate(policies: Path | None, page: Path | None, curve: bool, lang: Lang) -> None:
    """Measure the policies on their labelled examples, each judged by models that never saw its writer.

    Recall: labelled violations that are flagged. False flags: replies that keep the rule and are flagged for it. Both
    at the point for what a person typed (check) and for suggestions (suggest), with 95 % Wilson intervals.
    """
    missing = [e for e, m in (("train", "sklearn"), ("evals", "jinja2")) if _lacks(m) and (e == "train" or page)]
    if missing:
        wanted = f"kotae[{','.join(missing)}]"
        end(
            f"{wanted} を導入してください"
            if lang == "ja"
            else f"this needs more than is installed: pip install '{wanted}'"
        )
    from kotae.policy.train import evaluate as measuring
    from kotae.policy.train.parallel import side_by_side

    try:
        root = folder_of_files(policies, lang)
        folder = read_folder(root)
        if not any((root / "examples").glob("*.jsonl")):
            end(_nothing(root, lang))
        with by_language(lang) as heard:
            task = measuring.evaluate_with_curve if curve else measuring.evaluate
            found = side_by_side(task, root, heard)
    except PolicyError as error:
        refuse(error, lang)
    except DialogueError as error:
        end(str(error))
    measured = {locale: evaluation for locale, evaluation in found.items() if evaluation}
    if not measured:
        end(_nothing(root, lang))
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    whole = measuring.together(list(measured.values()))
    console.print(_by_name({locale: e.rules for locale, e in measured.items()}, "Rule", "False flags"))
    console.print(_by_name({locale: e.facts for locale, e in measured.items()}, "Fact", "False alarms"))
    console.print(_groups([*((loc.value, e.groups) for loc, e in measured.items()), ("all", whole.groups)]))
    if whole.curve:
        console.print(_curve(whole.curve))
    if page:
        from kotae.commands.evaluation_html import html

        text = html(measured, whole, root.name, folder.revision, datetime.now(UTC))
        try:
            page.write_text(text, encoding="utf-8")
        except OSError as error:
            end(f"{page}: cannot be written: {error.strerror}")
        console.print(f"Report: {page}", markup=False, soft_wrap=True)


def _nothing(root: Path, lang: Lang) -> str:
    if lang == "ja":
        return f"{root}/examples: 測るためのラベル付きの例がありません"
    return f"{root}/examples: there are no labelled examples to measure on"


def _lacks(module: str) -> bool:
    return importlib.util.find_spec(module) is None


def _by_name(measured: Mapping[Locale, Mapping[str, Mapping[Point, Figures]]], first: str, flags: str) -> Table:
    table = _table(f"{first}s, in per cent, with 95 % Wilson intervals")
    for head in (first, "Locale", "Recall, check", f"{flags}, check", "Recall, suggest", f"{flags}, suggest"):
        table.add_column(head, no_wrap=True)
    for name in sorted({name for by_name in measured.values() for name in by_name}):
        for number, (locale, by_name) in enumerate(measured.items()):
            if name in by_name:
                table.add_row("" if number else name, locale.value, *_shares(by_name[name]))
    return table


def _groups(parts: list[tuple[str, dict[str, dict[Point, Figures]]]]) -> Table:
    table = _table("All rules together: pairs of reply and violated rule caught, wholly compliant replies flagged")
    heads = (
        "Examples",
        "Locale",
        "Recall, check",
        "Compliant flagged, check",
        "Recall, suggest",
        "Compliant flagged, suggest",
    )
    for head in heads:
        table.add_column(head, no_wrap=True)
    for locale, groups in parts:
        for group, by_point in groups.items():
            table.add_row(group, locale, *_shares(by_point))
    return table


def _curve(curve: dict[int, dict[str, Figures]]) -> Table:
    table = _table("All rules together at check, learned from fewer examples; read recall and flags together")
    table.add_column("Examples", justify="right")
    groups = [group for group, figures in next(iter(curve.values())).items() if figures.violating]
    for group in groups:
        table.add_column(f"Recall, {group}", no_wrap=True)
    table.add_column("Compliant flagged", no_wrap=True)
    for size, figures in curve.items():
        recalls = [interval(share(figures[g].caught, figures[g].violating)) for g in groups]
        flagged = figures["all"]
        table.add_row(f"{size:,}", *recalls, interval(share(flagged.flagged, flagged.complying)))
    return table


def _shares(by_point: Mapping[Point, Figures]) -> list[str]:
    return [
        interval(share(*pair))
        for point in _POINTS
        for f in (by_point[point],)
        for pair in ((f.caught, f.violating), (f.flagged, f.complying))
    ]


def _table(title: str) -> Table:
    return Table(
        title=Text(title), title_justify="left", title_style="bold", header_style="dim", box=None, pad_edge=False,
        padding=(0, 2, 0, 0), caption=" ",
    )  # fmt: skip
