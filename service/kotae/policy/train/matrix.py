"""Texts as a sparse matrix of their features: one row a text, one column a feature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kotae.policy.features import Groups
from kotae.text.grams import Keys

if TYPE_CHECKING:
    from scipy import sparse

# A feature seen in fewer texts than this says nothing of texts to come.
_LEAST_TEXTS = 3


@dataclass(frozen=True, slots=True)
class Matrix:
    """Feature values of texts.

    Attributes:
        keys: uint64 of shape (features,), ascending: the columns.
        values: float64 of shape (texts, features).
    """

    keys: Keys
    values: "sparse.csr_matrix"


def build_matrix(texts: Sequence[Groups], scale: Mapping[str, int]) -> Matrix:
    """Build the matrix of ``texts``; ``scale`` holds the groups' weights in thousandths."""
    # Takes a while to import, and where all is kept nothing is built.
    from scipy import sparse

    stretches = [groups[group] for groups in texts for group in scale]
    sizes = np.array([len(stretch) for stretch in stretches])
    found = np.concatenate(stretches) if stretches else np.zeros(0, dtype=np.uint64)
    unique, columns, counts = np.unique(found, return_inverse=True, return_counts=True)
    kept = counts >= _LEAST_TEXTS
    weights = np.tile([weight / 1000 for weight in scale.values()], len(texts)) / np.sqrt(np.maximum(sizes, 1))
    rows = np.repeat(np.arange(len(texts)), sizes.reshape(len(texts), len(scale)).sum(axis=1))
    used = kept[columns]
    place = np.cumsum(kept) - 1
    data = np.repeat(weights, sizes)[used]
    shape = (len(texts), int(kept.sum()))
    values = sparse.csr_matrix((data, (rows[used], place[columns[used]])), shape=shape)
    values.sort_indices()
    return Matrix(unique[kept], values)
