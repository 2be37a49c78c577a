"""The wire's requests as the domain's, and the domain's results as the wire's answers.

Requests must have been validated: what is read here is taken at its word.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from kotae.client import enums
from kotae.client.convert import timestamp
from kotae.conversation import Conversation, Locale, Offer, Turn
from kotae.policy.verdict import Due, Edit, Fact, Finding, Obligation, Point
from kotae.suggest.result import (
    Action,
    Alert,
    CheckResult,
    Opening,
    Provenance,
    Snippet,
    Suggestion,
    SuggestionRequest,
    SuggestionResult,
    Summary,
    Withheld,
)
from kotae.v1 import conversation_pb2 as conversation_pb
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1 import verdict_pb2 as verdict_pb

DEFAULT_COUNT = 3

_CHANNEL = {number: channel for channel, number in enums.CHANNEL.items()}
_SCENARIO = {number: scenario for scenario, number in enums.SCENARIO.items()}
_ROLE = {number: role for role, number in enums.ROLE.items()}
_POINT = {number: point for point, number in enums.OPERATING_POINT.items()}


# From the wire.


def conversation(message: conversation_pb.Conversation) -> Conversation:
    """Return the conversation of a validated ``message``; turns without ids are numbered from 1."""
    return Conversation(
        locale=Locale(message.locale),
        channel=_CHANNEL[message.channel],
        turns=tuple(_turn(turn, position) for position, turn in enumerate(message.turns, start=1)),
        recording_active=message.recording_active,
        recording_announced=message.recording_announced,
        scenario=_SCENARIO[message.scenario],
        customer_identified=message.customer_identified,
        authorised_offers=tuple(Offer(offer.offer_id, offer.text) for offer in message.authorised_offers),
        competitors=tuple(message.competitors),
        own_products=tuple(message.own_products),
        cancellation_consequences=tuple(message.cancellation_consequences),
        id=message.conversation_id,
    )


def suggestion_request(message: service_pb.SuggestRepliesRequest, now: datetime) -> SuggestionRequest:
    """Return the request of a validated ``message``; ``now`` stands in for a moment that it does not give."""
    return SuggestionRequest(
        conversation=conversation(message.conversation),
        as_of=as_of(message, now),
        count=message.suggestion_count or DEFAULT_COUNT,
        snippets=tuple(Snippet(s.snippet_id, s.title, s.text) for s in message.knowledge_snippets),
        include_withheld=message.include_withheld,
        request_id=message.request_id,
    )


def as_of(message: service_pb.SuggestRepliesRequest | service_pb.CheckReplyRequest, now: datetime) -> datetime:
    """Return the moment at which effective dates are read: the message's, else ``now``."""
    return _moment(message.as_of) if message.HasField("as_of") else now


def point(message: service_pb.CheckReplyRequest) -> Point:
    """Return the operating point of a validated ``message``, CHECK where it gives none."""
    return _POINT.get(message.operating_point, Point.CHECK)


def _turn(message: conversation_pb.Turn, position: int) -> Turn:
    return Turn(
        role=_ROLE[message.role],
        text=message.text,
        id=message.turn_id or str(position),
        time=_moment(message.time) if message.HasField("time") else None,
    )


def _moment(message: Timestamp) -> datetime:
    return message.ToDatetime(tzinfo=UTC)


# To the wire. Turns go by index in the domain and by id on the wire, hence the conversation beside each result.


def suggest_response(result: SuggestionResult, about: Conversation) -> service_pb.SuggestRepliesResponse:
    """Return the whole answer to a unary request."""
    opening, summary = result.opening, result.summary
    return service_pb.SuggestRepliesResponse(
        outcome=enums.OUTCOME[summary.outcome],
        suggestions=[suggestion_message(suggestion) for suggestion in result.suggestions],
        withheld=_withheld(summary.withheld),
        obligations=_dues(opening.due),
        alerts=_alerts((*opening.alerts, *summary.alerts), about),
        actions=_actions(opening.actions, about),
        based_on_turn_id=opening.based_on,
        provenance=_provenance(summary.provenance),
        facts=_facts(opening.facts, about),
    )


def stream_response(
    event: Opening | Suggestion | Summary, about: Conversation
) -> service_pb.StreamSuggestRepliesResponse:
    """Return one message of a stream."""
    match event:
        case Opening():
            return service_pb.StreamSuggestRepliesResponse(opening=_opening(event, about))
        case Suggestion():
            return service_pb.StreamSuggestRepliesResponse(suggestion=suggestion_message(event))
        case Summary():
            return service_pb.StreamSuggestRepliesResponse(summary=_summary(event, about))


def check_response(result: CheckResult, about: Conversation) -> service_pb.CheckReplyResponse:
    """Return the verdict on a text that a person typed."""
    opening, verdict = result.opening, result.verdict
    return service_pb.CheckReplyResponse(
        decision=enums.DECISION[verdict.decision],
        findings=_findings(verdict.findings),
        obligations=_dues(opening.due),
        obligation_states=_states(verdict.obligations),
        repaired_text=result.repaired,
        edits=_edits(result.edits),
        alerts=_alerts(opening.alerts, about),
        actions=_actions(opening.actions, about),
        based_on_turn_id=opening.based_on,
        provenance=_provenance(result.provenance),
        facts=_facts(opening.facts, about),
    )


def suggestion_message(suggestion: Suggestion) -> service_pb.Suggestion:
    """Return one suggestion."""
    return service_pb.Suggestion(
        suggestion_id=suggestion.id,
        text=suggestion.text,
        origin=enums.ORIGIN[suggestion.origin],
        edits=_edits(suggestion.edits),
        findings=_findings(suggestion.findings),
        obligations=_states(suggestion.obligations),
        cited_snippet_ids=suggestion.cited,
        reply_id=suggestion.reply_id,
    )


def _opening(opening: Opening, about: Conversation) -> service_pb.StreamOpening:
    return service_pb.StreamOpening(
        alerts=_alerts(opening.alerts, about),
        actions=_actions(opening.actions, about),
        obligations=_dues(opening.due),
        based_on_turn_id=opening.based_on,
        facts=_facts(opening.facts, about),
    )


def _summary(summary: Summary, about: Conversation) -> service_pb.StreamSummary:
    return service_pb.StreamSummary(
        outcome=enums.OUTCOME[summary.outcome],
        suggestion_ids=summary.order,
        withheld=_withheld(summary.withheld),
        alerts=_alerts(summary.alerts, about),
        provenance=_provenance(summary.provenance),
    )


def _withheld(candidates: Iterable[Withheld]) -> list[service_pb.WithheldCandidate]:
    return [service_pb.WithheldCandidate(text=c.text, findings=_findings(c.findings)) for c in candidates]


def _edits(edits: Iterable[Edit]) -> list[service_pb.Edit]:
    return [service_pb.Edit(type=enums.EDIT_TYPE[e.type], text=e.text, rule_ids=e.rules, start=e.start) for e in edits]


def _findings(findings: Iterable[Finding]) -> list[verdict_pb.Finding]:
    return [
        verdict_pb.Finding(
            rule_id=f.rule,
            kind=enums.RULE_KIND[f.kind],
            mode=enums.RULE_MODE[f.mode],
            start=f.start,
            end=f.end,
            evidence=f.evidence,
            message=f.message,
            because=f.because,
        )
        for f in findings
    ]


def _states(obligations: Iterable[Obligation]) -> list[verdict_pb.ObligationState]:
    return [verdict_pb.ObligationState(rule_id=o.rule, status=enums.OBLIGATION_STATUS[o.status]) for o in obligations]


def _dues(dues: Iterable[Due]) -> list[verdict_pb.ObligationDue]:
    return [verdict_pb.ObligationDue(rule_id=d.rule, message=d.message, approved_sentence=d.sentence) for d in dues]


def _facts(facts: Iterable[Fact], about: Conversation) -> list[verdict_pb.Fact]:
    return [
        verdict_pb.Fact(name=f.name, turn_id=_turn_id(f.turn, about), start=f.start, end=f.end, evidence=f.evidence)
        for f in facts
        if f.certain
    ]


def _alerts(alerts: Iterable[Alert], about: Conversation) -> list[verdict_pb.Alert]:
    return [
        verdict_pb.Alert(
            type=enums.ALERT_TYPE[a.type], message=a.message, turn_id=_turn_id(a.turn, about), evidence=a.evidence
        )
        for a in alerts
    ]


def _actions(actions: Iterable[Action], about: Conversation) -> list[verdict_pb.Action]:
    return [
        verdict_pb.Action(
            type=enums.ACTION_TYPE[a.type],
            message=a.message,
            channels=[enums.CONTACT_CHANNEL[channel] for channel in a.channels],
            cancellation_reason=enums.CANCELLATION_REASON[a.reason],
            turn_id=_turn_id(a.turn, about),
            evidence=a.evidence,
        )
        for a in actions
    ]


def _turn_id(index: int, about: Conversation) -> str:
    return about.turns[index].id if index >= 0 else ""


def _provenance(provenance: Provenance) -> verdict_pb.Provenance:
    return verdict_pb.Provenance(
        bundle_revision=provenance.revision,
        mode=enums.MODE[provenance.mode],
        operating_point=enums.OPERATING_POINT[provenance.point],
        generator=provenance.generator,
        model=provenance.model,
        prompt_version=provenance.prompt_version,
        input_tokens=provenance.input_tokens,
        output_tokens=provenance.output_tokens,
        stage_times=[verdict_pb.StageTime(stage=stage, milliseconds=ms) for stage, ms in provenance.stages],
        as_of=timestamp(provenance.as_of),
        fallback_reason=provenance.fallback_reason,
    )
