"""What a conversation establishes: facts of its turns, each with the words behind it, and of the request's fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kotae.conversation import Conversation, Role, Scenario
from kotae.policy.detect import Pattern, found
from kotae.policy.lexicon import Reading
from kotae.policy.verdict import Fact

COMPETITORS = "request.competitors"
OWN_PRODUCTS = "request.own-products"
REQUEST_FACTS = (
    "contact.recorded", "contact.recording-announced", "contact.identified", "contact.has-offers",
    "contact.has-consequences", "contact.sales", "contact.complaint", "contact.retention", "contact.inquiry",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactRule:
    """A compiled fact: who establishes it, in which of their turns, and by what."""

    name: str
    by: Role
    latest: bool
    patterns: tuple[Pattern, ...]
    any_of: tuple[str, ...]


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


def spoken_facts(conversation: Conversation, readings: Sequence[Reading], rules: Sequence[FactRule]) -> Iterator[Fact]:
    """Yield the facts that rest on words, each by the latest turn that establishes it."""
    known: dict[str, Fact] = {}
    for rule in rules:
        fact = _derived(rule, known) if rule.any_of else _spoken(conversation, readings, rule)
        if fact:
            known[rule.name] = fact
            yield fact


def _spoken(conversation: Conversation, readings: Sequence[Reading], rule: FactRule) -> Fact | None:
    for index in range(len(conversation.turns) - 1, -1, -1):
        turn = conversation.turns[index]
        if turn.role is not rule.by:
            continue
        match = found(readings[index], rule.patterns)
        if match:
            start, end = readings[index].folded.span(*match.core)
            return Fact(rule.name, index, start, end, turn.text[start:end])
        if rule.latest:
            return None
    return None


def _derived(rule: FactRule, known: Mapping[str, Fact]) -> Fact | None:
    for name in rule.any_of:
        if name in known:
            base = known[name]
            return Fact(rule.name, base.turn, base.start, base.end, base.evidence)
    return None


@dataclass(frozen=True, slots=True)
class Requirement:
    """Facts on which something depends: all of ``all``, one of ``any`` where given, none of ``none``."""

    all: frozenset[str]
    any: frozenset[str]
    none: frozenset[str]

    def holds(self, names: frozenset[str]) -> bool:
        """Whether a conversation with the facts ``names`` meets it."""
        return self.all <= names and (not self.any or bool(self.any & names)) and not (self.none & names)


def names_of(facts: Sequence[Fact]) -> frozenset[str]:
    """Return the names of ``facts``."""
    return frozenset(f.name for f in facts)
