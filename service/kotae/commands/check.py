"""``kotae check``: judge the candidates of labelled dialogues."""

import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.progress import track

from kotae.commands.options import AS_OF, POINT, POLICIES
from kotae.dialogue import Dialogue, DialogueError, read_lines
from kotae.policy import Point, Policy, PolicyError, default_policies
from kotae.policy.verdict import Finding, RuleMode


@click.command()
@click.option(
    "--input",
    "source",
    required=True,
    metavar="FILE",
    help="Labelled dialogues, one JSON object a line; - for standard input.",
)
@click.option(
    "--output",
    "target",
    required=True,
    metavar="FILE",
    help="Where the findings go, one JSON object a line; - for standard output.",
)
@POINT
@POLICIES
@AS_OF
def check(source: str, target: str, point: Point, policies: Path | None, as_of: date) -> None:
    """Judge the candidate of every dialogue in a file.

    Writes, in the same order, the id, the violations (rule, start, end, evidence, message; start and end are null for
    something left out), under "shadow" what rules in shadow mode find, which is no violation, and the revision of the
    policies. Exits with 0 whether or not violations are found, with 2 on bad input.
    """
    try:
        loaded = Policy.load(policies or default_policies())
        dialogues = list(_dialogues(source))
    except (PolicyError, DialogueError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    console = Console(stderr=True)
    shown = track(dialogues, "Judging", console=console, disable=not console.is_terminal, transient=True)
    try:
        with _writing(target) as out:
            for dialogue in shown:
                out.write(_line(_judged(loaded, dialogue, point, as_of), out.encoding))
    except OSError as error:
        click.echo(f"{target}: cannot be written: {error}", err=True)
        sys.exit(2)


def _dialogues(source: str) -> Iterator[Dialogue]:
    data, name = (sys.stdin.buffer.read(), "standard input") if source == "-" else (Path(source).read_bytes(), source)
    for where, dialogue in read_lines(data, name):
        if not dialogue.candidate:
            raise DialogueError(f'{where} ("{dialogue.id}"): "candidate" is missing; add the reply to judge')
        yield dialogue


def _judged(policy: Policy, dialogue: Dialogue, point: Point, as_of: date) -> dict[str, object]:
    facts = policy.facts(dialogue.conversation)
    verdict = policy.judge(dialogue.conversation, facts, dialogue.candidate, point=point, as_of=as_of)
    return {
        "id": dialogue.id,
        "violations": [_finding(f) for f in verdict.enforced],
        "shadow": [_finding(f) for f in verdict.findings if f.mode is RuleMode.SHADOW],
        "revision": verdict.revision,
    }


def _finding(found: Finding) -> dict[str, object]:
    return {
        "rule": found.rule,
        "start": found.start,
        "end": found.end,
        "evidence": found.evidence,
        "message": found.message,
    }


def _line(verdict: dict[str, object], encoding: str) -> str:
    """Return a line of JSON, with what cannot be encoded (half of a surrogate pair, say) escaped."""
    line = json.dumps(verdict, ensure_ascii=False)
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        line = json.dumps(verdict)
    return line + "\n"


@contextlib.contextmanager
def _writing(name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdout
    else:
        with Path(name).open("w", encoding="utf-8") as stream:
            yield stream
