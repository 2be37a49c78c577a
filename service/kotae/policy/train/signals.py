"""Fit how much the signals about a text weigh together: the scores of its clauses and of the whole, and words found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kotae.policy.blend import SCALE, Blend
from kotae.policy.score import NEVER
from kotae.policy.train.fit import SEED, Labels, Rows

# The evidence of a text without a clause that may count, and of one in which a sure condition found its words.
NOTHING, SURE = -NEVER, NEVER - 1


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for each clause of each text; scores in fixed point.

    Attributes:
        score: The score of each clause, of shape (clauses,).
        worded: Whether a condition finds its words there, of shape (clauses,).
        may: Whether the clause may count at all, of shape (clauses,).
        owner: Which text it is of, of shape (clauses,).
        whole: The score of each text as a whole, of shape (texts,).
    """

    score: Labels
    worded: Rows
    may: Rows
    owner: npt.NDArray[np.int64]
    whole: Labels

    def evidence(self, blend: Blend) -> Labels:
        """Return the evidence of each text, that of its weightiest clause, of shape (texts,)."""
        words = np.maximum(0, blend.words * SCALE + blend.both * self.score) * self.worded
        total = blend.score * self.score + blend.whole * self.whole[self.owner] + blend.bias * SCALE + words
        return self._best(total // SCALE)

    def fit(self, labels: Labels, rows: Rows, weights: Labels) -> Blend:
        """Fit a blend that tells the texts apart.

        Args:
            labels: 1, 0, or -1 where not known, of shape (texts,).
            rows: Which texts to use, of shape (texts,).
            weights: How much each text counts, of shape (texts,).
        """
        plain = self.score + self.whole[self.owner] + self.worded * SCALE
        best = self._best(plain)
        top = np.flatnonzero(self.may & (plain == best[self.owner]))
        _, first = np.unique(self.owner[top], return_index=True)
        used = top[first]
        used = used[rows[self.owner[used]] & (labels[self.owner[used]] >= 0)]
        texts = self.owner[used]
        score, worded = self.score[used] / SCALE, self.worded[used].astype(np.float64)
        columns = np.stack([score, self.whole[texts] / SCALE, worded, worded * score], axis=1)
        from sklearn.svm import LinearSVC

        # As for the scores: plain loops and a fixed seed, so that the same examples give the same weights.
        model = LinearSVC(C=0.1, dual=True, tol=1e-3, max_iter=10_000, intercept_scaling=3.0, random_state=SEED)
        model.fit(columns, labels[texts], sample_weight=weights[texts] / weights.max())
        return Blend(*(int(v) for v in np.rint(np.append(model.coef_[0], model.intercept_[0]) * SCALE)))

    def unseen(
        self,
        labels: Labels,
        rows: Rows,
        weights: Labels,
        writers: npt.NDArray[np.str_],
        folds: Sequence[frozenset[str]],
    ) -> Labels:
        """Return the evidence of each text by a blend fitted without the writers of its fold, of shape (texts,)."""
        found = np.full(len(labels), NOTHING)
        for fold in folds:
            held_out = np.isin(writers, sorted(fold))
            if held_out.any() and _both(labels, rows & ~held_out):
                found[held_out] = self.evidence(self.fit(labels, rows & ~held_out, weights))[held_out]
        return found

    def _best(self, values: Labels) -> Labels:
        best = np.full(len(self.whole), NOTHING)
        np.maximum.at(best, self.owner[self.may], values[self.may])
        return best


def _both(labels: Labels, rows: Rows) -> bool:
    """Whether there are both violating and complying texts among ``rows``."""
    return bool((labels[rows] == 1).any() and (labels[rows] == 0).any())
