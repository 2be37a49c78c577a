"""From a policy folder's examples to the learned scores of both languages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kotae.conversation import Locale
from kotae.policy.compiled import CompiledRule
from kotae.policy.policy import Policy
from kotae.policy.score import Scores
from kotae.policy.train.examples import LabelledReply
from kotae.policy.train.fit import Weights, fit, out_of_writer, writer_folds
from kotae.policy.train.matrix import Matrix, build_matrix
from kotae.policy.train.points import Chosen, best_clause, choose
from kotae.policy.verdict import Kind, Point

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Learned:
    """The scores of one language, the figures behind their operating points, and each example's unseen scores.

    ``unseen`` maps a rule to the highest clause score of each of ``examples``, by a model that never saw its writer.
    """

    scores: Scores
    points: dict[str, dict[Point, Chosen]]
    examples: Sequence[LabelledReply]
    unseen: dict[str, npt.NDArray[np.int64]]


def learn(policy: Policy, locale: Locale, examples: Sequence[LabelledReply], report: Report) -> Learned:
    """Learn the scores of one language."""
    matrix = build_matrix([e for e in examples if e.locale is locale])
    folds = writer_folds(matrix)
    everything = np.ones(matrix.values.shape[0], dtype=bool)
    weights: dict[str, Weights] = {}
    points: dict[str, dict[Point, Chosen]] = {}
    unseen: dict[str, npt.NDArray[np.int64]] = {}
    for rule in policy.rules(locale):
        if rule.kind is not Kind.PROHIBITION:
            continue
        labels = matrix.labels(rule.id)
        fitted = fit(matrix, labels, everything)
        if fitted is None:
            report(f"{rule.id} {locale.value}: too few examples to learn from; its conditions decide alone")
            continue
        weights[rule.id] = fitted
        unseen[rule.id] = best_clause(matrix, out_of_writer(matrix, labels, folds))
        judged = _judged(matrix, rule)
        points[rule.id] = {p: choose(matrix, rule.id, unseen[rule.id], judged, p) for p in Point}
        report(f"{rule.id} {locale.value}: {_show(points[rule.id][Point.CHECK])}")
    return Learned(_scores(matrix, weights, points), points, matrix.examples, unseen)


def _judged(matrix: Matrix, rule: CompiledRule) -> npt.NDArray[np.bool_]:
    return np.array([rule.applies.holds(e.facts) for e in matrix.examples])


def _scores(matrix: Matrix, weights: dict[str, Weights], points: dict[str, dict[Point, Chosen]]) -> Scores:
    rules = tuple(sorted(weights))
    table = np.stack([weights[r][0] for r in rules], axis=1) if rules else np.zeros((len(matrix.index), 0), np.int32)
    # A feature that weighs nothing in any rule need not be carried along.
    kept = np.flatnonzero(np.abs(table).max(axis=1, initial=0) > 0)
    names = sorted(matrix.index, key=matrix.index.__getitem__)
    return Scores(
        rules=rules,
        index={names[old]: new for new, old in enumerate(kept)},
        weights=np.ascontiguousarray(table[kept]),
        bias=np.array([weights[r][1] for r in rules], dtype=np.int32),
        thresholds={p: {r: points[r][p].threshold for r in rules} for p in Point},
    )


def _show(chosen: Chosen) -> str:
    return f"catches {chosen.caught} of {chosen.violating}, flags {chosen.flagged} of {chosen.complying} (unseen writers)"
