"""Features for the learned scores: of a clause of a reply, of the whole reply, of a customer's turn.

All features are binary and fall into groups; a feature is a 64-bit key, different in each group. A group's sum is
divided by the square root of its size and multiplied by the group's weight, so that long texts do not outweigh short
ones. The weights were chosen on the training examples by leaving writers out; wide plateaus, so they are not critical.
For clauses, the neighbouring clauses, pairs of vocabularies and n-grams of the customer's turn were tried and brought
nothing beyond the facts.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kotae.conversation import Channel
from kotae.policy.facts import COMPETITORS, OWN_PRODUCTS
from kotae.policy.lexicon import Reading
from kotae.text.grams import Keys, codes, gram_keys, name_keys, numbers_as_zero

Groups = Mapping[str, Keys]

# Each group's weight, in thousandths.
CLAUSE = {
    "words": 1000,  # n-grams of the clause
    "facts": 300,  # facts, and the clause's place in the reply
    "vocabulary": 600,  # vocabularies with a word in the clause
}
REPLY = {
    "words": 1000,  # n-grams of all clauses
    "facts": 400,  # facts, and the number of clauses
    "vocabulary": 600,  # vocabularies with a word in any clause
}
TURN = {"words": 1000, "vocabulary": 600, "facts": 400}
_MARKS = {COMPETITORS: ord("◆"), OWN_PRODUCTS: ord("◇")}

Points = npt.NDArray[np.uint32]
_NONE: Keys = np.zeros(0, dtype=np.uint64)


def clause_points(reading: Reading, index: int) -> Points:
    """Return the code points of a clause with every number as "0", competitors as "◆" and own products as "◇"."""
    clause = reading.clauses[index]
    points = codes(reading.folded.text[clause.start : clause.end])
    names = sorted(
        (start, end, mark)
        for name, mark in _MARKS.items()
        for start, end in reading.hits.get(name, ())
        if clause.start <= start and end <= clause.end
    )
    if names:
        points = _renamed(points, [(start - clause.start, end - clause.start, mark) for start, end, mark in names])
    return numbers_as_zero(points)


def _renamed(points: Points, names: Sequence[tuple[int, int, int]]) -> Points:
    parts: list[Points] = []
    at = 0
    for start, end, mark in names:
        if start >= at:
            parts += [points[at:start], np.array([mark], dtype=np.uint32)]
            at = end
    return np.concatenate([*parts, points[at:]])


def clauses_features(reading: Reading, names: Iterable[str]) -> list[Groups]:
    """Return the features of every clause by group; ``names`` are the facts that hold."""
    clauses, vocabularies = reading.clauses, _vocabularies(reading)
    grams = _clause_grams(reading)
    facts = _of_reply(reading, names)
    return [
        {
            "words": grams[index],
            "facts": _named("facts", frozenset({*facts, f"place {min(index, 4)}"})),
            "vocabulary": _named("vocabulary", frozenset(vocabularies[index])),
        }
        for index in range(len(clauses))
    ]


def reply_features(reading: Reading, names: Iterable[str], clauses: Sequence[Groups]) -> Groups:
    """Return the features of a whole reply, of which ``clauses`` are those of its clauses; ``names`` as there."""
    return {
        "words": _union([groups["words"] for groups in clauses]),
        "facts": _named("facts", _of_reply(reading, names)),
        "vocabulary": _union([groups["vocabulary"] for groups in clauses]),
    }


def turn_features(reading: Reading, names: Iterable[str], channel: Channel) -> Groups:
    """Return the features of a turn of the customer by group; ``names`` are the facts that hold."""
    return {
        "words": gram_keys(numbers_as_zero(codes(reading.folded.text)), reading.locale),
        "vocabulary": _named("vocabulary", frozenset(reading.hits)),
        "facts": _named("facts", frozenset({*names, f"channel {channel.value}"})),
    }


def _of_reply(reading: Reading, names: Iterable[str]) -> frozenset[str]:
    return frozenset({*names, f"clauses {min(len(reading.clauses), 6)}"})


def _union(parts: Sequence[Keys]) -> Keys:
    """Return each key once, in ascending order."""
    return parts[0] if len(parts) == 1 else np.unique(np.concatenate([_NONE, *parts]))


def _clause_grams(reading: Reading) -> list[Keys]:
    return [gram_keys(clause_points(reading, index), reading.locale) for index in range(len(reading.clauses))]


def _vocabularies(reading: Reading) -> list[set[str]]:
    """Return, clause by clause, the vocabularies with a word that touches it."""
    found: list[set[str]] = [set() for _ in reading.clauses]
    for name, spans in reading.hits.items():
        for start, end in spans:
            for index in reading.touched(start, end):
                found[index].add(name)
    return found


@lru_cache(maxsize=4096)
def _named(group: str, names: frozenset[str]) -> Keys:
    return name_keys({f"{group}:{name}" for name in names})
