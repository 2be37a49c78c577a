"""Rules and facts as the judge runs them, compiled from a policy folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kotae.conversation import Channel, Locale, Role
from kotae.policy.detect import Gate, Pattern
from kotae.policy.facts import FactRule, Requirement, gate_of
from kotae.policy.folder import Folder
from kotae.policy.lexicon import Lexicon
from kotae.policy.schema import Bilingual, Condition, FactFile, Rule, When
from kotae.policy.verdict import Kind, RuleMode
from kotae.text.fold import fold_text

# How many violations of a rule with normal stakes one of this rule counts for.
_STAKES = {"normal": 1.0, "high": 1.5}


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule in one language."""

    id: str
    kind: Kind
    mode: RuleMode
    weight: float
    since: date
    until: date
    applies: Requirement
    patterns: tuple[Pattern, ...]
    triggers: tuple[Pattern, ...]
    grounded: frozenset[str]
    exceptions: frozenset[str]
    message: str
    instead: str
    approved: tuple[str, ...]

    def in_force(self, as_of: date) -> bool:
        """Whether the rule is judged on ``as_of``."""
        return self.mode is not RuleMode.OFF and self.since <= as_of <= self.until


@dataclass(frozen=True, slots=True)
class ApprovedSentence:
    """An approved sentence in one language, in variants by channel."""

    name: str
    fulfils: frozenset[str]
    place: str
    say: Mapping[Channel, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Compiled:
    """Everything that judging one language needs.

    Attributes:
        lexicon: All words.
        rules: The rules, in the order of their names.
        prohibitions: Those of ``rules`` that forbid something, by name.
        said: Which conditions of ``prohibitions`` to look at.
        obligations: Those of ``rules`` that require something.
        facts: The facts, each after those that it rests on.
        told: Which conditions of ``facts`` to look at.
        sentences: The approved sentences.
    """

    lexicon: Lexicon
    rules: tuple[CompiledRule, ...]
    prohibitions: Mapping[str, CompiledRule]
    said: Gate
    obligations: tuple[CompiledRule, ...]
    facts: tuple[FactRule, ...]
    told: Gate
    sentences: tuple[ApprovedSentence, ...]


def compile_locale(folder: Folder, locale: Locale) -> Compiled:
    """Compile what ``folder`` says of ``locale``."""
    words: dict[str, list[str]] = {n: v.words.get(locale, []) for n, v in folder.vocabularies.items()}
    rules = tuple(_rule(rule, locale, words, _approved(folder, locale, name)) for name, rule in folder.rules.items())
    facts = tuple(_fact(fact, locale, words) for fact in _ordered(folder.facts))
    sentences = tuple(
        ApprovedSentence(s.sentence, frozenset(s.fulfils), s.place, {c: tuple(t) for c, t in s.say[locale].items()})
        for s in folder.sentences.values()
        if locale in s.say
    )
    prohibitions = {rule.id: rule for rule in rules if rule.kind is Kind.PROHIBITION}
    return Compiled(
        lexicon=Lexicon(locale, words),
        rules=rules,
        prohibitions=prohibitions,
        said=Gate.of({name: rule.patterns for name, rule in prohibitions.items()}),
        obligations=tuple(rule for rule in rules if rule.kind is Kind.OBLIGATION),
        facts=facts,
        told=gate_of(facts),
        sentences=sentences,
    )


def _rule(rule: Rule, locale: Locale, words: dict[str, list[str]], approved: tuple[str, ...]) -> CompiledRule:
    detect = rule.detect if rule.kind is Kind.PROHIBITION else rule.fulfilled
    return CompiledRule(
        id=rule.rule,
        kind=rule.kind,
        mode=rule.mode,
        weight=_STAKES[rule.stakes],
        since=rule.effective.since or date.min,
        until=rule.effective.until or date.max,
        applies=_requirement(rule.applies),
        patterns=_patterns(rule.rule, detect.get(locale, ()), locale, words),
        triggers=_patterns(f"{rule.rule} triggered", rule.triggered.get(locale, ()), locale, words),
        grounded=frozenset(rule.grounded),
        exceptions=frozenset(rule.exceptions),
        message=_text(rule.message, locale),
        instead=_text(rule.instead, locale),
        approved=approved,
    )


def _approved(folder: Folder, locale: Locale, rule: str) -> tuple[str, ...]:
    """Return the approved sentences for ``rule``, folded; those with slots are recognised by conditions alone."""
    texts = (
        text
        for sentence in folder.sentences.values()
        if rule in sentence.fulfils
        for variants in sentence.say.get(locale, {}).values()
        for text in variants
    )
    return tuple(dict.fromkeys(fold_text(text) for text in texts if "{" not in text))


def _fact(fact: FactFile, locale: Locale, words: dict[str, list[str]]) -> FactRule:
    conditions = fact.detect.get(locale, ())
    patterns = _patterns(fact.fact, conditions, locale, words)
    given = [frozenset(c.given) for c in conditions]
    return FactRule(
        name=fact.fact,
        by=Role(fact.by),
        latest=fact.turns == "latest",
        patterns=tuple(zip(given, patterns, strict=True)),
        any_of=tuple(fact.any_of),
        at_least=fact.at_least,
        after=fact.after,
    )


def _patterns(
    owner: str, conditions: Sequence[Condition], locale: Locale, words: dict[str, list[str]]
) -> tuple[Pattern, ...]:
    """Compile conditions; the words of a ``say`` become a vocabulary of their own."""
    patterns: list[Pattern] = []
    for number, condition in enumerate(conditions, 1):
        name = f"{owner} {locale.value} #{number}"
        together = tuple(condition.together)
        if condition.say:
            words[name] = condition.say
            together = (name,)
        unless, without = tuple(condition.unless), tuple(condition.without)
        patterns.append(
            Pattern(f"#{number}", together, condition.within, unless, without, condition.shape, condition.sure)
        )
    return tuple(patterns)


def _requirement(when: When) -> Requirement:
    return Requirement(frozenset(when.all), frozenset(when.any), frozenset(when.none))


def _text(text: Bilingual, locale: Locale) -> str:
    return text.by(locale)


def _ordered(facts: Mapping[str, FactFile]) -> list[FactFile]:
    """Put facts that rest on other facts after them; the folder has been checked for circles."""

    def depth(fact: FactFile) -> int:
        return max((1 + depth(facts[name]) for name in fact.rests_on if name in facts), default=0)

    return sorted(facts.values(), key=lambda fact: (depth(fact), fact.fact))
