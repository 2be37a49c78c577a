"""Features for the learned scores: of a clause of a reply, of the whole reply, of a customer's turn.

All features are binary and fall into groups; a feature is a 64-bit key, different in each group. A group's sum is
divided by the square root of its size and multiplied by the group's weight, so that long texts do not outweigh short
ones. The weights were chosen on the training examples by leaving writers out; wide plateaus, so they are not critical.
For clauses, the neighbouring clauses, pairs of vocabularies and n-grams of the customer's turn were tried and brought
nothing beyond the facts.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from kotae.conversation import Channel
from kotae.policy.facts import COMPETITORS, OWN_PRODUCTS
from kotae.policy.lexicon import Reading, within
from kotae.text.grams import Keys, gram_keys, name_key, numbers_as_zero

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
_MARKS = {COMPETITORS: "◆", OWN_PRODUCTS: "◇"}
_NONE: Keys = np.zeros(0, dtype=np.uint64)


def clause_text(reading: Reading, index: int) -> str:
    """Return a clause with every number as "0", competitors as "◆" and own products as "◇"."""
    clause = reading.clauses[index]
    text = reading.folded.text
    if reading.hits.keys().isdisjoint(_MARKS):
        return numbers_as_zero(text[clause.start : clause.end])
    names = sorted(
        [
            (start, end, mark)
            for name, mark in _MARKS.items()
            for start, end in within(reading.hits.get(name, ()), clause.start, clause.end)
        ]
    )
    parts: list[str] = []
    at = clause.start
    for start, end, mark in names:
        if start >= at:
            parts += [text[at:start], mark]
            at = end
    return numbers_as_zero("".join([*parts, text[at : clause.end]]))


def clauses_features(reading: Reading, names: Iterable[str]) -> list[Groups]:
    """Return the features of every clause by group; ``names`` are the facts that hold."""
    clauses, vocabularies = reading.clauses, _vocabularies(reading)
    grams = gram_keys([clause_text(reading, index) for index in range(len(clauses))], reading.locale)
    facts = _of_reply(reading, names)
    return [
        {
            "words": grams[index],
            "facts": _named("facts", [*facts, f"place {min(index, 4)}"]),
            "vocabulary": _named("vocabulary", vocabularies[index]),
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
    return turns_features([reading], names, channel)[0]


def turns_features(readings: Sequence[Reading], names: Iterable[str], channel: Channel) -> list[Groups]:
    """Return the features of turns of the customer, all of one language, as ``turn_features`` does."""
    if not readings:
        return []
    grams = gram_keys([numbers_as_zero(reading.folded.text) for reading in readings], readings[0].locale)
    facts = _named("facts", [*names, f"channel {channel.value}"])
    return [
        {"words": own, "vocabulary": _named("vocabulary", reading.hits), "facts": facts}
        for own, reading in zip(grams, readings, strict=True)
    ]


def _of_reply(reading: Reading, names: Iterable[str]) -> list[str]:
    return [*names, f"clauses {min(len(reading.clauses), 6)}"]


def _union(parts: Sequence[Keys]) -> Keys:
    """Return each key once, in ascending order."""
    return parts[0] if len(parts) == 1 else np.unique(np.concatenate([_NONE, *parts]))


def _vocabularies(reading: Reading) -> list[set[str]]:
    """Return, clause by clause, the vocabularies with a word that touches it."""
    found: list[set[str]] = [set() for _ in reading.clauses]
    clause_at: list[int] = [-1] * len(reading.folded.text)
    for index, clause in enumerate(reading.clauses):
        clause_at[clause.start : clause.end] = [index] * (clause.end - clause.start)
    for name, spans in reading.hits.items():
        for start, end in spans:
            index = clause_at[start]
            if index >= 0 and index == clause_at[end - 1]:
                found[index].add(name)
                continue
            for index in reading.touched(start, end):
                found[index].add(name)
    return found


def _named(group: str, names: Iterable[str]) -> Keys:
    """Return the keys of ``names``, which are all different."""
    keys = _KEYS[group]
    return np.array([keys[name] for name in names], dtype=np.uint64)


class _GroupKeys(dict[str, int]):
    """The keys of the names in one group, each kept once it has been asked for: policies have so many and no more."""

    def __init__(self, group: str) -> None:
        super().__init__()
        self.group = group

    def __missing__(self, name: str) -> int:
        self[name] = key = name_key(f"{self.group}:{name}")
        return key


_KEYS = {group: _GroupKeys(group) for group in ("facts", "vocabulary")}
