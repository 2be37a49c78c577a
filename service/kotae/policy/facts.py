"""What a conversation establishes: facts of its turns, each with the words behind it, and of the request's fields."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def spoken_facts(conversation: Conversation, readings: Sequence[Reading], rules: Sequence[FactRule]) -> Iterator[Fact]:
    """Yield the facts that rest on words, each by the latest turn that establishes it.

    ``rules`` come in an order in which each stands after the facts that it rests on.
    """
    held = names_of(tuple(request_facts(conversation)))
    known: dict[str, tuple[Fact, ...]] = {}
    for rule in rules:
        established = _derived(rule, known) if rule.any_of else _spoken(conversation, readings, rule, held, known)
        if established:
            known[rule.name] = established
            yield established[-1]


def _spoken(
    conversation: Conversation,
    readings: Sequence[Reading],
    rule: FactRule,
    held: frozenset[str],
    known: Mapping[str, tuple[Fact, ...]],
) -> tuple[Fact, ...]:
    """Return the fact by each turn that establishes it, in order; empty where too few turns do."""
    if rule.after and rule.after not in known:
        return ()
    patterns = [pattern for given, pattern in rule.patterns if given <= held]
    first = known[rule.after][0].turn + 1 if rule.after else 0
    spoken = [i for i in range(first, len(conversation.turns)) if conversation.turns[i].role is rule.by]
    if rule.latest:
        spoken = spoken[-1:]
    facts: list[Fact] = []
    for index in spoken:
        match = found(readings[index], patterns)
        if match:
            start, end = readings[index].folded.span(*match.core)
            facts.append(Fact(rule.name, index, start, end, conversation.turns[index].text[start:end]))
    return tuple(facts) if len(facts) >= rule.at_least else ()


def _derived(rule: FactRule, known: Mapping[str, tuple[Fact, ...]]) -> tuple[Fact, ...]:
    for name in rule.any_of:
        if name in known:
            return tuple(Fact(rule.name, f.turn, f.start, f.end, f.evidence) for f in known[name])
    return ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """Facts on which something depends: all of ``all``, one of ``any`` where given, none of ``none``."""

    all: frozenset[str]
    any: frozenset[str]
    none: frozenset[str]

    def holds(self, names: frozenset[str]) -> bool:
        """Whether a conversation with the facts ``names`` meets it."""
        return self.all <= names and (not self.any or bool(self.any & names)) and not (self.none & names)

    def apart_from_customer(self) -> "Requirement":
        """Return the requirement without facts of what the customer says, which are learned for obligations."""
        every, some, none = (_not_of_customer(names) for names in (self.all, self.any, self.none))
        return Requirement(every, some if some == self.any else frozenset(), none)


def _not_of_customer(names: frozenset[str]) -> frozenset[str]:
    return frozenset(n for n in names if not n.startswith("customer."))


def names_of(facts: Iterable[Fact]) -> frozenset[str]:
    """Return the names of ``facts``."""
    return frozenset(f.name for f in facts)
