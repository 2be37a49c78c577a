"""Why a reply was judged as it was: the words, the excuses, the scores and the facts behind each rule's outcome."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_folder import DAY, EN, JA, fact, obligation, prohibition, sentence, small_policy, talk, vocabulary

from kotae.conversation import Conversation, Locale, Scenario
from kotae.policy import Point, Policy, Status, default_folder
from kotae.policy.blend import SCALE, Blend
from kotae.policy.contract import must_examples
from kotae.policy.explain import explain
from kotae.policy.explanation import (
    SIGNAL,
    WHOLE,
    WORDED,
    Excuse,
    Explanation,
    FactReason,
    Hold,
    How,
    Lack,
    Means,
    Outcome,
    RuleReason,
)
from kotae.policy.folder import read_folder
from kotae.policy.score import Scores, Table

WORDS = (
    vocabulary("thing", ["商品券", "返金"], ["gift card", "refund"]),
    vocabulary("giving", ["お送り", "いたします"], ["send", "give"]),
    vocabulary("refusal", ["できません"], ["can't"]),
)
OFFER = prohibition(
    ja=[{"together": ["thing", "giving"], "unless": ["refusal"]}, {"say": ["悪いようにはしません"]}],
    en=[{"together": ["thing", "giving"], "unless": ["refusal"]}],
)
DISCLOSE = obligation(ja=[{"say": ["録音して"]}], en=[{"say": ["is recorded"]}])


def explained(policy: Policy, text: str, conversation: Conversation | None = None, **how: object) -> Explanation:
    """Explain ``text`` as the next reply in ``conversation``, or in a bare Japanese one."""
    given = {"point": Point.CHECK, "as_of": DAY, **how}
    return explain(policy, conversation or talk(), text, **given)  # type: ignore[arg-type]


def rule_of(explanation: Explanation, name: str = "money.no-offer") -> RuleReason:
    return next(rule for rule in explanation.rules if rule.rule == name)


def fact_of(explanation: Explanation, name: str) -> FactReason:
    return next(fact for fact in explanation.facts if fact.name == name)


# --- prohibitions ------------------------------------------------------------------------------------------------


def test_a_violation_names_its_condition_and_its_words_as_they_were_written(tmp_path: Path) -> None:
    text = "はい。商品券を、お送りいたします。"
    rule = rule_of(explained(small_policy(tmp_path / "p", *WORDS, OFFER), text))
    (sight,) = rule.sights
    assert rule.outcome is Outcome.VIOLATED
    assert (sight.start, sight.end, sight.text) == (3, 16, "商品券を、お送りいたします")
    assert [(w.vocabulary, w.text) for w in sight.words] == [
        ("thing", "商品券"),
        ("giving", "お送り"),
        ("giving", "いたします"),
    ]
    assert all(text[w.start : w.end] == w.text for w in sight.words)
    assert sight.place is not None
    assert sight.place.number == 1


def test_the_condition_is_named_by_file_and_line(tmp_path: Path) -> None:
    policy = small_policy(tmp_path / "p", *WORDS, OFFER)
    (sight,) = rule_of(explained(policy, "悪いようにはしません。")).sights
    assert sight.place is not None
    file, _, line = sight.place.shown.partition(":")
    assert file == "p/rules/money.no-offer.yaml"
    assert "say" in (tmp_path / "p/rules/money.no-offer.yaml").read_text().splitlines()[int(line) - 1]


def test_words_that_the_condition_lists_itself_have_no_vocabulary(tmp_path: Path) -> None:
    (sight,) = rule_of(explained(small_policy(tmp_path, *WORDS, OFFER), "悪いようにはしません。")).sights
    assert [(w.vocabulary, w.text) for w in sight.words] == [("", "悪いようにはしません")]


def test_exonerating_words_are_named(tmp_path: Path) -> None:
    rule = rule_of(explained(small_policy(tmp_path, *WORDS, OFFER), "商品券をお送りすることはできません。"))
    (sight,) = rule.sights
    assert (rule.outcome, sight.excuse) == (Outcome.EXCUSED, Excuse.FRAME)
    assert [(w.vocabulary, w.text) for w in sight.frames] == [("refusal", "できません")]


def test_an_offer_that_the_company_allows_is_named(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, *WORDS, {**OFFER, "exceptions": ["authorised-offer"]})
    conversation = talk(offers=["次回に使えるご案内", "商品券500円分をお送りします"])
    rule = rule_of(explained(policy, "商品券500円分をお送りします。", conversation))
    (sight,) = rule.sights
    assert (rule.outcome, sight.excuse) == (Outcome.EXCUSED, Excuse.EXCEPTION)
    assert (sight.exception, sight.allowed) == ("authorised-offer", "商品券500円分をお送りします")


def test_a_quiet_rule_tells_how_near_it_came(tmp_path: Path) -> None:
    rule = rule_of(explained(small_policy(tmp_path, *WORDS, OFFER), "書類をお送りします。"))
    (attempt,) = rule.attempts
    assert (rule.outcome, rule.notable) == (Outcome.QUIET, False)
    assert [w.text for w in attempt.words] == ["お送り"]
    assert attempt.lacks == (Lack("thing", ("商品券", "返金")),)


def test_words_that_stand_apart_lack_nothing_but_one_stretch(tmp_path: Path) -> None:
    rule = rule_of(explained(small_policy(tmp_path, *WORDS, OFFER), "商品券ですね。書類をお送りします。"))
    (attempt,) = rule.attempts
    assert (attempt.lacks, attempt.within) == ((), "clause")


# --- rules that do not apply -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"mode": "off"}, {"off": True}),
        ({"effective": {"since": "2027-01-01"}}, {"dated": True}),
        ({"applies": {"all": ["contact.recorded"]}}, {"lacking": ("contact.recorded",)}),
        (
            {"applies": {"any": ["contact.sales", "contact.recorded"]}},
            {"one_of": ("contact.recorded", "contact.sales")},
        ),
        ({"applies": {"none": ["contact.complaint"]}}, {"barred": ("contact.complaint",)}),
    ],
)
def test_a_rule_that_does_not_apply_says_why_and_what_it_would_find(
    tmp_path: Path, changes: dict[str, object], why: dict[str, object]
) -> None:
    policy = small_policy(tmp_path, *WORDS, {**OFFER, **changes})
    explanation = explained(policy, "商品券をお送りします。", talk(scenario=Scenario.COMPLAINT))
    rule = rule_of(explanation)
    assert explanation.verdict.complies
    assert (rule.outcome, rule.found, rule.notable) == (Outcome.APART, True, True)
    nothing = {"off": False, "dated": False, "lacking": (), "one_of": (), "barred": ()}
    assert rule.apart is not None
    assert {name: getattr(rule.apart, name) for name in nothing} == {**nothing, **why}


def test_a_rule_that_neither_applies_nor_would_find_anything_is_not_notable(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, *WORDS, {**OFFER, "mode": "off"})
    assert not rule_of(explained(policy, "承知しました。")).notable


def test_a_rule_that_applies_names_the_facts_for_which_it_does(tmp_path: Path) -> None:
    applies = {"any": ["contact.complaint", "contact.sales"]}
    policy = small_policy(tmp_path, *WORDS, {**OFFER, "applies": applies})
    explanation = explained(policy, "商品券をお送りします。", talk(scenario=Scenario.COMPLAINT))
    assert rule_of(explanation).because == ("contact.complaint",)


# --- obligations -------------------------------------------------------------------------------------------------


def duty(tmp_path: Path, rule: dict[str, object], text: str, *more: dict[str, object], **contact: object) -> RuleReason:
    policy = small_policy(tmp_path, *WORDS, rule, *more)
    return rule_of(explained(policy, text, talk(**contact)), str(rule["rule"]))


def test_a_met_obligation_names_what_met_it(tmp_path: Path) -> None:
    rule = duty(tmp_path, DISCLOSE, "この通話は録音しております。")
    assert rule.duty is not None
    assert (rule.outcome, rule.duty.means) == (Outcome.STATED, Means.WORDS)
    assert [w.text for sight in rule.duty.sights for w in sight.words] == ["録音して"]
    assert rule.attempts == ()


def test_a_missed_obligation_names_what_would_have_met_it(tmp_path: Path) -> None:
    rule = duty(tmp_path, DISCLOSE, "承知しました。")
    assert rule.duty is not None
    assert (rule.outcome, rule.duty.means) == (Outcome.MISSED, Means.WORDS)
    assert [attempt.lacks for attempt in rule.attempts] == [(Lack("", ("録音して",)),)]


def test_an_approved_sentence_is_quoted(tmp_path: Path) -> None:
    approved = sentence("disclosure", ["recording.disclose"], "first", ja="記録を残しております。")
    rule = duty(tmp_path, DISCLOSE, "はい。記録を残しております。", approved)
    assert rule.duty is not None
    assert (rule.outcome, rule.duty.means) == (Outcome.STATED, Means.APPROVED)
    assert rule.duty.approved == "記録を残しております。"


def test_an_obligation_that_only_some_replies_have_names_what_asked_for_it(tmp_path: Path) -> None:
    rule = {**DISCLOSE, "triggered": {"ja-JP": [{"say": ["お名前"]}]}}
    asked = duty(tmp_path, rule, "お名前をどうぞ。").duty
    unasked = duty(tmp_path, rule, "承知しました。").duty
    assert asked is not None
    assert unasked is not None
    assert [sight.text for sight in asked.triggers] == ["お名前をどうぞ"]
    assert unasked.means is Means.UNCONCERNED


def test_each_consequence_is_said_or_not(tmp_path: Path) -> None:
    rule = obligation("retention.state-consequences", grounded=["all-consequences"])
    losses = ("1,200ポイントが失効します", "割引が終わります")
    reason = duty(tmp_path, rule, "1200ポイントは失効いたします。", cancellation_consequences=losses)
    assert reason.duty is not None
    assert (reason.outcome, reason.duty.means) == (Outcome.MISSED, Means.COMPARED)
    assert [loss.stated for loss in reason.duty.losses] == [True, False]


# --- facts -------------------------------------------------------------------------------------------------------

INSULT = fact("customer.insults", ja=[{"say": ["役立たず"]}], en=[{"say": ["useless"]}])
ABUSIVE = fact("customer.abusive", any_of=["customer.insults"])


def test_a_fact_names_its_turn_its_words_and_its_condition(tmp_path: Path) -> None:
    policy = small_policy(tmp_path / "p", *WORDS, OFFER, INSULT)
    reason = fact_of(explained(policy, "はい。", talk("c: この役立たず", "a: はい", "c: 早く")), "customer.insults")
    assert (reason.hold, reason.how, reason.turn, reason.evidence) == (Hold.CERTAIN, How.WORDS, 0, "役立たず")
    assert [w.text for w in reason.words] == ["役立たず"]
    assert reason.place is not None
    assert reason.place.shown.startswith("p/facts/customer.insults.yaml:")


def test_a_fact_that_rests_on_another_names_it(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, *WORDS, OFFER, INSULT, ABUSIVE)
    reason = fact_of(explained(policy, "はい。", talk("c: この役立たず")), "customer.abusive")
    assert (reason.how, reason.rests_on) == (How.FACTS, ("customer.insults",))


def test_a_fact_of_the_request_rests_on_no_words(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, *WORDS, OFFER)
    reason = fact_of(explained(policy, "はい。", talk(recording_active=True)), "contact.recorded")
    assert (reason.how, reason.turn, reason.evidence) == (How.REQUEST, -1, "")


# --- learned scores ----------------------------------------------------------------------------------------------

PLAIN = Blend(score=SCALE, whole=0, words=0, both=0, bias=0)


def scored(policy: Policy, kind: str, name: str, score: float, threshold: float) -> Policy:
    """The same policy, with evidence for one rule or fact that is the same for every text."""
    empty = Table((), *_weights(0))
    constant = Table((name,), *_weights(1, int(score * SCALE)))
    tables = {"clauses": empty, "replies": empty, "turns": empty, kind: constant}
    held = {point: {name: int(threshold * SCALE)} for point in Point}
    return Policy(policy.folder, {JA: Scores(**tables, blends={name: PLAIN}, thresholds=held)})


def _weights(rules: int, bias: int = 0) -> Iterator[object]:
    import numpy as np

    yield np.zeros(0, dtype=np.uint64)
    yield np.zeros((0, rules), dtype=np.int32)
    yield np.full(rules, bias, dtype=np.int32)


def test_a_score_alone_can_find_a_violation(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, *WORDS, OFFER)
    policy = scored(policy, "clauses", "money.no-offer", 0.5, 0.25)
    rule = rule_of(explained(policy, "お包みします。"))
    (sight,) = rule.sights
    assert rule.outcome is Outcome.VIOLATED
    assert (sight.place, sight.words) == (None, ())
    assert sight.weight is not None
    assert (sight.weight.score, sight.weight.threshold, sight.weight.reached) == (SCALE // 2, SCALE // 4, True)


def test_a_quiet_rule_tells_its_score_and_the_threshold_it_would_have_to_reach(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, *WORDS, OFFER)
    policy = scored(policy, "clauses", "money.no-offer", 0.1, 0.25)
    rule = rule_of(explained(policy, "承知しました。"))
    assert rule.weight is not None
    assert (rule.outcome, rule.weight.reached) == (Outcome.QUIET, False)


def test_a_rule_of_which_nothing_was_learned_tells_no_score(tmp_path: Path) -> None:
    policy = scored(small_policy(tmp_path, *WORDS, OFFER), "turns", "customer.insults", 0.1, 0)
    (sight,) = rule_of(explained(policy, "商品券をお送りします。")).sights
    assert sight.weight is None


def test_what_the_words_found_and_the_whole_reply_add_is_told(tmp_path: Path) -> None:
    policy = scored(small_policy(tmp_path, *WORDS, OFFER), "clauses", "money.no-offer", 0.5, 0.25)
    own = policy.scores[JA]
    blend = Blend(score=SCALE, whole=SCALE // 2, words=SCALE // 8, both=0, bias=0)
    replies = Table(("money.no-offer",), *_weights(1, SCALE))
    policy = Policy(policy.folder, {JA: replace(own, replies=replies, blends={"money.no-offer": blend})})
    (sight,) = rule_of(explained(policy, "商品券をお送りします。")).sights
    assert sight.weight is not None
    told = {share.feature: share.amount for share in sight.weight.shares if share.group == SIGNAL}
    assert told == {WORDED: SCALE // 8, WHOLE: SCALE // 2}
    assert sight.weight.score == SCALE // 2 + SCALE // 8 + SCALE // 2


def test_of_what_a_sure_condition_finds_no_score_is_told(tmp_path: Path) -> None:
    rule = prohibition("money.no-offer", ja=[{"together": ["thing", "giving"], "sure": True}])
    policy = scored(small_policy(tmp_path, *WORDS, rule), "clauses", "money.no-offer", -1, 0)
    (sight,) = rule_of(explained(policy, "商品券をお送りします。")).sights
    assert (sight.sure, sight.excuse, sight.weight) == (True, None, None)


@pytest.mark.parametrize(
    ("score", "hold"), [(0.5, Hold.CERTAIN), (0.2, Hold.POSSIBLE), (-0.5, Hold.DISMISSED)], ids=lambda v: str(v)
)
def test_a_fact_whose_score_decides_tells_the_score_and_both_thresholds(
    tmp_path: Path, score: float, hold: Hold
) -> None:
    policy = scored(small_policy(tmp_path, *WORDS, OFFER, INSULT), "turns", "customer.insults", score, 0)
    held = {Point.CHECK: int(0.4 * SCALE), Point.SUGGEST: int(0.1 * SCALE)}
    thresholds = {point: {"customer.insults": at} for point, at in held.items()}
    policy = Policy(policy.folder, {JA: replace(policy.scores[JA], thresholds=thresholds)})
    reason = fact_of(explained(policy, "はい。", talk("c: この役立たず")), "customer.insults")
    assert (reason.hold, reason.how, reason.evidence) == (hold, How.SCORE, "役立たず")
    assert reason.weight is not None
    assert (reason.weight.threshold, reason.possible_from) == (held[Point.CHECK], held[Point.SUGGEST])


# --- the explanation and the verdict -----------------------------------------------------------------------------


@pytest.mark.parametrize("locale", [JA, EN])
def test_of_the_project_s_policies_it_tells_the_same_story_as_the_verdict(locale: Locale) -> None:
    """Of every must-example, by conditions alone."""
    policy = Policy(read_folder(default_folder()))
    for model in policy.folder.rules.values():
        for example in must_examples(model, locale):
            explanation = explained(policy, example.reply, example.conversation, as_of=date(2026, 12, 1))
            verdict = explanation.verdict
            told = {r.rule for r in explanation.rules if r.outcome in (Outcome.VIOLATED, Outcome.MISSED)}
            assert told == {f.rule for f in verdict.findings}
            met = {r.rule for r in explanation.rules if r.outcome is Outcome.STATED}
            assert met == {o.rule for o in verdict.obligations if o.status is Status.STATED}
