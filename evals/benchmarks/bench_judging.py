"""Facts of a conversation and the verdict on a reply, in Japanese, on one core."""

from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from evals import expressions
from evals.benchmarks.conftest import TODAY
from evals.benchmarks.rounds import Baseline, Inputs, cold, plain_loop
from evals.benchmarks.supply import Case, Supply
from kotae.conversation import Locale
from kotae.policy import Policy
from kotae.policy.verdict import Point

pytestmark = pytest.mark.usefixtures("one_core")


def judging(policy: Policy, cases: list[Case]) -> tuple[Callable[..., object], Inputs]:
    """Return the call that judges a reply, and its inputs: the facts of each conversation are established before."""
    inputs = [(case.conversation, policy.facts(case.conversation), case.reply) for case in cases]
    return lambda talk, facts, text: policy.judge(talk, facts, text, point=Point.CHECK, as_of=TODAY), inputs


@pytest.mark.benchmark(group="facts of 7 turns")
def bench_facts(benchmark: BenchmarkFixture, supply: Supply, policy: Policy) -> None:
    """All that the conversation establishes, beside the least that plain Python does with the turns."""
    conversations = supply.conversations(420, 7)
    texts = [("".join(turn.text for turn in talk.turns),) for talk in conversations]
    baseline = Baseline("look at each character", plain_loop, texts)
    cold(benchmark, policy.facts, [(talk,) for talk in conversations], baseline)


@pytest.mark.benchmark(group="judging 100 characters, facts given")
def bench_judge(benchmark: BenchmarkFixture, supply: Supply, policy: Policy) -> None:
    """The verdict of all 24 rules, beside the same rules as expressions that are tried one after the other."""
    replies = supply.replies(800, range(90, 111))
    naive = expressions.naive_loop(expressions.of_rules(policy.folder, Locale.JA))
    baseline = Baseline("naive loop of expressions", naive, [(case.reply,) for case in replies])
    cold(benchmark, *judging(policy, replies), baseline)
