"""The learned score at run time: fixed-point weights, integer arithmetic, no scikit-learn, no rounding surprises."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt

import numpy as np
import numpy.typing as npt

from kotae.policy.features import GROUPS, features
from kotae.policy.lexicon import Reading
from kotae.policy.verdict import Point

# One in fixed point: weights, scores and thresholds are integers in units of 1/SCALE.
SCALE = 1 << 12
_ROOT = 1 << 16


def _root_table(size: int = 4096) -> tuple[int, ...]:
    """Return round-to-floor of _ROOT / sqrt(n) for each n, exactly."""
    return (0, *(isqrt((_ROOT * _ROOT) // n) for n in range(1, size)))


_INVERSE_ROOT = _root_table()


@dataclass(frozen=True, slots=True)
class Scores:
    """The learned scores of one language.

    Attributes:
        rules: The rules that have a score, in the order of the columns of ``weights``.
        index: Feature to row; a feature is its group, a colon and its text.
        weights: int32 of shape (features, rules).
        bias: int32 of shape (rules,).
        thresholds: For each point, the score from which a clause violates, by rule.
    """

    rules: tuple[str, ...]
    index: Mapping[str, int]
    weights: npt.NDArray[np.int32]
    bias: npt.NDArray[np.int32]
    thresholds: Mapping[Point, Mapping[str, int]]

    def of(self, reading: Reading, facts: Iterable[str]) -> list[list[int]]:
        """Return the scores of every clause: one list of integers a clause, in the order of ``rules``."""
        facts = list(facts)
        return [self._clause(features(reading, i, facts)) for i in range(len(reading.clauses))]

    def _clause(self, groups: Mapping[str, set[str]]) -> list[int]:
        total = self.bias.astype(np.int64)
        for group, names in groups.items():
            rows = self.rows(group, names)
            if rows:
                factor = GROUPS[group] * _INVERSE_ROOT[min(len(names), len(_INVERSE_ROOT) - 1)]
                total += self.weights[rows].sum(axis=0, dtype=np.int64) * factor // (1000 * _ROOT)
        scores: list[int] = total.tolist()
        return scores

    def rows(self, group: str, names: Iterable[str]) -> list[int]:
        """Return the rows of those features of a group that are known."""
        get = self.index.get
        return [row for name in names if (row := get(f"{group}:{name}")) is not None]

    def top(self, reading: Reading, clause: int, facts: Iterable[str], rule: str, most: int = 8) -> Sequence[tuple[str, int]]:
        """Return the features that weigh most in one clause's score for ``rule``, with their share of it."""
        column = self.rules.index(rule)
        shares: list[tuple[str, int]] = []
        for group, names in features(reading, clause, facts).items():
            factor = GROUPS[group] * _INVERSE_ROOT[min(len(names) or 1, len(_INVERSE_ROOT) - 1)]
            for name in names:
                row = self.index.get(f"{group}:{name}")
                if row is not None:
                    shares.append((f"{group}:{name}", int(self.weights[row, column]) * factor // (1000 * _ROOT)))
        shares.sort(key=lambda s: (-abs(s[1]), s[0]))
        return shares[:most]
