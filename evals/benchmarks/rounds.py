"""Cold rounds: a different input each time, so that nothing kept from the last round helps."""

from collections.abc import Callable, Sequence
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

WARM_UP = 20


def plain_loop(text: str) -> int:
    """Look at each character once: the least that plain Python can do with a text."""
    return sum(1 for char in text if char == "\0")


def cold(benchmark: BenchmarkFixture, do: Callable[..., Any], inputs: Sequence[tuple[Any, ...]]) -> None:
    """Time ``do`` once on each of ``inputs``, the arguments of a call; a few calls before that are not counted."""
    warm_up = [inputs[number % len(inputs)] for number in range(WARM_UP)]
    turn = iter([*warm_up, *inputs])

    def setup() -> tuple[tuple[Any, ...], dict[str, Any]]:
        return next(turn), {}

    benchmark.pedantic(do, setup=setup, rounds=len(inputs), warmup_rounds=WARM_UP)  # type: ignore[no-untyped-call]
