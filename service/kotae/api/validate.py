"""Every limit on a request, as the contract's comments state it. All bad fields of a request are reported at once.

A field is named by its path, with positions counted from 0: ``conversation.turns[2].text``. Descriptions never repeat
what a caller said, since it may be personal data.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from google.protobuf.timestamp_pb2 import Timestamp

from kotae.client import enums
from kotae.conversation import Locale
from kotae.v1 import conversation_pb2 as conversation_pb
from kotae.v1 import suggestion_service_pb2 as service_pb

MAX_ID = 128
MAX_TURNS = 200
MAX_TURN_TEXT = 10_000
MAX_CONVERSATION_TEXT = 100_000
MAX_OFFERS = 20
MAX_OFFER_TEXT = 500
MAX_NAMES = 200
MAX_NAME = 100
MAX_CONSEQUENCES = 20
MAX_CONSEQUENCE = 500
MAX_SUGGESTIONS = 5
MAX_SNIPPETS = 10
MAX_SNIPPET_TITLE = 200
MAX_SNIPPET_TEXT = 4_000
MAX_REPLY_TEXT = 10_000
# The years 1 to 9999 in UTC, in seconds, as google.protobuf.Timestamp defines them.
FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799

_LOCALES = frozenset(locale.value for locale in Locale)


@dataclass(frozen=True, slots=True)
class Violation:
    """One bad field: its path, and what is wrong with it and how to mend it."""

    field: str
    description: str


@dataclass(slots=True)
class _Report:
    violations: list[Violation] = field(default_factory=list)

    def refuse(self, path: str, description: str) -> None:
        self.violations.append(Violation(path, description))

    def text(self, path: str, value: str, most: int, least: int = 0) -> None:
        """Check the length of ``value`` in code points, and that it holds no U+0000, which some stores cannot keep."""
        if len(value) < least:
            self.refuse(path, f"is empty; give 1 to {most:,} characters")
        elif len(value) > most:
            self.refuse(path, f"has {len(value):,} characters; give at most {most:,}")
        if "\0" in value:
            self.refuse(path, "holds the character U+0000; remove it")

    def count(self, path: str, items: Sequence[object], most: int, least: int = 0) -> bool:
        """Check the number of ``items``; return whether they are few enough to be looked at one by one."""
        if len(items) < least:
            self.refuse(path, f"is empty; give 1 to {most:,} entries")
        elif len(items) > most:
            self.refuse(path, f"has {len(items):,} entries; give at most {most:,}")
        return len(items) <= most

    def texts(self, path: str, values: Sequence[str], most: int, length: int) -> None:
        if self.count(path, values, most):
            for index, value in enumerate(values):
                self.text(f"{path}[{index}]", value, length, least=1)

    def choice(self, path: str, value: int, allowed: Iterable[int], names: str, *, optional: bool = False) -> None:
        if value in allowed or (optional and value == 0):
            return
        self.refuse(path, f"is {f'the unknown value {value}' if value else 'not given'}; give one of {names}")

    def moment(self, path: str, value: Timestamp) -> bool:
        """Check that ``value`` is a moment of the years 1 to 9999; return whether it is."""
        fits = FIRST_SECOND <= value.seconds <= LAST_SECOND and 0 <= value.nanos < 1_000_000_000
        if not fits:
            self.refuse(path, "is no valid timestamp; give seconds of the years 1 to 9999 and nanos 0 to 999,999,999")
        return fits


def suggest_violations(message: service_pb.SuggestRepliesRequest, path: str = "") -> list[Violation]:
    """Return all that is wrong with a request for suggestions; ``path`` is put before each field's name."""
    report = _Report()
    _request_id(report, f"{path}request_id", message.request_id)
    if message.HasField("conversation"):
        _conversation(report, f"{path}conversation", message.conversation)
    else:
        report.refuse(f"{path}conversation", "is not given; give the conversation so far")
    if not 0 <= message.suggestion_count <= MAX_SUGGESTIONS:
        report.refuse(
            f"{path}suggestion_count", f"is {message.suggestion_count}; give 1 to {MAX_SUGGESTIONS}, or 0 for 3"
        )
    snippets = f"{path}knowledge_snippets"
    if report.count(snippets, message.knowledge_snippets, MAX_SNIPPETS):
        for index, snippet in enumerate(message.knowledge_snippets):
            report.text(f"{snippets}[{index}].snippet_id", snippet.snippet_id, MAX_ID, least=1)
            report.text(f"{snippets}[{index}].title", snippet.title, MAX_SNIPPET_TITLE)
            report.text(f"{snippets}[{index}].text", snippet.text, MAX_SNIPPET_TEXT, least=1)
    if message.HasField("as_of"):
        report.moment(f"{path}as_of", message.as_of)
    return report.violations


def stream_violations(message: service_pb.StreamSuggestRepliesRequest) -> list[Violation]:
    """Return all that is wrong with a request for a stream of suggestions."""
    if not message.HasField("request"):
        return [Violation("request", "is not given; give the request as for SuggestReplies")]
    return suggest_violations(message.request, "request.")


def check_violations(message: service_pb.CheckReplyRequest) -> list[Violation]:
    """Return all that is wrong with a request to judge a reply."""
    report = _Report()
    _request_id(report, "request_id", message.request_id)
    if message.HasField("conversation"):
        _conversation(report, "conversation", message.conversation)
    else:
        report.refuse("conversation", "is not given; give the conversation so far")
    report.text("text", message.text, MAX_REPLY_TEXT, least=1)
    report.choice(
        "operating_point",
        message.operating_point,
        enums.OPERATING_POINT.values(),
        "OPERATING_POINT_SUGGEST, OPERATING_POINT_CHECK",
        optional=True,
    )
    if message.HasField("as_of"):
        report.moment("as_of", message.as_of)
    return report.violations


def _request_id(report: _Report, path: str, value: str) -> None:
    if not value:
        return
    try:
        canonical = str(UUID(value))
    except ValueError:
        canonical = ""
    if canonical != value.lower():
        report.refuse(path, "is no UUID; give one such as 123e4567-e89b-42d3-a456-426614174000, or leave it out")


def _conversation(report: _Report, path: str, message: conversation_pb.Conversation) -> None:
    report.text(f"{path}.conversation_id", message.conversation_id, MAX_ID)
    if message.locale not in _LOCALES:
        report.refuse(
            f"{path}.locale", f'is {"not supported" if message.locale else "not given"}; give "ja-JP" or "en-US"'
        )
    report.choice(
        f"{path}.channel", message.channel, enums.CHANNEL.values(), "CHANNEL_PHONE, CHANNEL_CHAT, CHANNEL_EMAIL"
    )
    report.choice(
        f"{path}.scenario",
        message.scenario,
        enums.SCENARIO.values(),
        "SCENARIO_OUTBOUND_SALES, SCENARIO_INQUIRY, SCENARIO_COMPLAINT, SCENARIO_RETENTION, or leave it out",
    )
    offers = f"{path}.authorised_offers"
    if report.count(offers, message.authorised_offers, MAX_OFFERS):
        for index, offer in enumerate(message.authorised_offers):
            report.text(f"{offers}[{index}].offer_id", offer.offer_id, MAX_ID, least=1)
            report.text(f"{offers}[{index}].text", offer.text, MAX_OFFER_TEXT, least=1)
    report.texts(f"{path}.competitors", message.competitors, MAX_NAMES, MAX_NAME)
    report.texts(f"{path}.own_products", message.own_products, MAX_NAMES, MAX_NAME)
    report.texts(
        f"{path}.cancellation_consequences", message.cancellation_consequences, MAX_CONSEQUENCES, MAX_CONSEQUENCE
    )
    if report.count(f"{path}.turns", message.turns, MAX_TURNS, least=1) and message.turns:
        _turns(report, f"{path}.turns", message.turns)


def _turns(report: _Report, path: str, turns: Sequence[conversation_pb.Turn]) -> None:
    for index, turn in enumerate(turns):
        report.choice(f"{path}[{index}].role", turn.role, enums.ROLE.values(), "ROLE_CUSTOMER, ROLE_AGENT")
        report.text(f"{path}[{index}].text", turn.text, MAX_TURN_TEXT, least=1)
    total = sum(len(turn.text) for turn in turns)
    if total > MAX_CONVERSATION_TEXT:
        report.refuse(
            path, f"has {total:,} characters together; give at most {MAX_CONVERSATION_TEXT:,}, leaving out the oldest"
        )
    if turns[-1].role == conversation_pb.ROLE_AGENT:
        report.refuse(
            f"{path}[{len(turns) - 1}].role", "is ROLE_AGENT; the last turn is the customer's, which the reply answers"
        )
    _turn_ids(report, path, turns)
    _turn_times(report, path, turns)


def _turn_ids(report: _Report, path: str, turns: Sequence[conversation_pb.Turn]) -> None:
    if not any(turn.turn_id for turn in turns):
        return
    first_at: dict[str, int] = {}
    for index, turn in enumerate(turns):
        at = f"{path}[{index}].turn_id"
        if not turn.turn_id:
            report.refuse(at, "is empty while other turns have one; give each turn an id, or none")
        elif (first := first_at.setdefault(turn.turn_id, index)) != index:
            report.refuse(at, f"is that of {path}[{first}] too; give each turn its own")
        report.text(at, turn.turn_id, MAX_ID)


def _turn_times(report: _Report, path: str, turns: Sequence[conversation_pb.Turn]) -> None:
    latest: tuple[int, int] | None = None
    for index, turn in enumerate(turns):
        at = f"{path}[{index}].time"
        if not turn.HasField("time") or not report.moment(at, turn.time):
            continue
        moment = (turn.time.seconds, turn.time.nanos)
        if latest is not None and moment < latest:
            report.refuse(at, "is earlier than that of a turn before; give the turns oldest first")
        else:
            latest = moment
