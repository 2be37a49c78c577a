"""The learned scores at run time: fixed-point weights, integer arithmetic, no scikit-learn, no rounding surprises."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isqrt

import numpy as np
import numpy.typing as npt

from kotae.conversation import Channel
from kotae.policy.features import CLAUSE, REPLY, TURN, Groups, turn_features
from kotae.policy.figures import Figures
from kotae.policy.lexicon import Reading, Span
from kotae.policy.verdict import Point
from kotae.text.grams import Keys, codes, inner_keys

# One in fixed point: weights, scores and thresholds are integers in units of 1/SCALE.
SCALE = 1 << 12
_ROOT = 1 << 16
_LARGEST = 4096
NEVER = 1 << 30

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
    """

    rules: tuple[str, ...]
    keys: Keys
    weights: npt.NDArray[np.int32]
    bias: npt.NDArray[np.int32]

    def of(self, texts: Sequence[Groups], scale: Mapping[str, int]) -> list[dict[str, int]]:
        """Return the scores of texts by rule; ``scale`` holds the groups' weights in thousandths."""
        if not texts or not self.rules:
            return [{} for _ in texts]
        segments = [groups[group] for groups in texts for group in scale]
        sizes = np.array([len(segment) for segment in segments])
        sums = self._sums(np.concatenate(segments), sizes)
        factors = np.array([_factor(scale[group], len(groups[group])) for groups in texts for group in scale])
        parts = sums * factors[:, None] // _UNIT
        totals = parts.reshape(len(texts), len(scale), len(self.rules)).sum(axis=1) + self.bias
        return [dict(zip(self.rules, row, strict=True)) for row in totals.tolist()]

    def shares(self, groups: Groups, scale: Mapping[str, int], rule: str) -> list[tuple[str, int, int]]:
        """Return (group, key, what it adds to the score of ``rule``) of each feature, the weightiest first."""
        column = self.rules.index(rule)
        found: list[tuple[str, int, int]] = []
        for group, keys in groups.items():
            at, known = self._rows(keys)
            factor = _factor(scale[group], len(keys))
            weights = self.weights[at[known], column].tolist()
            found += [(group, key, w * factor // _UNIT) for key, w in zip(keys[known].tolist(), weights, strict=True)]
        return sorted(found, key=lambda s: (-abs(s[2]), s[:2]))

    def knows(self, keys: Keys) -> bool:
        """Whether every one of the n-grams ``keys`` was seen often enough to be learned from."""
        return bool(self._rows(keys)[1].all())

    def _rows(self, keys: Keys) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
        """Return the row of each key, and whether there is one."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.intp), np.zeros(len(keys), dtype=bool)
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        return at, self.keys[at] == keys

    def _sums(self, keys: Keys, sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the sums of the weights of each stretch of ``keys``, of shape (stretches, rules)."""
        at, known = self._rows(keys)
        running = np.zeros((int(known.sum()) + 1, len(self.rules)), dtype=np.int64)
        np.cumsum(self.weights[at[known]], axis=0, dtype=np.int64, out=running[1:])
        ends = np.concatenate([[0], np.cumsum(known)])[np.concatenate([[0], np.cumsum(sizes)])]
        difference: npt.NDArray[np.int64] = running[ends[1:]] - running[ends[:-1]]
        return difference


_UNIT = 1000 * _ROOT


def _factor(weight: int, size: int) -> int:
    return weight * _INVERSE_ROOT[min(size, _LARGEST - 1)]


@dataclass(frozen=True, slots=True)
class Blend:
    """How much the signals about a text weigh in the evidence that it means something, in fixed point.

    Attributes:
        score: For each unit of the score of the clause or turn.
        whole: For each unit of the score of the whole reply.
        words: Where a condition finds its words.
        both: Where one does, in addition for each unit of the score.
        bias: In any case.
    """

    score: int
    whole: int
    words: int
    both: int
    bias: int

    def evidence(self, score: int, whole: int, worded: bool) -> int:
        """Return the evidence; words found never weigh against it."""
        total = self.score * score + self.whole * whole + self.bias * SCALE
        if worded:
            total += max(0, self.words * SCALE + self.both * score)
        return total // SCALE


@dataclass(frozen=True, slots=True)
class Scores:
    """The learned scores of one language.

    Attributes:
        clauses: How like a clause that violates a prohibition a clause is.
        replies: How like a reply that violates a prohibition a whole reply is.
        turns: How like one that establishes a fact a turn of the customer is.
        blends: By prohibition and fact, what these and the words found weigh.
        thresholds: For each point, the evidence from which on a clause violates a prohibition or a turn establishes a
            fact.
        figures: What these do to texts of writers left out, by rule or fact.
    """

    clauses: Table
    replies: Table
    turns: Table
    blends: Mapping[str, Blend]
    thresholds: Mapping[Point, Mapping[str, int]]
    figures: Mapping[str, Mapping[Point, Figures]] = field(default_factory=dict)

    def of_clauses(self, features: Sequence[Groups]) -> Sequence[Mapping[str, int]]:
        """Return the scores of every clause, by prohibition."""
        return self.clauses.of(features, CLAUSE)

    def of_reply(self, features: Groups) -> Mapping[str, int]:
        """Return the scores of a whole reply, by prohibition."""
        return self.replies.of([features], REPLY)[0]

    def has_met(self, reading: Reading, words: Iterable[Span]) -> bool:
        """Whether the clauses learned from had every one of ``words``, as far as their n-grams tell."""
        text, locale = reading.folded.text, reading.locale
        return all(self.clauses.knows(inner_keys(codes(text[start:end]), locale)) for start, end in words)

    def of_turn(self, reading: Reading, facts: Iterable[str], channel: Channel) -> Mapping[str, int]:
        """Return the scores of a turn of the customer, by fact."""
        return self.turns.of([turn_features(reading, facts, channel)], TURN)[0]
