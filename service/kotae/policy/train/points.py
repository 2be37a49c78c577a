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
_DUE = tuple(range(-10 * _STEP, 5 * _STEP, 2 * _STEP))
_MISSED = (*range(-14 * _STEP, 6 * _STEP, 2 * _STEP), NEVER)
# One broken must-example outweighs any gain on the others.
_BINDING = 10_000
_FINE = SCALE // 40
# A clause in which a condition found the rule's words violates unless its score is hopeless.
_FOUND = (ALWAYS, *range(-16 * _STEP, 0, 2 * _STEP))
_THOUGH_SAID = (*range(2 * _STEP, 16 * _STEP, 2 * _STEP), NEVER)


@dataclass(frozen=True, slots=True)
class Figures:
    """What an operating point does to replies of writers left out.

    It catches ``caught`` of the ``violating`` ones and flags ``flagged`` of the ``complying`` ones.
    """

    caught: int
    violating: int
    flagged: int
    complying: int


@dataclass(frozen=True, slots=True)
class Texts:
    """Examples as the choice of an operating point sees them; all arrays are of shape (examples,).

    For a prohibition ``first`` and ``second`` are the highest scores of the clauses in which no condition found the
    rule's words, and of those in which one did, very low where there is none. For an obligation they are the score of
    the customer's last turn and of the reply, and ``said`` tells whether a condition finds the thing said.
    """

    first: Labels
    second: Labels
    said: Rows
    violating: Rows
    complying: Rows


def choose_thresholds(texts: Texts, musts: Texts, point: Point) -> tuple[Thresholds, Figures]:
    """Choose the scores from which a clause violates a prohibition; ``musts`` are must-examples, which bind."""
    best: tuple[float, Thresholds, Figures] | None = None
    for found in _FOUND:
        by_words = texts.second >= found
        left_bad = np.sort(texts.first[texts.violating & ~by_words])
        left_good = np.sort(texts.first[texts.complying & ~by_words])
        candidates = np.append(np.unique(left_bad // _FINE * _FINE), NEVER)
        caught = int((texts.violating & by_words).sum()) + len(left_bad) - np.searchsorted(left_bad, candidates)
        flagged = int((texts.complying & by_words).sum()) + len(left_good) - np.searchsorted(left_good, candidates)
        flags = (musts.first[None, :] >= candidates[:, None]) | (musts.second >= found)[None, :]
        broken = (flags != musts.violating[None, :]).sum(axis=1)
        gain = caught - EXCHANGE[point] * flagged - _BINDING * broken
        at = int(np.argmax(gain))
        if best is None or gain[at] > best[0]:
            counts = _figures(int(caught[at]), int(flagged[at]), texts)
            best = float(gain[at]), Thresholds(int(candidates[at]), found), counts
    if best is None:
        raise AssertionError("there is always a threshold to choose")
    return best[1], best[2]


def choose_limits(texts: Texts, musts: Texts, point: Point) -> tuple[Limits, Figures]:
    """Choose from which scores on an obligation is due and missed; ``musts`` are must-examples, which bind."""
    best: tuple[float, Limits, Figures] | None = None
    for due in _DUE:
        plain = {limit: _counts(texts, musts, due, limit, said=False) for limit in _MISSED}
        late = {limit: _counts(texts, musts, due, limit, said=True) for limit in _THOUGH_SAID}
        for missed, though_said in product(_MISSED, _THOUGH_SAID):
            caught, flagged, right, wrong = map(sum, zip(plain[missed], late[though_said], strict=True))
            broken = int(musts.violating.sum()) - right + wrong
            gain = caught - EXCHANGE[point] * flagged - _BINDING * broken
            if best is None or gain > best[0]:
                best = gain, Limits(due, missed, though_said), _figures(caught, flagged, texts)
    if best is None:
        raise AssertionError("there is always a limit to choose")
    return best[1], best[2]


def _counts(texts: Texts, musts: Texts, due: int, missed: int, *, said: bool) -> tuple[int, int, int, int]:
    """Count the violating and complying texts flagged, and the must-examples flagged rightly and wrongly."""
    flags = (texts.said == said) & (texts.first >= due) & (texts.second >= missed)
    bound = (musts.said == said) & (musts.first >= due) & (musts.second >= missed)
    return (
        int((flags & texts.violating).sum()),
        int((flags & texts.complying).sum()),
        int((bound & musts.violating).sum()),
        int((bound & ~musts.violating).sum()),
    )


def _figures(caught: int, flagged: int, texts: Texts) -> Figures:
    return Figures(caught, int(texts.violating.sum()), flagged, int(texts.complying.sum()))
