"""Folding a reply, beside a plain loop over its characters."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from evals.benchmarks.rounds import cold, plain_loop
from evals.benchmarks.supply import Case, Supply
from kotae.text.fold import fold

pytestmark = [pytest.mark.benchmark(group="folding 100 characters"), pytest.mark.usefixtures("one_core")]


@pytest.fixture(scope="module")
def texts(supply: Supply) -> list[Case]:
    """Texts of 100 characters."""
    return supply.joined(250, 100)


def bench_baseline_plain_loop(benchmark: BenchmarkFixture, texts: list[Case]) -> None:
    """Look at each character of each text once."""
    cold(benchmark, plain_loop, [(case.reply,) for case in texts])


def bench_fold(benchmark: BenchmarkFixture, texts: list[Case]) -> None:
    """Fold each text, with the map back to its offsets."""
    cold(benchmark, fold, [(case.reply,) for case in texts])
