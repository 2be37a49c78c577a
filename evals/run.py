"""``make eval``: run the labelled dialogues through the service, score, report, and hold the gates."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evals import console, dataset, gates, manifest, report, runner, scoring, service
from evals.answers import Answers
from evals.summary import SCHEMA, Summary
from kotae.policy import default_folder
from kotae.policy.bundle import read_meaning

REPORTS = Path(__file__).parent / "reports"
FAILED = 1
COULD_NOT_RUN = 2


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run, as given on the command line."""

    datasets: tuple[str, ...]
    generator: str
    model: str
    policies: Path | None
    address: str
    concurrency: int
    limit: int | None


@click.command(epilog="Exit codes: 0 all gates hold; 1 a gate fails; 2 the run was not possible.")
@click.option("--dataset", "datasets", multiple=True, metavar="NAME", help="A dataset; repeatable.  [default: all]")
@click.option("--generator", default="playbook", show_default=True, help="The generator of the service started here.")
@click.option("--model", default="", help="The model, where the generator calls one.")
@click.option(
    "--policies",
    type=click.Path(exists=True, path_type=Path),
    help="The policy folder or bundle of the service started here; its rules are the ones scored.  "
    "[default: the service's own]",
)
@click.option("--address", default="", help="Use the service that runs there instead of starting one.")
@click.option("--concurrency", type=click.IntRange(1, 256), default=8, show_default=True, help="Calls in flight.")
@click.option("--limit", type=click.IntRange(1), help="Only the first N items of each dataset.")
@click.option(
    "--gates",
    "gates_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=gates.FILE,
    help="The gates to hold.  [default: evals/gates.yaml]",
)
@click.option("--no-gates", is_flag=True, help="Score only; for exploring.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write summary.json, report.html and service.log.  [default: evals/reports/<time>]",
)
def main(gates_file: Path, no_gates: bool, output: Path | None, **options: object) -> None:
    """Score the service against the labelled dialogues.

    Every reply is judged by CheckReply, and every conversation is sent to SuggestReplies.
    """
    chosen = Options(**options)  # type: ignore[arg-type]
    if chosen.address and (chosen.generator != "playbook" or chosen.model or chosen.policies):
        raise click.UsageError("--generator, --model and --policies are for a service started here: drop --address")
    started = datetime.now(UTC)
    folder = output or REPORTS / started.strftime("%Y%m%dT%H%M%SZ")
    try:
        held = () if no_gates else gates.load(gates_file)
        summary = evaluate(chosen, held, started, folder)
    except (dataset.DatasetError, gates.GateError, service.ServiceError) as error:
        console.console(stderr=True).print(f"could not run: {error}", style="bold red", markup=False)
        sys.exit(COULD_NOT_RUN)
    path = report.write(summary, folder)
    console.console().print(console.summary_block(summary))
    console.console().print(f"Report: {path}", markup=False, soft_wrap=True)
    sys.exit(0 if summary["passed"] else FAILED)


def evaluate(options: Options, held: tuple[gates.Gate, ...], started: datetime, folder: Path) -> Summary:
    """Run and score.

    Raises:
        DatasetError: A dataset cannot be used.
        ServiceError: The service does not start or answer.
    """
    sets = [dataset.load(name) for name in options.datasets or dataset.names()]
    items = [item for each in sets for item in each.items[: options.limit]]
    answers = asyncio.run(_answers(options, runner.plan(items), started, folder))
    fired = {rule for answer in answers.checked for rule in answer.rules}
    covered = _rules(options.policies or default_folder()) | fired
    errors = scoring.call_errors(answers)
    summary = Summary(
        schema=SCHEMA,
        manifest=manifest.build(started, [each.card for each in sets], items, answers, _configuration(options)),
        compliance=scoring.compliance(answers.checked, covered),
        coverage=scoring.coverage(answers.suggested),
        latency=scoring.latency(answers),
        errors=len(errors),
        call_errors=errors,
        failures=scoring.failures(answers.checked, covered),
        gates=[],
        passed=True,
    )
    summary["gates"] = gates.check(summary, held)
    summary["passed"] = all(gate["passed"] for gate in summary["gates"])
    return summary


def _rules(policies: Path) -> set[str]:
    if policies.is_file():
        return set(read_meaning(policies).rules)
    return {path.stem for path in (policies / "rules").glob("*.yaml")}


async def _answers(options: Options, work: runner.Plan, started: datetime, folder: Path) -> Answers:
    if options.address:
        running = await service.reachable(options.address)
        return await _with_progress(running.address, work, options.concurrency, started)
    command = service.serve_command(options.generator, options.model, options.policies)
    async with service.started(command, folder / "service.log") as running:
        return await _with_progress(running.address, work, options.concurrency, started)


async def _with_progress(address: str, work: runner.Plan, concurrency: int, started: datetime) -> Answers:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    screen = console.console(stderr=True)
    with Progress(*columns, console=screen, disable=not screen.is_terminal) as progress:
        task = progress.add_task("Asking the service", total=len(work))
        advance: Callable[[], None] = lambda: progress.advance(task)  # noqa: E731
        return await runner.run(address, work, concurrency=concurrency, as_of=started, advance=advance)


def _configuration(options: Options) -> dict[str, str | int | None]:
    return {
        "datasets": ", ".join(options.datasets) or "all",
        "generator": options.generator,
        "model": options.model,
        "policies": str(options.policies or "default"),
        "address": options.address or "started here",
        "concurrency": options.concurrency,
        "limit": options.limit,
    }


if __name__ == "__main__":
    main()
