"""Words, exonerating frames and exceptions that no example exercises. Pure: nothing is read and nothing learned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from kotae.conversation import Conversation, Locale, Role
from kotae.policy.detect import Pattern, matches, sightings
from kotae.policy.facts import COMPETITORS, OWN_PRODUCTS, names_of
from kotae.policy.folder import Folder
from kotae.policy.grounding import exempt
from kotae.policy.lexicon import Lexicon, Reading, Span
from kotae.policy.policy import OPENINGS, Policy
from kotae.policy.verdict import Kind

# Sets the name of a vocabulary apart from the number of one of its words; no name has it.
_MARK = "\t"
Keys = tuple[str | int, ...]


class Where(StrEnum):
    """Where a condition looks."""

    REPLY = "reply"
    CUSTOMER = "customer"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Exercise:
    """A conversation of an example, with the reply to judge; that is empty in an example of a fact."""

    conversation: Conversation
    reply: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Idle:
    """A value that no example exercises: the file, as in ``Folder.entries``, and the path of keys to it.

    The path tells what it is: a word (of ``words`` or ``say``), a frame (of ``unless`` or ``without``), an exception.
    """

    file: str
    path: Keys

    @property
    def is_word(self) -> bool:
        """Whether it is a word or phrase."""
        return self.path[0] == "words" or self.path[-2] == "say"

    @property
    def is_frame(self) -> bool:
        """Whether it is the name of a vocabulary whose words exonerate."""
        return self.path[-2] in ("unless", "without")


def idle(folder: Folder, exercises: Iterable[Exercise]) -> list[Idle]:
    """Return what no example exercises in the place where it works, in the order of files.

    A word is exercised by a text that has it: one of a rule by a reply, one of a fact by a turn of the side that
    establishes the fact. A frame is exercised where it excuses what its condition found, an exception where it covers
    what a condition of its rule found. Words alone decide: whether the rule applies, and what was learned, does not.
    """
    policy = Policy(folder)
    watches = {locale: _Watch(policy, locale) for locale in Locale}
    for exercise in exercises:
        watches[exercise.conversation.locale].see(exercise)
    left = {one for watch in watches.values() for one in watch.left}
    # A rule has its exceptions for all languages.
    left |= set.intersection(*(watch.exceptions for watch in watches.values()))
    return sorted(left, key=lambda one: (one.file, [str(part).zfill(6) for part in one.path]))


@dataclass(frozen=True, slots=True)
class _Condition:
    """One condition: the file, the path of keys to it, and where it looks."""

    file: str
    path: Keys
    pattern: Pattern
    where: Where

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.pattern.together, *self.pattern.unless, *self.pattern.without)

    def frames(self) -> Iterator[tuple[str, Idle]]:
        """Yield each of its frames by the name of its vocabulary."""
        for key, names in (("unless", self.pattern.unless), ("without", self.pattern.without)):
            yield from ((name, Idle(self.file, (*self.path, key, n))) for n, name in enumerate(names))


def _conditions(policy: Policy, locale: Locale) -> Iterator[_Condition]:
    for rule in policy.rules(locale):
        found = "detect" if rule.kind is Kind.PROHIBITION else "fulfilled"
        for field, patterns in ((found, rule.patterns), ("triggered", rule.triggers)):
            for n, pattern in enumerate(patterns):
                yield _Condition(f"rules/{rule.id}", (field, locale.value, n), pattern, Where.REPLY)
    for fact in policy.fact_rules(locale):
        for n, (_, pattern) in enumerate(fact.patterns):
            yield _Condition(f"facts/{fact.name}", ("detect", locale.value, n), pattern, _side(fact.by))


def _lists(folder: Folder, locale: Locale, conditions: Sequence[_Condition]) -> Iterator[tuple[str, str, Keys]]:
    """Yield each list of words that a condition names: its name to the matcher, its file and the path of keys to it."""
    named = {name for condition in conditions for name in condition.names} | {OPENINGS}
    for name, vocabulary in folder.vocabularies.items():
        if name in named and locale in vocabulary.words:
            yield name, f"vocabulary/{name}", ("words", locale.value)
    for condition in conditions:
        # Words that a condition lists itself go by a name with spaces, as no file does.
        for name in condition.pattern.together:
            if " " in name:
                yield name, condition.file, (*condition.path, "say")


class _Watch:
    """What is still to be exercised in one language: ``left`` of words and frames, and ``exceptions``."""

    def __init__(self, policy: Policy, locale: Locale) -> None:
        self._policy = policy
        folder, self._conditions = policy.folder, list(_conditions(policy, locale))
        self._places: dict[str, set[Where]] = {OPENINGS: {Where.REPLY}}
        for condition in self._conditions:
            for name in condition.names:
                self._places.setdefault(name, set()).add(condition.where)
        self._words: dict[str, Idle] = {}
        words: dict[str, list[str]] = {}
        for name, file, path in _lists(folder, locale, self._conditions):
            for n, word in enumerate(cast(list[str], value_at(folder.entries[file].model, path))):
                self._words[f"{name}{_MARK}{n}"] = Idle(file, (*path, n))
                words[f"{name}{_MARK}{n}"] = [word]
        self._lexicon = Lexicon(locale, words)
        self.left = {*self._words.values(), *(one for c in self._conditions for _, one in c.frames())}
        self.exceptions = {
            Idle(f"rules/{name}", ("exceptions", n))
            for name, rule in folder.rules.items()
            for n, _ in enumerate(rule.exceptions)
        }
        self._seen: set[tuple[object, ...]] = set()

    def see(self, exercise: Exercise) -> None:
        """Take note of what an example exercises."""
        talk = exercise.conversation
        for turn in talk.turns:
            self._hear(_side(turn.role), turn.text, talk)
        if exercise.reply:
            self._hear(Where.REPLY, exercise.reply, talk)
            self._except(exercise)

    def _hear(self, where: Where, text: str, talk: Conversation) -> None:
        if (key := (where, text, talk.competitors, talk.own_products)) in self._seen:
            return
        self._seen.add(key)
        reading = self._read(text, talk, where)
        for condition in self._conditions:
            if condition.where is not where or not all(name in reading.hits for name in condition.pattern.together):
                continue
            waiting = [(name, one) for name, one in condition.frames() if one in self.left and name in reading.hits]
            if waiting:
                fired = {name for sighting in sightings(reading, condition.pattern) for name, _ in sighting.frames}
                self.left.difference_update(one for name, one in waiting if name in fired)

    def _read(self, text: str, talk: Conversation, where: Where) -> Reading:
        """Read a text as the policy does, and take note of the words that it has."""
        reading = self._lexicon.read(text, {COMPETITORS: talk.competitors, OWN_PRODUCTS: talk.own_products})
        hits: dict[str, list[Span]] = {}
        for key, spans in reading.hits.items():
            name = key.partition(_MARK)[0]
            hits.setdefault(name, []).extend(spans)
            if key in self._words and where in self._places[name]:
                self.left.discard(self._words[key])
        for spans in hits.values():
            spans.sort()
        return Reading(reading.folded, reading.clauses, hits, reading.locale)

    def _except(self, exercise: Exercise) -> None:
        """Take note of the exceptions that cover what the reply of an example says."""
        talk = exercise.conversation
        waiting = [one for one in self.exceptions if _may_cover(self._name(one), talk)]
        if not waiting:
            return
        reading, facts = self._policy.read(talk, exercise.reply), names_of(self._policy.facts(talk))
        patterns = {f"rules/{rule.id}": rule.patterns for rule in self._policy.rules(talk.locale)}
        for one in waiting:
            name = frozenset({self._name(one)})
            if any(exempt(name, talk, facts, reading, match) for match in matches(reading, patterns[one.file])):
                self.exceptions.discard(one)

    def _name(self, one: Idle) -> str:
        return self._policy.folder.rules[one.file.removeprefix("rules/")].exceptions[int(one.path[-1])]


def _may_cover(exception: str, talk: Conversation) -> bool:
    """Whether a conversation has what an exception compares with."""
    if exception == "authorised-offer":
        return bool(talk.authorised_offers)
    return any(turn.role is Role.AGENT for turn in talk.turns)


def _side(role: Role) -> Where:
    return Where.CUSTOMER if role is Role.CUSTOMER else Where.AGENT


def value_at(model: object, path: Keys) -> object:
    """Return the value at ``path`` of a file's model."""
    value: Any = model
    for part in path:
        value = getattr(value, str(part)) if hasattr(value, "model_fields_set") else value[part]
    return value
