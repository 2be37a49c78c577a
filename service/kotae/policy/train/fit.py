"""Fit one linear model a rule, and score every text by models that never saw its writer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kotae.policy.blend import SCALE
from kotae.policy.train.examples import LabelledReply
from kotae.policy.train.matrix import Matrix

_LEAST_POSITIVES = 8
# In the solver, a fixed seed and a single thread: the same examples give the same weights.
SEED = 20261121
# The score where no model could be fitted: as low as scores go, yet of their size, since they are weighed together.
_UNKNOWN = -4 * SCALE

Labels = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weights:
    """One model in fixed point: int32 of shape (features,), and the bias."""

    values: npt.NDArray[np.int32]
    bias: int


def fit(matrix: Matrix, labels: Labels, rows: Rows, positive_weight: float) -> Weights | None:
    """Fit a model.

    Args:
        matrix: The texts.
        labels: 1, 0, or -1 where not known, of shape (texts,).
        rows: Which texts to use, of shape (texts,); those whose label is not known are passed over.
        positive_weight: How many negatives one positive counts for.

    Returns:
        The model, or None where there are too few positives or no negatives.
    """
    use = rows & (labels >= 0)
    positives = int(labels[use].sum())
    if positives < _LEAST_POSITIVES or positives == int(use.sum()):
        return None
    # Takes a second to import, and where all is kept nothing is fitted.
    from sklearn.svm import LinearSVC

    # Dual coordinate descent runs in plain loops: no BLAS, whose rounding differs between processors.
    weight = {0: 1.0, 1: positive_weight}
    model = LinearSVC(C=1.0, class_weight=weight, dual=True, tol=1e-2, max_iter=400, random_state=SEED)
    model.fit(matrix.values[use], labels[use])
    return Weights(np.rint(model.coef_[0] * SCALE).astype(np.int32), int(np.rint(model.intercept_[0] * SCALE)))


def apply(matrix: Matrix, weights: Weights | None) -> Labels:
    """Return the score of every text in fixed point, of shape (texts,); very low where there is no model."""
    if weights is None:
        return np.full(matrix.values.shape[0], _UNKNOWN)
    scores = matrix.values @ weights.values.astype(np.float64)
    rounded: Labels = np.rint(scores).astype(np.int64) + weights.bias
    return rounded


def unseen(
    matrix: Matrix,
    labels: Labels,
    rows: Rows,
    writers: npt.NDArray[np.str_],
    folds: Sequence[frozenset[str]],
    positive_weight: float,
) -> Labels:
    """Score every text by a model fitted without the writers of its fold, of shape (texts,)."""
    scores = np.full(len(labels), _UNKNOWN)
    for fold in folds:
        held_out = np.isin(writers, sorted(fold))
        if held_out.any():
            scores[held_out] = apply(matrix, fit(matrix, labels, rows & ~held_out, positive_weight))[held_out]
    return scores


def writer_folds(examples: Sequence[LabelledReply], count: int = 5) -> list[frozenset[str]]:
    """Deal the writers into ``count`` folds of about equal numbers of examples, no writer in two.

    Writers of the same rule's examples are kept apart as far as that goes: whoever is left out, somebody who wrote on
    the rule remains.
    """
    sizes: dict[str, int] = {}
    groups: dict[str, set[str]] = {}
    for example in examples:
        sizes[example.writer] = sizes.get(example.writer, 0) + 1
        if not example.group.startswith(("natural", "ordinary", "subtle")):
            groups.setdefault(example.writer, set()).add(example.group)
    folds: list[set[str]] = [set() for _ in range(count)]
    for writer in sorted(sizes, key=lambda w: (-sizes[w], w)):

        def cost(fold: set[str], writer: str = writer) -> tuple[int, int]:
            shared = sum(len(groups.get(writer, set()) & groups.get(other, set())) for other in fold)
            return (shared, sum(sizes[w] for w in fold))

        min(folds, key=cost).add(writer)
    return [frozenset(f) for f in folds if f]
