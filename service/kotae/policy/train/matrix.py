"""Texts as a sparse matrix of their features: one row a text, one column a feature."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import sparse

from kotae.policy.features import Groups

# A feature seen in fewer texts than this says nothing of texts to come.
_LEAST_TEXTS = 3


@dataclass(frozen=True, slots=True)
class Matrix:
    """Feature values of texts.

    Attributes:
        index: Feature to column.
        values: float64 of shape (texts, features).
    """

    index: dict[str, int]
    values: sparse.csr_matrix


def build_matrix(texts: Sequence[Groups], scale: Mapping[str, int]) -> Matrix:
    """Build the matrix of ``texts``; ``scale`` holds the groups' weights. Columns are in the order of feature names."""
    counts: Counter[str] = Counter()
    for groups in texts:
        counts.update(f"{group}:{name}" for group, names in groups.items() for name in names)
    index = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c >= _LEAST_TEXTS))}
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for groups in texts:
        row = sorted(
            (column, scale[group] / 1000 / sqrt(len(names)))
            for group, names in groups.items()
            for name in names
            if (column := index.get(f"{group}:{name}")) is not None
        )
        columns += [c for c, _ in row]
        data += [v for _, v in row]
        ends.append(len(columns))
    shape = (len(texts), len(index))
    return Matrix(index, sparse.csr_matrix((np.array(data), np.array(columns), np.array(ends)), shape=shape))
