"""Cold rounds: a different input each time, so that nothing kept from an earlier round helps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

Inputs = Sequence[tuple[Any, ...]]

# How many of the inputs warm up and are not counted, at most; and one in how many of a few.
WARM_UP = 20
_ONE_IN = 5


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a benchmark is set against: ``do`` on ``inputs``, at least as many as the benchmark has."""

    name: str
    do: Callable[..., Any]
    inputs: Inputs


def plain_loop(text: str) -> int:
    """Look at each character once: the least that plain Python can do with a text."""
    return sum(1 for char in text if char == "\0")


def cold(
    benchmark: BenchmarkFixture,
    do: Callable[..., Any],
    inputs: Inputs,
    baseline: Baseline,
    clock: Callable[[], float] = process_time,
) -> None:
    """Time ``do`` once on each of ``inputs``, the arguments of a call; the first few warm up and are not counted.

    A call of the baseline precedes each, timed by ``clock``: what slows the machine down for a while slows both.
    """
    warm_up = min(WARM_UP, len(inputs) // _ONE_IN)
    turn, other = iter(inputs), iter(baseline.inputs)
    seconds: list[float] = []

    def setup() -> tuple[tuple[Any, ...], dict[str, Any]]:
        arguments = next(other)
        start = clock()
        baseline.do(*arguments)
        seconds.append(clock() - start)
        return next(turn), {}

    benchmark.pedantic(do, setup=setup, rounds=len(inputs) - warm_up, warmup_rounds=warm_up)  # type: ignore[no-untyped-call]
    benchmark.extra_info["baseline"] = {"name": baseline.name, "seconds": seconds[warm_up:]}
