"""What the customer's turns establish by their learned scores, beside what words establish."""

from collections.abc import Iterator, Mapping, Sequence

from kotae.conversation import Conversation, Role
from kotae.policy.facts import FactRule, Spoken, turns_of
from kotae.policy.lexicon import Reading
from kotae.policy.score import Scores
from kotae.policy.verdict import Fact, Point


def learnable(rule: FactRule) -> bool:
    """Whether single turns of the customer establish the fact, so that it can be learned from labelled turns."""
    return rule.by is Role.CUSTOMER and rule.at_least == 1 and rule.after is None


def weighed(conversation: Conversation, rules: Sequence[FactRule], scores: Scores) -> dict[int, frozenset[str]]:
    """Return, for each turn, the facts of which the scores decide there."""
    turns: dict[int, set[str]] = {}
    for rule in rules:
        if rule.name in scores.turns.columns:
            for turn in turns_of(conversation, rule):
                turns.setdefault(turn, set()).add(rule.name)
    return {turn: frozenset(names) for turn, names in turns.items()}


def heard(
    conversation: Conversation,
    readings: Sequence[Reading],
    by_words: Spoken,
    names: frozenset[str],
    decides: Mapping[int, frozenset[str]],
    scores: Scores,
) -> Iterator[Fact]:
    """Yield the facts for which the evidence reaches a threshold.

    Args:
        conversation: The conversation.
        readings: Its turns, read.
        by_words: What words establish.
        names: The facts that hold by words and by the request, which the scores take into account.
        decides: What ``weighed`` returned.
        scores: The learned scores of the conversation's language.
    """
    worded = {(f.name, f.turn): f for facts in by_words.values() for f in facts}
    check, suggest = (scores.thresholds[p] for p in (Point.CHECK, Point.SUGGEST))
    found_by_turn = scores.of_turns([readings[turn] for turn in decides], names, conversation.channel)
    for (turn, decided), found in zip(decides.items(), found_by_turn, strict=True):
        text = conversation.turns[turn].text
        for name in sorted(decided):
            fact = worded.get((name, turn))
            evidence = scores.blends[name].evidence(found[name], 0, fact is not None)
            if evidence >= suggest[name]:
                certain = evidence >= check[name]
                start, end = (fact.start, fact.end) if fact else (0, len(text))
                yield Fact(name, turn, start, end, text[start:end], certain)
