"""Judge a text against every rule in force. Pure: same policies, same input, same verdict."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from kotae.conversation import Conversation
from kotae.policy.compiled import CompiledRule
from kotae.policy.detect import Match, found, matches
from kotae.policy.facts import Standing
from kotae.policy.grounding import exempt, fulfilled, sentences_of
from kotae.policy.lexicon import Reading, Span
from kotae.policy.score import ALWAYS, NEVER, SCALE, Scores, Thresholds
from kotae.policy.verdict import Finding, Kind, Obligation, Point, Status

_UNLEARNED = Thresholds(NEVER, ALWAYS)


@dataclass(frozen=True, slots=True)
class Scored:
    """The learned scores of one text, and the point at which they are read."""

    scores: Scores
    point: Point
    clauses: Sequence[Mapping[str, int]]

    @classmethod
    def read(cls, scores: Scores, point: Point, reading: Reading, facts: frozenset[str]) -> "Scored":
        """Score a text; ``facts`` are those that are certain."""
        return cls(scores, point, scores.of_clauses(reading, facts))

    def matches(self, rule: str, reading: Reading) -> Iterator[Match]:
        """Yield the clauses whose score alone reaches the prohibition's threshold."""
        threshold = self._thresholds(rule).plain
        for clause, scores in zip(reading.clauses, self.clauses, strict=True):
            score = scores.get(rule, 0)
            if score >= threshold:
                because = f"score {score / SCALE:.2f}, from {threshold / SCALE:.2f}"
                yield Match(clause.start, clause.end, (clause.start, clause.end), because)

    def upholds(self, rule: str, reading: Reading, match: Match) -> bool:
        """Whether what a condition found is not hopeless by its score.

        A score that has never met one of the words has no say: what a reviewer adds today counts today.
        """
        threshold = self._thresholds(rule).found
        return (
            threshold == ALWAYS
            or any(self.clauses[i].get(rule, 0) >= threshold for i in reading.touched(match.start, match.end))
            or not self.scores.has_met(reading, match.words)
        )

    def _thresholds(self, rule: str) -> Thresholds:
        return self.scores.thresholds[self.point].get(rule, _UNLEARNED)


def prohibitions(
    rules: Sequence[CompiledRule],
    conversation: Conversation,
    standing: Standing,
    reading: Reading,
    as_of: date,
    scored: Scored | None,
) -> Iterator[Finding]:
    """Yield what the text says that it must not, one finding a rule and stretch."""
    for rule in rules:
        if rule.kind is not Kind.PROHIBITION or not rule.in_force(as_of) or not rule.applies.holds(standing):
            continue
        seen: list[Span] = []
        excused: dict[Span, bool] = {}
        by_words = (m for m in matches(reading, rule.patterns) if not scored or scored.upholds(rule.id, reading, m))
        for match in chain(by_words, scored.matches(rule.id, reading) if scored else ()):
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
    """Yield each obligation that is due for this text, and whether the text states it."""
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
    """Yield the obligations that the next reply must fulfil.

    Only certain facts make one due: a boundary set to a customer who was not abusive does harm too.
    """
    sure = Standing(standing.certain, standing.certain)
    for rule in rules:
        if rule.kind is Kind.OBLIGATION and rule.in_force(as_of) and rule.applies.holds(sure):
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
