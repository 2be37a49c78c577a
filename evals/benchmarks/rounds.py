"""Cold rounds: a different input each time, so that nothing kept from an earlier round helps."""

from collections.abc import Callable, Sequence
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

# How many of the inputs warm up and are not counted, at most; and one in how many of a few.
WARM_UP = 20
_ONE_IN = 5


def plain_loop(text: str) -> int:
    """Look at each character once: the least that plain Python can do with a text."""
    return sum(1 for char in text if char == "\0")


def cold(benchmark: BenchmarkFixture, do: Callable[..., Any], inputs: Sequence[tuple[Any, ...]]) -> None:
    """Time ``do`` once on each of ``inputs``, the arguments of a call; the first few warm up and are not counted."""
    warm_up = min(WARM_UP, len(inputs) // _ONE_IN)
    turn = iter(inputs)

    def setup() -> tuple[tuple[Any, ...], dict[str, Any]]:
        return next(turn), {}

    benchmark.pedantic(do, setup=setup, rounds=len(inputs) - warm_up, warmup_rounds=warm_up)  # type: ignore[no-untyped-call]
