"""Why a reply was judged as it was: every fact, and every rule that looked, with the words behind each.

Pure, like judging, and slower; judging itself does not go through here. What decides is asked of the judge, so that an
explanation cannot tell another story than the verdict.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kotae.conversation import Conversation
from kotae.policy.compiled import CompiledRule
from kotae.policy.detect import Match, found
from kotae.policy.explain_facts import fact_reasons
from kotae.policy.explanation import (
    Apart,
    Attempt,
    Duty,
    Excuse,
    Explanation,
    Loss,
    Means,
    Outcome,
    RuleReason,
    Sight,
    Weight,
)
from kotae.policy.facts import Standing
from kotae.policy.grounding import exempt, fulfilled
from kotae.policy.judge import Scored
from kotae.policy.lexicon import Reading
from kotae.policy.policy import Policy
from kotae.policy.shares import clause_weight
from kotae.policy.sights import Conditions, sight
from kotae.policy.verdict import Kind, Point, RuleMode, Status


def explain(policy: Policy, conversation: Conversation, text: str, *, point: Point, as_of: date) -> Explanation:
    """Judge ``text`` as the next reply and say why it came out so.

    Args:
        policy: The policies.
        conversation: The conversation so far.
        text: The reply, as it would be sent.
        point: How strictly to judge.
        as_of: The day on which rules' effective dates are read.
    """
    facts = policy.facts(conversation)
    verdict = policy.judge(conversation, facts, text, point=point, as_of=as_of)
    reading = policy.read(conversation, text)
    standing = Standing.of(facts, point)
    scores = policy.scores.get(conversation.locale)
    scored = Scored.read(scores, point, reading, standing.certain) if scores else None
    states = {obligation.rule: obligation.status for obligation in verdict.obligations}
    case = _Case(policy, conversation, standing, reading, scored, as_of, states)
    rules = tuple(case.reason(rule) for rule in policy.rules(conversation.locale))
    return Explanation(conversation, text, fact_reasons(policy, conversation, facts), rules, verdict)


@dataclass(frozen=True, slots=True)
class _Case:
    """A reply with all that judging it takes."""

    policy: Policy
    conversation: Conversation
    standing: Standing
    reading: Reading
    scored: Scored | None
    as_of: date
    states: Mapping[str, Status]

    def reason(self, rule: CompiledRule) -> RuleReason:
        """Say what ``rule`` made of the reply."""
        if rule.kind is Kind.OBLIGATION:
            applies = rule.id in self.states
        else:
            applies = rule.in_force(self.as_of) and rule.applies.holds(self.standing)
        reason = RuleReason(rule.id, rule.kind, rule.mode, Outcome.APART, because=self._because(rule))
        if not applies:
            reason = replace(reason, because=(), apart=self._apart(rule))
        if rule.kind is Kind.PROHIBITION:
            return self._prohibition(rule, reason, applies)
        return self._obligation(rule, reason) if applies else reason

    def _because(self, rule: CompiledRule) -> tuple[str, ...]:
        wanted = rule.applies
        return (*sorted(wanted.all), *sorted(wanted.any & self.standing.possible))

    def _apart(self, rule: CompiledRule) -> Apart:
        wanted, standing = rule.applies, self.standing
        enough = standing.certain if rule.kind is Kind.OBLIGATION else standing.possible
        return Apart(
            off=rule.mode is RuleMode.OFF,
            dated=not rule.since <= self.as_of <= rule.until,
            lacking=tuple(sorted(wanted.all - enough)),
            one_of=() if wanted.any & enough else tuple(sorted(wanted.any)),
            barred=tuple(sorted(wanted.none & standing.certain)),
        )

    def _conditions(self, rule: CompiledRule, field: str) -> Conditions:
        return Conditions(self.policy.folder, f"rules/{rule.id}", field, self.conversation.locale)

    def _prohibition(self, rule: CompiledRule, reason: RuleReason, applies: bool) -> RuleReason:
        sights = tuple(self._sights(rule))
        listed = self._conditions(rule, "detect")
        near = tuple(a for a in listed.attempts(self.reading, rule.patterns) if a.words)
        reason = replace(
            reason,
            sights=sights,
            attempts=near,
            weight=self._weight_among(rule.id, list(range(len(self.reading.clauses))), alone=True),
        )
        if not applies:
            return reason
        outcome = Outcome.VIOLATED if reason.found else Outcome.EXCUSED if sights else Outcome.QUIET
        return replace(reason, outcome=outcome)

    def _sights(self, rule: CompiledRule) -> Iterator[Sight]:
        """Yield what conditions find, then what the score finds elsewhere, each with what excuses it."""
        found: list[Match] = []
        for sighting, seen in self._conditions(rule, "detect").sights(self.reading, rule.patterns):
            sure = sighting.match.sure
            weighed = None if sure else self._clause_weight(rule.id, sighting.match, alone=False)
            if seen.excuse is None and self.scored and not self.scored.upholds(rule.id, self.reading, sighting.match):
                yield replace(seen, excuse=Excuse.SCORE, weight=weighed)
                continue
            if seen.excuse is None:
                found.append(sighting.match)
            yield replace(self._excepted(rule, sighting.match, seen), weight=weighed, sure=sure)
        for match, alone in self.scored.matches(rule.id, self.reading) if self.scored else ():
            counted = any(not self._exempt(rule, other) for other in found)
            if any(match.start < other.end and other.start < match.end for other in found) or (counted and not alone):
                continue
            found.append(match)
            seen = sight(self.reading, (match.start, match.end))
            weighed = self._clause_weight(rule.id, match, alone=True)
            yield replace(self._excepted(rule, match, seen), weight=weighed)

    def _exempt(self, rule: CompiledRule, match: Match) -> bool:
        return exempt(rule.exceptions, self.conversation, self.standing.certain, self.reading, match)

    def _excepted(self, rule: CompiledRule, match: Match, seen: Sight) -> Sight:
        """Return ``seen`` with the exception of ``rule`` that covers it, where nothing else excuses it already."""
        for name in () if seen.excuse else sorted(rule.exceptions):
            for allowed, alone in self._grounds(name):
                if exempt(frozenset({name}), alone, self.standing.certain, self.reading, match):
                    return replace(seen, excuse=Excuse.EXCEPTION, exception=name, allowed=allowed)
        return seen

    def _grounds(self, exception: str) -> Iterator[tuple[str, Conversation]]:
        """Yield what an exception compares with, each with a conversation that holds nothing else of the kind."""
        if exception == "authorised-offer":
            for offer in self.conversation.authorised_offers:
                yield offer.text, replace(self.conversation, authorised_offers=(offer,))
        else:
            for turn in self.conversation.turns:
                yield turn.text, replace(self.conversation, turns=(turn,))

    def _obligation(self, rule: CompiledRule, reason: RuleReason) -> RuleReason:
        missed = self.states[rule.id] is Status.MISSED
        duty = self._duty(rule)
        attempts: tuple[Attempt, ...] = ()
        if not any(s.excuse is None for s in duty.sights) and duty.means is not Means.UNCONCERNED:
            attempts = tuple(self._conditions(rule, "fulfilled").attempts(self.reading, rule.patterns))
        return replace(
            reason,
            outcome=Outcome.MISSED if missed else Outcome.STATED,
            attempts=attempts,
            duty=duty,
        )

    def _duty(self, rule: CompiledRule) -> Duty:
        seen = {
            field: tuple(s for _, s in self._conditions(rule, field).sights(self.reading, patterns))
            for field, patterns in (
                ("fulfilled", rule.patterns),
                ("triggered", rule.triggers),
            )
        }
        return Duty(
            means=self._means(rule),
            approved=self._approved(rule),
            triggers=tuple(s for s in seen["triggered"] if s.excuse is None),
            sights=seen["fulfilled"],
            losses=tuple(self._losses(rule)),
        )

    def _means(self, rule: CompiledRule) -> Means:
        """Return what decided, in the order in which the judge asks."""
        if self._approved(rule):
            return Means.APPROVED
        if rule.triggers and not found(self.reading, rule.triggers):
            return Means.UNCONCERNED
        compared = rule.grounded and not found(self.reading, rule.patterns)
        return Means.COMPARED if compared else Means.WORDS

    def _approved(self, rule: CompiledRule) -> str:
        folded = self.reading.folded
        for words in rule.approved:
            at = folded.text.find(words)
            if at >= 0:
                start, end = folded.span(at, at + len(words))
                return folded.source[start:end]
        return ""

    def _losses(self, rule: CompiledRule) -> Iterator[Loss]:
        for text in self.conversation.cancellation_consequences if rule.grounded else ():
            alone = replace(self.conversation, cancellation_consequences=(text,))
            yield Loss(text, fulfilled(rule.grounded, alone, self.reading))

    def _clause_weight(self, rule: str, match: Match, *, alone: bool) -> Weight | None:
        """Return the highest score of the clauses that ``match`` touches; None where no score is asked."""
        clauses = self.reading.clauses
        touched = [i for i, c in enumerate(clauses) if c.start < match.end and match.start < c.end]
        return self._weight_among(rule, touched, alone=alone)

    def _weight_among(self, rule: str, clauses: list[int], *, alone: bool) -> Weight | None:
        threshold = self.scored.threshold(rule) if self.scored else None
        if self.scored is None or threshold is None or not clauses:
            return None
        scored = self.scored
        best = max(clauses, key=lambda i: scored.reply.evidence(rule, i, worded=not alone))
        return clause_weight(scored, self.reading, best, self.standing.certain, rule, threshold, worded=not alone)
