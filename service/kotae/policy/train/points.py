"""Choose the two operating points of each rule from scores that no model has seen the writer of."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kotae.policy.train.matrix import Matrix
from kotae.policy.verdict import Point

# How many violations caught outweigh one compliant reply flagged. Strict where there are other candidates, balanced
# where a person typed the text. The same exchange rate for every rule spends the false flags where they buy most.
EXCHANGE = {Point.CHECK: 2.5, Point.SUGGEST: 0.35}
NEVER = 1 << 30


@dataclass(frozen=True, slots=True)
class Chosen:
    """One operating point and the figures that justify it, counted on replies of writers left out.

    ``threshold`` is in fixed point; ``caught`` of ``violating`` replies reach it, and ``flagged`` of ``complying`` ones.
    """

    threshold: int
    caught: int
    violating: int
    flagged: int
    complying: int


def best_clause(matrix: Matrix, scores: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return the highest clause score of every example, rounded to fixed point, of shape (examples,)."""
    best = np.full(len(matrix.examples), -1e9)
    np.maximum.at(best, matrix.owner, scores)
    return np.rint(best).astype(np.int64)


def choose(
    matrix: Matrix, rule: str, best: npt.NDArray[np.int64], judged: npt.NDArray[np.bool_], point: Point
) -> Chosen:
    """Choose the threshold at which catching more would cost more than it is worth.

    Args:
        matrix: The examples.
        rule: The rule.
        best: The highest clause score of each example, of shape (examples,).
        judged: Whether the rule applies to each example, of shape (examples,).
        point: The operating point.
    """
    violating = np.array([rule in e.violations and rule not in e.disputed for e in matrix.examples]) & judged
    complying = np.array([not e.violations and rule not in e.disputed for e in matrix.examples]) & judged
    bad, good = np.sort(best[violating]), np.sort(best[complying])
    candidates = np.unique(np.concatenate([bad, [NEVER]]))
    caught = len(bad) - np.searchsorted(bad, candidates)
    flagged = len(good) - np.searchsorted(good, candidates)
    # Each side counts as a share, so that the exchange does not depend on how many examples of either were written;
    # one share of violations is worth as much as there are of them per complying reply, and no less than for 100.
    gain = caught - EXCHANGE[point] * flagged
    at = int(np.argmax(gain))
    return Chosen(int(candidates[at]), int(caught[at]), len(bad), int(flagged[at]), len(good))
