"""``make bench``: measure speed with pytest-benchmark and print it as ratios."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

import click
from rich.table import Table

from evals.console import console

BENCHMARKS = Path(__file__).parent / "benchmarks"
REPORTS = Path(__file__).parent / "reports" / "bench"
# Each figure is set against the benchmark of its group that bears this name.
BASELINE = "baseline"


class Stats(TypedDict):
    """Seconds a call, as pytest-benchmark states them."""

    median: float
    q1: float
    q3: float
    rounds: int


class Measurement(TypedDict):
    """One benchmark; those of one ``group`` are comparable."""

    name: str
    group: str
    stats: Stats


@click.command(epilog="Exit codes: 0 measured; 2 a benchmark failed.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the measurements as JSON.  [default: evals/reports/bench/<time>.json]",
)
@click.option("--select", default="", metavar="EXPRESSION", help="Only the benchmarks whose names match, as pytest -k.")
def main(output: Path | None, select: str) -> None:
    """Measure folding, facts, judging and a CheckReply over gRPC; ratios are the figures to compare by.

    Milliseconds differ from machine to machine. Each group has a plain baseline (an echo over gRPC, a plain pass over
    the text), and the ratio to it is what should hold anywhere.
    """
    path = output or REPORTS / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    code = subprocess.run(_command(path, select), check=False).returncode
    if code or not path.is_file():
        console(stderr=True).print(f"benchmarks failed: pytest ended with exit code {code}", style="bold red")
        sys.exit(2)
    measured: list[Measurement] = json.loads(path.read_text(encoding="utf-8"))["benchmarks"]
    console().print(table(measured))
    console().print(f"Measurements: {path}", markup=False, soft_wrap=True)


def table(measured: list[Measurement]) -> Table:
    """Return the measurements in microseconds, each with its ratio to the baseline of its group."""
    made = Table(title="Speed (median of all rounds)", title_justify="left", title_style="bold", box=None)
    for name, right in (("Group", False), ("Benchmark", False), ("µs", True), ("middle half", True), ("ratio", True)):
        made.add_column(name, justify="right" if right else "left")
    for entry in sorted(measured, key=lambda entry: (entry["group"], entry["stats"]["median"])):
        stats = entry["stats"]
        base = baseline(entry, measured)
        ratio = f"{stats['median'] / base:.2f} ×" if base else "–"
        middle = f"{stats['q1'] * 1e6:,.1f}–{stats['q3'] * 1e6:,.1f}"
        made.add_row(entry["group"], title(entry), f"{stats['median'] * 1e6:,.1f}", middle, ratio)
    return made


def baseline(entry: Measurement, measured: list[Measurement]) -> float | None:
    """Return the median of the baseline that ``entry`` is set against, None where its group has none."""
    found = [m["stats"]["median"] for m in measured if m["group"] == entry["group"] and BASELINE in m["name"]]
    return found[0] if found else None


def title(entry: Measurement) -> str:
    """Return the benchmark's name as words."""
    return entry["name"].removeprefix("bench_").replace("_", " ")


def _command(path: Path, select: str) -> list[str]:
    command = [sys.executable, "-m", "pytest", "-c", str(BENCHMARKS / "pytest.ini"), str(BENCHMARKS)]
    return [*command, f"--benchmark-json={path}", *(["-k", select] if select else [])]


if __name__ == "__main__":
    main()
