"""Facts of a conversation and the verdict on a reply, in Japanese, on one core."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from evals import expressions
from evals.benchmarks.conftest import TODAY
from evals.benchmarks.rounds import cold, plain_loop
from evals.benchmarks.supply import Case, Supply
from kotae.conversation import Conversation, Locale
from kotae.policy import Policy
from kotae.policy.verdict import Point

pytestmark = pytest.mark.usefixtures("one_core")


@pytest.fixture(scope="module")
def replies(supply: Supply) -> list[Case]:
    """Replies of about 100 characters."""
    return supply.replies(800, range(90, 111))


@pytest.fixture(scope="module")
def conversations(supply: Supply) -> list[Conversation]:
    """Conversations of 7 turns."""
    return supply.conversations(420, 7)


def judging(policy: Policy, cases: list[Case]) -> tuple[Callable[..., object], list[tuple[Any, ...]]]:
    """Return the call that judges a reply, and its inputs: the facts of each conversation are established before."""
    inputs = [(case.conversation, policy.facts(case.conversation), case.reply) for case in cases]
    return lambda talk, facts, text: policy.judge(talk, facts, text, point=Point.CHECK, as_of=TODAY), inputs


@pytest.mark.benchmark(group="facts of 7 turns")
def bench_baseline_look_at_each_character(benchmark: BenchmarkFixture, conversations: list[Conversation]) -> None:
    """The least that plain Python does with the turns."""
    cold(benchmark, plain_loop, [("".join(turn.text for turn in talk.turns),) for talk in conversations])


@pytest.mark.benchmark(group="facts of 7 turns")
def bench_facts(benchmark: BenchmarkFixture, conversations: list[Conversation], policy: Policy) -> None:
    """All that the conversation establishes."""
    cold(benchmark, policy.facts, [(talk,) for talk in conversations])


@pytest.mark.benchmark(group="judging 100 characters, facts given")
def bench_judge(benchmark: BenchmarkFixture, replies: list[Case], policy: Policy) -> None:
    """The verdict of all 24 rules."""
    cold(benchmark, *judging(policy, replies))


@pytest.mark.benchmark(group="judging 100 characters, facts given")
def bench_baseline_naive_loop_of_expressions(benchmark: BenchmarkFixture, replies: list[Case], policy: Policy) -> None:
    """The same rules as Python regular expressions, tried one after the other."""
    judge = expressions.naive_loop(expressions.of_rules(policy.folder, Locale.JA))
    cold(benchmark, judge, [(case.reply,) for case in replies])
