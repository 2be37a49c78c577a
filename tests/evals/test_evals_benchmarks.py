from itertools import pairwise

import pytest

from evals.benchmarks.supply import Case, Supply
from evals.benchmarks.synthetic import with_rules, with_words
from kotae.conversation import Locale, Role
from tests.policy.small_folder import JA, judged, prohibition, small_policy, talk, vocabulary


def case(reply, *turns, locale=JA):
    return Case(talk(*turns, locale=locale), reply)


CASES = [
    case("あ" * 10, "c: もしもし"),
    case("い" * 10, "a: はい", "c: 返金は"),
    case("う" * 30, "c: もしもし"),
    case("No", "c: Hello", locale=Locale.EN),
]


def words_of(policy, name):
    return policy.folder.vocabularies[name].words[JA]


@pytest.fixture
def policy(tmp_path):
    return small_policy(
        tmp_path,
        vocabulary("benefit", ja=["返金", "クーポン", "お詫び…品"]),
        prohibition(ja=[{"together": ["benefit", "request.competitors"]}, {"say": ["ここだけの話"]}]),
    )


def test_no_text_is_given_out_twice():
    supply = Supply(CASES, JA)
    found = supply.replies(2, range(5, 20))
    assert {c.reply[0] for c in found} == {"あ", "い"}
    with pytest.raises(ValueError, match="0 replies"):
        supply.replies(1, range(5, 20))
    assert supply.joined(1, 25)[0].reply == "う" * 25
    with pytest.raises(ValueError, match="no replies are left"):
        supply.joined(1, 5)


def test_a_conversation_has_so_many_turns_and_the_customer_speaks_last():
    supply = Supply(CASES, JA)
    made = supply.conversations(1, 3)[0]
    assert [turn.role for turn in made.turns] == [Role.CUSTOMER, Role.AGENT, Role.CUSTOMER]
    with pytest.raises(ValueError, match="no turns are left"):
        supply.conversations(1, 1)


def test_the_supply_is_the_same_each_time():
    assert Supply(CASES, JA).joined(1, 40) == Supply(CASES, JA).joined(1, 40)


def test_copied_rules_have_names_and_words_of_their_own(policy):
    larger = with_rules(policy, 3)
    assert sorted(larger.folder.rules) == ["money.no-offer", "money.no-offer-copy-a", "money.no-offer-copy-b"]
    lists = [words_of(larger, name) for name in ("benefit", "benefit-copy-a", "benefit-copy-b")]
    assert all(not set(one) & set(other) for one, other in pairwise(lists))
    assert [len(word) for word in lists[1]] == [2, 4, 5]
    copy = larger.folder.rules["money.no-offer-copy-a"].detect[JA]
    assert copy[0].together == ["benefit-copy-a", "request.competitors"]


def test_a_copied_rule_judges_by_its_own_words(policy):
    larger = with_rules(policy, 2)
    said = larger.folder.rules["money.no-offer-copy-a"].detect[JA][1].say[0]
    assert [f.rule for f in judged(larger, said).findings] == ["money.no-offer-copy-a"]
    assert [f.rule for f in judged(larger, "ここだけの話").findings] == ["money.no-offer"]


def test_more_words_are_all_new_and_the_old_ones_stay(policy):
    words = words_of(with_words(policy, 50), "benefit")
    assert words[:3] == words_of(policy, "benefit")
    assert len(words) == len(set(words)) == 53
