import pytest
from evals_samples import CLAIM, MONEY, item

from evals.peers import python_re
from evals.peers.comparison import agreement, rows
from evals.peers.measure import judged
from evals.peers.replies import labelled
from kotae.conversation import Locale

FORBIDDEN = frozenset({MONEY})


def result(*microseconds, flagged=(), load=1.0):
    return {"locale": "ja-JP", "load_seconds": load, "microseconds": list(microseconds), "flagged": list(flagged)}


def test_each_text_is_judged_and_timed_once_after_the_warm_up():
    seen = []

    def load(part):
        return lambda text: bool(seen.append(text)) or text == "b"

    done = judged({"locale": "ja-JP", "expressions": [], "warm_up": ["w"], "texts": ["a", "b"]}, load)
    assert seen == ["w", "a", "b"]
    assert done["flagged"] == [False, True]
    assert len(done["microseconds"]) == 2


def test_the_loop_flags_what_one_expression_finds():
    judge = python_re.load({"locale": "ja-JP", "expressions": ["x", "返金"], "warm_up": [], "texts": []})
    assert judge("返金します")
    assert not judge("承知しました")


def test_agreement_leaves_out_omissions_and_what_readers_differed_on():
    items = [
        item(1, violations=[MONEY]),
        item(2, violations=[MONEY]),
        item(3, violations=[CLAIM]),
        item(4, violations=[MONEY], disputed=[MONEY]),
        item(5),
        item(6, disputed=[MONEY]),
    ]
    recall, wrong = agreement([True, False, True, True, True, True], items, FORBIDDEN)
    assert (recall["count"], recall["of"]) == (1, 2)
    assert (wrong["count"], wrong["of"]) == (1, 1)


def test_a_tool_is_set_against_the_base_over_all_rounds():
    items = {"ja-JP": [item(1, violations=[MONEY]), item(2)]}
    results = {
        "base": [result(1, 3, flagged=[True, False]), result(1, 3, flagged=[True, False])],
        "slow": [result(8, 8, flagged=[True, True], load=2), result(8, 8, flagged=[True, True], load=4)],
        "first only": [result(4, flagged=[False])],
    }
    base, slow, first = rows(results, "base", items, FORBIDDEN)
    assert (base["ratio"], slow["ratio"], first["ratio"]) == (1, 4, 2)
    assert (slow["rounds"], slow["load_seconds"]) == (2, 3)
    assert slow["compliant_flagged"]["value"] == 1
    assert (first["recall"]["of"], first["compliant_flagged"]["of"]) == (1, 0)


def test_a_tool_that_changes_its_mind_is_not_compared():
    results = {"base": [result(1, flagged=[True]), result(1, flagged=[False])]}
    with pytest.raises(ValueError, match="base does not judge the same replies alike"):
        rows(results, "base", {"ja-JP": [item()]}, FORBIDDEN)


def test_no_reply_is_given_twice():
    texts = [found.candidate for found in labelled(Locale.JA)]
    assert len(texts) == len(set(texts))
