"""From timed rounds to figures, ratios, goals and what changed since the last run. Pure: no files, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

# Each figure is set against the benchmark of its group that bears this name.
BASELINE = "baseline"


class Figure(TypedDict):
    """One benchmark: microseconds a call over ``rounds`` different inputs.

    ``ratio`` is p50 to that of the baseline of the ``group``, None for the baseline itself. ``megabytes`` is the most
    memory that a process held, None where it was not measured.
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


class Measurement(TypedDict):
    """One benchmark as pytest-benchmark reports it; those of one ``group`` are comparable."""

    name: str
    group: str
    stats: Stats
    extra_info: dict[str, float]


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
    "characters[400]": Goal(ratio=4),
    "characters[1600]": Goal(ratio=16),
    "characters[6400]": Goal(ratio=64),
    "turns[14]": Goal(ratio=2),
    "turns[28]": Goal(ratio=4),
    "load": Goal(p50=1e6, megabytes=200),
}


def figures(measured: Sequence[Measurement]) -> list[Figure]:
    """Return the figures of ``measured``: groups in their order, the baseline of each first."""
    order = {group: number for number, group in enumerate(dict.fromkeys(m["group"] for m in measured))}
    ranked = sorted(measured, key=lambda m: (order[m["group"]], BASELINE not in m["name"]))
    bases = {m["group"]: float(np.median(m["stats"]["data"])) for m in measured if BASELINE in m["name"]}
    return [_figure(entry, bases.get(entry["group"])) for entry in ranked]


def _figure(entry: Measurement, base: float | None) -> Figure:
    p50, p99 = (float(q) for q in np.quantile(entry["stats"]["data"], (0.5, 0.99)))
    own = BASELINE in entry["name"]
    return Figure(
        group=entry["group"],
        name=title(entry["name"]),
        rounds=len(entry["stats"]["data"]),
        p50=p50 * 1e6,
        p99=p99 * 1e6,
        ratio=None if own or not base else p50 / base,
        megabytes=entry["extra_info"].get("peak_megabytes"),
    )


def title(name: str) -> str:
    """Return the name of a benchmark as words."""
    return name.removeprefix("bench_").replace("_", " ")


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
