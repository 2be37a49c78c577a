"""How the time grows with rules, words, the reply and the conversation. Each group's baseline is the ordinary size."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from evals.benchmarks import synthetic
from evals.benchmarks.bench_judging import judging
from evals.benchmarks.rounds import cold
from evals.benchmarks.supply import Supply
from kotae.policy import Policy

pytestmark = pytest.mark.usefixtures("one_core")

ROUNDS = 250
MORE_WORDS = (20_000, 100_000)
# Longer replies use up more of the supply.
FEWER = {400: 150, 1600: 50, 6400: 20}


@pytest.fixture(scope="module")
def ten_times(policy: Policy) -> Policy:
    """Ten times as many rules, vocabularies and learned scores."""
    return synthetic.with_rules(policy, 10)


@pytest.fixture(scope="module")
def wordier(policy: Policy) -> dict[int, Policy]:
    """So many invented words more."""
    return {count: synthetic.with_words(policy, count) for count in MORE_WORDS}


# A baseline waits for its group's larger policies, so that all of the group is measured close together.
@pytest.mark.usefixtures("ten_times")
@pytest.mark.benchmark(group="more rules")
def bench_baseline_24_rules(benchmark: BenchmarkFixture, supply: Supply, policy: Policy) -> None:
    """The policy as it ships."""
    cold(benchmark, *judging(policy, supply.joined(ROUNDS, 100)))


@pytest.mark.benchmark(group="more rules")
def bench_240_rules(benchmark: BenchmarkFixture, supply: Supply, ten_times: Policy) -> None:
    """Ten times as many."""
    cold(benchmark, *judging(ten_times, supply.joined(ROUNDS, 100)))


@pytest.mark.usefixtures("wordier")
@pytest.mark.benchmark(group="more words in the vocabularies")
def bench_baseline_words_as_shipped(benchmark: BenchmarkFixture, supply: Supply, policy: Policy) -> None:
    """The policy as it ships."""
    cold(benchmark, *judging(policy, supply.joined(ROUNDS, 100)))


@pytest.mark.benchmark(group="more words in the vocabularies")
@pytest.mark.parametrize("count", MORE_WORDS)
def bench_words_more(benchmark: BenchmarkFixture, supply: Supply, wordier: dict[int, Policy], count: int) -> None:
    """So many more."""
    cold(benchmark, *judging(wordier[count], supply.joined(ROUNDS, 100)))


@pytest.mark.benchmark(group="longer replies")
def bench_baseline_100_characters(benchmark: BenchmarkFixture, supply: Supply, policy: Policy) -> None:
    """A reply of the ordinary length."""
    cold(benchmark, *judging(policy, supply.joined(ROUNDS, 100)))


@pytest.mark.benchmark(group="longer replies")
@pytest.mark.parametrize("length", [400, 1600, 6400])
def bench_characters(benchmark: BenchmarkFixture, supply: Supply, policy: Policy, length: int) -> None:
    """A reply of so many characters."""
    cold(benchmark, *judging(policy, supply.joined(FEWER[length], length)))


@pytest.mark.benchmark(group="longer conversations")
def bench_baseline_7_turns(benchmark: BenchmarkFixture, supply: Supply, policy: Policy) -> None:
    """The facts of an ordinary conversation."""
    cold(benchmark, policy.facts, [(talk,) for talk in supply.conversations(100, 7)])


@pytest.mark.benchmark(group="longer conversations")
@pytest.mark.parametrize("turns", [14, 28])
def bench_turns(benchmark: BenchmarkFixture, supply: Supply, policy: Policy, turns: int) -> None:
    """The facts of so many turns."""
    cold(benchmark, policy.facts, [(talk,) for talk in supply.conversations(25, turns)])
