"""Operating points: which threshold flags so many compliant replies, and what is caught there. Pure.

A rule on which the readers of a reply differed counts neither way for that reply, as in ``make eval``.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from evals.dataset import Item
from kotae.policy.intervals import Share, share

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def at_share(scores: Floats, items: Sequence[Item], rules: Sequence[str], most: float) -> float:
    """Return the lowest threshold above which at most the share ``most`` of the compliant ``items`` is flagged.

    Args:
        scores: Of shape (items, rules).
        items: What was scored.
        rules: The rules, in the order of the columns.
        most: Between 0 and 1.
    """
    settled = np.where(_of(items, rules, "disputed"), -np.inf, scores)
    highest = np.sort(settled[_compliant(items)].max(axis=1))[::-1]
    allowed = int(most * len(highest) + 1e-9)
    return float(highest[allowed]) if allowed < len(highest) else -np.inf


def flags_above(scores: Floats, threshold: float) -> Flags:
    """Return which scores lie above ``threshold``."""
    above: Flags = scores > threshold
    return above


def wrongly_flagged(flags: Flags, items: Sequence[Item], rules: Sequence[str]) -> Share:
    """Return the share of the compliant ``items`` that were flagged for any rule."""
    settled = flags & ~_of(items, rules, "disputed")
    compliant = _compliant(items)
    return share(int(settled[compliant].any(axis=1).sum()), int(compliant.sum()))


def recall(flags: Flags, items: Sequence[Item], rules: Sequence[str]) -> Share:
    """Return the share of the pairs of item and violated rule that were flagged."""
    violated = _of(items, rules, "violations") & ~_of(items, rules, "disputed")
    return share(int((flags & violated).sum()), int(violated.sum()))


def _of(items: Sequence[Item], rules: Sequence[str], label: str) -> Flags:
    return np.array([[rule in getattr(item, label) for rule in rules] for item in items], dtype=bool)


def _compliant(items: Sequence[Item]) -> Flags:
    return np.array([not item.violations for item in items], dtype=bool)
