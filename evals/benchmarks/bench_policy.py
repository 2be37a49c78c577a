"""Judging a reply, beside a plain loop over the characters of the conversation and the reply."""

from datetime import UTC, datetime

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from evals.benchmarks.rounds import cold, plain_loop
from evals.dataset import Item
from kotae.policy import Policy
from kotae.policy.verdict import Point

pytestmark = pytest.mark.benchmark(group="judging a reply")

TODAY = datetime.now(UTC).date()


def bench_baseline_plain_loop(benchmark: BenchmarkFixture, items: tuple[Item, ...]) -> None:
    """Look at each character once."""
    texts = ["".join([*(turn.text for turn in item.conversation.turns), item.candidate]) for item in items]
    cold(benchmark, plain_loop, [(text,) for text in texts])


def bench_facts(benchmark: BenchmarkFixture, items: tuple[Item, ...], policy: Policy) -> None:
    """Establish the facts of each conversation."""
    cold(benchmark, policy.facts, [(item.conversation,) for item in items])


def bench_judge(benchmark: BenchmarkFixture, items: tuple[Item, ...], policy: Policy) -> None:
    """Judge each candidate, its conversation's facts being known."""
    known = [(item.conversation, policy.facts(item.conversation), item.candidate) for item in items]
    cold(benchmark, lambda talk, facts, text: policy.judge(talk, facts, text, point=Point.CHECK, as_of=TODAY), known)


def bench_facts_and_judge(benchmark: BenchmarkFixture, items: tuple[Item, ...], policy: Policy) -> None:
    """Establish the facts and judge: all the policy does for a typed reply."""

    def both(item: Item) -> None:
        talk = item.conversation
        policy.judge(talk, policy.facts(talk), item.candidate, point=Point.CHECK, as_of=TODAY)

    cold(benchmark, both, [(item,) for item in items])
