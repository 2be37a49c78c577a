"""The learned scores at run time: fixed-point weights, integer arithmetic, no scikit-learn, no rounding surprises."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import isqrt

import numpy as np
import numpy.typing as npt

from kotae.conversation import Channel
from kotae.policy.blend import Blend, Blends, Evidence
from kotae.policy.features import CLAUSE, REPLY, TURN, Groups, clauses_features, reply_features, turns_features
from kotae.policy.figures import Figures
from kotae.policy.keyindex import KeyIndex
from kotae.policy.lexicon import Reading, Span
from kotae.policy.verdict import Point
from kotae.text.grams import Keys, inner_keys

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
        # The index holds them already.
        object.__setattr__(self, "keys", self._index.keys[:-1])

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
class ReplyScores:
    """The scores of one reply, and what they are evidence of.

    Attributes:
        columns: The column of each prohibition of which something was learned.
        scores: How like a violating one each clause is, of shape (clauses, rules).
        whole: How like a violating one the whole reply is, of shape (rules,).
        plain: The evidence of each clause where no condition finds its words, of shape (clauses, rules).
        alone: The same without what the whole reply adds, of the same shape.
        worded: The evidence of each clause where one does, of the same shape.
    """

    columns: Mapping[str, int]
    scores: Evidence
    whole: Evidence
    plain: Evidence
    alone: Evidence
    worded: Evidence

    def evidence(self, rule: str, clause: int, worded: bool) -> int:
        """Return the evidence that a clause violates ``rule``."""
        return int((self.worded if worded else self.plain)[clause, self.columns[rule]])

    def reach(self, thresholds: Evidence) -> dict[str, list[int]]:
        """Return, by rule, the clauses that reach its threshold without words, the weightiest first.

        ``thresholds`` are of shape (rules,).
        """
        reached, names = self.plain >= thresholds, list(self.columns)
        found: dict[str, list[int]] = {}
        for column in np.flatnonzero(reached.any(axis=0)).tolist():
            order = np.argsort(-self.plain[:, column], kind="stable")
            found[names[column]] = order[reached[order, column]].tolist()
        return found


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
        reach: For each point, the thresholds of the rules of ``clauses``, of shape (rules,).
    """

    clauses: Table
    replies: Table
    turns: Table
    blends: Mapping[str, Blend]
    thresholds: Mapping[Point, Mapping[str, int]]
    figures: Mapping[str, Mapping[Point, Figures]] = field(default_factory=dict)
    reach: Mapping[Point, Evidence] = field(init=False, repr=False, compare=False)
    _blends: Blends = field(init=False, repr=False, compare=False)
    _whole: npt.NDArray[np.intp] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rules = self.clauses.rules
        reach = {
            point: np.array([named.get(rule, NEVER) for rule in rules], dtype=np.int64)
            for point, named in self.thresholds.items()
        }
        # A rule that has no score of the whole reply reads the 0 that is put behind the others.
        whole = [self.replies.columns.get(rule, len(self.replies.rules)) for rule in rules]
        object.__setattr__(self, "reach", reach)
        object.__setattr__(self, "_blends", Blends.of([self.blends.get(rule, Blend()) for rule in rules]))
        object.__setattr__(self, "_whole", np.array(whole, dtype=np.intp))

    def of_reply(self, reading: Reading, facts: Iterable[str]) -> ReplyScores:
        """Return the scores of a reply; ``facts`` are those that are certain."""
        facts = tuple(facts)
        features = clauses_features(reading, facts)
        scores = self.clauses.rows_of(features, CLAUSE)
        row = self.replies.rows_of([reply_features(reading, facts, features)], REPLY)[0]
        whole = np.append(row, 0)[self._whole]
        return ReplyScores(self.clauses.columns, scores, whole, *self._blends.evidence(scores, whole))

    def has_met(self, reading: Reading, words: Iterable[Span]) -> bool:
        """Whether the clauses learned from had every one of ``words``, as far as their n-grams tell."""
        text, locale = reading.folded.text, reading.locale
        return all(self.clauses.knows(inner_keys(text[start:end], locale)) for start, end in words)

    def of_turns(self, readings: Sequence[Reading], facts: Iterable[str], channel: Channel) -> list[dict[str, int]]:
        """Return the scores of turns of the customer, by fact."""
        return self.turns.of(turns_features(readings, facts, channel), TURN)
