"""What a request for suggestions asks and what it gets. Frozen, no I/O."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kotae.conversation import Conversation
from kotae.policy.verdict import Due, Edit, Fact, Finding, Obligation, Point, Verdict


class Mode(StrEnum):
    """How suggestions are made."""

    VETTED = "vetted"
    APPROVED = "approved"


class Outcome(StrEnum):
    """What became of a request."""

    SUGGESTED = "suggested"
    FALLBACK = "fallback"
    WITHHELD = "withheld"


class Origin(StrEnum):
    """Where a suggestion's text comes from."""

    MODEL = "model"
    REPAIRED = "repaired"
    PLAYBOOK = "playbook"


class FallbackReason(StrEnum):
    """Why the generator's own candidates were not used."""

    NONE = ""
    TIMEOUT = "timeout"
    UNAVAILABLE = "unavailable"
    INVALID_OUTPUT = "invalid-output"
    ALL_WITHHELD = "all-withheld"


class AlertType(StrEnum):
    """What made an alert necessary."""

    ESCALATE_TO_SUPERVISOR = "escalate-to-supervisor"
    ABUSE = "abuse"
    NO_COMPLIANT_REPLY = "no-compliant-reply"


class ActionType(StrEnum):
    """What the platform is asked to do beside replying."""

    REGISTER_DO_NOT_CONTACT = "register-do-not-contact"
    ARRANGE_CALL_BACK = "arrange-call-back"
    ARRANGE_VISIT = "arrange-visit"
    ASK_FOR_EVIDENCE = "ask-for-evidence"
    RECORD_CANCELLATION_REASON = "record-cancellation-reason"
    RECORD_CALLER_IDENTITY = "record-caller-identity"
    REFER_CLAIM = "refer-claim"


class CancellationReason(StrEnum):
    """Why a customer cancels."""

    NONE = ""
    NO_EFFECT = "no-effect"
    COST = "cost"
    LEFT_OVER = "left-over"
    SWITCHING = "switching"
    NO_LONGER_NEEDED = "no-longer-needed"
    DISSATISFACTION = "dissatisfaction"
    OTHER = "other"
    NOT_GIVEN = "not-given"


class ContactChannel(StrEnum):
    """A way in which a company reaches a customer unasked."""

    PHONE = "phone"
    EMAIL = "email"
    MESSAGE = "message"
    POST = "post"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage that the platform found and a reply may draw on."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SuggestionRequest:
    """A validated request for ``count`` suggestions; ``as_of`` is the moment at which effective dates are read."""

    conversation: Conversation
    as_of: datetime
    count: int = 3
    snippets: tuple[Snippet, ...] = ()
    include_withheld: bool = False
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something people should know at once; ``turn`` is an index, -1 where no turn gave rise to it."""

    type: AlertType
    message: str
    turn: int = -1
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something to be done beside replying; ``turn`` is an index, -1 where no turn gave rise to it."""

    type: ActionType
    message: str
    turn: int = -1
    evidence: str = ""
    channels: tuple[ContactChannel, ...] = ()
    reason: CancellationReason = CancellationReason.NONE


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reply that the agent may send, judged as it stands."""

    id: str
    text: str
    origin: Origin
    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    cited: tuple[str, ...] = ()
    reply_id: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A candidate that did not go out, and why."""

    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an answer rests on; ``stages`` are pairs of stage and milliseconds."""

    revision: str
    mode: Mode
    point: Point
    generator: str
    as_of: datetime
    model: str = ""
    prompt_version: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    stages: tuple[tuple[str, float], ...] = ()
    fallback_reason: FallbackReason = FallbackReason.NONE


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known before any reply is written; ``based_on`` is the id of the turn that is answered."""

    alerts: tuple[Alert, ...]
    actions: tuple[Action, ...]
    due: tuple[Due, ...]
    facts: tuple[Fact, ...]
    based_on: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the request; ``order`` lists the ids of all suggestions, best first."""

    outcome: Outcome
    order: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    alerts: tuple[Alert, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class SuggestionResult:
    """A whole answer: the opening, the suggestions best first, and the summary."""

    opening: Opening
    suggestions: tuple[Suggestion, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict on a text that a person typed, with a mended text where a small edit mends it."""

    opening: Opening
    verdict: Verdict
    repaired: str
    edits: tuple[Edit, ...]
    provenance: Provenance
