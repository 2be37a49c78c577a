"""Fit one linear model a rule, and score every example by models that never saw its writer."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.svm import LinearSVC

from kotae.policy.score import SCALE
from kotae.policy.train.matrix import Matrix

# Violating clauses are rare: each counts for this many complying ones.
_POSITIVE_WEIGHT = 3
_LEAST_POSITIVES = 8
# In the solver, a fixed seed and a single thread: the same examples give the same weights.
_SEED = 20261121
Weights = tuple[npt.NDArray[np.int32], int]


def fit(matrix: Matrix, labels: npt.NDArray[np.int64], rows: npt.NDArray[np.bool_]) -> Weights | None:
    """Fit on the clauses ``rows`` whose label is known.

    Returns:
        Fixed-point weights of shape (features,) and the bias; None where too few clauses violate.
    """
    use = rows & (labels >= 0)
    if int(labels[use].sum()) < _LEAST_POSITIVES:
        return None
    # Dual coordinate descent runs in plain loops: no BLAS, whose rounding differs between processors.
    model = LinearSVC(
        C=1.0, class_weight={0: 1, 1: _POSITIVE_WEIGHT}, dual=True, tol=1e-2, max_iter=400, random_state=_SEED
    )
    model.fit(matrix.values[use], labels[use])
    weights = np.rint(model.coef_[0] * SCALE).astype(np.int32)
    return weights, int(np.rint(model.intercept_[0] * SCALE))


def apply(matrix: Matrix, weights: Weights | None) -> npt.NDArray[np.float64]:
    """Return the score of every clause, in fixed point, of shape (clauses,); very low where there is no model."""
    if weights is None:
        return np.full(matrix.values.shape[0], -1e9)
    scores: npt.NDArray[np.float64] = matrix.values @ weights[0].astype(np.float64) + weights[1]
    return scores


def out_of_writer(matrix: Matrix, labels: npt.NDArray[np.int64], folds: Sequence[frozenset[str]]) -> npt.NDArray[np.float64]:
    """Score every clause by a model trained without the writers of its fold."""
    scores = np.full(len(labels), -1e9)
    writers = np.array([e.writer for e in matrix.examples])[matrix.owner]
    for fold in folds:
        held_out = np.isin(writers, sorted(fold))
        if held_out.any():
            scores[held_out] = apply(matrix, fit(matrix, labels, ~held_out))[held_out]
    return scores


def writer_folds(matrix: Matrix, count: int = 5) -> list[frozenset[str]]:
    """Deal the writers into ``count`` folds of about equal numbers of examples, no writer in two.

    Writers of the same rule's examples are kept apart as far as that goes: whoever is left out, somebody who wrote on
    the rule remains.
    """
    sizes: dict[str, int] = {}
    groups: dict[str, set[str]] = {}
    for example in matrix.examples:
        sizes[example.writer] = sizes.get(example.writer, 0) + 1
        groups.setdefault(example.writer, set()).add(example.group)
    folds: list[set[str]] = [set() for _ in range(count)]
    for writer in sorted(sizes, key=lambda w: (-sizes[w], w)):

        def cost(fold: set[str], writer: str = writer) -> tuple[int, int]:
            shared = sum(len(groups[writer] & groups[other] - {"natural", "ordinary"}) for other in fold)
            return (shared, sum(sizes[w] for w in fold))

        min(folds, key=cost).add(writer)
    return [frozenset(f) for f in folds if f]
