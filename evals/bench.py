"""``make bench``: measure speed with pytest-benchmark, print it as ratios, compare it with the last run."""

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from evals.console import console
from evals.manifest import ROOT, git_state
from evals.speed import GOALS, Figure, Goal, Measurement, Run, changes, figures, shortfalls

BENCHMARKS = Path(__file__).parent / "benchmarks"
REPORTS = Path(__file__).parent / "reports" / "bench"
# A ratio that differs by less from the last run's is noise on a machine that does other things too.
NOISE = 0.15


@click.command(epilog="Exit codes: 0 measured; 2 a benchmark failed.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the figures as JSON.  [default: evals/reports/bench/<time>.json, nowhere with --select]",
)
@click.option("--select", default="", metavar="EXPRESSION", help="Only the benchmarks whose names match, as pytest -k.")
def main(output: Path | None, select: str) -> None:
    """Measure folding, facts, judging, loading and a CheckReply over gRPC; ratios are the figures to compare by.

    Microseconds differ from machine to machine. Each group has a baseline, and the ratio to it is what should hold
    anywhere. Every input is new to the process that is measured. All but gRPC is measured in processor time on one
    core, so that what else the machine does counts little.
    """
    started = datetime.now(UTC)
    # Some of the benchmarks are no run that the next one could be compared with.
    path = output or (None if select else REPORTS / started.strftime("%Y%m%dT%H%M%SZ.json"))
    last = last_run(REPORTS)
    run = _run(started, _measured(select))
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")
    console().print(table(run, last))
    if last:
        where = f"commit {last['commit'][:9]}" if last["commit"] else "no commit"
        console().print(f"Compared with the run of {last['started']} ({where}).", style="dim")
    if path:
        console().print(f"Figures: {path}", markup=False, soft_wrap=True)


def last_run(folder: Path) -> Run | None:
    """Return the newest run stored in ``folder`` that can be read, None where there is none."""
    for path in sorted(folder.glob("*.json"), reverse=True):
        try:
            run: Run = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            console(stderr=True).print(f"{path}: not JSON; passed over", style="yellow")
            continue
        if isinstance(run, dict) and set(run) == set(Run.__annotations__):
            return run
    return None


def table(run: Run, last: Run | None) -> Table:
    """Return the figures of ``run``, each with its goal and how its ratio has changed since the ``last`` one."""
    made = Table(title="Speed, cold texts", title_justify="left", title_style="bold", box=None, padding=(0, 1, 0, 0))
    made.add_column("Benchmark", no_wrap=True)
    for name in ("p50 µs", "p99 µs", "rounds", "ratio", "goal", "", "since last"):
        made.add_column(name, justify="right", no_wrap=True)
    changed = changes(run["figures"], last["figures"] if last else ())
    group = ""
    for figure in run["figures"]:
        if figure["group"] != group:
            group = figure["group"]
            made.add_row(Text(group, style="bold"))
        made.add_row(*_cells(figure), _change(changed.get((group, figure["name"]))))
    return made


def goal_in_words(goal: Goal) -> str:
    """Return a goal as the table shows it."""
    parts = (
        ("p50 ≤ {:,.0f}", goal.p50),
        ("p99 ≤ {:,.0f}", goal.p99),
        ("≤ {:g} ×", goal.ratio),
        ("≤ {:g} MB", goal.megabytes),
    )
    return ", ".join(words.format(limit) for words, limit in parts if limit is not None)


def _cells(figure: Figure) -> tuple[str | Text, ...]:
    ratio = f"{figure['ratio']:,.2f} ×" if figure["ratio"] else "1"
    missed = shortfalls(figure)
    goal = goal_in_words(GOALS[figure["name"]]) if missed is not None else ""
    verdict = Text()
    if missed is not None:
        verdict = Text(f"missed: {', '.join(missed)}", style="bold red") if missed else Text("met", style="green")
    name = f"  {figure['name']}"
    if figure["megabytes"]:
        name += f" ({figure['megabytes']:,.0f} MB)"
    return name, f"{figure['p50']:,.1f}", f"{figure['p99']:,.1f}", str(figure["rounds"]), ratio, goal, verdict


def _change(change: float | None) -> Text:
    if change is None:
        return Text()
    style = "dim" if abs(change) < NOISE else "red" if change > 0 else "green"
    return Text(f"{change:+.0%}", style=style)


def _measured(select: str) -> list[Measurement]:
    """Run the benchmarks in a process of their own; where one fails, say so and end with exit code 2."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "measured.json"
        command = [sys.executable, "-m", "pytest", "-c", str(BENCHMARKS / "pytest.ini"), str(BENCHMARKS)]
        command += [f"--benchmark-json={path}", "--benchmark-save-data", "--benchmark-timer=time.process_time"]
        command += ["-k", select] if select else []
        # NumPy's threads would use the other cores.
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        code = subprocess.run(command, check=False, env=environment).returncode
        if code or not path.is_file():
            console(stderr=True).print(f"benchmarks failed: pytest ended with exit code {code}", style="bold red")
            sys.exit(2)
        measured: list[Measurement] = json.loads(path.read_text(encoding="utf-8"))["benchmarks"]
    return measured


def _run(started: datetime, measured: list[Measurement]) -> Run:
    commit, dirty = git_state(ROOT)
    return Run(
        started=started.isoformat(timespec="seconds"),
        commit=commit,
        dirty=dirty,
        python=platform.python_version(),
        platform=f"{platform.platform()}, {os.cpu_count()} CPUs",
        figures=figures(measured),
    )


if __name__ == "__main__":
    main()
