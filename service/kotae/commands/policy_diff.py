"""``kotae policy diff``: what two policies say differently, in words and in verdicts."""

import json
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import groupby
from pathlib import Path

import click
from rich.console import Console
from rich.padding import Padding
from rich.progress import track
from rich.table import Table
from rich.text import Text

from kotae.commands.options import AS_OF, LANG, POINT, end, refuse
from kotae.conversation import Locale, Role
from kotae.dialogue import DialogueError, read_dialogue
from kotae.policy import Point, Policy, PolicyError
from kotae.policy.diff import Change, LabelledText, Turned, What, changes, distinct, must_texts, turned
from kotae.policy.folder import Folder
from kotae.policy.problem import Lang
from kotae.policy.score import Scores
from kotae.policy.verdict import RuleMode
from kotae.terminal import visible

# Fewer replies than this are judged sooner than other processes are ready.
_WORTH_PROCESSES = 1000
_BATCH = 40
_LABEL = len("customer")
_SIGNS = {What.ADDED: ("+", "green"), What.REMOVED: ("-", "red"), What.CHANGED: ("~", "yellow")}
_KINDS_JA = {"rule": "規則", "fact": "事実", "vocabulary": "語彙", "sentence": "定型文", "situation": "場面"}


@click.command(
    epilog="Exit codes: 0 nothing differs; 1 something does; 2 one of the two or the archive cannot be used."
)
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--archive",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Judge the dialogues of this file, one JSON object a line, instead of the folders' examples.",
)
@POINT
@AS_OF
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, help="Show at most so many replies of each rule."
)
@LANG
def diff(old: Path, new: Path, archive: Path | None, point: Point, as_of: date, limit: int, lang: Lang) -> None:
    """Compare two policy folders or bundles, in words and in verdicts.

    Replies are judged by both: the must-examples of their rules, and the labelled examples of the folders or the
    dialogues of an archive. Shown are those that one of the two flags and the other does not, by rule, with whether the
    new verdict is the labelled one.
    """
    try:
        before, after = Policy.load(old), Policy.load(new)
        texts = distinct([*must_texts(after.folder, before.folder), *_labelled(old, new, archive)])
    except PolicyError as error:
        refuse(error, lang)
    except (DialogueError, OSError, UnicodeDecodeError) as error:
        end(str(error))
    differing = list(changes(before.folder, after.folder))
    found: list[Turned] = []
    if before.revision != after.revision:
        found = _judge(before, after, texts, point, as_of)
    console = Console(highlight=False)
    for name, path, policy in (("OLD", old, before), ("NEW", new, after)):
        console.print(Text(f"{name}  {path}  {policy.revision[:12]}", style="dim"), soft_wrap=True)
    _show_changes(console, differing, lang)
    _show_turned(console, found, len(texts), limit, lang)
    sys.exit(1 if differing or found else 0)


def _labelled(old: Path, new: Path, archive: Path | None) -> Iterator[LabelledText]:
    """Read the replies of the archive, or else those of the folders; a bundle has none."""
    files = [archive] if archive else [f for root in (new, old) for f in sorted((root / "examples").glob("*.jsonl"))]
    for file in files:
        with file.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _labelled_text(line, f"{file.name}, line {number}")


def _labelled_text(line: str, where: str) -> LabelledText:
    try:
        obj = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise DialogueError(f"{where}: this is not JSON ({error}); write one object a line") from error
    dialogue = read_dialogue(obj, where)
    if not dialogue.candidate:
        raise DialogueError(f'{where}: "candidate" is missing; add the reply to judge')
    violations = frozenset(obj["violations"]) if "violations" in obj else None
    disputed = frozenset(obj.get("disputed") or ())
    return LabelledText(where, dialogue.conversation, dialogue.candidate, violations, disputed)


class _Pair:
    """The two policies of a process, and how they are asked."""

    old: Policy
    new: Policy
    point: Point
    as_of: date


def _judge(old: Policy, new: Policy, texts: Sequence[LabelledText], point: Point, as_of: date) -> list[Turned]:
    """Judge all replies by both policies, side by side where that is sooner."""
    _Pair.old, _Pair.new, _Pair.point, _Pair.as_of = old, new, point, as_of
    console = Console(stderr=True)
    bar = {"total": len(texts), "console": console, "disable": not console.is_terminal, "transient": True}
    processes = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(texts) < _WORTH_PROCESSES or processes == 1:
        return [t for of in track(map(_turned, texts), "Judging", **bar) for t in of]  # type: ignore[arg-type]
    content = (old.folder, old.scores), (new.folder, new.scores)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(*content, point, as_of)) as pool:
        judged = pool.map(_turned, texts, chunksize=_BATCH)
        return [t for of in track(judged, "Judging", **bar) for t in of]  # type: ignore[arg-type]


def _begin(
    old: tuple[Folder, Mapping[Locale, Scores]],
    new: tuple[Folder, Mapping[Locale, Scores]],
    point: Point,
    as_of: date,
) -> None:
    _Pair.old, _Pair.new, _Pair.point, _Pair.as_of = Policy(*old), Policy(*new), point, as_of


def _turned(text: LabelledText) -> list[Turned]:
    return turned(_Pair.old, _Pair.new, text, _Pair.point, _Pair.as_of)


def _show_changes(console: Console, found: Sequence[Change], lang: Lang) -> None:
    if not found:
        console.print("\n言葉の違いはありません。" if lang == "ja" else "\nIn words: nothing differs.")
        return
    console.print(
        Text(f"\n言葉の違い: {len(found)}件" if lang == "ja" else f"\nIn words: {len(found)} differ", style="bold")
    )
    for change in found:
        sign, style = _SIGNS[change.what]
        kind = _KINDS_JA[change.kind] if lang == "ja" else change.kind
        console.print(Text.assemble((f"{sign} ", style), f"{kind} ", (change.name, "bold")))
        for edit in change.edits:
            console.print(Text(f"    {edit.key}", style="dim"))
            if not edit.removed and not edit.added:
                console.print("      順序のみ" if lang == "ja" else "      in another order")
            for what, texts in ((What.REMOVED, edit.removed), (What.ADDED, edit.added)):
                for text in texts:
                    _print_text(console, *_SIGNS[what], text)


def _show_turned(console: Console, found: Sequence[Turned], judged: int, limit: int, lang: Lang) -> None:
    console.print(Text(f"\n{_summary(found, judged, lang)}", style="bold" if found else ""), soft_wrap=True)
    # What goes against its label first, since that wants to be read.
    ordered = sorted(found, key=lambda t: (t.rule, t.right is not False))
    for rule, group in groupby(ordered, key=lambda t: t.rule):
        console.print(Text(rule, style="bold"))
        own: list[Turned] = []
        modes: list[Turned] = []
        for one in group:
            (modes if one.what is What.CHANGED else own).append(one)
        for (before, after), count in Counter((t.before, t.after) for t in modes).items():
            console.print(Text.assemble(("  ~ ", "yellow"), _moved(before, after, count, lang)))
        for one in own[:limit]:
            _show_one(console, one, lang)
        if len(own) > limit:
            more = len(own) - limit
            console.print(
                f"    ほか{more}件（--limit で増やせます）" if lang == "ja" else f"    … and {more} more (--limit)"
            )


def _show_one(console: Console, one: Turned, lang: Lang) -> None:
    sign, style = _SIGNS[one.what]
    verdict = _verdict_ja(one) if lang == "ja" else _verdict(one)
    console.print(Text.assemble((f"  {sign} ", style), verdict, (f"  {one.text.source}", "dim")), soft_wrap=True)
    conversation = one.text.conversation
    customer, reply = ("お客様", "返答") if lang == "ja" else ("customer", "reply")
    last = conversation.latest(Role.CUSTOMER)
    if last is not None:
        _print_text(console, customer, "dim", conversation.turns[last].text, _LABEL)
    _print_text(console, reply, "dim", one.text.reply, _LABEL)


def _print_text(console: Console, head: str, style: str, text: str, width: int = 1) -> None:
    """Print a text that wraps beside its head, which takes ``width`` columns."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=width)
    grid.add_column(overflow="fold")
    grid.add_row(Text(head, style=style), Text(visible(text)))
    console.print(Padding(grid, (0, 0, 0, 6), expand=False))


def _summary(found: Sequence[Turned], judged: int, lang: Lang) -> str:
    replies = len({(t.text.source, t.text.reply) for t in found})
    right, wrong = sum(t.right is True for t in found), sum(t.right is False for t in found)
    if lang == "ja":
        if not found:
            return f"判定の違いはありません（返答{judged}件）。"
        return f"判定の違い: 返答{judged}件のうち{replies}件（ラベルどおりになった判定{right}、ラベルと違うようになった判定{wrong}、そのほか{len(found) - right - wrong}）"
    if not found:
        return f"In verdicts: nothing differs on {judged} replies."
    others = len(found) - right - wrong
    labels = f"verdicts now as labelled: {right}, now against the label: {wrong}, neither: {others}"
    return f"In verdicts: {replies} of {judged} replies differ ({labels})"


def _moved(before: RuleMode | None, after: RuleMode | None, count: int, lang: Lang) -> str:
    if lang == "ja":
        return f"{count}件: 違反のまま、規則のモードが{before}から{after}に変わる"
    return f"{count} flagged as before, in mode {after} instead of {before}"


def _verdict(one: Turned) -> str:
    flagged = "flagged now" if one.what is What.ADDED else "no longer flagged"
    shadow = ", in shadow" if RuleMode.SHADOW in (one.before, one.after) else ""
    label = {None: "not labelled", True: "as labelled", False: "against its label"}[one.right]
    return f"{flagged}{shadow}, {label}"


def _verdict_ja(one: Turned) -> str:
    flagged = "新たに違反とされる" if one.what is What.ADDED else "違反とされなくなる"
    shadow = "（shadow）" if RuleMode.SHADOW in (one.before, one.after) else ""
    label = {None: "ラベルなし", True: "ラベルどおり", False: "ラベルと違う"}[one.right]
    return f"{flagged}{shadow}・{label}"
