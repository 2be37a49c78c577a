"""The examples of one language as a sparse matrix: one row a clause, one column a feature."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kotae.policy.features import GROUPS, features
from kotae.policy.train.examples import LabelledReply

# A feature seen in fewer clauses than this says nothing of clauses to come.
_LEAST_CLAUSES = 3


@dataclass(frozen=True, slots=True)
class Matrix:
    """Clauses of examples.

    Attributes:
        index: Feature to column.
        values: float64 of shape (clauses, features).
        owner: The number of the example that each clause belongs to, of shape (clauses,).
        examples: The examples.
    """

    index: dict[str, int]
    values: sparse.csr_matrix
    owner: npt.NDArray[np.int64]
    examples: Sequence[LabelledReply]

    def labels(self, rule: str) -> npt.NDArray[np.int64]:
        """Return 1, 0 or -1 (not known) for each clause, of shape (clauses,)."""
        return np.array([-1 if v is None else v for e in self.examples for v in e.labels(rule)], dtype=np.int64)


def build_matrix(examples: Sequence[LabelledReply]) -> Matrix:
    """Build the matrix of ``examples``, which are of one language; columns are in the order of feature names."""
    clauses = [(n, features(e.reading, i, e.facts)) for n, e in enumerate(examples) for i in range(len(e.reading.clauses))]
    counts: Counter[str] = Counter()
    for _, groups in clauses:
        counts.update(f"{group}:{name}" for group, names in groups.items() for name in names)
    index = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c >= _LEAST_CLAUSES))}
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for _, groups in clauses:
        row = sorted(
            (index[f"{group}:{name}"], GROUPS[group] / 1000 / sqrt(len(names)))
            for group, names in groups.items()
            for name in names
            if f"{group}:{name}" in index
        )
        columns += [c for c, _ in row]
        data += [v for _, v in row]
        ends.append(len(columns))
    values = sparse.csr_matrix((np.array(data), np.array(columns), np.array(ends)), shape=(len(clauses), len(index)))
    return Matrix(index, values, np.array([n for n, _ in clauses]), examples)
