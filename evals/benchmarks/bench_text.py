"""Folding a reply, beside a plain loop over its characters."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from evals.benchmarks.rounds import cold, plain_loop
from evals.dataset import Item
from kotae.text.fold import fold

pytestmark = pytest.mark.benchmark(group="folding a reply")


def bench_baseline_plain_loop(benchmark: BenchmarkFixture, items: tuple[Item, ...]) -> None:
    """Look at each character of each candidate once."""
    cold(benchmark, plain_loop, [(item.candidate,) for item in items])


def bench_fold(benchmark: BenchmarkFixture, items: tuple[Item, ...]) -> None:
    """Fold each candidate, with the map back to its offsets."""
    cold(benchmark, fold, [(item.candidate,) for item in items])
