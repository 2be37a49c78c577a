"""Why each fact of a conversation holds, may hold, or does not although its words were found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kotae.conversation import Conversation
from kotae.policy import hearing
from kotae.policy.explanation import FactReason, Hold, How, Place, Weight, Word
from kotae.policy.facts import FactRule, Spoken, facts_by_words, gate_of, names_of, request_facts
from kotae.policy.lexicon import Reading
from kotae.policy.policy import Policy
from kotae.policy.score import Scores
from kotae.policy.shares import turn_weight
from kotae.policy.sights import Conditions
from kotae.policy.verdict import Fact, Point


def fact_reasons(policy: Policy, conversation: Conversation, facts: tuple[Fact, ...]) -> tuple[FactReason, ...]:
    """Say of each of ``facts``, which ``policy`` found in ``conversation``, what establishes it.

    Facts whose words were found, and that the learned score does not let hold, come last.
    """
    heard = _Heard.of(policy, conversation)
    established = {fact.name for fact in facts}
    dismissed = [spoken[-1] for name, spoken in heard.by_words.items() if name not in established]
    return (
        *(heard.reason(fact, facts) for fact in facts),
        *(heard.dismissed(fact) for fact in dismissed if not heard.rules[fact.name].any_of),
    )


@dataclass(frozen=True, slots=True)
class _Heard:
    """A conversation with all that its facts rest on."""

    policy: Policy
    conversation: Conversation
    readings: tuple[Reading, ...]
    rules: Mapping[str, FactRule]
    scores: Scores | None
    held: frozenset[str]
    by_words: Spoken
    by_score: frozenset[Fact]

    @classmethod
    def of(cls, policy: Policy, conversation: Conversation) -> "_Heard":
        rules = policy.fact_rules(conversation.locale)
        scores = policy.scores.get(conversation.locale)
        readings = tuple(policy.read(conversation, turn.text) for turn in conversation.turns)
        held = names_of(request_facts(conversation))
        by_words = facts_by_words(conversation, readings, rules, gate_of(rules))
        by_score: Iterator[Fact] = iter(())
        if scores:
            decides = hearing.weighed(conversation, rules, scores)
            by_score = hearing.heard(conversation, readings, by_words, held | by_words.keys(), decides, scores)
        named = {rule.name: rule for rule in rules}
        return cls(policy, conversation, readings, named, scores, held, by_words, frozenset(by_score))

    def reason(self, fact: Fact, facts: tuple[Fact, ...]) -> FactReason:
        """Say what establishes ``fact``, one of ``facts``."""
        hold = Hold.CERTAIN if fact.certain else Hold.POSSIBLE
        if fact.turn < 0:
            return FactReason(fact.name, hold, How.REQUEST, -1, 0, 0, "")
        if fact in self.by_score:
            return self._scored(fact, hold)
        rule = self.rules[fact.name]
        if rule.any_of:
            place = (fact.turn, fact.start, fact.end)
            basis = [f.name for f in facts if f.name in rule.any_of and (f.turn, f.start, f.end) == place]
            return FactReason(fact.name, hold, How.FACTS, *place, fact.evidence, rests_on=tuple(basis))
        return self._worded(fact, hold, How.WORDS)

    def dismissed(self, fact: Fact) -> FactReason:
        """Say why ``fact``, whose words were found, does not hold."""
        return self._scored(fact, Hold.DISMISSED)

    def _worded(
        self, fact: Fact, hold: Hold, how: How, weight: Weight | None = None, possible_from: int | None = None
    ) -> FactReason:
        place, words = self._condition(fact)
        return FactReason(
            fact.name,
            hold,
            how,
            fact.turn,
            fact.start,
            fact.end,
            fact.evidence,
            words,
            place,
            (),
            weight,
            possible_from,
        )

    def _scored(self, fact: Fact, hold: Hold) -> FactReason:
        if self.scores is None:
            return self._worded(fact, hold, How.SCORE)
        worded = any(f.turn == fact.turn for f in self.by_words.get(fact.name, ()))
        names = self.held | self.by_words.keys()
        check, suggest = (self.scores.thresholds[p][fact.name] for p in (Point.CHECK, Point.SUGGEST))
        reading = self.readings[fact.turn]
        channel = self.conversation.channel
        weighed = turn_weight(self.scores, reading, names, channel, fact.name, check, worded=worded)
        return self._worded(fact, hold, How.SCORE, weighed, suggest)

    def _condition(self, fact: Fact) -> tuple[Place | None, tuple[Word, ...]]:
        """Return the first condition that finds the fact in its turn, and the words that it finds."""
        rule = self.rules[fact.name]
        listed = Conditions(self.policy.folder, f"facts/{fact.name}", "detect", self.conversation.locale)
        asked = {listed.place(i) for i, (given, _) in enumerate(rule.patterns) if given <= self.held}
        for _, sight in listed.sights(self.readings[fact.turn], [pattern for _, pattern in rule.patterns]):
            if sight.excuse is None and sight.place in asked:
                return sight.place, sight.words
        return None, ()
