"""The learned scores at run time: fixed-point weights, integer arithmetic, no scikit-learn, no rounding surprises."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt

import numpy as np
import numpy.typing as npt

from kotae.conversation import Channel
from kotae.policy.features import CLAUSE, REPLY, TURN, Groups, clause_features, reply_features, turn_features
from kotae.policy.lexicon import Reading
from kotae.policy.verdict import Point

# One in fixed point: weights, scores and thresholds are integers in units of 1/SCALE.
SCALE = 1 << 12
_ROOT = 1 << 16
_LARGEST = 4096
NEVER = 1 << 30
ALWAYS = -NEVER

# Round-to-floor of _ROOT / sqrt(n) for each n, exactly.
_INVERSE_ROOT = (0, *(isqrt((_ROOT * _ROOT) // n) for n in range(1, _LARGEST)))


@dataclass(frozen=True, slots=True)
class Table:
    """Linear models over the same features, one a rule.

    Attributes:
        rules: The rules, in the order of the columns of ``weights``.
        index: Feature to row; a feature is its group, a colon and its text.
        weights: int32 of shape (features, rules).
        bias: int32 of shape (rules,).
    """

    rules: tuple[str, ...]
    index: Mapping[str, int]
    weights: npt.NDArray[np.int32]
    bias: npt.NDArray[np.int32]

    def of(self, groups: Groups, scale: Mapping[str, int]) -> dict[str, int]:
        """Return the score of each rule for one text; ``scale`` holds the groups' weights in thousandths."""
        total = self.bias.astype(np.int64)
        get = self.index.get
        for group, names in groups.items():
            rows = [row for name in names if (row := get(f"{group}:{name}")) is not None]
            if rows:
                total += self.weights[rows].sum(axis=0, dtype=np.int64) * _factor(scale[group], len(names)) // _UNIT
        return dict(zip(self.rules, total.tolist(), strict=True))

    def shares(self, groups: Groups, scale: Mapping[str, int], rule: str) -> list[tuple[str, int]]:
        """Return what each feature adds to the score of ``rule``, the weightiest first."""
        column = self.rules.index(rule)
        found = [
            (key, int(self.weights[row, column]) * _factor(scale[group], len(names)) // _UNIT)
            for group, names in groups.items()
            for name in names
            if (row := self.index.get(key := f"{group}:{name}")) is not None
        ]
        return sorted(found, key=lambda s: (-abs(s[1]), s[0]))


_UNIT = 1000 * _ROOT


def _factor(weight: int, size: int) -> int:
    return weight * _INVERSE_ROOT[min(size, _LARGEST - 1)]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which scores on a clause violates a prohibition, a turn establishes a fact, or a reply misses an obligation.

    In fixed point. ``plain`` holds where no condition of the rule or fact finds its words, ``found`` where one does.
    """

    plain: int
    found: int

    def by(self, worded: bool) -> int:
        """Return the threshold for a text in which a condition finds the words, or for one in which none does."""
        return self.found if worded else self.plain


@dataclass(frozen=True, slots=True)
class Scores:
    """The learned scores of one language.

    Attributes:
        clauses: Whether a clause violates a prohibition.
        turns: Whether a turn of the customer establishes a fact.
        replies: Whether a reply misses an obligation that is due.
        thresholds: For each point, the thresholds of each rule and of each fact.
    """

    clauses: Table
    turns: Table
    replies: Table
    thresholds: Mapping[Point, Mapping[str, Thresholds]]

    def of_clauses(self, reading: Reading, facts: Iterable[str]) -> Sequence[Mapping[str, int]]:
        """Return the scores of every clause, by prohibition."""
        facts = list(facts)
        return [self.clauses.of(clause_features(reading, i, facts), CLAUSE) for i in range(len(reading.clauses))]

    def of_turn(self, reading: Reading, facts: Iterable[str], channel: Channel) -> Mapping[str, int]:
        """Return the scores of a turn of the customer, by fact."""
        return self.turns.of(turn_features(reading, facts, channel), TURN)

    def of_reply(self, reading: Reading, turn: Reading) -> Mapping[str, int]:
        """Return the scores of a whole reply to the customer's ``turn``, by obligation."""
        return self.replies.of(reply_features(reading, turn), REPLY)
