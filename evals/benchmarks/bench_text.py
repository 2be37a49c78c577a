"""Folding a reply, beside the standard library's NFKC of the same text."""

import unicodedata

import pytest
from kotae.text.fold import fold
from pytest_benchmark.fixture import BenchmarkFixture

from evals.benchmarks.rounds import cold
from evals.dataset import Item

pytestmark = pytest.mark.benchmark(group="folding a reply")


def bench_baseline_nfkc(benchmark: BenchmarkFixture, items: tuple[Item, ...]) -> None:
    """Normalise each candidate."""
    cold(benchmark, lambda text: unicodedata.normalize("NFKC", text), [(item.candidate,) for item in items])


def bench_fold(benchmark: BenchmarkFixture, items: tuple[Item, ...]) -> None:
    """Fold each candidate, with the map back to its offsets."""
    cold(benchmark, fold, [(item.candidate,) for item in items])
