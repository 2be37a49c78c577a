"""What the policy layer says: facts of a conversation, obligations due, and the verdict on a reply."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """Whether a rule forbids something or requires it."""

    PROHIBITION = "prohibition"
    OBLIGATION = "obligation"


class RuleMode(StrEnum):
    """Whether a rule is in force: enforced, judged without effect, or not judged."""

    ENFORCE = "enforce"
    SHADOW = "shadow"
    OFF = "off"


class Point(StrEnum):
    """How strictly a reply is judged."""

    SUGGEST = "suggest"
    CHECK = "check"


class Decision(StrEnum):
    """What becomes of a judged reply."""

    ALLOW = "allow"
    REPAIR = "repair"
    WITHHOLD = "withhold"


class Status(StrEnum):
    """How a due obligation was met."""

    STATED = "stated"
    INSERTED = "inserted"
    MISSED = "missed"


class EditType(StrEnum):
    """What was done to a candidate."""

    INSERTED = "inserted"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the conversation establishes.

    ``turn`` is an index into the conversation's turns; ``start`` and ``end`` are code-point offsets into that turn's
    text. A fact that rests on a field of the request and not on words has ``turn`` -1. One that is not ``certain`` may
    hold: enough for care with a suggestion, not enough to find fault with what a person typed.
    """

    name: str
    turn: int
    start: int
    end: int
    evidence: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Due:
    """An obligation that the next reply must fulfil, with an approved sentence for it (empty where none is kept)."""

    rule: str
    message: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of one rule.

    ``start`` and ``end`` are code-point offsets into the judged text, None where something was left out. ``because``
    names what fired: a condition of the rule file, or the learned score.
    """

    rule: str
    kind: Kind
    mode: RuleMode
    start: int | None
    end: int | None
    evidence: str
    message: str
    because: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """A due obligation, and what a text does about it."""

    rule: str
    status: Status


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of a candidate, done for ``rules``.

    ``start`` is a code-point offset: into the edited text for an insertion, into the candidate for a drop.
    """

    type: EditType
    text: str
    rules: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one text: findings in the order of the text, obligations left out last."""

    decision: Decision
    findings: tuple[Finding, ...]
    obligations: tuple[Obligation, ...]
    point: Point
    as_of: date
    revision: str

    @property
    def complies(self) -> bool:
        """Whether no enforced rule objects."""
        return not self.enforced

    @property
    def enforced(self) -> tuple[Finding, ...]:
        """Return the findings of enforced rules."""
        return tuple(f for f in self.findings if f.mode is RuleMode.ENFORCE)


@dataclass(frozen=True, slots=True)
class Repair:
    """A mended text, what was done to it, and its verdict, which always complies."""

    text: str
    edits: tuple[Edit, ...]
    verdict: Verdict
