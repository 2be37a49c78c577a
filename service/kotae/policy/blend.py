"""What the scores of a text and the words found in it weigh together: the evidence that it means something."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

# One in fixed point: weights, scores, evidence and thresholds are integers in units of 1/SCALE.
SCALE = 1 << 12

Evidence = npt.NDArray[np.int64]


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

    score: int = 0
    whole: int = 0
    words: int = 0
    both: int = 0
    bias: int = 0

    def evidence(self, score: int, whole: int, worded: bool) -> int:
        """Return the evidence; words found never weigh against it."""
        total = self.score * score + self.whole * whole + self.bias * SCALE
        if worded:
            total += max(0, self.words * SCALE + self.both * score)
        return total // SCALE


@dataclass(frozen=True, slots=True)
class Blends:
    """The blends of several rules, side by side: each attribute is int64 of shape (rules,)."""

    score: Evidence
    whole: Evidence
    words: Evidence
    both: Evidence
    bias: Evidence

    @classmethod
    def of(cls, blends: Sequence[Blend]) -> "Blends":
        """Lay ``blends`` side by side."""
        columns = np.array([astuple(blend) for blend in blends], dtype=np.int64).reshape(len(blends), 5)
        return cls(*columns.T)

    def evidence(self, scores: Evidence, whole: Evidence) -> tuple[Evidence, Evidence, Evidence]:
        """Return what ``Blend.evidence`` does, of shape (clauses, rules).

        That is without words found, the same without what speaks for all clauses alike, and with words found.

        Args:
            scores: The scores of the clauses, of shape (clauses, rules).
            whole: Those of the whole reply, of shape (rules,).
        """
        shared = self.whole * whole
        total = self.score * scores + (shared + self.bias * SCALE)
        worded = total + np.maximum(0, self.words * SCALE + self.both * scores)
        return total // SCALE, (total - np.maximum(0, shared)) // SCALE, worded // SCALE
