"""``make bench-peers``: other tools beside Kotae on the same labelled replies, each in an environment of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Table

from evals import expressions
from evals.console import console
from evals.locked_environment import installed
from evals.manifest import ROOT, git_state
from evals.peers.comparison import Row, rows
from evals.peers.measure import Part, Result
from evals.peers.replies import labelled
from kotae.conversation import Locale
from kotae.policy import default_folder
from kotae.policy.folder import Folder, read_folder
from kotae.policy.intervals import interval
from kotae.policy.verdict import Kind

REPORTS = Path(__file__).parent / "reports" / "peers"
REQUIREMENTS = Path(__file__).parent / "peers" / "requirements"
ENVIRONMENTS = ROOT / ".venv-peers"
# None of the tools may report its use, and with it perhaps a reply, to anyone.
NO_TELEMETRY = {"DO_NOT_TRACK": "1", "NEMO_GUARDRAILS_NO_USAGE_STATS": "1", "OTEL_SDK_DISABLED": "true"}
GUARDRAILS_SETTINGS = "enable_metrics=false\n"
WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as it is run: a module with its options, in Kotae's environment or one of its own.

    One that takes most of a second a reply judges only the first ``at_most`` of each language.
    """

    name: str
    module: str
    options: tuple[str, ...] = ()
    environment: str | None = None
    at_most: int | None = None


BASE = "Kotae, facts given"
TOOLS = (
    Tool(BASE, "kotae_policy"),
    Tool("Kotae, facts too", "kotae_policy", ("--facts",)),
    Tool("loop of Python expressions", "python_re"),
    Tool("llm-guard Regex", "llm_guard_regex", environment="llm-guard"),
    Tool("NeMo regex rail", "nemo_regex", environment="nemo-guardrails"),
    Tool("NeMo regex action alone", "nemo_regex", ("--action",), environment="nemo-guardrails"),
    Tool("Guardrails AI RegexMatch", "guardrails_regex_match", environment="guardrails-ai", at_most=40),
)


@click.command(epilog="Exit codes: 0 measured; 2 a tool could not be installed or failed.")
@click.option(
    "--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="Fresh processes for each tool."
)
@click.option("--limit", type=click.IntRange(min=1), help="Only so many replies a language, for a quick look.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the figures as JSON.  [default: evals/reports/peers/<time>.json]",
)
def main(rounds: int, limit: int | None, output: Path | None) -> None:
    """Judge the labelled replies with Kotae, with plain expressions and with other tools; print times as ratios.

    The first run installs the tools under .venv-peers, about 600 MB. docs/benchmarks.md says what is compared.
    """
    started = datetime.now(UTC)
    folder = read_folder(default_folder())
    items = {locale.value: labelled(locale)[WARM_UP:][:limit] for locale in Locale}
    parts = [_part(folder, locale, [item.candidate for item in items[locale.value]]) for locale in Locale]
    try:
        results = _results(parts, rounds)
    except subprocess.CalledProcessError as error:
        console(stderr=True).print(f"failed: {error}", style="bold red", markup=False)
        sys.exit(2)
    forbidden = frozenset(name for name, rule in folder.rules.items() if rule.kind is Kind.PROHIBITION)
    made = rows(results, BASE, items, forbidden)
    path = output or REPORTS / started.strftime("%Y%m%dT%H%M%SZ.json")
    _store(path, started, made)
    console().print(table(made))
    console().print(f"Figures: {path}", markup=False, soft_wrap=True)


def table(made: Sequence[Row]) -> Table:
    """Return the comparison, the base of each language first."""
    shown = Table(
        title="The same replies, processor time on one core", title_justify="left", box=None, padding=(0, 1, 0, 0)
    )
    shown.add_column("Tool", no_wrap=True)
    for name in ("", "p50 µs", "p99 µs", "ratio", "ready in s", "violating flagged, %", "compliant flagged, %"):
        shown.add_column(name, justify="right", no_wrap=True)
    for row in made:
        times = f"{row['p50']:,.0f}", f"{row['p99']:,.0f}", f"{row['ratio']:,.2f} ×", f"{row['load_seconds']:.1f}"
        shown.add_row(row["tool"], row["locale"], *times, interval(row["recall"]), interval(row["compliant_flagged"]))
    return shown


def _part(folder: Folder, locale: Locale, texts: list[str]) -> Part:
    patterns = expressions.prohibited(expressions.of_rules(folder, locale))
    warm_up = [item.candidate for item in labelled(locale)[:WARM_UP]]
    return Part(locale=locale.value, expressions=patterns, warm_up=warm_up, texts=texts)


def _results(parts: Sequence[Part], rounds: int) -> Mapping[str, list[Result]]:
    """Run every tool in turn, ``rounds`` times over, so that what else the machine does falls on all of them."""
    results: dict[str, list[Result]] = {tool.name: [] for tool in TOOLS}
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / ".guardrailsrc").write_text(GUARDRAILS_SETTINGS)
        for number in range(1, rounds + 1):
            for tool in TOOLS:
                console(stderr=True).print(f"round {number} of {rounds}: {tool.name} …", style="dim")
                results[tool.name] += _run(tool, parts, home)
    return results


def _run(tool: Tool, parts: Sequence[Part], home: Path) -> list[Result]:
    """Run ``tool`` on ``parts`` and return its results; ``home`` is all the home that it sees."""
    task, answer = home / "task.json", home / "answer.json"
    asked = [part | {"texts": part["texts"][: tool.at_most]} for part in parts]
    task.write_text(json.dumps(asked), encoding="utf-8")
    answer.unlink(missing_ok=True)
    settings = NO_TELEMETRY | {"HOME": str(home), "OPENBLAS_NUM_THREADS": "1"}
    python, environment = sys.executable, os.environ | settings
    if tool.environment:
        lock = REQUIREMENTS / f"{tool.environment}.lock"
        python = str(installed(lock, ENVIRONMENTS / tool.environment) / "python")
        # Nothing of the caller's environment, where keys might be named.
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8", **settings}
    command = [python, "-m", f"evals.peers.{tool.module}", str(task), str(answer), *tool.options]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    results: list[Result] = json.loads(answer.read_text(encoding="utf-8"))
    return results


def _store(path: Path, started: datetime, made: Sequence[Row]) -> None:
    commit, dirty = git_state(ROOT)
    content = {"started": started.isoformat(timespec="seconds"), "commit": commit, "dirty": dirty, "rows": made}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
