"""Answers of the service, readable on a terminal: what came in, what is suggested, what the policy did and why."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from kotae.conversation import Channel, Conversation, Role, Scenario
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1 import verdict_pb2 as verdict_pb

CARET = "^"
# What could steer a terminal or turn text round is shown as a sign of the same length, so that offsets keep.
_VISIBLE: dict[int, int | str] = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) != "\n"},
    **dict.fromkeys([*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD),
    ord("\t"): " ",
}
_FOUND = "bold red"
_ADDED = "green"

_STATUS = {
    verdict_pb.OBLIGATION_STATUS_STATED: ("said", "green"),
    verdict_pb.OBLIGATION_STATUS_INSERTED: ("added", "green"),
    verdict_pb.OBLIGATION_STATUS_MISSED: ("left out", "red"),
}
_DECISION = {
    verdict_pb.DECISION_ALLOW: ("may be sent", "bold green"),
    verdict_pb.DECISION_REPAIR: ("withheld as it stands; a small edit mends it", "bold yellow"),
    verdict_pb.DECISION_WITHHOLD: ("withheld", "bold red"),
}
_OUTCOME = {
    service_pb.OUTCOME_SUGGESTED: ("suggested", "bold green"),
    service_pb.OUTCOME_FALLBACK: ("approved replies stand in", "bold yellow"),
    service_pb.OUTCOME_WITHHELD: ("nothing could be suggested", "bold red"),
}
_ORIGIN = {
    service_pb.ORIGIN_MODEL: "the model's words",
    service_pb.ORIGIN_REPAIRED: "the model's words, mended",
    service_pb.ORIGIN_PLAYBOOK: "approved reply",
}

Span = tuple[int, int]


class Marked:
    """A text with carets under ``spans``, which count code points.

    It wraps to the width there is, and the carets keep to the columns of the text, of which a Japanese character takes
    two.
    """

    def __init__(self, text: str, spans: Iterable[Span], style: str = _FOUND) -> None:
        self._text = _text(text)
        self._style = style
        for start, end in spans:
            self._text.stylize(style, start, end)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._text.wrap(console, options.max_width):
            line.rstrip()
            yield line
            carets = caret_line(line.plain, [(span.start, span.end) for span in line.spans])
            if carets:
                yield Text(carets, style=self._style, no_wrap=True)


def visible(text: str) -> str:
    """Return ``text`` with control and bidirectional characters shown as signs, one for one."""
    return text.translate(_VISIBLE)


def caret_line(line: str, spans: Iterable[Span]) -> str:
    """Return carets for the columns in which ``spans`` of ``line`` stand on a terminal; empty where there are none."""
    marked = {index for start, end in spans for index in range(max(start, 0), min(end, len(line)))}
    return "".join((CARET if i in marked else " ") * cell_len(char) for i, char in enumerate(line)).rstrip()


def conversation_block(conversation: Conversation) -> RenderableType:
    """Render what came in: the contact in one line, what the company allows, and the turns."""
    return Group(
        Text(", ".join(_contact(conversation)), style="dim"),
        *(_text(f"{label}: {'; '.join(values)}", "dim") for label, values in _given(conversation) if values),
        _turns(conversation),
    )


def answer_block(
    answer: service_pb.SuggestRepliesResponse, conversation: Conversation, *, limit: int | None = None
) -> RenderableType:
    """Render a suggestion answer: alerts, suggestions (the first ``limit``), what the policy did and why."""
    shown = list(answer.suggestions)[:limit]
    hidden = len(answer.suggestions) - len(shown)
    words, style = _OUTCOME.get(answer.outcome, ("unknown outcome", "bold"))
    reason = f" ({answer.provenance.fallback_reason})" if answer.provenance.fallback_reason else ""
    return Group(
        *_alerts(answer.alerts),
        *_heard(answer.facts, conversation),
        *_due(answer.obligations),
        _heading("Outcome", Text(words + reason, style=style)),
        *(block for number, item in enumerate(shown, start=1) for block in _suggestion(item, number)),
        *([Text(f"   … and {hidden} more", style="dim")] if hidden else []),
        *(block for candidate in answer.withheld for block in _withheld(candidate)),
        *_actions(answer.actions),
        _provenance(answer.provenance),
    )


def verdict_block(answer: service_pb.CheckReplyResponse, text: str, conversation: Conversation) -> RenderableType:
    """Render the verdict on ``text``: the decision, each finding under its words, and the mended text."""
    words, style = _DECISION.get(answer.decision, ("unknown decision", "bold"))
    return Group(
        *_alerts(answer.alerts),
        *_heard(answer.facts, conversation),
        *_due(answer.obligations),
        _heading("Reply", Text(words, style=style)),
        _indent(Marked(text, _spans(answer.findings))),
        *_findings(answer.findings),
        *(_mended(answer.repaired_text, answer.edits) if answer.repaired_text else ()),
        *_states(answer.obligation_states),
        *_actions(answer.actions),
        _provenance(answer.provenance),
    )


def _contact(conversation: Conversation) -> Iterator[str]:
    yield conversation.locale.value
    yield {Channel.PHONE: "phone", Channel.CHAT: "chat", Channel.EMAIL: "e-mail"}[conversation.channel]
    if conversation.scenario is not Scenario.UNKNOWN:
        yield conversation.scenario.value.replace("_", " ")
    yield "recorded" if conversation.recording_active else "not recorded"
    if conversation.recording_announced:
        yield "the recording was announced"
    yield "customer identified" if conversation.customer_identified else "customer not identified"


def _given(conversation: Conversation) -> Iterator[tuple[str, Sequence[str]]]:
    yield "allowed offers", [offer.text for offer in conversation.authorised_offers]
    yield "lost on cancelling", conversation.cancellation_consequences
    yield "competitors", conversation.competitors
    yield "own products", conversation.own_products


def _turns(conversation: Conversation) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for turn in conversation.turns:
        customer = turn.role is Role.CUSTOMER
        label = Text("Customer", style="cyan") if customer else Text("Agent", style="dim")
        table.add_row(label, _text(turn.text))
    return table


def _suggestion(suggestion: service_pb.Suggestion, number: int) -> Iterator[RenderableType]:
    origin = _ORIGIN.get(suggestion.origin, "unknown origin")
    reply = f" {suggestion.reply_id}" if suggestion.reply_id else ""
    yield _heading(f"Suggestion {number}", Text(origin + reply, style="dim"))
    inserted = [(e.start, e.start + len(e.text)) for e in suggestion.edits if e.type == service_pb.EDIT_TYPE_INSERTED]
    yield _indent(Marked(suggestion.text, inserted, style=_ADDED))
    yield from _edits(suggestion.edits)
    yield from _states(suggestion.obligations)
    yield from _findings(suggestion.findings)


def _withheld(candidate: service_pb.WithheldCandidate) -> Iterator[RenderableType]:
    yield _heading("Withheld", Text())
    yield _indent(Marked(candidate.text, _spans(candidate.findings)))
    yield from _findings(candidate.findings)


def _mended(text: str, edits: Sequence[service_pb.Edit]) -> Iterator[RenderableType]:
    yield _heading("Mended", Text("may be sent", style="bold green"))
    inserted = [(e.start, e.start + len(e.text)) for e in edits if e.type == service_pb.EDIT_TYPE_INSERTED]
    yield _indent(Marked(text, inserted, style=_ADDED))
    yield from _edits(edits)


def _edits(edits: Sequence[service_pb.Edit]) -> Iterator[RenderableType]:
    """Render the rules that words were added for, and each sentence that was dropped."""
    added = [rule for edit in edits if edit.type == service_pb.EDIT_TYPE_INSERTED for rule in edit.rule_ids]
    if added:
        yield _indent(Text.assemble(("+ added for ", _ADDED), (", ".join(dict.fromkeys(added)), "bold")))
    for edit in edits:
        if edit.type == service_pb.EDIT_TYPE_DROPPED:
            rules = (", ".join(edit.rule_ids), "bold")
            yield _indent(Text.assemble(("− dropped for ", _FOUND), rules, visible(f": {edit.text}")))


def _findings(findings: Iterable[verdict_pb.Finding]) -> Iterator[RenderableType]:
    """Render what is wrong, each rule once with all the words that violate it."""
    rules: dict[str, list[verdict_pb.Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.rule_id, []).append(finding)
    for rule, found in rules.items():
        shadow = found[0].mode == verdict_pb.RULE_MODE_SHADOW
        mark = ("~ ", "yellow") if shadow else ("! ", _FOUND)
        note = (" (shadow: decides nothing)" if shadow else "", "yellow")
        quotes = [quote for finding in found for quote in _quoted(finding.evidence)]
        yield _indent(Text.assemble(mark, (rule, "bold"), note, *quotes))
        yield _indent(_indent(Text(found[0].message)))


def _spans(findings: Iterable[verdict_pb.Finding]) -> list[Span]:
    return [(f.start, f.end) for f in findings if f.HasField("start")]


def _states(states: Iterable[verdict_pb.ObligationState]) -> Iterator[RenderableType]:
    """Render in a line what the text had to say and whether it does."""
    line = Text()
    for state in states:
        words, style = _STATUS.get(state.status, ("unknown", "bold"))
        line.append(", " if line else "had to say: ", style="dim").append(state.rule_id, style="bold")
        line.append(f" ({words})", style=style)
    if line:
        yield _indent(line)


def _due(obligations: Iterable[verdict_pb.ObligationDue]) -> Iterator[RenderableType]:
    for due in obligations:
        yield _heading("Due", Text.assemble((due.rule_id, "bold"), f" {due.message}"))


def _alerts(alerts: Iterable[verdict_pb.Alert]) -> Iterator[RenderableType]:
    for alert in alerts:
        yield _heading("Alert", Text.assemble((alert.message, "bold red"), *_quoted(alert.evidence)))


def _actions(actions: Iterable[verdict_pb.Action]) -> Iterator[RenderableType]:
    for action in actions:
        name = _plain(verdict_pb.ActionType.Name(action.type), "ACTION_TYPE_")
        details = [_plain(verdict_pb.ContactChannel.Name(c), "CONTACT_CHANNEL_") for c in action.channels]
        if action.cancellation_reason:
            reason = verdict_pb.CancellationReason.Name(action.cancellation_reason)
            details.append(_plain(reason, "CANCELLATION_REASON_"))
        what = f"{name} [{', '.join(details)}]" if details else name
        yield _heading("Do", Text.assemble((what, "bold"), f" {action.message}"))


def _heard(facts: Sequence[verdict_pb.Fact], conversation: Conversation) -> Iterator[RenderableType]:
    """Render the words of the customer that facts rest on, each with its facts."""
    said = {turn.id or str(place): turn.role for place, turn in enumerate(conversation.turns, start=1)}
    words: dict[str, list[str]] = {}
    for fact in facts:
        if fact.evidence and said.get(fact.turn_id) is Role.CUSTOMER:
            words.setdefault(fact.evidence, []).append(fact.name)
    if words:
        lines = [Text.assemble((", ".join(names), "bold"), *_quoted(quote)) for quote, names in words.items()]
        yield _heading("Heard", Text("\n").join(lines))


def _provenance(provenance: verdict_pb.Provenance) -> RenderableType:
    total = [f"{stage.milliseconds:.1f} ms" for stage in provenance.stage_times if stage.stage == "total"]
    parts = [provenance.generator, provenance.model, f"policy {provenance.bundle_revision[:12]}", *total]
    return Text(", ".join(part for part in parts if part), style="dim")


def _text(text: str, style: str = "") -> Text:
    return Text(visible(text), style=style)


def _quoted(words: str) -> list[tuple[str, str]]:
    return [(f" ‘{visible(words)}’", "italic")] if words else []


def _heading(label: str, content: Text) -> RenderableType:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, style=Style(bold=True))
    table.add_column(overflow="fold")
    table.add_row(Text(label), content)
    return table


def _indent(block: RenderableType) -> RenderableType:
    return Padding(block, (0, 0, 0, 3))


def _plain(name: str, prefix: str) -> str:
    return name.removeprefix(prefix).lower().replace("_", "-")
