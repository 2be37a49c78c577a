"""Folding a reply, beside a plain loop over its characters."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from evals.benchmarks.rounds import Baseline, cold, plain_loop
from evals.benchmarks.supply import Supply
from kotae.text.fold import fold

pytestmark = [pytest.mark.benchmark(group="folding 100 characters"), pytest.mark.usefixtures("one_core")]


def bench_fold(benchmark: BenchmarkFixture, supply: Supply) -> None:
    """Fold each text, with the map back to its offsets."""
    texts = [(case.reply,) for case in supply.joined(250, 100)]
    cold(benchmark, fold, texts, Baseline("look at each character", plain_loop, texts))
