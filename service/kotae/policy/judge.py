"""Judge a text against every rule in force. Pure: same policies, same input, same verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from kotae.conversation import Conversation
from kotae.policy.compiled import CompiledRule
from kotae.policy.detect import Match, found, matches
from kotae.policy.grounding import exempt, fulfilled
from kotae.policy.lexicon import Reading
from kotae.policy.score import SCALE, Scores
from kotae.policy.verdict import Finding, Kind, Obligation, Point, Status


@dataclass(frozen=True, slots=True)
class Scored:
    """The learned scores of a text: for every clause, one fixed-point score a rule of ``scores.rules``."""

    scores: Scores
    point: Point
    clauses: Sequence[Sequence[int]]

    def matches(self, rule: str, reading: Reading) -> Iterator[Match]:
        """Yield the clauses whose score reaches the rule's threshold."""
        if rule not in self.scores.rules:
            return
        column = self.scores.rules.index(rule)
        threshold = self.scores.thresholds[self.point][rule]
        for clause, scores in zip(reading.clauses, self.clauses, strict=True):
            if scores[column] >= threshold:
                because = f"score {scores[column] / SCALE:.2f}, from {threshold / SCALE:.2f}"
                yield Match(clause.start, clause.end, (clause.start, clause.end), because)


def prohibitions(
    rules: Sequence[CompiledRule],
    conversation: Conversation,
    facts: frozenset[str],
    reading: Reading,
    as_of: date,
    scored: Scored | None,
) -> Iterator[Finding]:
    """Yield what the text says that it must not, one finding a rule and stretch."""
    for rule in rules:
        if rule.kind is not Kind.PROHIBITION or not rule.in_force(as_of) or not rule.applies.holds(facts):
            continue
        seen: set[tuple[int, int]] = set()
        learned = scored.matches(rule.id, reading) if scored else ()
        for match in chain(matches(reading, rule.patterns), learned):
            covered = any(match.start < end and start < match.end for start, end in seen)
            if covered or exempt(rule.exceptions, conversation, facts, reading, match):
                continue
            seen.add((match.start, match.end))
            yield _finding(rule, reading, match)


def obligations(
    rules: Sequence[CompiledRule],
    conversation: Conversation,
    facts: frozenset[str],
    reading: Reading,
    as_of: date,
) -> Iterator[tuple[CompiledRule, Status]]:
    """Yield each obligation that is due for this text, and whether the text states it."""
    for rule in due_rules(rules, facts, as_of):
        if not rule.triggers or found(reading, rule.triggers):
            met = found(reading, rule.patterns) or fulfilled(rule.grounded, conversation, reading)
            yield rule, Status.STATED if met else Status.MISSED


def due_rules(rules: Sequence[CompiledRule], facts: frozenset[str], as_of: date) -> Iterator[CompiledRule]:
    """Yield the obligations that the next reply must fulfil."""
    for rule in rules:
        if rule.kind is Kind.OBLIGATION and rule.in_force(as_of) and rule.applies.holds(facts):
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
    return Finding(rule.id, rule.kind, rule.mode, start, end, evidence, f"{rule.message} {rule.instead}", match.condition)
