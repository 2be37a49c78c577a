"""What the process of each tool does: read the task, get ready, judge each text once, write down time and verdict.

Standard library alone, as the tools' environments hold nothing of Kotae's.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time_ns
from typing import TypedDict

Judge = Callable[[str], bool]


class Part(TypedDict):
    """One language's part of the task.

    A reply that one of the ``expressions`` finds says what it must not. The replies ``warm_up`` are judged before
    ``texts`` and do not count.
    """

    locale: str
    expressions: list[str]
    warm_up: list[str]
    texts: list[str]


class Result(TypedDict):
    """What came of a part: the processor time of each text in microseconds, and whether it was flagged."""

    locale: str
    load_seconds: float
    microseconds: list[float]
    flagged: list[bool]


def run(load: Callable[[Part], Judge]) -> None:
    """Do the task of the file named first on the command line and write the results to the file named second."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    parts: list[Part] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    results = [judged(part, load) for part in parts]
    Path(sys.argv[2]).write_text(json.dumps(results), encoding="utf-8")


def judged(part: Part, load: Callable[[Part], Judge]) -> Result:
    """Time the judge that ``load`` makes of ``part`` on each text once."""
    start = process_time_ns()
    judge = load(part)
    load_seconds = (process_time_ns() - start) / 1e9
    for text in part["warm_up"]:
        judge(text)
    microseconds: list[float] = []
    flagged: list[bool] = []
    for text in part["texts"]:
        start = process_time_ns()
        verdict = judge(text)
        microseconds.append((process_time_ns() - start) / 1e3)
        flagged.append(verdict)
    return Result(locale=part["locale"], load_seconds=load_seconds, microseconds=microseconds, flagged=flagged)
