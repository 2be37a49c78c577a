"""The learned scores at run time: fixed-point weights, integer arithmetic, no scikit-learn, no rounding surprises."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import isqrt

import numpy as np
import numpy.typing as npt

from kotae.conversation import Channel
from kotae.policy.features import CLAUSE, TURN, Groups, clauses_features, turns_features
from kotae.policy.figures import Figures
from kotae.policy.keyindex import KeyIndex
from kotae.policy.lexicon import Reading, Span
from kotae.policy.verdict import Point
from kotae.text.grams import Keys, inner_keys

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
        keys: uint64 of shape (features,), ascending: the features.
        weights: int32 of shape (features, rules).
        bias: int32 of shape (rules,).
        columns: The column of each rule.
    """

    rules: tuple[str, ...]
    keys: Keys
    weights: npt.NDArray[np.int32]
    bias: npt.NDArray[np.int32]
    columns: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _index: KeyIndex = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", {rule: column for column, rule in enumerate(self.rules)})
        object.__setattr__(self, "_index", KeyIndex.of(self.keys))

    def of(self, texts: Sequence[Groups], scale: Mapping[str, int]) -> list[dict[str, int]]:
        """Return the scores of texts by rule; ``scale`` holds the groups' weights in thousandths."""
        return [dict(zip(self.rules, row, strict=True)) for row in self.rows_of(texts, scale).tolist()]

    def rows_of(self, texts: Sequence[Groups], scale: Mapping[str, int]) -> npt.NDArray[np.int64]:
        """Return the scores of texts, of shape (texts, rules)."""
        if not texts or not self.rules:
            return np.zeros((len(texts), len(self.rules)), dtype=np.int64)
        segments = [groups[group] for groups in texts for group in scale]
        sums = self._sums(np.concatenate(segments), [len(segment) for segment in segments])
        factors = [_factor(scale[group], len(groups[group])) for groups in texts for group in scale]
        sums *= np.array(factors)[:, None]
        sums //= _UNIT
        rows: npt.NDArray[np.int64] = sums.reshape(len(texts), len(scale), len(self.rules)).sum(axis=1) + self.bias
        return rows

    def shares(self, groups: Groups, scale: Mapping[str, int], rule: str) -> list[tuple[str, int, int]]:
        """Return (group, key, what it adds to the score of ``rule``) of each feature, the weightiest first."""
        column = self.columns[rule]
        found: list[tuple[str, int, int]] = []
        for group, keys in groups.items():
            rows = self._index.rows(keys)
            known = rows < len(self.keys)
            factor = _factor(scale[group], len(keys))
            weights = self.weights[rows[known], column].tolist()
            found += [(group, key, w * factor // _UNIT) for key, w in zip(keys[known].tolist(), weights, strict=True)]
        return sorted(found, key=lambda s: (-abs(s[2]), s[:2]))

    def knows(self, keys: Keys) -> bool:
        """Whether every one of the n-grams ``keys`` was seen often enough to be learned from."""
        return bool((self._index.rows(keys) < len(self.keys)).all())

    def _sums(self, keys: Keys, sizes: Sequence[int]) -> npt.NDArray[np.int64]:
        """Return the sums of the weights of each stretch of ``keys``, of shape (stretches, rules)."""
        rows = self._index.rows(keys)
        known = np.flatnonzero(rows < len(self.keys))
        bounds = known.searchsorted([0, *accumulate(sizes)])
        starts, filled = bounds[:-1], bounds[1:] > bounds[:-1]
        sums = np.zeros((len(sizes), len(self.rules)), dtype=np.int64)
        if len(known):
            weights = self.weights.take(rows[known], axis=0)
            sums[filled] = np.add.reduceat(weights, starts[filled], axis=0, dtype=np.int64)
        return sums


_UNIT = 1000 * _ROOT


def _factor(weight: int, size: int) -> int:
    return weight * _INVERSE_ROOT[min(size, _LARGEST - 1)]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which scores on a clause violates a prohibition, or a turn establishes a fact, in fixed point.

    ``plain`` holds where no condition of the rule or fact finds its words, ``found`` where one does.
    """

    plain: int
    found: int

    def by(self, worded: bool) -> int:
        """Return the threshold for a text in which a condition finds the words, or for one in which none does."""
        return self.found if worded else self.plain


UNLEARNED = Thresholds(NEVER, ALWAYS)


@dataclass(frozen=True, slots=True)
class ClauseScores:
    """The scores of the clauses of one text; ``rows`` is of shape (clauses, rules)."""

    table: Table
    rows: npt.NDArray[np.int64]

    def of(self, rule: str, clause: int) -> int:
        """Return the score of a clause by ``rule``; 0 where nothing was learned of it."""
        column = self.table.columns.get(rule)
        return 0 if column is None else int(self.rows[clause, column])

    def reach(self, thresholds: npt.NDArray[np.int64]) -> dict[str, list[int]]:
        """Return, by rule, the clauses whose score reaches its threshold; ``thresholds`` are of shape (rules,)."""
        found: dict[str, list[int]] = {}
        for clause, column in np.argwhere(self.rows >= thresholds).tolist():
            found.setdefault(self.table.rules[column], []).append(clause)
        return found


@dataclass(frozen=True, slots=True)
class Scores:
    """The learned scores of one language.

    Attributes:
        clauses: Whether a clause violates a prohibition.
        turns: Whether a turn of the customer establishes a fact.
        thresholds: For each point, the thresholds of each prohibition and of each fact.
        figures: What these do to texts of writers left out, by rule or fact.
        plain: For each point, the thresholds of the rules of ``clauses`` where no condition finds its words.
    """

    clauses: Table
    turns: Table
    thresholds: Mapping[Point, Mapping[str, Thresholds]]
    figures: Mapping[str, Mapping[Point, Figures]] = field(default_factory=dict)
    plain: Mapping[Point, npt.NDArray[np.int64]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        plain = {
            point: np.array([named.get(rule, UNLEARNED).plain for rule in self.clauses.rules], dtype=np.int64)
            for point, named in self.thresholds.items()
        }
        object.__setattr__(self, "plain", plain)

    def of_clauses(self, reading: Reading, facts: Iterable[str]) -> ClauseScores:
        """Return the scores of every clause."""
        return ClauseScores(self.clauses, self.clauses.rows_of(clauses_features(reading, facts), CLAUSE))

    def has_met(self, reading: Reading, words: Iterable[Span]) -> bool:
        """Whether the clauses learned from had every one of ``words``, as far as their n-grams tell."""
        text, locale = reading.folded.text, reading.locale
        return all(self.clauses.knows(inner_keys(text[start:end], locale)) for start, end in words)

    def of_turns(self, readings: Sequence[Reading], facts: Iterable[str], channel: Channel) -> list[dict[str, int]]:
        """Return the scores of turns of the customer, by fact."""
        return self.turns.of(turns_features(readings, facts, channel), TURN)
