"""The summary of a run on a terminal."""

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from evals.summary import ALL, Coverage, GateResult, Latency, Overall, RuleScore, Summary
from kotae.policy.intervals import NOTHING, interval

# Wide enough for the table of rules.
WIDTH = 130


def console(*, stderr: bool = False) -> Console:
    """Return a console; where there is no terminal, one wide enough for the tables."""
    made = Console(stderr=stderr, highlight=False)
    return made if made.is_terminal else Console(stderr=stderr, highlight=False, width=WIDTH)


def number(value: float | None) -> str:
    """Return a figure with at most four significant digits."""
    return "missing" if value is None else f"{value:.4g}"


def summary_block(summary: Summary) -> RenderableType:
    """Render all tables, the verdict last."""
    whole = summary["compliance"][0]
    return Group(
        _rules(whole["rules"]),
        _not_covered(whole["rules"]),
        _overall(summary),
        "",
        _coverage(summary["coverage"]),
        "",
        _latency(summary["latency"]),
        Text("client: the whole call as the caller saw it, waiting included\n", style="dim"),
        _errors(summary),
        _gates(summary["gates"]),
        verdict_line(summary),
    )


def verdict_line(summary: Summary) -> Text:
    """Return the verdict in a line."""
    if not summary["gates"]:
        return Text("No gates were asked for.", style="bold yellow")
    failed = sum(not gate["passed"] for gate in summary["gates"])
    if failed:
        return Text(f"FAIL: {failed} of {len(summary['gates'])} gates", style="bold red")
    return Text(f"PASS: all {len(summary['gates'])} gates", style="bold green")


def _rules(scores: Iterable[RuleScore]) -> Table:
    table = _table("Compliance by rule, in per cent, with 95 % Wilson intervals")
    _columns(table, "Rule", "Locale", "Recall", "Precision", "False flags")
    for score in scores:
        if score["covered"] and score["locale"] != ALL:
            shares = (score["recall"], score["precision"], score["false_flags"])
            table.add_row(score["rule"], score["locale"], *map(interval, shares))
    return table


def _not_covered(scores: Iterable[RuleScore]) -> Text:
    missing = [s for s in scores if not s["covered"] and s["locale"] == ALL]
    if not missing:
        return Text()
    names = ", ".join(score["rule"] for score in missing)
    return Text(f"Not covered, as the policy has no such rule ({len(missing)}): {names}\n", style="dim")


def _overall(summary: Summary) -> Table:
    table = _table("All covered rules together, in per cent")
    _columns(table, "Items", "", "Recall", "Compliant items flagged", right=("Not covered",))
    for part in summary["compliance"]:
        for score in part["overall"]:
            table.add_row(part["dataset"], score["locale"], *_together(score))
        if part["dataset"] != ALL:
            table.add_row(part["dataset"], "even, shown", *_together(part["halves"]["shown"]))
            table.add_row(part["dataset"], "odd, held back", *_together(part["halves"]["held_back"]))
    return table


def _together(score: Overall) -> tuple[str, str, str]:
    return interval(score["recall"]), interval(score["compliant_flagged"]), str(score["uncovered"])


def _coverage(entries: Iterable[Coverage]) -> Table:
    table = _table("Conversations with at least one suggestion, in per cent")
    _columns(table, "Conversations", "Share", "Outcomes", "Suggestions")
    for entry in entries:
        counts = (_counts(entry["outcomes"]), _counts(entry["origins"]))
        table.add_row(entry["locale"], interval(entry["suggested"]), *counts)
    return table


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or NOTHING


def _latency(entries: Iterable[Latency]) -> Table:
    table = _table("Time in milliseconds")
    _columns(table, "Method", "Stage", right=("p50", "p95", "p99", "Calls"))
    for entry in entries:
        for stage, times in entry["stages"].items():
            cells = (number(times[q]) for q in ("p50", "p95", "p99"))
            table.add_row(entry["method"], stage, *cells, str(times["count"]))
    return table


def _errors(summary: Summary) -> Text:
    if not summary["errors"]:
        return Text("Calls that failed: none\n", style="dim")
    first = summary["call_errors"][0]
    example = f"{first['method']} of {first['id']}: {first['error']}"
    return Text(f"Calls that failed: {summary['errors']}, such as {example}\n", style="bold red")


def _gates(gates: Iterable[GateResult]) -> Table:
    table = _table("Gates")
    _columns(table, "Gate", right=("Limit", "Figure", "Verdict"))
    for gate in gates:
        verdict = Text("pass", style="green") if gate["passed"] else Text("FAIL", style="bold red")
        table.add_row(gate["name"], gate["limit"], number(gate["observed"]), verdict)
    return table


def _table(title: str) -> Table:
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="dim",
        box=None,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )


def _columns(table: Table, *left: str, right: Iterable[str] = ()) -> None:
    for name in left:
        table.add_column(name, overflow="fold")
    for name in right:
        table.add_column(name, justify="right")
