"""Alerts and actions: each follows from its fact and names the words behind it, in the language of the conversation."""

import re
from dataclasses import replace

import pytest

from kotae.conversation import Conversation, Locale
from kotae.policy import Fact, default_folder
from kotae.policy.facts import REQUEST_FACTS
from kotae.suggest import guidance
from kotae.suggest.result import Action, ActionType, AlertType, CancellationReason, ContactChannel
from tests.policy.small_folder import EN, JA, talk

TALK = talk("c: もしもし", "a: はい", "c: もう結構です")
PHONE, EMAIL, MESSAGE, POST, VISIT = ContactChannel

REASONS = {
    "customer.reason.no-effect": CancellationReason.NO_EFFECT,
    "customer.reason.cost": CancellationReason.COST,
    "customer.reason.left-over": CancellationReason.LEFT_OVER,
    "customer.reason.switching": CancellationReason.SWITCHING,
    "customer.reason.no-longer-needed": CancellationReason.NO_LONGER_NEEDED,
    "customer.reason.dissatisfaction": CancellationReason.DISSATISFACTION,
    "customer.reason.other": CancellationReason.OTHER,
}


def said(name: str, turn: int = 2, evidence: str = "もう結構", certain: bool = True) -> Fact:
    return Fact(name, turn, 0, len(evidence), evidence, certain)


def alerts(*facts: Fact, conversation: Conversation = TALK) -> list[AlertType]:
    return [alert.type for alert in guidance.alerts(conversation, facts)]


def actions(*facts: Fact, conversation: Conversation = TALK) -> dict[ActionType, Action]:
    found = list(guidance.actions(conversation, facts))
    by_type = {action.type: action for action in found}
    assert len(by_type) == len(found)
    return by_type


# Alerts


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("customer.threatens", [AlertType.ESCALATE_TO_SUPERVISOR]),
        ("customer.abusive", [AlertType.ABUSE]),
        ("customer.demands-money", []),
        ("customer.complains", []),
        ("agent.apologised", []),
    ],
)
def test_an_alert_follows_from_its_fact(name: str, wanted: list[AlertType]) -> None:
    assert alerts(said(name)) == wanted


def test_a_threat_is_for_the_supervisor_before_all() -> None:
    found = alerts(said("customer.abusive"), said("customer.threatens"))
    assert found == [AlertType.ESCALATE_TO_SUPERVISOR, AlertType.ABUSE]


def test_an_alert_names_the_turn_and_the_words() -> None:
    (alert,) = guidance.alerts(TALK, [said("customer.abusive", 2, "もう結構")])
    assert (alert.turn, alert.evidence) == (2, "もう結構")


def test_nothing_follows_from_a_fact_that_only_may_hold() -> None:
    names = ("customer.threatens", "customer.abusive", "customer.demands-money", "customer.wants-to-cancel")
    maybe = [said(name, certain=False) for name in (*names, "customer.asks-no-contact")]
    assert alerts(*maybe) == []
    assert actions(*maybe) == {}


def test_nothing_follows_from_nothing() -> None:
    assert alerts() == []
    assert actions() == {}


def test_that_nothing_can_be_said_is_an_alert_on_the_last_turn() -> None:
    alert = guidance.no_reply(TALK)
    assert (alert.type, alert.turn, alert.evidence) == (AlertType.NO_COMPLIANT_REPLY, 2, "")


# Do not contact


def stop(text: str, locale: Locale = JA) -> tuple[ContactChannel, ...]:
    conversation = talk("c: もしもし", f"c: {text}", locale=locale)
    found = actions(said("customer.asks-no-contact", 1, text), conversation=conversation)
    assert set(found) == {ActionType.REGISTER_DO_NOT_CONTACT}
    return found[ActionType.REGISTER_DO_NOT_CONTACT].channels


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("もう電話しないで。", (PHONE,)),
        ("二度とかけてこないでください。", (PHONE,)),
        ("メールは止めてください。", (EMAIL,)),
        ("メルマガの配信を停止して。", (EMAIL,)),
        ("SMSはもう送らないで。", (MESSAGE,)),
        ("LINEも要りません。", (MESSAGE,)),
        ("カタログを送らないでください。", (POST,)),
        ("ハガキもやめて。", (POST,)),
        ("家に来ないで。", (VISIT,)),
        ("訪問はお断りです。", (VISIT,)),
        ("電話もメールもやめてください。", (PHONE, EMAIL)),
        ("郵便も訪問もSMSも要らない。", (MESSAGE, POST, VISIT)),
        ("迷惑メールのようなセールスメールは要らない。", (EMAIL,)),
        ("Ｅメールも電話も一切やめて。", (PHONE, EMAIL)),
        ("今後一切連絡しないでください。", tuple(ContactChannel)),
        ("さんざん迷惑をかけておいて。もう関わらないで。", tuple(ContactChannel)),
        ("オンラインでもadminでも、もう連絡しないで。", tuple(ContactChannel)),
    ],
)
def test_a_request_in_japanese_covers_the_channels_it_names_or_all(
    text: str, channels: tuple[ContactChannel, ...]
) -> None:
    assert stop(text) == channels


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("Please stop calling me.", (PHONE,)),
        ("Take my number off your list.", (PHONE,)),
        ("No more EMAILS to me.", (EMAIL,)),
        ("No more e-mails, please.", (EMAIL,)),
        ("Don't send me any more texts.", (MESSAGE,)),
        ("Stop sending letters.", (POST,)),
        ("Nobody is to visit me again.", (VISIT,)),
        ("Don't call, don't email.", (PHONE, EMAIL)),
        ("No more texting, and no letters.", (MESSAGE, POST)),
        ("Stop emailing me.", (EMAIL,)),
        ("No more e-mailing.", (EMAIL,)),
        ("Stop your mailings.", (POST,)),
        ("Take me off your mailing list.", (EMAIL, POST)),
        ("Leave me alone for good.", tuple(ContactChannel)),
        ("In this context, leave me alone.", tuple(ContactChannel)),
        ("Basically, never contact me again.", tuple(ContactChannel)),
        ("I don't want to hear about your line of products.", tuple(ContactChannel)),
        ("Tell your admin to leave me alone.", tuple(ContactChannel)),
        ("I've said so any number of times: leave me alone.", tuple(ContactChannel)),
    ],
)
def test_a_request_in_english_covers_the_channels_it_names_or_all(
    text: str, channels: tuple[ContactChannel, ...]
) -> None:
    assert stop(text, EN) == channels


def test_the_channels_are_those_of_the_turn_that_asks() -> None:
    conversation = talk("c: 電話で聞きました", "c: メールを止めて", "c: 手紙の件ですが")
    found = actions(said("customer.asks-no-contact", 1), conversation=conversation)
    action = found[ActionType.REGISTER_DO_NOT_CONTACT]
    assert (action.channels, action.turn, action.evidence) == ((EMAIL,), 1, "もう結構")


# Cancellation


@pytest.mark.parametrize(("name", "reason"), REASONS.items())
def test_the_reason_is_recorded_with_its_category(name: str, reason: CancellationReason) -> None:
    found = actions(said("customer.wants-to-cancel", 2, "解約"), said(name, 0, "もしもし"))
    assert set(found) == {ActionType.RECORD_CANCELLATION_REASON}
    action = found[ActionType.RECORD_CANCELLATION_REASON]
    assert (action.reason, action.turn, action.evidence) == (reason, 0, "もしもし")


def test_every_category_follows_from_some_fact() -> None:
    assert {*REASONS.values(), CancellationReason.NOT_GIVEN, CancellationReason.NONE} == set(CancellationReason)


def test_a_reason_not_given_is_recorded_as_such() -> None:
    action = actions(said("customer.wants-to-cancel", 2, "解約"))[ActionType.RECORD_CANCELLATION_REASON]
    assert (action.reason, action.turn, action.evidence) == (CancellationReason.NOT_GIVEN, 2, "解約")


def test_a_reason_that_only_may_hold_is_not_recorded() -> None:
    found = actions(said("customer.wants-to-cancel"), said("customer.reason.cost", certain=False))
    assert found[ActionType.RECORD_CANCELLATION_REASON].reason is CancellationReason.NOT_GIVEN


def test_a_reason_without_the_wish_to_cancel_is_nothing_to_record() -> None:
    assert actions(*(said(name) for name in REASONS)) == {}


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["customer.reason.other", "customer.reason.cost"], CancellationReason.COST),
        (["customer.reason.cost", "customer.reason.dissatisfaction"], CancellationReason.DISSATISFACTION),
        (["customer.reason.cost", "customer.reason.switching"], CancellationReason.SWITCHING),
        (["customer.reason.left-over", "customer.reason.no-effect"], CancellationReason.NO_EFFECT),
    ],
)
def test_of_several_reasons_the_same_one_counts_in_whatever_order(names: list[str], reason: CancellationReason) -> None:
    wish = said("customer.wants-to-cancel")
    for order in (names, names[::-1]):
        found = actions(wish, *(said(name) for name in order))
        assert found[ActionType.RECORD_CANCELLATION_REASON].reason is reason


# Claims and identity


def test_a_demand_for_money_is_referred_with_its_evidence() -> None:
    found = actions(said("customer.demands-money"), said("contact.identified", -1, ""))
    assert list(found) == [ActionType.REFER_CLAIM, ActionType.ASK_FOR_EVIDENCE]
    assert {(action.turn, action.evidence) for action in found.values()} == {(2, "もう結構")}


@pytest.mark.parametrize("name", ["customer.demands-money", "customer.abusive"])
def test_who_presses_is_asked_for_a_name_unless_known(name: str) -> None:
    assert actions(said(name))[ActionType.RECORD_CALLER_IDENTITY].turn == 2
    assert ActionType.RECORD_CALLER_IDENTITY not in actions(said(name), said("contact.identified", -1, ""))


def test_who_only_complains_is_not_asked_for_a_name() -> None:
    assert actions(said("customer.complains")) == {}


def test_several_things_may_be_to_be_done() -> None:
    names = ("customer.abusive", "customer.demands-money", "customer.wants-to-cancel", "customer.asks-no-contact")
    assert set(actions(*(said(name) for name in names))) == {
        ActionType.REGISTER_DO_NOT_CONTACT,
        ActionType.RECORD_CANCELLATION_REASON,
        ActionType.REFER_CLAIM,
        ActionType.ASK_FOR_EVIDENCE,
        ActionType.RECORD_CALLER_IDENTITY,
    }


# Words

USED = (
    *("customer.threatens", "customer.abusive", "customer.asks-no-contact", "customer.wants-to-cancel"),
    *("customer.demands-money", "contact.identified", *REASONS),
)


@pytest.mark.parametrize("locale", Locale)
def test_messages_are_in_the_language_of_the_conversation(locale: Locale) -> None:
    conversation = replace(TALK, locale=locale)
    facts = [said(name) for name in USED if name != "contact.identified"]
    told = [*guidance.alerts(conversation, facts), *guidance.actions(conversation, facts)]
    told.append(guidance.no_reply(conversation))
    assert len(told) == 8
    assert [bool(re.search("[ぁ-んァ-ヶ一-龠]", item.message)) for item in told] == [locale is JA] * 8


def test_every_fact_that_matters_here_is_one_that_the_policies_know() -> None:
    known = {path.stem for path in (default_folder() / "facts").glob("*.yaml")} | set(REQUEST_FACTS)
    assert set(USED) <= known
