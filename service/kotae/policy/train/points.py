"""Choose operating points from scores that no model has seen the writer of."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from kotae.policy.figures import Figures
from kotae.policy.score import ALWAYS, NEVER, SCALE, Thresholds
from kotae.policy.train.fit import Labels, Rows
from kotae.policy.verdict import Point

# How many violations caught outweigh one compliant reply flagged, to be tried from the strictest judge to the mildest.
# The same exchange rate for every rule spends the false flags where they buy most.
RULE_EXCHANGES = tuple(round(0.05 * 1.25**n, 3) for n in range(33))
# For facts: one heard wrongly makes obligations due that are not, one missed leaves all that rest on it undue.
FACT_EXCHANGE = {Point.CHECK: 4.0, Point.SUGGEST: 1.0}
EXCUSE_EXCHANGE = 0.5
# What one broken must-example counts for, in compliant replies flagged. Enough to decide between like thresholds; one
# that would cost more is reported as broken, so that a reviewer mends its words rather than the rule its judgement.
_BINDING = 5
_FINE = SCALE // 40
_STEP = SCALE // 10
# A text in which a condition finds the words counts unless its score is hopeless. Coarse steps, since a finer choice
# would fit the few examples of a rule.
HOPELESS = (ALWAYS, *range(-16 * _STEP, 0, 2 * _STEP))
# Where the stakes are high, words are set aside only by a score that leaves no doubt.
BEYOND_DOUBT = tuple(step for step in HOPELESS if step <= -8 * _STEP)


@dataclass(frozen=True, slots=True)
class Budget:
    """The share of compliant replies that all rules together may flag: of ordinary ones, and of close cases."""

    ordinary: float
    close: float

    def allows(self, flagged: Rows, ordinary: Rows, close: Rows) -> bool:
        """Whether ``flagged`` stays within it; all arrays are of shape (examples,)."""
        return _within(flagged, ordinary, self.ordinary) and _within(flagged, close, self.close)


def _within(flagged: Rows, among: Rows, share: float) -> bool:
    """Whether at most ``share`` of ``among`` is flagged, rounded up: a few hundred replies cannot show less."""
    return int(flagged[among].sum()) <= ceil(share * int(among.sum()))


# Strict where there are other candidates, balanced where a person typed the text.
BUDGETS = {Point.CHECK: Budget(ordinary=0.01, close=0.03), Point.SUGGEST: Budget(ordinary=0.03, close=0.2)}


@dataclass(frozen=True, slots=True)
class Texts:
    """Examples as the choice of an operating point sees them; all arrays are of shape (examples,).

    ``plain`` holds the highest score of what no condition finds words in, ``found`` that of what one does; very low
    where there is none.
    """

    plain: Labels
    found: Labels
    violating: Rows
    complying: Rows

    def flags(self, thresholds: Thresholds) -> Rows:
        """Return which texts reach their threshold."""
        reached: Rows = (self.plain >= thresholds.plain) | (self.found >= thresholds.found)
        return reached

    def figures(self, thresholds: Thresholds) -> Figures:
        """Return what ``thresholds`` do to the texts."""
        reached = self.flags(thresholds)
        caught, flagged = int((reached & self.violating).sum()), int((reached & self.complying).sum())
        return Figures(caught, int(self.violating.sum()), flagged, int(self.complying.sum()))

    def none(self) -> "Texts":
        """Return no texts."""
        return Texts(self.plain[:0], self.found[:0], self.violating[:0], self.complying[:0])


@dataclass(frozen=True, slots=True)
class Options:
    """The thresholds worth trying for some texts, and what each does to them; all arrays are of shape (options,).

    ``broken`` is how many must-examples come out otherwise than written.
    """

    plain: Labels
    found: Labels
    caught: Labels
    flagged: Labels
    broken: Labels
    violating: int
    complying: int

    def best(self, exchange: float) -> tuple[Thresholds, Figures]:
        """Return the thresholds that gain most where ``exchange`` caught outweigh one flagged, and their figures."""
        at = int(np.argmax(self.caught - exchange * (self.flagged + _BINDING * self.broken)))
        figures = Figures(int(self.caught[at]), self.violating, int(self.flagged[at]), self.complying)
        return Thresholds(int(self.plain[at]), int(self.found[at])), figures


def options(texts: Texts, musts: Texts, steps: Sequence[int]) -> Options:
    """Return the thresholds to choose from.

    Args:
        texts: Examples with scores of models that never saw their writer.
        musts: Must-examples, which bind: all of them are judged as written if that can be done.
        steps: The thresholds to try where a condition finds words.
    """
    columns: list[tuple[Labels, Labels, Labels, Labels, Labels]] = []
    for found in steps:
        worded = texts.found >= found
        left_bad = np.sort(texts.plain[texts.violating & ~worded])
        left_good = np.sort(texts.plain[texts.complying & ~worded])
        plain = np.append(np.unique(left_bad // _FINE * _FINE), NEVER)
        caught = int((texts.violating & worded).sum()) + len(left_bad) - np.searchsorted(left_bad, plain)
        flagged = int((texts.complying & worded).sum()) + len(left_good) - np.searchsorted(left_good, plain)
        flags = (musts.plain[None, :] >= plain[:, None]) | (musts.found >= found)[None, :]
        broken = (flags != musts.violating[None, :]).sum(axis=1)
        columns.append((plain, np.full(len(plain), found), caught, flagged, broken))
    plain, found_at, caught, flagged, broken = (np.concatenate(column) for column in zip(*columns, strict=True))
    counts = int(texts.violating.sum()), int(texts.complying.sum())
    return Options(plain, found_at, caught, flagged, broken, *counts)


def stricter(first: Thresholds, second: Thresholds) -> Thresholds:
    """Return thresholds that whatever reaches either of the two reaches."""
    return Thresholds(min(first.plain, second.plain), min(first.found, second.found))
