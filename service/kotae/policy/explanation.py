"""What an explanation of a verdict holds: facts, rules and stretches of text, each with what speaks for and against it.

All offsets count code points of a text as it was sent. Scores and thresholds are in fixed point, as in ``score``.
"""

from dataclasses import dataclass
from enum import StrEnum

from kotae.conversation import Conversation
from kotae.policy.verdict import Kind, RuleMode, Verdict


@dataclass(frozen=True, slots=True)
class Word:
    """A word found.

    ``vocabulary`` names the vocabulary or shape that holds it; it is empty where the condition itself lists the word.
    """

    vocabulary: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A condition in a policy file: its number in its list, counted from 1, and file and line."""

    number: int
    shown: str


SIGNAL, WORDED, WHOLE = "signal", "words found", "whole reply"


@dataclass(frozen=True, slots=True)
class Share:
    """What one feature adds to the evidence.

    ``group`` is as in ``features``: ``words`` for a piece of the wording itself, others for what goes with it. In the
    group ``SIGNAL`` are the words that a condition found, and the reply as a whole.
    """

    group: str
    feature: str
    amount: int


@dataclass(frozen=True, slots=True)
class Weight:
    """The evidence learned from examples, the threshold that it is held against, and the weightiest of its parts."""

    score: int
    threshold: int
    shares: tuple[Share, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the score reaches the threshold."""
        return self.score >= self.threshold


class How(StrEnum):
    """What establishes a fact: a field of the request, words, the learned score, or another fact."""

    REQUEST = "request"
    WORDS = "words"
    SCORE = "score"
    FACTS = "facts"


class Hold(StrEnum):
    """Whether a fact holds, may hold, or does not although its words were found."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class FactReason:
    """One fact, and what establishes it.

    Attributes:
        name: The fact.
        hold: Whether it holds.
        how: What establishes it.
        turn: The turn that does, as an index; -1 for a field of the request.
        start: Where the words behind it begin in that turn.
        end: Where they end.
        evidence: Those words.
        words: The words of vocabularies among them.
        place: The condition that found them.
        rests_on: The facts that it follows from.
        weight: The turn's learned score, against the threshold from which the fact is certain.
        possible_from: The threshold from which it is possible.
    """

    name: str
    hold: Hold
    how: How
    turn: int
    start: int
    end: int
    evidence: str
    words: tuple[Word, ...] = ()
    place: Place | None = None
    rests_on: tuple[str, ...] = ()
    weight: Weight | None = None
    possible_from: int | None = None


class Excuse(StrEnum):
    """Why words that a condition found are no violation."""

    FRAME = "frame"
    EXCEPTION = "exception"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Sight:
    """One stretch in which a condition, or the learned score alone, found something.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        text: The stretch.
        place: The condition; None for the learned score alone.
        words: The words that the condition found.
        excuse: Why it does not count; None where it does.
        frames: The words that excuse it.
        exception: The exception of the rule that excuses it.
        allowed: What the company allows or has announced, which that exception compares.
        weight: The learned score of the stretch.
        sure: Whether the condition is sure, so that no score is asked.
    """

    start: int
    end: int
    text: str
    place: Place | None
    words: tuple[Word, ...] = ()
    excuse: Excuse | None = None
    frames: tuple[Word, ...] = ()
    exception: str = ""
    allowed: str = ""
    weight: Weight | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Lack:
    """A vocabulary or shape of which nothing stands in the text, with a few words that would do."""

    vocabulary: str
    such_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A condition that found nothing.

    Attributes:
        place: The condition.
        words: The words of it that do stand in the text.
        lacks: What does not. Where it is empty, all words are there, but not in one stretch.
        within: What that stretch would have been: clause, sentence or text.
    """

    place: Place
    words: tuple[Word, ...]
    lacks: tuple[Lack, ...]
    within: str


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that the customer loses on cancelling, and whether the text states it."""

    text: str
    stated: bool


class Means(StrEnum):
    """What decided about an obligation that is due.

    An approved sentence, a reply that it does not concern, words or their absence, or a comparison with the request.
    """

    APPROVED = "approved"
    UNCONCERNED = "unconcerned"
    WORDS = "words"
    COMPARED = "compared"


@dataclass(frozen=True, slots=True)
class Duty:
    """What a text does about an obligation.

    Attributes:
        means: What decided.
        approved: The approved sentence that stands in the text.
        triggers: What in the text makes it due, for an obligation that only some replies have.
        sights: Where its conditions found it, and where they would have but for an exonerating word.
        losses: What a comparison with the request looked for.
    """

    means: Means
    approved: str = ""
    triggers: tuple[Sight, ...] = ()
    sights: tuple[Sight, ...] = ()
    losses: tuple[Loss, ...] = ()


class Outcome(StrEnum):
    """What a rule made of a text.

    A prohibition is violated, excused (it found words that do not count) or quiet; an obligation is stated or missed;
    either may be apart: it does not apply.
    """

    VIOLATED = "violated"
    EXCUSED = "excused"
    QUIET = "quiet"
    STATED = "stated"
    MISSED = "missed"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Apart:
    """Why a rule does not apply.

    Attributes:
        off: Its mode is ``off``.
        dated: It is not in force on that day.
        lacking: Facts that it needs and that do not hold.
        one_of: Facts of which it needs one, where none holds.
        barred: Facts that hold and rule it out.
    """

    off: bool
    dated: bool
    lacking: tuple[str, ...]
    one_of: tuple[str, ...]
    barred: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleReason:
    """One rule, and why it came out as it did.

    Attributes:
        rule: The rule.
        kind: Whether it forbids or requires.
        mode: Whether it decides.
        outcome: What it made of the text.
        because: The facts for which it applies; empty for a rule that always does.
        apart: Why it does not apply.
        sights: Where a prohibition found something.
        attempts: The conditions that found nothing: of a prohibition, those of which some words stand in the text; of
            an obligation, all.
        duty: What the text does about an obligation that is due.
        weight: For a prohibition, the highest score of a clause, against the threshold at which it would decide alone.
    """

    rule: str
    kind: Kind
    mode: RuleMode
    outcome: Outcome
    because: tuple[str, ...] = ()
    apart: Apart | None = None
    sights: tuple[Sight, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    duty: Duty | None = None
    weight: Weight | None = None

    @property
    def found(self) -> bool:
        """Whether it found something that counts, or would count if it applied."""
        return any(s.excuse is None for s in self.sights)

    @property
    def notable(self) -> bool:
        """Whether it is worth showing where not everything is asked for."""
        return self.found if self.outcome is Outcome.APART else self.outcome is not Outcome.QUIET


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why ``text``, as the next reply in ``conversation``, got its ``verdict``; rules in the order of their names."""

    conversation: Conversation
    text: str
    facts: tuple[FactReason, ...]
    rules: tuple[RuleReason, ...]
    verdict: Verdict
