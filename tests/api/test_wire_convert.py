"""Nothing is lost between the domain and the wire."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from api_samples import (
    CHECKED,
    CONVERSATION,
    FINDING,
    NOON,
    OPENING,
    REQUEST_ID,
    RESULT,
    SUGGESTION,
    SUMMARY,
    conversation_message,
    suggest_request,
)

from kotae.api import convert
from kotae.api.validate import check_violations, suggest_violations
from kotae.client import enums
from kotae.client.convert import check_message, suggest_message
from kotae.client.convert import conversation_message as to_message
from kotae.conversation import Channel, Conversation, Locale, Role, Scenario, Turn
from kotae.policy.verdict import Point, RuleMode
from kotae.suggest.result import Snippet, SuggestionRequest
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1 import verdict_pb2 as verdict_pb


def test_a_conversation_survives_the_way_there() -> None:
    back = convert.conversation(to_message(CONVERSATION))
    assert back == CONVERSATION
    assert back.id == CONVERSATION.id


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("scenario", Scenario)
def test_every_kind_of_contact_survives(locale: Locale, channel: Channel, scenario: Scenario) -> None:
    contact = Conversation(locale, channel, (Turn(Role.CUSTOMER, "?", "1"),), scenario=scenario)
    assert convert.conversation(to_message(contact)) == contact


def test_turns_without_ids_are_numbered_from_one() -> None:
    contact = replace(CONVERSATION, turns=(Turn(Role.AGENT, "a"), Turn(Role.CUSTOMER, "b")))
    assert [turn.id for turn in convert.conversation(to_message(contact)).turns] == ["1", "2"]


def test_a_moment_is_the_same_in_every_time_zone() -> None:
    tokyo = datetime(2026, 4, 1, 21, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    contact = replace(CONVERSATION, turns=(Turn(Role.CUSTOMER, "b", "1", tokyo),))
    [turn] = convert.conversation(to_message(contact)).turns
    assert turn.time == tokyo
    assert turn.time is not None
    assert turn.time.tzinfo is UTC


def test_a_request_survives_the_way_there() -> None:
    snippets = (Snippet("k-1", "返品", "30日以内"),)
    message = suggest_message(
        CONVERSATION, count=5, snippets=snippets, include_withheld=True, as_of=NOON, request_id=REQUEST_ID
    )
    assert suggest_violations(message) == []
    assert convert.suggestion_request(message, datetime.now(UTC)) == SuggestionRequest(
        CONVERSATION, NOON, 5, snippets, True, REQUEST_ID
    )


def test_what_a_request_leaves_out_has_its_default() -> None:
    request = convert.suggestion_request(suggest_request(), NOON)
    assert request == SuggestionRequest(convert.conversation(conversation_message()), NOON, count=3)


def test_a_request_to_judge_survives_the_way_there() -> None:
    message = check_message(CONVERSATION, "はい。", point=Point.SUGGEST, as_of=NOON, request_id=REQUEST_ID)
    assert check_violations(message) == []
    assert convert.conversation(message.conversation) == CONVERSATION
    assert (message.text, message.request_id) == ("はい。", REQUEST_ID)
    assert convert.point(message) is Point.SUGGEST
    assert convert.as_of(message, datetime.now(UTC)) == NOON


def test_a_reply_is_judged_at_the_check_point_unless_said_otherwise() -> None:
    assert convert.point(service_pb.CheckReplyRequest()) is Point.CHECK


def test_an_answer_tells_all_of_the_result() -> None:
    answer = convert.suggest_response(RESULT, CONVERSATION)
    assert answer.outcome == service_pb.OUTCOME_FALLBACK
    assert answer.based_on_turn_id == "c-2"
    assert list(answer.suggestions) == [_suggestion()]
    assert list(answer.withheld) == [service_pb.WithheldCandidate(text="電話代を返金します。", findings=[_finding()])]
    assert list(answer.obligations) == [_due()]
    assert list(answer.alerts) == [_abuse(), _no_reply()]
    assert list(answer.actions) == _actions()
    assert list(answer.facts) == _facts()
    assert answer.provenance == _provenance()


def test_a_stream_tells_the_same_in_its_order() -> None:
    opening, suggestion, summary = (convert.stream_response(e, CONVERSATION) for e in (OPENING, SUGGESTION, SUMMARY))
    assert opening.opening == service_pb.StreamOpening(
        alerts=[_abuse()], actions=_actions(), obligations=[_due()], based_on_turn_id="c-2", facts=_facts()
    )
    assert suggestion.suggestion == _suggestion()
    assert summary.summary == service_pb.StreamSummary(
        outcome=service_pb.OUTCOME_FALLBACK,
        suggestion_ids=["s-1"],
        withheld=[service_pb.WithheldCandidate(text="電話代を返金します。", findings=[_finding()])],
        alerts=[_no_reply()],
        provenance=_provenance(),
    )


def test_a_verdict_tells_all_of_the_check() -> None:
    answer = convert.check_response(CHECKED, CONVERSATION)
    assert answer.decision == verdict_pb.DECISION_REPAIR
    said, left_out = answer.findings
    assert said == _finding()
    assert (left_out.kind, left_out.evidence) == (verdict_pb.RULE_KIND_OBLIGATION, "")
    assert not left_out.HasField("start")
    assert not left_out.HasField("end")
    assert list(answer.obligation_states) == [
        verdict_pb.ObligationState(rule_id="money.take-claim-back", status=verdict_pb.OBLIGATION_STATUS_MISSED)
    ]
    assert answer.repaired_text == SUGGESTION.text
    assert list(answer.edits) == [_edit()]
    assert list(answer.obligations) == [_due()]
    assert list(answer.alerts) == [_abuse()]
    assert list(answer.actions) == _actions()
    assert list(answer.facts) == _facts()
    assert answer.based_on_turn_id == "c-2"
    assert answer.provenance == _provenance()


def test_words_at_the_very_start_have_a_start() -> None:
    answer = convert.suggest_response(RESULT, CONVERSATION)
    [finding] = answer.suggestions[0].findings
    assert FINDING.start == 0
    assert finding.HasField("start")


@pytest.mark.parametrize("name", [name for name in vars(enums) if name.isupper() and not name.startswith("_")])
def test_each_member_of_an_enum_has_its_own_number(name: str) -> None:
    pairs = getattr(enums, name)
    members = type(next(iter(pairs)))
    assert list(pairs) == list(members)
    assert sorted(pairs.values()) == sorted(set(pairs.values()))
    meaningless = {RuleMode.OFF, Scenario.UNKNOWN} | {m for m in members if m == ""}
    assert {m for m, number in pairs.items() if number == 0} <= meaningless


def _suggestion() -> service_pb.Suggestion:
    return service_pb.Suggestion(
        suggestion_id="s-1",
        text=SUGGESTION.text,
        origin=service_pb.ORIGIN_REPAIRED,
        edits=[_edit()],
        findings=[_finding()],
        obligations=[
            verdict_pb.ObligationState(rule_id="money.take-claim-back", status=verdict_pb.OBLIGATION_STATUS_INSERTED)
        ],
        cited_snippet_ids=["k-1"],
        reply_id="claim.take-back",
    )


def _edit() -> service_pb.Edit:
    return service_pb.Edit(
        type=service_pb.EDIT_TYPE_INSERTED,
        text="社内で検討し、改めてご連絡いたします。",
        rule_ids=["money.take-claim-back"],
        start=12,
    )


def _finding() -> verdict_pb.Finding:
    return verdict_pb.Finding(
        rule_id="money.no-offer",
        kind=verdict_pb.RULE_KIND_PROHIBITION,
        mode=verdict_pb.RULE_MODE_SHADOW,
        start=0,
        end=5,
        evidence="電話代返金",
        message="返金を約束しないでください。",
        because="score 0.91",
    )


def _due() -> verdict_pb.ObligationDue:
    return verdict_pb.ObligationDue(
        rule_id="money.take-claim-back",
        message="持ち帰りが必要です。",
        approved_sentence="社内で検討し、改めてご連絡いたします。",
    )


def _abuse() -> verdict_pb.Alert:
    return verdict_pb.Alert(
        type=verdict_pb.ALERT_TYPE_ABUSE, message="責任者に伝えてください。", turn_id="c-2", evidence="返してください"
    )


def _no_reply() -> verdict_pb.Alert:
    return verdict_pb.Alert(type=verdict_pb.ALERT_TYPE_NO_COMPLIANT_REPLY, message="担当者が回答してください。")


def _actions() -> list[verdict_pb.Action]:
    return [
        verdict_pb.Action(
            type=verdict_pb.ACTION_TYPE_REGISTER_DO_NOT_CONTACT,
            message="連絡停止",
            channels=[verdict_pb.CONTACT_CHANNEL_PHONE, verdict_pb.CONTACT_CHANNEL_EMAIL],
            turn_id="c-2",
            evidence="電話",
        ),
        verdict_pb.Action(
            type=verdict_pb.ACTION_TYPE_RECORD_CANCELLATION_REASON,
            message="解約理由",
            cancellation_reason=verdict_pb.CANCELLATION_REASON_LEFT_OVER,
        ),
    ]


def _facts() -> list[verdict_pb.Fact]:
    return [
        verdict_pb.Fact(name="customer.demands-money", turn_id="c-2", start=12, end=16, evidence="電話代を"),
        verdict_pb.Fact(name="contact.recorded"),
    ]


def _provenance() -> verdict_pb.Provenance:
    provenance = verdict_pb.Provenance(
        bundle_revision="ab" * 32,
        mode=verdict_pb.MODE_VETTED,
        operating_point=verdict_pb.OPERATING_POINT_SUGGEST,
        generator="openai",
        model="some-model",
        prompt_version="1",
        input_tokens=120,
        output_tokens=45,
        stage_times=[
            verdict_pb.StageTime(stage="facts", milliseconds=0.5),
            verdict_pb.StageTime(stage="total", milliseconds=812.25),
        ],
        fallback_reason="all-withheld",
    )
    provenance.as_of.FromDatetime(NOON)
    return provenance
