"""Judge a text against every rule in force. Pure: same policies, same input, same verdict."""

from collections.abc import Iterator, Sequence
from datetime import date

from kotae.conversation import Conversation
from kotae.policy.compiled import CompiledRule
from kotae.policy.detect import Match, found, matches
from kotae.policy.grounding import exempt, fulfilled
from kotae.policy.lexicon import Reading
from kotae.policy.verdict import Finding, Kind, Obligation, Status


def prohibitions(
    rules: Sequence[CompiledRule],
    conversation: Conversation,
    facts: frozenset[str],
    reading: Reading,
    as_of: date,
) -> Iterator[Finding]:
    """Yield what the text says that it must not, one finding a rule and stretch."""
    for rule in rules:
        if rule.kind is not Kind.PROHIBITION or not rule.in_force(as_of) or not rule.applies.holds(facts):
            continue
        seen: set[tuple[int, int]] = set()
        for match in matches(reading, rule.patterns):
            if (match.start, match.end) in seen or exempt(rule.exceptions, conversation, facts, reading, match):
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
