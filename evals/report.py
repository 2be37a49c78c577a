"""The report of a run: one HTML file that opens from disk, and the same figures as JSON."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from evals.console import number
from evals.summary import ALL, Failure, RuleScore, Summary
from kotae.html import environment

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a candidate: the ``rules`` flagged on it, whether one is ``wrong``, and if readers marked it."""

    text: str
    rules: tuple[str, ...] = ()
    wrong: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class RuleFailures:
    """The failing items of one rule: those where it was ``missed``, and those where it was flagged in error."""

    rule: str
    missed: tuple[Failure, ...]
    wrong: tuple[Failure, ...]


def write(summary: Summary, folder: Path) -> Path:
    """Write ``summary.json`` and ``report.html`` into ``folder`` and return the path of the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(summary, ensure_ascii=False, indent=1)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")
    report = folder / "report.html"
    report.write_text(html(summary), encoding="utf-8")
    return report


def html(summary: Summary) -> str:
    """Return the report. All text of the run is escaped; nothing is loaded from elsewhere."""
    templates = environment(TEMPLATES, number=number, segments=segments)
    whole = summary["compliance"][0]
    return templates.get_template("report.html.j2").render(
        s=summary,
        whole=whole,
        overall=whole["overall"][0],
        covered=by_rule(score for score in whole["rules"] if score["covered"]),
        uncovered=[score for score in whole["rules"] if not score["covered"] and score["locale"] == ALL],
        failing=failing(summary["failures"]["shown"]),
        failed=[gate for gate in summary["gates"] if not gate["passed"]],
        ALL=ALL,
    )


def by_rule(scores: Iterable[RuleScore]) -> dict[str, list[RuleScore]]:
    """Return the scores of each rule by locale, without those of all locales together."""
    grouped: dict[str, list[RuleScore]] = defaultdict(list)
    for score in scores:
        if score["locale"] != ALL:
            grouped[score["rule"]].append(score)
    return dict(grouped)


def failing(failures: Iterable[Failure]) -> list[RuleFailures]:
    """Group failing items by rule; one that fails two rules stands under both."""
    missed: dict[str, list[Failure]] = defaultdict(list)
    wrong: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures:
        for rule in failure["missed"]:
            missed[rule].append(failure)
        for rule in failure["wrong"]:
            wrong[rule].append(failure)
    return [RuleFailures(rule, tuple(missed[rule]), tuple(wrong[rule])) for rule in sorted({*missed, *wrong})]


def segments(failure: Failure) -> list[Segment]:
    """Cut a candidate wherever a flagged stretch or the readers' evidence begins or ends."""
    text = failure["candidate"]
    spans = [(s["start"], s["end"], s) for s in failure["spans"] if s["start"] is not None and s["end"] is not None]
    at = text.find(failure["evidence"]) if failure["evidence"] else -1
    marked = range(at, at + len(failure["evidence"])) if at >= 0 else range(0)
    edges = {0, len(text), marked.start, marked.stop, *(edge for start, end, _ in spans for edge in (start, end))}
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(text))
    pieces = []
    for start, end in pairwise(cuts):
        over = [span for low, high, span in spans if low <= start and end <= high]
        rules = tuple(dict.fromkeys(span["rule"] for span in over))
        pieces.append(Segment(text[start:end], rules, any(span["wrong"] for span in over), start in marked))
    return pieces
