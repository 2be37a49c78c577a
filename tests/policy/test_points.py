"""Operating points: what they catch and flag by weight, the budget, and evidence where signals are missing."""

from pathlib import Path

import numpy as np
import pytest
from small_folder import prohibition, small_policy, talk

from kotae.policy.score import NEVER

pytest.importorskip("sklearn")

from kotae.policy.blend import SCALE, Blend
from kotae.policy.train.examples import labelled
from kotae.policy.train.points import Budget, Texts, options
from kotae.policy.train.signals import NOTHING, Signals

NONE = Texts(np.zeros(0, np.int64), np.zeros(0, bool), np.zeros(0, bool), np.zeros(0, np.int64))


def texts(*rows: tuple[int, bool, int], scale: int = SCALE) -> Texts:
    """Texts of (evidence, whether it violates, weight)."""
    evidence, violating, weights = (np.array(column) for column in zip(*rows, strict=True))
    return Texts(evidence * scale, violating, ~violating, weights)


def test_the_threshold_that_gains_most_is_taken() -> None:
    found = options(texts((3, True, 1), (2, False, 1), (1, True, 1)), NONE)
    assert SCALE * 2 < found.best(2.0, 0) <= SCALE * 3
    assert found.best(0.5, 0) <= SCALE


@pytest.mark.parametrize(("weight", "flags"), [(1, True), (5, False)])
def test_a_compliant_text_counts_by_its_weight(weight: int, flags: bool) -> None:
    threshold = options(texts((1, True, 2), (1, False, weight)), NONE).best(1.0, 0)
    assert (threshold <= SCALE) is flags


def test_where_catching_never_pays_nothing_is_flagged() -> None:
    assert options(texts((1, True, 1), (1, False, 9)), NONE).best(1.0, 0) == NEVER


@pytest.mark.parametrize(("binding", "holds"), [(0, False), (9, True)])
def test_must_examples_bind_by_their_worth(binding: int, holds: bool) -> None:
    musts = texts((1, True, 1))
    found = options(texts((3, True, 1), (2, False, 4)), musts)
    assert (found.best(1.0, binding) <= SCALE) is holds


def test_what_is_flagged_anyway_is_on_top_of_the_budget() -> None:
    everything, none = np.ones(10, bool), np.zeros(10, bool)
    spent = np.arange(10) < 4
    weights = np.ones(10, np.int64)
    budget = Budget(ordinary=0.1, close=0.2)
    assert budget.above(none, everything, everything, weights) == budget
    assert budget.above(spent, everything, everything, weights) == Budget(pytest.approx(0.45), pytest.approx(0.5))
    assert not budget.allows(spent, everything, none, weights)
    assert budget.above(spent, everything, none, weights).allows(spent, everything, none, weights)


def test_a_text_has_the_evidence_of_its_weightiest_clause_that_may_count() -> None:
    score, whole = np.array([1, 5, 2, 7]) * SCALE, np.array([1, 0, 0]) * SCALE
    worded, may = np.array([True, False, False, False]), np.array([True, True, True, False])
    signals = Signals(score, worded, may, np.array([0, 0, 1, 2]), whole)
    blend = Blend(score=SCALE, whole=SCALE, words=10 * SCALE, both=0, bias=0)
    assert signals.evidence(blend).tolist() == [12 * SCALE, 2 * SCALE, NOTHING]
    for index, owner in enumerate((0, 0, 1)):
        alone = blend.evidence(int(score[index]), int(whole[owner]), bool(worded[index]))
        assert alone <= signals.evidence(blend)[owner]


def test_signals_that_tell_texts_apart_are_given_weight() -> None:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, 400)
    score = ((labels * 2 - 1) * SCALE + rng.normal(0, SCALE, 400)).astype(np.int64)
    noise = rng.normal(0, SCALE, 400).astype(np.int64)
    all_ = np.ones(400, bool)
    signals = Signals(score, np.zeros(400, bool), all_, np.arange(400), noise)
    blend = signals.fit(labels, all_, np.ones(400, np.int64))
    assert blend.score > 4 * abs(blend.whole)
    assert ((signals.evidence(blend) > 0) == (labels == 1)).mean() > 0.8


@pytest.mark.parametrize(("file", "more"), [("subtle-a", True), ("natural-a", True), ("ordinary", True),
                                            ("natural", False), ("money.no-offer", False)])  # fmt: skip
def test_examples_that_nobody_reads_for_words_count_for_more(tmp_path: Path, file: str, more: bool) -> None:
    policy = small_policy(tmp_path, prohibition(ja=[{"say": ["商品券"]}]))
    reply = labelled(policy, talk("c: はい"), "承知しました。", frozenset(), group=file)
    assert (reply.weight > 1) is more
