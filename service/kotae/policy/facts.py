"""What a conversation establishes: facts of its turns, each with the words behind it, and of the request's fields."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kotae.conversation import Conversation, Role, Scenario
from kotae.policy.detect import Gate, Pattern, found
from kotae.policy.lexicon import Reading
from kotae.policy.verdict import Fact, Point

COMPETITORS = "request.competitors"
OWN_PRODUCTS = "request.own-products"
REQUEST_FACTS = (
    "contact.recorded", "contact.recording-announced", "contact.identified", "contact.has-offers",
    "contact.has-consequences", "contact.sales", "contact.complaint", "contact.retention", "contact.inquiry",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactRule:
    """A compiled fact: who establishes it, in which of their turns, and by what.

    Attributes:
        name: The fact.
        by: Whose turns are read.
        latest: Whether only their latest turn is read.
        patterns: What a turn must say, each with the facts of the request on which it depends.
        any_of: The facts of which one suffices, for a fact that rests on others.
        at_least: In how many turns it must be said.
        after: The fact that an earlier turn must have established; only turns after that one are read.
    """

    name: str
    by: Role
    latest: bool
    patterns: tuple[tuple[frozenset[str], Pattern], ...]
    any_of: tuple[str, ...]
    at_least: int = 1
    after: str | None = None


def request_facts(conversation: Conversation) -> Iterator[Fact]:
    """Yield the facts that rest on fields of the request."""
    held = (
        conversation.recording_active, conversation.recording_announced, conversation.customer_identified,
        bool(conversation.authorised_offers), bool(conversation.cancellation_consequences),
        conversation.scenario is Scenario.OUTBOUND_SALES, conversation.scenario is Scenario.COMPLAINT,
        conversation.scenario is Scenario.RETENTION, conversation.scenario is Scenario.INQUIRY,
    )  # fmt: skip
    for name, holds in zip(REQUEST_FACTS, held, strict=True):
        if holds:
            yield Fact(name, -1, 0, 0, "")


Spoken = Mapping[str, tuple[Fact, ...]]


def gate_of(rules: Sequence[FactRule]) -> Gate:
    """Return which conditions of ``rules`` to look at."""
    return Gate.of({rule.name: [pattern for _, pattern in rule.patterns] for rule in rules})


def facts_by_words(
    conversation: Conversation, readings: Sequence[Reading], rules: Sequence[FactRule], gate: Gate
) -> Spoken:
    """Return the facts that words establish, each by every turn that does, in the order of the turns.

    ``rules`` come in an order in which each stands after the facts that it rests on; ``gate`` is theirs.
    """
    held = names_of(tuple(request_facts(conversation)))
    opened = [gate.opened(reading) for reading in readings]
    told = frozenset().union(*opened)
    known: dict[str, tuple[Fact, ...]] = {}
    for rule in rules:
        if rule.any_of:
            established = _derived(rule, known)
        elif rule.name in told:
            numbers = [numbers.get(rule.name, ()) for numbers in opened]
            established = _spoken(conversation, readings, rule, numbers, held, known)
        else:
            continue
        if established:
            known[rule.name] = established
    return known


def settled(
    by_words: Spoken, heard: Sequence[Fact], weighed: Mapping[int, frozenset[str]], rules: Sequence[FactRule]
) -> Iterator[Fact]:
    """Yield the facts that hold or may hold, each by the latest turn that establishes it, certain ones first.

    Args:
        by_words: What words establish.
        heard: What the learned scores establish.
        weighed: For each turn, the facts of which the scores decide there, whatever words or other facts say.
        rules: The facts, in the order of ``facts_by_words``.
    """
    known: dict[str, tuple[Fact, ...]] = {}
    by_score: dict[str, list[Fact]] = {}
    for fact in heard:
        by_score.setdefault(fact.name, []).append(fact)
    for rule in rules:
        told = _derived(rule, known) if rule.any_of else by_words.get(rule.name, ())
        said = [f for f in told if rule.name not in weighed.get(f.turn, ())]
        scored = by_score.get(rule.name, ())
        own = [*scored, *said] if rule.any_of else [*said, *scored]
        if own:
            own.sort(key=lambda f: (f.certain, f.turn))
            known[rule.name] = tuple(own)
            yield own[-1]


def _spoken(
    conversation: Conversation,
    readings: Sequence[Reading],
    rule: FactRule,
    opened: Sequence[Sequence[int]],
    held: frozenset[str],
    known: Spoken,
) -> tuple[Fact, ...]:
    """Return the fact by each turn that establishes it, in order; empty where too few turns do.

    ``opened`` holds, turn by turn, the numbers of the patterns to look at.
    """
    if rule.after and rule.after not in known:
        return ()
    first = known[rule.after][0].turn + 1 if rule.after else 0
    facts: list[Fact] = []
    for index in turns_of(conversation, rule):
        patterns = [rule.patterns[number][1] for number in opened[index] if rule.patterns[number][0] <= held]
        match = found(readings[index], patterns) if index >= first else None
        if match:
            start, end = readings[index].folded.span(*match.core)
            facts.append(Fact(rule.name, index, start, end, conversation.turns[index].text[start:end]))
    return tuple(facts) if len(facts) >= rule.at_least else ()


def turns_of(conversation: Conversation, rule: FactRule) -> list[int]:
    """Return the turns that are read for a fact, as indices in order."""
    spoken = [i for i, turn in enumerate(conversation.turns) if turn.role is rule.by]
    return spoken[-1:] if rule.latest else spoken


def _derived(rule: FactRule, known: Spoken) -> tuple[Fact, ...]:
    return tuple([replace(fact, name=rule.name) for name in rule.any_of for fact in known.get(name, ())])


def derive(names: frozenset[str], rules: Sequence[FactRule]) -> frozenset[str]:
    """Return ``names`` with the facts of which one of them suffices; ``rules`` as in ``facts_by_words``."""
    found = set(names)
    for rule in rules:
        if not found.isdisjoint(rule.any_of):
            found.add(rule.name)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Standing:
    """The names of the facts that hold, and of those that hold or may hold."""

    certain: frozenset[str]
    possible: frozenset[str]

    @classmethod
    def of(cls, facts: Iterable[Fact], point: Point) -> "Standing":
        """Read ``facts`` at an operating point: what only may hold counts where suggestions are judged."""
        facts = tuple(facts)
        certain = names_of(facts)
        return cls(certain, frozenset(f.name for f in facts) if point is Point.SUGGEST else certain)


@dataclass(frozen=True, slots=True)
class Requirement:
    """Facts on which something depends: all of ``all``, one of ``any`` where given, none of ``none``."""

    all: frozenset[str]
    any: frozenset[str]
    none: frozenset[str]

    def holds(self, standing: Standing) -> bool:
        """Whether a conversation meets it; what only may hold is enough to require something, not to excuse it."""
        possible = standing.possible
        required = self.all <= possible and (not self.any or bool(self.any & possible))
        return required and not (self.none & standing.certain)


def names_of(facts: Iterable[Fact]) -> frozenset[str]:
    """Return the names of the facts among ``facts`` that are certain."""
    return frozenset(f.name for f in facts if f.certain)
