import numpy as np
import pytest
from evals_samples import CLAIM, MONEY, item

from evals.baselines import Example, Judged, ngram_scores
from evals.operating import at_share, flags_above, recall, wrongly_flagged
from kotae.policy.verdict import Point

RULES = [MONEY, CLAIM]
COMPLIANT = [item(number) for number in range(4)]


@pytest.mark.parametrize(("most", "flagged"), [(0.0, 0), (0.25, 1), (0.3, 1), (0.5, 2), (1.0, 4)])
def test_a_threshold_flags_at_most_so_many_compliant_replies(most, flagged):
    scores = np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 3.0], [0.5, 0.1]])
    flags = flags_above(scores, at_share(scores, COMPLIANT, RULES, most))
    assert wrongly_flagged(flags, COMPLIANT, RULES)["count"] == flagged


def test_equal_scores_are_flagged_together_or_not_at_all():
    scores = np.ones((4, 2))
    assert not flags_above(scores, at_share(scores, COMPLIANT, RULES, 0.5)).any()


def test_recall_is_over_pairs_of_reply_and_violated_rule():
    items = [item(1, violations=RULES), item(2, violations=[MONEY], disputed=[MONEY]), item(3)]
    flags = np.array([[True, False], [True, True], [True, True]])
    assert (recall(flags, items, RULES)["count"], recall(flags, items, RULES)["of"]) == (1, 2)


def test_a_rule_on_which_readers_differed_counts_neither_way():
    items = [item(1, disputed=[MONEY]), item(2, disputed=[MONEY])]
    flags = np.array([[True, False], [True, True]])
    assert (wrongly_flagged(flags, items, RULES)["count"], wrongly_flagged(flags, items, RULES)["of"]) == (1, 2)
    assert at_share(np.array([[9.0, 1.0], [9.0, 2.0]]), items, RULES, 0.5) == 1.0


def test_n_grams_learn_which_words_violate_a_rule_and_leave_an_unknown_rule_alone():
    told = [Example(f"返金します{n}", frozenset({MONEY}), frozenset()) for n in range(5)]
    told += [Example(f"確認します{n}", frozenset(), frozenset()) for n in range(5)]
    told += [Example("確認します", frozenset({MONEY}), frozenset({MONEY}))]
    scores = ngram_scores(told, ["返金いたします", "確認いたします"], RULES)
    assert scores[0, 0] > 0 > scores[1, 0]
    assert np.isneginf(scores[:, 1]).all()


def test_each_method_is_read_on_the_rules_asked_for_and_the_n_grams_also_at_kotaes_share():
    items = [item(1, violations=[MONEY]), item(2, violations=[CLAIM]), item(3), item(4)]
    scores = np.array([[4.0, 0.0], [0.0, 2.0], [3.0, 0.0], [1.0, 5.0]])
    kotae = np.array([[True, False], [False, False], [True, False], [False, True]])
    judged = Judged(items, RULES, kotae, {0.5: scores - 9, 1.0: scores}, {Point.CHECK: kotae})
    every = {method: (flagged["count"], caught["count"]) for method, flagged, caught in judged.shares()}
    some = {
        method: (flagged["count"], caught["count"]) for method, flagged, caught in judged.of_rules({MONEY}).shares()
    }
    assert every["Kotae (check)"] == (2, 1)
    assert some["Kotae (check)"] == (1, 1)
    assert every["n-grams, as many as Kotae (check)"] == (2, 2)
    assert some["n-grams, as many as Kotae (check)"] == (1, 1)
