"""From timed rounds to figures, ratios, goals and what changed since the last run. Pure: no files, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import numpy as np


class Figure(TypedDict):
    """One benchmark: microseconds a call over ``rounds`` different inputs.

    ``ratio`` is p50 to that of the baseline, measured in turns with it; None for a baseline itself. ``megabytes`` is
    the most memory that a process held, None where it was not measured.
    """

    group: str
    name: str
    rounds: int
    p50: float
    p99: float
    ratio: float | None
    megabytes: float | None


class Run(TypedDict):
    """One run of the benchmarks, and what to know to compare it with another."""

    started: str
    commit: str
    dirty: bool
    python: str
    platform: str
    figures: list[Figure]


class Stats(TypedDict):
    """What pytest-benchmark says of a benchmark: ``data`` are the seconds of each round."""

    data: list[float]


class Beside(TypedDict):
    """The baseline of a benchmark: its name, and the seconds of each round."""

    name: str
    seconds: list[float]


class Extra(TypedDict):
    """What a benchmark reports of itself."""

    baseline: Beside
    peak_megabytes: NotRequired[float]


class Measurement(TypedDict):
    """One benchmark as pytest-benchmark reports it; those of one ``group`` belong together."""

    name: str
    group: str
    stats: Stats
    extra_info: Extra


@dataclass(frozen=True, slots=True)
class Goal:
    """The most that a figure may be: microseconds, times the baseline, or megabytes."""

    p50: float | None = None
    p99: float | None = None
    ratio: float | None = None
    megabytes: float | None = None


GOALS: Mapping[str, Goal] = {
    "facts": Goal(p50=1000),
    "judge": Goal(p50=400, p99=1200),
    "240 rules": Goal(ratio=2),
    "400 characters": Goal(ratio=4),
    "1600 characters": Goal(ratio=16),
    "6400 characters": Goal(ratio=64),
    "14 turns": Goal(ratio=2),
    "28 turns": Goal(ratio=4),
    "load": Goal(p50=1e6, megabytes=200),
}


def figures(measured: Sequence[Measurement]) -> list[Figure]:
    """Return the figures of ``measured``, group by group in their order, the baselines of each first."""
    made: list[Figure] = []
    for group in dict.fromkeys(m["group"] for m in measured):
        entries = [m for m in measured if m["group"] == group]
        besides: dict[str, list[float]] = {}
        for entry in entries:
            beside = entry["extra_info"]["baseline"]
            besides.setdefault(f"baseline: {beside['name']}", []).extend(beside["seconds"])
        made += [_figure(group, name, seconds) for name, seconds in besides.items()]
        made += [_of(entry) for entry in entries]
    return made


def _of(entry: Measurement) -> Figure:
    figure = _figure(entry["group"], title(entry["name"]), entry["stats"]["data"])
    base = float(np.median(entry["extra_info"]["baseline"]["seconds"])) * 1e6
    return figure | {"ratio": figure["p50"] / base, "megabytes": entry["extra_info"].get("peak_megabytes")}


def _figure(group: str, name: str, seconds: Sequence[float]) -> Figure:
    p50, p99 = (float(q) * 1e6 for q in np.quantile(seconds, (0.5, 0.99)))
    return Figure(group=group, name=name, rounds=len(seconds), p50=p50, p99=p99, ratio=None, megabytes=None)


def title(name: str) -> str:
    """Return the name of a benchmark as words, the number that it is run with first."""
    words, _, number = name.removeprefix("bench_").replace("_", " ").rstrip("]").partition("[")
    return f"{number} {words}".strip()


def shortfalls(figure: Figure, goals: Mapping[str, Goal] = GOALS) -> list[str] | None:
    """Return which of its goals ``figure`` misses; None where it has none."""
    goal = goals.get(figure["name"])
    if goal is None:
        return None
    pairs = (
        ("p50", figure["p50"], goal.p50),
        ("p99", figure["p99"], goal.p99),
        ("ratio", figure["ratio"], goal.ratio),
        ("memory", figure["megabytes"], goal.megabytes),
    )
    return [name for name, value, limit in pairs if limit is not None and (value is None or value > limit)]


def changes(now: Iterable[Figure], before: Iterable[Figure]) -> dict[tuple[str, str], float]:
    """Return by how much each ratio has changed, 0.1 for a tenth more; what either run lacks is left out."""
    old = {(f["group"], f["name"]): f["ratio"] for f in before}
    found: dict[tuple[str, str], float] = {}
    for figure in now:
        key = figure["group"], figure["name"]
        was = old.get(key)
        if was and figure["ratio"]:
            found[key] = figure["ratio"] / was - 1
    return found
