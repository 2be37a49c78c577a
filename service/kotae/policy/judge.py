"""Judge a text against every rule in force. Pure: same policies, same input, same verdict."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from kotae.conversation import Conversation
from kotae.policy.blend import SCALE
from kotae.policy.compiled import Compiled, CompiledRule
from kotae.policy.detect import Match, found, matches
from kotae.policy.facts import Standing
from kotae.policy.grounding import exempt, fulfilled, sentences_of
from kotae.policy.lexicon import Reading, Span
from kotae.policy.score import ReplyScores, Scores
from kotae.policy.verdict import Finding, Obligation, Point, Status


@dataclass(frozen=True, slots=True)
class Scored:
    """The learned scores of one text, and the point at which they are read.

    ``reached`` are the clauses for which the evidence is enough without words of a condition, by prohibition.
    """

    scores: Scores
    point: Point
    reply: ReplyScores
    reached: Mapping[str, Sequence[int]]
    _met: dict[tuple[Span, ...], bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def read(cls, scores: Scores, point: Point, reading: Reading, facts: frozenset[str]) -> "Scored":
        """Score a text; ``facts`` are those that are certain."""
        reply = scores.of_reply(reading, facts)
        return cls(scores, point, reply, reply.reach(scores.reach[point]))

    def threshold(self, rule: str) -> int | None:
        """Return the evidence from which on a clause violates ``rule``; None where nothing was learned of it."""
        return self.scores.thresholds[self.point].get(rule)

    def matches(self, rule: str, reading: Reading) -> Iterator[tuple[Match, bool]]:
        """Yield the clauses for which the evidence is enough without the words of a condition, the weightiest first.

        Beside each stands whether it is enough by itself. What the reply as a whole adds is added to every clause, and
        one clause that counts accounts for it.
        """
        for index in self.reached.get(rule, ()):
            clause, threshold = reading.clauses[index], self.scores.thresholds[self.point][rule]
            found = self.reply.evidence(rule, index, worded=False)
            because = f"evidence {found / SCALE:.2f}, from {threshold / SCALE:.2f}"
            alone = self.reply.alone[index, self.reply.columns[rule]] >= threshold
            yield Match(clause.start, clause.end, (clause.start, clause.end), because), bool(alone)

    def upholds(self, rule: str, reading: Reading, match: Match) -> bool:
        """Whether what a condition found stands.

        A score that has never met one of the words has no say: what a reviewer adds today counts today.
        """
        threshold = self.threshold(rule)
        if match.sure or threshold is None:
            return True
        touched = reading.touched(match.start, match.end)
        if any(self.reply.evidence(rule, i, worded=True) >= threshold for i in touched):
            return True
        return not self._has_met(reading, match.words)

    def _has_met(self, reading: Reading, words: tuple[Span, ...]) -> bool:
        """Whether the scores have met all of ``words``; conditions of several rules often find the same ones."""
        if words not in self._met:
            self._met[words] = self.scores.has_met(reading, words)
        return self._met[words]


def prohibitions(
    compiled: Compiled,
    conversation: Conversation,
    standing: Standing,
    reading: Reading,
    as_of: date,
    scored: Scored | None,
) -> Iterator[Finding]:
    """Yield what the text says that it must not, one finding a rule and stretch."""
    opened = compiled.said.opened(reading)
    for name in sorted(opened.keys() | scored.reached.keys() if scored else opened):
        rule = compiled.prohibitions.get(name)
        if rule is None or not rule.in_force(as_of) or not rule.applies.holds(standing):
            continue
        seen: list[Span] = []
        excused: dict[Span, bool] = {}
        patterns = [rule.patterns[number] for number in opened.get(name, ())]
        by_words = ((m, True) for m in matches(reading, patterns) if not scored or scored.upholds(rule.id, reading, m))
        for match, alone in chain(by_words, scored.matches(rule.id, reading) if scored else ()):
            if seen and not alone:
                continue
            if _covered(seen, match) or _excused(rule, conversation, standing, reading, match, excused):
                continue
            insort(seen, (match.start, match.end))
            yield _finding(rule, reading, match)


def _covered(seen: Sequence[Span], match: Match) -> bool:
    """Whether ``match`` touches one of ``seen``, which are in order and touch none of each other."""
    at = bisect_left(seen, (match.end,))
    return at > 0 and seen[at - 1][1] > match.start


def _excused(
    rule: CompiledRule,
    conversation: Conversation,
    standing: Standing,
    reading: Reading,
    match: Match,
    known: dict[Span, bool],
) -> bool:
    """Whether an exception covers ``match``; asked once for all that stands in the same sentences, kept in ``known``.

    A text may be one long sentence.
    """
    if not rule.exceptions:
        return False
    sentences = sentences_of(reading, match)
    if sentences not in known:
        known[sentences] = exempt(rule.exceptions, conversation, standing.certain, reading, match)
    return known[sentences]


def obligations(
    rules: Sequence[CompiledRule], conversation: Conversation, standing: Standing, reading: Reading, as_of: date
) -> Iterator[tuple[CompiledRule, Status]]:
    """Yield each of the obligations ``rules`` that is due for this text, and whether the text states it."""
    for rule in due_rules(rules, standing, as_of):
        yield rule, Status.STATED if states(rule, conversation, reading) else Status.MISSED


def states(rule: CompiledRule, conversation: Conversation, reading: Reading) -> bool:
    """Whether the text does all that an obligation asks of it: by an approved sentence, or by its conditions."""
    return any(words in reading.folded.text for words in rule.approved) or says(rule, conversation, reading)


def says(rule: CompiledRule, conversation: Conversation, reading: Reading) -> bool:
    """Whether the conditions of an obligation find that the text says it, or that it is no text it is due for."""
    if rule.triggers and not found(reading, rule.triggers):
        return True
    return bool(found(reading, rule.patterns)) or fulfilled(rule.grounded, conversation, reading)


def due_rules(rules: Sequence[CompiledRule], standing: Standing, as_of: date) -> Iterator[CompiledRule]:
    """Yield those of the obligations ``rules`` that the next reply must fulfil.

    Only certain facts make one due: a boundary set to a customer who was not abusive does harm too.
    """
    sure = Standing(standing.certain, standing.certain)
    for rule in rules:
        if rule.in_force(as_of) and rule.applies.holds(sure):
            yield rule


def omission(rule: CompiledRule) -> Finding:
    """Return the finding for an obligation left out."""
    return Finding(rule.id, rule.kind, rule.mode, None, None, "", f"{rule.message} {rule.instead}", "left out")


def state(rule: CompiledRule, status: Status) -> Obligation:
    """Return what a text does about an obligation."""
    return Obligation(rule.id, status)


def _finding(rule: CompiledRule, reading: Reading, match: Match) -> Finding:
    text = reading.folded.text
    start, end = match.start, match.end
    while end > start and text[end - 1] in "。、.,!?; \n":
        end -= 1
    while start < end and text[start] in "、, \n":
        start += 1
    start, end = reading.folded.span(start, end)
    evidence = reading.folded.source[start:end]
    return Finding(
        rule.id, rule.kind, rule.mode, start, end, evidence, f"{rule.message} {rule.instead}", match.condition
    )
