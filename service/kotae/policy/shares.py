"""A learned score with what it is made of: features are numbers, and only the text tells what they stand for."""

from collections.abc import Iterable, Iterator, Mapping

from kotae.conversation import Channel
from kotae.policy.blend import SCALE, Blend
from kotae.policy.explanation import SIGNAL, WHOLE, WORDED, Share, Weight
from kotae.policy.features import (
    CLAUSE,
    TURN,
    Groups,
    clause_text,
    clauses_features,
    turn_features,
)
from kotae.policy.judge import Scored
from kotae.policy.lexicon import Reading
from kotae.policy.score import Scores, Table
from kotae.text.grams import name_key, numbers_as_zero, spelled

_MOST = 6
# How far features count: clauses of a reply, the place of one.
_COUNTS = range(10)

# What stands in a text for the names of competitors and of own products.
_NAMES = "◆◇"

# By group and number: what a feature stands for.
Spelling = Mapping[tuple[str, int], str]


def clause_weight(
    scored: Scored, reading: Reading, index: int, facts: frozenset[str], rule: str, at: int, *, worded: bool
) -> Weight:
    """Return the evidence of a clause against the threshold ``at``.

    Args:
        scored: The scores of the text.
        reading: The text.
        index: The clause.
        facts: Those that are certain.
        rule: The prohibition.
        at: The threshold.
        worded: Whether words of a condition are counted in.
    """
    places = [f"{what} {n}" for what in ("clauses", "place") for n in _COUNTS]
    spelling = {**_grams(reading, [index]), **_names("facts", [*facts, *places]), **_names("vocabulary", reading.hits)}
    column = scored.reply.columns[rule]
    blend, score = scored.scores.blends[rule], int(scored.reply.scores[index, column])
    whole = int(scored.reply.whole[column])
    features = clauses_features(reading, facts)[index]
    shares = _shares(scored.scores.clauses, features, CLAUSE, rule, spelling, blend)
    evidence = scored.reply.evidence(rule, index, worded)
    return Weight(evidence, at, (*_signals(blend, score, whole, worded), *shares))


def turn_weight(
    scores: Scores, reading: Reading, facts: frozenset[str], channel: Channel, fact: str, at: int, *, worded: bool
) -> Weight:
    """Return the evidence of a turn of the customer, as ``clause_weight`` does; ``facts`` as in ``hearing``."""
    text = numbers_as_zero(reading.folded.text)
    spelling = {
        **{("words", key): gram for key, gram in spelled(text, reading.locale).items()},
        **_names("facts", [*facts, f"channel {channel.value}"]),
        **_names("vocabulary", reading.hits),
    }
    blend, score = scores.blends[fact], scores.of_turns([reading], facts, channel)[0][fact]
    shares = _shares(scores.turns, turn_features(reading, facts, channel), TURN, fact, spelling, blend)
    return Weight(blend.evidence(score, 0, worded), at, (*_signals(blend, score, 0, worded), *shares))


def _signals(blend: Blend, score: int, whole: int, worded: bool) -> Iterator[Share]:
    """Yield what the words of a condition and the reply as a whole add."""
    bare = blend.evidence(score, 0, False)
    if worded:
        yield Share(SIGNAL, WORDED, blend.evidence(score, 0, True) - bare)
    if whole:
        yield Share(SIGNAL, WHOLE, blend.evidence(score, whole, False) - bare)


def _shares(
    table: Table, groups: Groups, scale: Mapping[str, int], rule: str, spelling: Spelling, blend: Blend
) -> Iterator[Share]:
    """Yield the weightiest features, wording and everything else each up to a number of its own."""
    left = {True: _MOST, False: _MOST}
    for group, key, amount in table.shares(groups, scale, rule):
        feature = spelling.get((group, key))
        if amount and feature and _tells(feature) and left[group == "words"]:
            left[group == "words"] -= 1
            yield Share(group, feature, amount * blend.score // SCALE)


def _tells(feature: str) -> bool:
    """Whether a feature tells a reader anything: the edges of a clause and marks between words do not."""
    return any(char.isalnum() or char in _NAMES for char in feature)


def _grams(reading: Reading, clauses: Iterable[int]) -> dict[tuple[str, int], str]:
    return {
        ("words", key): gram
        for index in clauses
        for key, gram in spelled(clause_text(reading, index), reading.locale).items()
    }


def _names(group: str, names: Iterable[str]) -> dict[tuple[str, int], str]:
    return {(group, name_key(f"{group}:{name}")): name for name in names}
