"""Must-examples: the promise between reviewers and the engine, and how a broken one is reported."""

from pathlib import Path

import pytest
from small_folder import DAY, EN, JA, fact, obligation, prohibition, small_policy, write_folder

from kotae.conversation import Channel, Locale, Role, Scenario
from kotae.policy import Point, Policy, PolicyError
from kotae.policy.contract import Outcome, conversation_of, must_examples, run
from kotae.policy.folder import read_folder
from kotae.policy.schema import Setting

RULE = """\
rule: money.no-offer
title: {ja: 例, en: Example}
kind: prohibition
mode: enforce
owner: someone
rationale: {ja: 例, en: Example}
basis:
  - {kind: house, source: a rule of the house, verified: 2026-11-21}
message: {ja: 例, en: Example}
instead: {ja: 例, en: Example}
detect:
  ja-JP:
    - say: [商品券]
must:
  ja-JP:
    violates:
      - 商品券です。
      - 図書券です。
    complies:
      - はい。
      - 商品券はございません。
"""


def outcomes(policy: Policy) -> list[Outcome]:
    return list(run(policy))


def broken(policy: Policy) -> list[str]:
    """The must-examples that come out otherwise than written, as they are shown."""
    return [outcome.problem.show() for outcome in run(policy) if outcome.problem]


def test_each_example_comes_out_as_written_or_is_named_with_its_line(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "policies")
    (root / "rules" / "money.no-offer.yaml").write_text(RULE, encoding="utf-8")
    found = outcomes(Policy(read_folder(root)))
    assert [(o.rule, o.locale) for o in found] == [("money.no-offer", JA)] * 4
    assert [o.problem is None for o in found] == [True, False, True, False]
    missed, flagged = (o.problem for o in found if o.problem)
    assert (missed.file, missed.line, missed.column) == ("policies/rules/money.no-offer.yaml", 18, 9)
    assert (flagged.file, flagged.line, flagged.column) == ("policies/rules/money.no-offer.yaml", 21, 9)
    assert '"図書券です。" must violate money.no-offer' in missed.show()
    assert "mend: `kotae policy explain`" in missed.show()
    assert "「図書券です。」はmoney.no-offerに違反するはずですが" in missed.show("ja")
    assert '"商品券はございません。" must comply with money.no-offer' in flagged.show()
    assert "「商品券はございません。」はmoney.no-offerに違反しないはずですが" in flagged.show("ja")
    assert "直し方: " in flagged.show("ja")


def test_an_obligation_is_tested_by_what_leaves_it_out(tmp_path: Path) -> None:
    must = {"ja-JP": {"violates": ["はい。", "録音しております。"], "complies": ["録音しております。", "はい。"]}}
    found = broken(small_policy(tmp_path, obligation(ja=[{"say": ["録音して"]}], must=must)))
    assert ['"録音しております。" must violate' in found[0], '"はい。" must comply' in found[1]] == [True, True]
    assert len(found) == 2


def test_a_rule_is_tested_only_in_the_languages_of_its_examples(tmp_path: Path) -> None:
    must = {"en-US": {"violates": ["A gift card."], "complies": ["Sure."]}}
    rule = prohibition(ja=[{"say": ["商品券"]}], en=[{"say": ["gift card"]}], must=must)
    assert [(o.locale, o.problem) for o in outcomes(small_policy(tmp_path, rule))] == [(EN, None), (EN, None)]


def test_an_example_is_judged_for_its_own_rule_alone(tmp_path: Path) -> None:
    must = {"ja-JP": {"violates": ["商品券です。"], "complies": ["無理です。"]}}
    policy = small_policy(
        tmp_path, prohibition(ja=[{"say": ["商品券"]}], must=must), prohibition("a.b", ja=[{"say": ["無理", "商品券"]}])
    )
    assert broken(policy) == []


@pytest.mark.parametrize("mode", ["enforce", "shadow"])
@pytest.mark.parametrize("effective", [{}, {"since": "2031-01-01"}, {"until": "2001-01-01"}])
def test_a_rule_is_tested_whether_or_not_it_is_in_force_today(
    tmp_path: Path, mode: str, effective: dict[str, str]
) -> None:
    must = {"ja-JP": {"violates": ["商品券です。"], "complies": ["はい。"]}}
    rule = prohibition(ja=[{"say": ["商品券"]}], must=must, mode=mode, effective=effective)
    assert broken(small_policy(tmp_path, rule)) == []


# --- settings ----------------------------------------------------------------------------------------------------


def test_an_example_has_the_setting_common_to_its_rule_and_its_own_over_it(tmp_path: Path) -> None:
    must = {
        "ja-JP": {
            "setting": {"scenario": "complaint", "channel": "email", "recording_active": True},
            "violates": [{"reply": "商品券です。", "channel": "chat", "authorised_offers": ["半額"]}],
            "complies": ["はい。"],
        }
    }
    rule = read_folder(write_folder(tmp_path, prohibition(ja=[{"say": ["商品券"]}], must=must))).rules["money.no-offer"]
    own, common = must_examples(rule, JA)
    assert (own.reply, own.violates, common.reply, common.violates) == ("商品券です。", True, "はい。", False)
    assert (own.conversation.channel, common.conversation.channel) == (Channel.CHAT, Channel.EMAIL)
    assert own.conversation.scenario is common.conversation.scenario is Scenario.COMPLAINT
    assert own.conversation.recording_active
    assert ([o.text for o in own.conversation.authorised_offers], common.conversation.authorised_offers) == (
        ["半額"],
        (),
    )
    assert list(must_examples(rule, EN)) == []


def test_an_example_may_set_back_what_is_common(tmp_path: Path) -> None:
    applies = {"all": ["contact.recorded"]}
    must = {
        "ja-JP": {
            "setting": {"recording_active": True},
            "violates": ["はい。"],
            "complies": [{"reply": "はい。", "recording_active": False}],
        }
    }
    assert broken(small_policy(tmp_path, obligation(ja=[{"say": ["録音して"]}], applies=applies, must=must))) == []


@pytest.mark.parametrize("locale", list(Locale))
def test_a_setting_without_turns_has_a_customer_who_asks_something(locale: Locale) -> None:
    (turn,) = conversation_of(Setting(), locale).turns
    assert turn.role is Role.CUSTOMER
    assert turn.text


def test_a_setting_that_ends_with_the_agent_has_a_customer_who_answers() -> None:
    given = Setting.model_validate({"turns": [{"customer": "もしもし"}, {"agent": "はい"}]})
    roles = [turn.role for turn in conversation_of(given, JA).turns]
    assert roles == [Role.CUSTOMER, Role.AGENT, Role.CUSTOMER]


@pytest.mark.parametrize("turn", [{}, {"customer": "a", "agent": "b"}, {"customer": ""}, {"caller": "a"}])
def test_a_turn_of_an_example_has_one_speaker(tmp_path: Path, turn: dict[str, str]) -> None:
    must = {"ja-JP": {"violates": [{"reply": "はい。", "turns": [turn]}], "complies": []}}
    with pytest.raises(PolicyError, match=r"must\.ja-JP\.violates\.1"):
        read_folder(write_folder(tmp_path, prohibition(ja=[{"say": ["商品券"]}], must=must)))


# --- facts -------------------------------------------------------------------------------------------------------


def test_a_fact_is_tested_by_turns_that_establish_it_and_turns_that_do_not(tmp_path: Path) -> None:
    must = {
        "ja-JP": {
            "yes": ["解約したいです", {"text": "解約です", "channel": "chat"}, "やめます"],
            "no": ["はい", "解約金はいくらですか"],
        }
    }
    policy = small_policy(tmp_path, fact("customer.cancels", ja=[{"say": ["解約"]}], must=must))
    assert [o.problem is None for o in outcomes(policy)] == [True, True, False, True, False]
    missed, heard = broken(policy)
    assert '"やめます" must establish customer.cancels' in missed
    assert '"解約金はいくらですか" must not establish customer.cancels' in heard


def test_an_example_of_an_agents_fact_is_said_by_the_agent(tmp_path: Path) -> None:
    must = {"en-US": {"yes": ["Why is that?"], "no": ["I see."]}}
    by_agent = fact("agent.asked", by="agent", en=[{"say": ["why"]}], must=must)
    assert broken(small_policy(tmp_path, by_agent)) == []


def test_an_example_of_a_fact_may_come_after_other_turns(tmp_path: Path) -> None:
    after = {"text": "いいえ", "turns": [{"customer": "もしもし"}, {"agent": "割引はいかがですか"}]}
    must = {"ja-JP": {"yes": [after], "no": ["いいえ"]}}
    policy = small_policy(
        tmp_path,
        fact("agent.offered", by="agent", ja=[{"say": ["割引"]}]),
        fact("customer.declined", ja=[{"say": ["いいえ"]}], after="agent.offered", must=must),
    )
    assert broken(policy) == []


def test_the_verdict_of_an_example_is_the_verdict_of_the_policy(tmp_path: Path) -> None:
    must = {"ja-JP": {"violates": ["商品券です。"], "complies": ["はい。"]}}
    policy = small_policy(tmp_path, prohibition(ja=[{"say": ["商品券"]}], must=must))
    for example in must_examples(policy.folder.rules["money.no-offer"], JA):
        facts = policy.facts(example.conversation)
        verdict = policy.judge(example.conversation, facts, example.reply, point=Point.CHECK, as_of=DAY)
        assert verdict.complies is not example.violates
