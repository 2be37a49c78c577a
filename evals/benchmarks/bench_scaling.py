"""How the time grows with rules, words, the reply and the conversation, each beside the ordinary size."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from evals.benchmarks import synthetic
from evals.benchmarks.bench_judging import judging
from evals.benchmarks.rounds import Baseline, cold
from evals.benchmarks.supply import Supply
from kotae.policy import Policy

pytestmark = pytest.mark.usefixtures("one_core")

ROUNDS = 250
# Longer replies use up more of the supply.
FEWER = {400: 150, 1600: 50, 6400: 20}


@pytest.mark.benchmark(group="more rules")
def bench_240_rules(benchmark: BenchmarkFixture, supply: Supply, policy: Policy) -> None:
    """Ten times as many rules, vocabularies and learned scores."""
    larger = synthetic.with_rules(policy, 10)
    baseline = Baseline("24 rules", *judging(policy, supply.joined(ROUNDS, 100)))
    cold(benchmark, *judging(larger, supply.joined(ROUNDS, 100)), baseline)


@pytest.mark.benchmark(group="more words in the vocabularies")
@pytest.mark.parametrize("count", [20_000, 100_000])
def bench_more_words(benchmark: BenchmarkFixture, supply: Supply, policy: Policy, count: int) -> None:
    """So many invented words more."""
    larger = synthetic.with_words(policy, count)
    baseline = Baseline("words as shipped", *judging(policy, supply.joined(ROUNDS, 100)))
    cold(benchmark, *judging(larger, supply.joined(ROUNDS, 100)), baseline)


@pytest.mark.benchmark(group="longer replies")
@pytest.mark.parametrize("length", FEWER)
def bench_characters(benchmark: BenchmarkFixture, supply: Supply, policy: Policy, length: int) -> None:
    """A reply of so many characters."""
    baseline = Baseline("100 characters", *judging(policy, supply.joined(FEWER[length], 100)))
    cold(benchmark, *judging(policy, supply.joined(FEWER[length], length)), baseline)


@pytest.mark.benchmark(group="longer conversations")
@pytest.mark.parametrize("turns", [14, 28])
def bench_turns(benchmark: BenchmarkFixture, supply: Supply, policy: Policy, turns: int) -> None:
    """The facts of so many turns."""
    ordinary, longer = supply.conversations(25, 7), supply.conversations(25, turns)
    baseline = Baseline("7 turns", policy.facts, [(talk,) for talk in ordinary])
    cold(benchmark, policy.facts, [(talk,) for talk in longer], baseline)
