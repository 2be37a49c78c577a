"""A learned score with what it is made of: features are numbers, and only the text tells what they stand for."""

from collections.abc import Iterable, Iterator, Mapping

from kotae.conversation import Channel
from kotae.policy.explanation import Share, Weight
from kotae.policy.features import (
    CLAUSE,
    TURN,
    Groups,
    clause_points,
    clauses_features,
    turn_features,
)
from kotae.policy.lexicon import Reading
from kotae.policy.score import Scores, Table
from kotae.text.grams import codes, name_keys, numbers_as_zero, spelled

_MOST = 6
# How far features count: clauses of a reply, the place of one.
_COUNTS = range(10)

# What stands in a text for the names of competitors and of own products.
_NAMES = "◆◇"

# By group and number: what a feature stands for.
Spelling = Mapping[tuple[str, int], str]


def clause_weight(scores: Scores, reading: Reading, index: int, facts: frozenset[str], rule: str, at: int) -> Weight:
    """Return the score of a clause, against the threshold ``at``; ``facts`` are those that are certain."""
    places = [f"{what} {n}" for what in ("clauses", "place") for n in _COUNTS]
    spelling = {**_grams(reading, [index]), **_names("facts", [*facts, *places]), **_names("vocabulary", reading.hits)}
    return _weight(scores.clauses, clauses_features(reading, facts)[index], CLAUSE, rule, at, spelling)


def turn_weight(
    scores: Scores, reading: Reading, facts: frozenset[str], channel: Channel, fact: str, at: int
) -> Weight:
    """Return the score of a turn of the customer, against the threshold ``at``; ``facts`` as in ``hearing``."""
    points = numbers_as_zero(codes(reading.folded.text))
    spelling = {
        **{("words", key): gram for key, gram in spelled(points, reading.locale).items()},
        **_names("facts", [*facts, f"channel {channel.value}"]),
        **_names("vocabulary", reading.hits),
    }
    return _weight(scores.turns, turn_features(reading, facts, channel), TURN, fact, at, spelling)


def _weight(
    table: Table, groups: Groups, scale: Mapping[str, int], rule: str, threshold: int, spelling: Spelling
) -> Weight:
    score = table.of([groups], scale)[0][rule]
    return Weight(score, threshold, tuple(_shares(table, groups, scale, rule, spelling)))


def _shares(table: Table, groups: Groups, scale: Mapping[str, int], rule: str, spelling: Spelling) -> Iterator[Share]:
    """Yield the weightiest features, wording and everything else each up to a number of its own."""
    left = {True: _MOST, False: _MOST}
    for group, key, amount in table.shares(groups, scale, rule):
        feature = spelling.get((group, key))
        if amount and feature and _tells(feature) and left[group == "words"]:
            left[group == "words"] -= 1
            yield Share(group, feature, amount)


def _tells(feature: str) -> bool:
    """Whether a feature tells a reader anything: the edges of a clause and marks between words do not."""
    return any(char.isalnum() or char in _NAMES for char in feature)


def _grams(reading: Reading, clauses: Iterable[int]) -> dict[tuple[str, int], str]:
    return {
        ("words", key): gram
        for index in clauses
        for key, gram in spelled(clause_points(reading, index), reading.locale).items()
    }


def _names(group: str, names: Iterable[str]) -> dict[tuple[str, int], str]:
    return {(group, int(name_keys({f"{group}:{name}"})[0])): name for name in names}
