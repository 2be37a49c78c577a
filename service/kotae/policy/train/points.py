"""Choose operating points from scores that no model has seen the writer of."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from kotae.policy.blend import SCALE
from kotae.policy.figures import Figures
from kotae.policy.score import NEVER
from kotae.policy.train.fit import Labels, Rows
from kotae.policy.train.signals import NOTHING
from kotae.policy.verdict import Point

# How many violations caught outweigh one compliant reply flagged, to be tried from the strictest judge to the mildest.
# The same exchange rate for every rule spends the false flags where they buy most.
RULE_EXCHANGES = tuple(round(0.05 * 1.25**n, 3) for n in range(33))
# For facts: one heard wrongly makes obligations due that are not, one missed leaves all that rest on it undue.
FACT_EXCHANGE = {Point.CHECK: 1.5, Point.SUGGEST: 0.5}
EXCUSE_EXCHANGE = 1.0
# What one broken must-example counts for, in the weight of compliant texts flagged. Enough to decide between like
# thresholds; one that would cost more is reported as broken, so that a reviewer mends its words rather than the rule
# its judgement. Of a fact more, since all that rests on it goes unheard with it.
RULE_BINDING, FACT_BINDING = 60, 120
_FINE = SCALE // 40


@dataclass(frozen=True, slots=True)
class Budget:
    """The share of compliant replies that all rules together may flag: of ordinary ones, and of close cases."""

    ordinary: float
    close: float

    def allows(self, flagged: Rows, ordinary: Rows, close: Rows, weights: Labels) -> bool:
        """Whether ``flagged`` stays within it; all arrays are of shape (examples,)."""
        return _within(flagged, ordinary, weights, self.ordinary) and _within(flagged, close, weights, self.close)

    def above(self, spent: Rows, ordinary: Rows, close: Rows, weights: Labels) -> "Budget":
        """Return the budget, or what is ``spent`` anyway and half of the budget, whichever is more."""
        return Budget(
            max(self.ordinary, _share(spent, ordinary, weights) + self.ordinary / 2),
            max(self.close, _share(spent, close, weights) + self.close / 2),
        )


def _share(flagged: Rows, among: Rows, weights: Labels) -> float:
    """Return which share of ``among`` is flagged; 0 where there is none."""
    total = int(weights[among].sum())
    return int(weights[flagged & among].sum()) / total if total else 0.0


def _within(flagged: Rows, among: Rows, weights: Labels, share: float) -> bool:
    """Whether at most ``share`` of ``among`` is flagged, rounded up: a few hundred replies cannot show less."""
    return int(weights[flagged & among].sum()) <= ceil(share * int(weights[among].sum()))


# Strict where there are other candidates, balanced where a person typed the text.
BUDGETS = {Point.CHECK: Budget(ordinary=0.01, close=0.03), Point.SUGGEST: Budget(ordinary=0.03, close=0.2)}


@dataclass(frozen=True, slots=True)
class Texts:
    """Examples as the choice of an operating point sees them; all arrays are of shape (examples,).

    ``weights`` say how much each counts; the figures count them alike.
    """

    evidence: Labels
    violating: Rows
    complying: Rows
    weights: Labels

    def flags(self, threshold: int) -> Rows:
        """Return which texts reach ``threshold``."""
        reached: Rows = self.evidence >= threshold
        return reached

    def figures(self, threshold: int) -> Figures:
        """Return what ``threshold`` does to the texts."""
        reached = self.flags(threshold)
        caught, flagged = int((reached & self.violating).sum()), int((reached & self.complying).sum())
        return Figures(caught, int(self.violating.sum()), flagged, int(self.complying.sum()))

    def none(self) -> "Texts":
        """Return no texts."""
        return Texts(self.evidence[:0], self.violating[:0], self.complying[:0], self.weights[:0])


@dataclass(frozen=True, slots=True)
class Options:
    """The thresholds worth trying for some texts, and what each does to them; all arrays are of shape (options,).

    ``caught`` and ``flagged`` count texts by their weights; ``broken`` is how many must-examples come out otherwise
    than written.
    """

    thresholds: Labels
    caught: Labels
    flagged: Labels
    broken: Labels

    def best(self, exchange: float, binding: int) -> int:
        """Return the threshold that gains most where ``exchange`` caught outweigh one flagged.

        One must-example broken counts for ``binding`` flagged.
        """
        return int(self.thresholds[np.argmax(self.caught - exchange * (self.flagged + binding * self.broken))])


def options(texts: Texts, musts: Texts) -> Options:
    """Return the thresholds to choose from.

    Args:
        texts: Examples with evidence by models that never saw their writer.
        musts: Must-examples, which bind: they weigh more.
    """
    steps = np.concatenate([texts.evidence[texts.violating], musts.evidence[musts.violating]])
    thresholds = np.append(np.unique(steps[steps > NOTHING] // _FINE * _FINE), NEVER)
    broken = ((musts.evidence[None, :] >= thresholds[:, None]) != musts.violating[None, :]).sum(axis=1)
    caught, flagged = (_reaching(texts, rows, thresholds) for rows in (texts.violating, texts.complying))
    return Options(thresholds, caught, flagged, broken)


def _reaching(texts: Texts, among: Rows, thresholds: Labels) -> Labels:
    """Return how much the texts ``among`` that reach each threshold count, of shape (thresholds,)."""
    order = np.argsort(texts.evidence[among], kind="stable")
    ahead = np.append(np.cumsum(texts.weights[among][order][::-1])[::-1], 0)
    reaching: Labels = ahead[np.searchsorted(texts.evidence[among][order], thresholds)]
    return reaching
