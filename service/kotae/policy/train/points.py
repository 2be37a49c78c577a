"""Choose the operating points of each rule from scores that no model has seen the writer of."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from kotae.policy.score import ALWAYS, NEVER, SCALE, Limits, Thresholds
from kotae.policy.train.fit import Labels, Rows
from kotae.policy.verdict import Point

# How many violations caught outweigh one compliant reply flagged. Strict where there are other candidates, balanced
# where a person typed the text. The same exchange rate for every rule spends the false flags where they buy most.
EXCHANGE = {Point.CHECK: 2.5, Point.SUGGEST: 0.35}
_STEP = SCALE // 10
# Coarse steps, since a finer choice would fit the few examples of a rule.
_DUE = tuple(range(-8 * _STEP, 5 * _STEP, 2 * _STEP))
_MISSED = (*range(-14 * _STEP, 6 * _STEP, 2 * _STEP), NEVER)
_FINE = SCALE // 40
# A clause in which a condition found the rule's words violates unless its score is hopeless.
_FOUND = (ALWAYS, *range(-16 * _STEP, 0, 2 * _STEP))
_THOUGH_SAID = (*range(2 * _STEP, 16 * _STEP, 2 * _STEP), NEVER)


@dataclass(frozen=True, slots=True)
class Figures:
    """What an operating point does to replies of writers left out: ``caught`` of ``violating``, ``flagged`` of ``complying``."""

    caught: int
    violating: int
    flagged: int
    complying: int


def choose_thresholds(
    plain: Labels, found: Labels, violating: Rows, complying: Rows, point: Point
) -> tuple[Thresholds, Figures]:
    """Choose the scores from which a clause violates a prohibition.

    Args:
        plain: The highest score of each example's clauses in which no condition found the rule's words.
        found: The highest score of those in which one did; both of shape (examples,), very low where there is none.
        violating: Which examples violate the rule and are judged by it.
        complying: Which examples violate no rule and are judged by it.
        point: The operating point.
    """
    best: tuple[float, Thresholds, Figures] | None = None
    for first in _FOUND:
        by_words = found >= first
        left_bad, left_good = np.sort(plain[violating & ~by_words]), np.sort(plain[complying & ~by_words])
        candidates = np.append(np.unique(left_bad // _FINE * _FINE), NEVER)
        caught = int((violating & by_words).sum()) + len(left_bad) - np.searchsorted(left_bad, candidates)
        flagged = int((complying & by_words).sum()) + len(left_good) - np.searchsorted(left_good, candidates)
        gain = caught - EXCHANGE[point] * flagged
        at = int(np.argmax(gain))
        if best is None or gain[at] > best[0]:
            counts = Figures(int(caught[at]), int(violating.sum()), int(flagged[at]), int(complying.sum()))
            best = float(gain[at]), Thresholds(int(candidates[at]), first), counts
    if best is None:
        raise AssertionError("there is always a threshold to choose")
    return best[1], best[2]


def choose_limits(
    due: Labels, missed: Labels, said: Rows, violating: Rows, complying: Rows, point: Point
) -> tuple[Limits, Figures]:
    """Choose from which scores on an obligation is due and missed.

    Args:
        due: The score of the customer's last turn, of shape (examples,).
        missed: The score of the reply, of shape (examples,).
        said: Whether a condition of the rule finds the thing said.
        violating: Which examples violate the rule and may be due.
        complying: Which examples violate no rule and may be due.
        point: The operating point.
    """
    best: tuple[float, Limits, Figures] | None = None
    flags = {limit: ~said & (missed >= limit) for limit in _MISSED}
    though = {limit: said & (missed >= limit) for limit in _THOUGH_SAID}
    for first in _DUE:
        is_due = due >= first
        bad, good = violating & is_due, complying & is_due
        plain = {k: (int((v & bad).sum()), int((v & good).sum())) for k, v in flags.items()}
        late = {k: (int((v & bad).sum()), int((v & good).sum())) for k, v in though.items()}
        for second, third in product(_MISSED, _THOUGH_SAID):
            caught, flagged = plain[second][0] + late[third][0], plain[second][1] + late[third][1]
            gain = caught - EXCHANGE[point] * flagged
            if best is None or gain > best[0]:
                figures = Figures(caught, int(violating.sum()), flagged, int(complying.sum()))
                best = gain, Limits(first, second, third), figures
    if best is None:
        raise AssertionError("there is always a limit to choose")
    return best[1], best[2]
