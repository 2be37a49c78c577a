"""The verdict on a reply: what it says that it must not, what it leaves out, on which day and where in its text."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_folder import (
    DAY,
    EN,
    JA,
    File,
    fact,
    judged,
    obligation,
    prohibition,
    sentence,
    small_policy,
    talk,
    violated,
    vocabulary,
)

from kotae.conversation import Channel, Scenario
from kotae.policy import Decision, Kind, Obligation, Point, Policy, RuleMode, Status

OFFER = prohibition("money.no-offer", ja=[{"say": ["商品券"]}], en=[{"say": ["gift card"]}])
DISCLOSE = obligation("recording.disclose", ja=[{"say": ["録音して"]}], en=[{"say": ["is recorded"]}])


def statuses(policy: Policy, text: str, *turns: str, **contact: object) -> dict[str, Status]:
    """What ``text`` does about each obligation that is due."""
    return {o.rule: o.status for o in judged(policy, text, talk(*turns, **contact)).obligations}


# --- prohibition and obligation ----------------------------------------------------------------------------------


def test_a_reply_that_says_nothing_forbidden_and_owes_nothing_is_allowed(tmp_path: Path) -> None:
    verdict = judged(small_policy(tmp_path, OFFER), "承知いたしました。")
    assert verdict.decision is Decision.ALLOW
    assert verdict.complies
    assert verdict.findings == verdict.obligations == ()


def test_what_a_prohibition_finds_is_a_finding_with_its_place_and_reason(tmp_path: Path) -> None:
    verdict = judged(small_policy(tmp_path, OFFER), "はい。商品券をお送りします。")
    (finding,) = verdict.findings
    assert verdict.decision is Decision.WITHHOLD
    assert not verdict.complies
    assert (finding.rule, finding.kind, finding.mode) == ("money.no-offer", Kind.PROHIBITION, RuleMode.ENFORCE)
    assert (finding.start, finding.end, finding.evidence) == (3, 13, "商品券をお送りします")
    assert finding.message == "違反です。 こうします。"
    assert finding.because == "#1"


def test_a_finding_speaks_the_language_of_the_conversation(tmp_path: Path) -> None:
    verdict = judged(small_policy(tmp_path, OFFER), "Here is a gift card.", talk(locale=EN))
    assert verdict.findings[0].message == "This is forbidden. Do this."


def test_an_obligation_left_out_is_a_finding_without_a_place(tmp_path: Path) -> None:
    verdict = judged(small_policy(tmp_path, DISCLOSE), "はい。")
    (finding,) = verdict.findings
    assert verdict.decision is Decision.WITHHOLD
    assert verdict.obligations == (Obligation("recording.disclose", Status.MISSED),)
    assert (finding.rule, finding.kind) == ("recording.disclose", Kind.OBLIGATION)
    assert (finding.start, finding.end, finding.evidence) == (None, None, "")


def test_an_obligation_met_is_no_finding(tmp_path: Path) -> None:
    verdict = judged(small_policy(tmp_path, DISCLOSE), "この通話は録音しております。")
    assert verdict.decision is Decision.ALLOW
    assert verdict.obligations == (Obligation("recording.disclose", Status.STATED),)


def test_findings_come_in_the_order_of_the_text_and_those_left_out_last(tmp_path: Path) -> None:
    late = prohibition("conduct.courteous", ja=[{"say": ["無理"]}])
    policy = small_policy(tmp_path, OFFER, late, DISCLOSE)
    assert violated(policy, "無理です。商品券です。") == ["conduct.courteous", "money.no-offer", "recording.disclose"]
    assert violated(policy, "商品券です。無理です。") == ["money.no-offer", "conduct.courteous", "recording.disclose"]


def test_one_stretch_may_violate_several_rules(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, OFFER, prohibition("conduct.no-absolute-claims", ja=[{"say": ["必ず"]}]))
    assert violated(policy, "必ず商品券です。") == ["conduct.no-absolute-claims", "money.no-offer"]


def test_a_verdict_names_what_it_was_judged_by(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, OFFER)
    verdict = judged(policy, "はい。", point=Point.SUGGEST)
    assert (verdict.point, verdict.as_of, verdict.revision) == (Point.SUGGEST, DAY, policy.revision)


def test_without_learned_scores_both_points_judge_alike(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, OFFER, DISCLOSE)
    for text in ("商品券です。", "録音しております。"):
        assert violated(policy, text, point=Point.SUGGEST) == violated(policy, text, point=Point.CHECK)


def test_an_empty_reply_is_judged_too(tmp_path: Path) -> None:
    assert violated(small_policy(tmp_path, OFFER, DISCLOSE), "") == ["recording.disclose"]


# --- applies -----------------------------------------------------------------------------------------------------

CANCELS = fact("customer.cancels", ja=[{"say": ["解約"]}])
ASKED = fact("agent.asked", by="agent", ja=[{"say": ["理由"]}])


@pytest.mark.parametrize(
    ("turns", "due"),
    [
        (("c: 解約したいです",), True),
        (("c: 住所を変えたいです",), False),
        (("a: 解約ですか", "c: いいえ"), False),
        (("c: 解約したいです", "a: 理由は何ですか", "c: 引っ越します"), False),
    ],
)
def test_a_rule_is_judged_only_where_its_facts_hold(tmp_path: Path, turns: tuple[str, ...], due: bool) -> None:
    applies = {"all": ["customer.cancels"], "none": ["agent.asked"]}
    ask = obligation("retention.ask-reason", ja=[{"say": ["理由"]}], applies=applies)
    hold = prohibition("retention.no-pressure", ja=[{"say": ["はい"]}], applies=applies)
    policy = small_policy(tmp_path, CANCELS, ASKED, ask, hold)
    assert statuses(policy, "はい。", *turns) == ({"retention.ask-reason": Status.MISSED} if due else {})
    assert violated(policy, "はい。", talk(*turns)) == (
        ["retention.no-pressure", "retention.ask-reason"] if due else []
    )


@pytest.mark.parametrize(
    ("contact", "due"),
    [
        ({}, False),
        ({"recording_active": True}, True),
        ({"scenario": Scenario.COMPLAINT}, True),
        ({"recording_active": True, "recording_announced": True}, False),
    ],
)
def test_one_of_several_facts_of_the_request_may_suffice(tmp_path: Path, contact: dict[str, object], due: bool) -> None:
    applies = {"any": ["contact.recorded", "contact.complaint"], "none": ["contact.recording-announced"]}
    policy = small_policy(tmp_path, obligation(ja=[{"say": ["録音して"]}], applies=applies))
    assert bool(statuses(policy, "はい。", **contact)) is due


# --- effective dates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effective", "as_of", "in_force"),
    [
        ({}, date.min, True),
        ({}, date.max, True),
        ({"since": "2026-04-01"}, date(2026, 3, 31), False),
        ({"since": "2026-04-01"}, date(2026, 4, 1), True),
        ({"until": "2026-04-01"}, date(2026, 4, 1), True),
        ({"until": "2026-04-01"}, date(2026, 4, 2), False),
        ({"since": "2026-04-01", "until": "2026-04-01"}, date(2026, 4, 1), True),
    ],
)
def test_a_rule_is_judged_from_its_first_day_to_its_last(
    tmp_path: Path, effective: dict[str, str], as_of: date, in_force: bool
) -> None:
    policy = small_policy(tmp_path, {**OFFER, "effective": effective}, {**DISCLOSE, "effective": effective})
    found = violated(policy, "商品券です。", as_of=as_of)
    assert found == (["money.no-offer", "recording.disclose"] if in_force else [])
    assert bool(policy.due(talk(), (), as_of)) is in_force
    assert bool(policy.avoid(JA, as_of)) is in_force


# --- modes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [OFFER, DISCLOSE], ids=["prohibition", "obligation"])
def test_a_rule_in_shadow_is_judged_without_effect(tmp_path: Path, rule: File) -> None:
    verdict = judged(small_policy(tmp_path, {**rule, "mode": "shadow"}), "商品券です。")
    assert [finding.mode for finding in verdict.findings] == [RuleMode.SHADOW]
    assert verdict.decision is Decision.ALLOW
    assert verdict.complies
    assert verdict.enforced == ()


@pytest.mark.parametrize("rule", [OFFER, DISCLOSE], ids=["prohibition", "obligation"])
def test_a_rule_that_is_off_is_not_judged(tmp_path: Path, rule: File) -> None:
    verdict = judged(small_policy(tmp_path, {**rule, "mode": "off"}), "商品券です。")
    assert verdict.findings == verdict.obligations == ()


@pytest.mark.parametrize("mode", ["shadow", "off"])
def test_only_enforced_rules_are_announced_before_a_reply(tmp_path: Path, mode: str) -> None:
    policy = small_policy(tmp_path, {**OFFER, "mode": mode}, {**DISCLOSE, "mode": mode})
    assert policy.due(talk(), (), DAY) == ()
    assert policy.avoid(JA, DAY) == ()


def test_a_rule_in_shadow_hides_no_enforced_one(tmp_path: Path) -> None:
    shadow = prohibition("conduct.courteous", ja=[{"say": ["商品券"]}], mode="shadow")
    verdict = judged(small_policy(tmp_path, shadow, OFFER), "商品券です。")
    assert [f.rule for f in verdict.findings] == ["conduct.courteous", "money.no-offer"]
    assert [f.rule for f in verdict.enforced] == ["money.no-offer"]


# --- what is due -------------------------------------------------------------------------------------------------


def test_an_obligation_is_announced_with_what_to_do_and_an_approved_sentence_for_it_alone(tmp_path: Path) -> None:
    both = sentence(
        "a-both", ["recording.disclose", "abuse.set-boundary"], "first", "お控えください。録音しております。"
    )
    own = sentence("b-own", ["recording.disclose"], "first", "この通話は録音しております。")
    boundary = obligation("abuse.set-boundary", ja=[{"say": ["お控え"]}])
    policy = small_policy(tmp_path, DISCLOSE, boundary, both, own)
    due = {d.rule: (d.message, d.sentence) for d in policy.due(talk(), (), DAY)}
    assert due == {
        "recording.disclose": ("こうします。", "この通話は録音しております。"),
        "abuse.set-boundary": ("こうします。", ""),
    }


# --- exceptions --------------------------------------------------------------------------------------------------


def test_an_authorised_offer_is_excepted_where_the_rule_says_so(tmp_path: Path) -> None:
    offered = talk(offers=("商品券1,000円分の進呈",))
    text = "1,000円分の商品券を進呈いたします。"
    excepting = small_policy(tmp_path / "a", {**OFFER, "exceptions": ["authorised-offer"]})
    assert violated(excepting, text, offered) == []
    assert violated(excepting, text) == ["money.no-offer"]
    assert violated(small_policy(tmp_path / "b", OFFER), text, offered) == ["money.no-offer"]


def test_an_exception_covers_its_own_sentence_alone(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, {**OFFER, "exceptions": ["authorised-offer"]})
    text = "1,000円分の商品券を進呈いたします。さらに9,000円分の商品券もお付けします。"
    (finding,) = judged(policy, text, talk(offers=("商品券1,000円分の進呈",))).findings
    assert finding.evidence == "さらに9,000円分の商品券もお付けします"


# --- triggered ---------------------------------------------------------------------------------------------------


def test_a_triggered_obligation_is_due_only_for_a_reply_that_says_so_itself(tmp_path: Path) -> None:
    rule = obligation(
        "retention.state-consequences", ja=[{"say": ["失効"]}], triggered={"ja-JP": [{"say": ["解約いたします"]}]}
    )
    policy = small_policy(tmp_path, rule)
    name = "retention.state-consequences"
    assert statuses(policy, "承知しました。解約いたします。") == {name: Status.MISSED}
    assert statuses(policy, "解約いたします。ポイントは失効します。") == {name: Status.STATED}
    assert statuses(policy, "理由を伺えますか。") == {name: Status.STATED}


# --- approved sentences ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "内容は控えさせていただきます。",
        "はい。内容は控えさせていただきます。ご住所をどうぞ。",
        "内容は\u200b控えさせて いただきます。",
        "内容ハ控エサセテイタダキマス。",
    ],
)
def test_an_approved_sentence_meets_its_obligation_though_no_condition_finds_it(tmp_path: Path, text: str) -> None:
    approved = sentence("disclosure", ["recording.disclose"], "first", "内容は控えさせていただきます。")
    assert statuses(small_policy(tmp_path, DISCLOSE, approved), text) == {"recording.disclose": Status.STATED}


def test_a_part_of_an_approved_sentence_meets_nothing(tmp_path: Path) -> None:
    approved = sentence("disclosure", ["recording.disclose"], "first", "内容は控えさせていただきます。")
    policy = small_policy(tmp_path, DISCLOSE, approved)
    assert statuses(policy, "内容は控えさせて") == {"recording.disclose": Status.MISSED}


def test_an_approved_sentence_meets_only_the_obligations_that_it_names(tmp_path: Path) -> None:
    approved = sentence("other", ["abuse.set-boundary"], "first", "内容は控えさせていただきます。")
    boundary = obligation("abuse.set-boundary", ja=[{"say": ["お控え"]}])
    policy = small_policy(tmp_path, DISCLOSE, boundary, approved)
    assert statuses(policy, "内容は控えさせていただきます。") == {
        "abuse.set-boundary": Status.STATED,
        "recording.disclose": Status.MISSED,
    }


def test_the_approved_sentence_of_any_channel_counts(tmp_path: Path) -> None:
    approved = sentence("disclosure", ["recording.disclose"], "first", "x")
    approved["say"] = {"ja-JP": {"email": ["内容は控えさせていただきます。"]}}
    policy = small_policy(tmp_path, DISCLOSE, approved)
    said = statuses(policy, "内容は控えさせていただきます。", channel=Channel.PHONE)
    assert said == {"recording.disclose": Status.STATED}


# --- where it stands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("はい。商\u200b品\u200b券です。", "商\u200b品\u200b券です"),
        ("はい。\u200b商品券です。", "商品券です"),
        ("はい。商 品 券です。", "商 品 券です"),
        ("はい。商品劵です。", "商品劵です"),
        ("ﾊｲ｡ｼｮｳﾋﾝ券の商品券です｡", "ｼｮｳﾋﾝ券の商品券です"),
        ("５，０００円の商品券です！", "５，０００円の商品券です"),
        ("五千円の商品券です。", "五千円の商品券です"),
        ("はい。か\u3099商品券です。", "か\u3099商品券です"),
        ("😀商品券です。", "😀商品券です"),
        ("\ufeff\u200b商品券です\u200b", "商品券です\u200b"),
        ("はい、商品券です、", "はい、商品券です"),
        ("はい。\n\n  商品券です。  \n", "商品券です"),
        ("お客様、\n商品券です。", "商品券です"),
    ],
)
def test_a_finding_lies_in_the_text_as_the_caller_sent_it(tmp_path: Path, text: str, evidence: str) -> None:
    (finding,) = judged(small_policy(tmp_path, OFFER), text).findings
    assert finding.evidence == evidence
    assert text[finding.start : finding.end] == evidence


def test_a_full_width_latin_reply_is_judged_and_located(tmp_path: Path) -> None:
    text = "Sure. Ａ ｇｉｆｔ\u3000ｃａｒｄ ｉｓ ｙｏｕｒｓ."
    (finding,) = judged(small_policy(tmp_path, OFFER), text, talk(locale=EN)).findings
    assert finding.evidence == text[6:-1] == text[finding.start : finding.end]


@pytest.fixture(scope="module")
def hard_to_place(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """A policy with conditions of every make."""
    words = vocabulary("thing", ["商品券", "返金"], ["gift card", "refund"])
    conditions = [
        {"together": ["thing"], "unless": ["refusal"]},
        {"say": ["五千円", "商…券", "a…b"], "within": "sentence"},
        {"shape": "placeholder"},
    ]
    return small_policy(
        tmp_path_factory.mktemp("policies"),
        words,
        vocabulary("refusal", ["ません"], ["can't"]),
        prohibition("money.no-offer", ja=conditions, en=conditions),
        prohibition("conduct.courteous", ja=[{"shape": "plain-ending"}, {"shape": "emoji", "within": "text"}]),
        prohibition("conduct.no-personal-data", ja=[{"shape": "long-number"}], en=[{"shape": "card-number"}]),
    )


PIECES = (
    *(
        "商品券",
        "商\u200b品券",
        "返 金",
        "ｼｮｳﾋﾝ",
        "五千円",
        "5,000円",
        "ません",
        "ますが、",
        "。",
        "！",
        "\n",
        "、",
        " ",
    ),
    *("gift card", "ｒｅｆｕｎｄ", "can't", "but ", ". ", "a", "b", "[名前]", "◯◯", "だよ", "(笑)", "😀", "1234567"),
    *("\u200b", "\u202e", "\u0301", "ー"),
)
CHARACTERS = st.characters(exclude_categories=["Cs"])
REPLIES = st.lists(st.sampled_from(PIECES) | CHARACTERS, max_size=25).map("".join)


@settings(deadline=None)
@given(text=REPLIES, locale=st.sampled_from([JA, EN]))
def test_every_finding_in_any_text_is_a_part_of_it(hard_to_place: Policy, text: str, locale: object) -> None:
    for finding in judged(hard_to_place, text, talk(locale=locale)).findings:  # type: ignore[arg-type]
        assert finding.start is not None
        assert finding.end is not None
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.evidence


@settings(deadline=None)
@given(text=REPLIES, locale=st.sampled_from([JA, EN]))
def test_the_same_text_gets_the_same_verdict(hard_to_place: Policy, text: str, locale: object) -> None:
    contact = talk(locale=locale)  # type: ignore[arg-type]
    assert judged(hard_to_place, text, contact) == judged(hard_to_place, text, contact)


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """A policy of one fact."""
    conditions = [{"say": ["商品券", "返…金", "refund"]}]
    return small_policy(tmp_path_factory.mktemp("policies"), fact("customer.demands", ja=conditions, en=conditions))


@settings(deadline=None)
@given(said=REPLIES, locale=st.sampled_from([JA, EN]))
def test_every_fact_names_a_part_of_its_turn(hearing: Policy, said: str, locale: object) -> None:
    for found in hearing.facts(talk("a: はい", f"c: {said}", locale=locale)):  # type: ignore[arg-type]
        assert found.turn == 1
        assert 0 <= found.start < found.end <= len(said)
        assert said[found.start : found.end] == found.evidence


# --- hostile replies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", [JA, EN])
@pytest.mark.parametrize(
    "text",
    [
        "返金いたしますが、" * 500,
        "商" * 100_000,
        "a " * 50_000,
        "。" * 100_000,
        "「" * 100_000,
        "[" * 100_000,
        "9" * 100_000,
        "\u200f" * 100_000,
        "\u0301" * 100_000,
        "ー" * 100_000,
        "\x00" * 100_000,
        "\u202e商品券\u202c",
    ],
    ids=lambda text: f"{text[:10]!a}",
)
def test_a_hostile_reply_is_judged_like_any_other(hard_to_place: Policy, text: str, locale: object) -> None:
    verdict = judged(hard_to_place, text, talk(f"c: {text[:10_000]}", locale=locale))  # type: ignore[arg-type]
    assert all(text[f.start : f.end] == f.evidence for f in verdict.findings)


@pytest.mark.parametrize("text", ["\udcff\ud83d商品券\udc00", "商\ud800品券", "\ud800" * 100_000 + "商品券"])
def test_halves_of_surrogate_pairs_hide_nothing(tmp_path: Path, text: str) -> None:
    (finding,) = judged(small_policy(tmp_path, OFFER), text).findings
    assert text[finding.start : finding.end] == finding.evidence
    assert finding.evidence.endswith(("券", "\udc00"))


def test_the_last_word_of_a_megabyte_counts(hard_to_place: Policy) -> None:
    text = "ご案内いたします。" * 37_000 + "商品券です。"
    assert len(text.encode()) > 990_000
    findings = judged(hard_to_place, text).findings
    assert [(f.rule, f.evidence) for f in findings] == [("money.no-offer", "商品券です")]
