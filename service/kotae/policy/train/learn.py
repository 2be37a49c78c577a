"""From labelled examples to the learned scores of one language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kotae.conversation import Locale
from kotae.policy.compiled import CompiledRule
from kotae.policy.contract import must_examples
from kotae.policy.detect import matches
from kotae.policy.features import CLAUSE, REPLY, TURN, Groups, clause_features, reply_features, turn_features
from kotae.policy.grounding import exempt
from kotae.policy.judge import says
from kotae.policy.policy import Policy
from kotae.policy.score import ALWAYS, Limits, Scores, Table, Thresholds
from kotae.policy.train.examples import LabelledReply, labelled
from kotae.policy.train.fit import Labels, Rows, Weights, fit, unseen, writer_folds
from kotae.policy.train.matrix import Matrix, build_matrix
from kotae.policy.train.points import Figures, Texts, choose_limits, choose_thresholds
from kotae.policy.verdict import Kind, Point

Report = Callable[[str], None]
# How many negatives a positive counts for: violating clauses and demanding turns are rare among all.
_CLAUSE_WEIGHT, _TURN_WEIGHT, _REPLY_WEIGHT = 3.0, 5.0, 1.0


@dataclass(slots=True)
class Learned:
    """What was learned of one language.

    ``figures`` justify the operating points. ``verdicts`` says, for each point and rule, which of ``examples`` the
    scores of models that never saw the writer flag, of shape (examples,).
    """

    scores: Scores
    examples: Sequence[LabelledReply]
    figures: dict[str, dict[Point, Figures]]
    verdicts: dict[Point, dict[str, Rows]]


@dataclass(slots=True)
class _Column:
    """The models of one table, by rule."""

    matrix: Matrix
    weights: dict[str, Weights] = field(default_factory=dict)

    def score(self, weights: Weights, groups: Groups, scale: Mapping[str, int]) -> int:
        """Return the score of one text, as the run time computes it."""
        one = Table(("",), self.matrix.index, weights.values[:, None], np.array([weights.bias], dtype=np.int32))
        return one.of(groups, scale)[""]

    def table(self) -> Table:
        """Lay the models side by side; a feature that weighs nothing in any of them is left out."""
        rules = tuple(sorted(self.weights))
        size = len(self.matrix.index)
        values = np.stack([self.weights[r].values for r in rules], axis=1) if rules else np.zeros((size, 0), np.int32)
        kept = np.flatnonzero(np.abs(values).max(axis=1, initial=0) > 0)
        names = sorted(self.matrix.index, key=self.matrix.index.__getitem__)
        return Table(
            rules=rules,
            index={names[old]: new for new, old in enumerate(kept)},
            weights=np.ascontiguousarray(values[kept]),
            bias=np.array([self.weights[r].bias for r in rules], dtype=np.int32),
        )


class Learner:
    """Learns the scores of one language, rule by rule."""

    def __init__(self, policy: Policy, locale: Locale, examples: Sequence[LabelledReply], report: Report) -> None:
        """Read the texts of ``examples``; ``policy`` judges by conditions alone."""
        self.examples = [e for e in examples if e.locale is locale]
        self._policy = policy
        self._rules = policy.rules(locale)
        self._locale = locale
        self._report = report
        self._folds = writer_folds(self.examples)
        self._writers = np.array([e.writer for e in self.examples])
        self._clean = np.array([not e.violations and not e.disputed for e in self.examples])
        self._owner = np.array([n for n, e in enumerate(self.examples) for _ in e.reading.clauses])
        clauses = [clause_features(e.reading, i, e.facts) for e in self.examples for i in range(len(e.reading.clauses))]
        turns = [turn_features(e.turn, e.facts, e.conversation.channel) for e in self.examples]
        self._clauses = _Column(build_matrix(clauses, CLAUSE))
        self._turns = _Column(build_matrix(turns, TURN))
        self._replies = _Column(build_matrix([reply_features(e.reading) for e in self.examples], REPLY))
        self._figures: dict[str, dict[Point, Figures]] = {}
        self._thresholds: dict[Point, dict[str, Thresholds]] = {p: {} for p in Point}
        self._limits: dict[Point, dict[str, Limits]] = {p: {} for p in Point}
        self._verdicts: dict[Point, dict[str, Rows]] = {p: {} for p in Point}

    def learn(self) -> Learned:
        """Learn every rule that has examples enough."""
        for rule in self._rules:
            if rule.kind is Kind.PROHIBITION:
                self._prohibition(rule)
            else:
                self._obligation(rule)
        scores = Scores(
            self._clauses.table(), self._turns.table(), self._replies.table(), self._thresholds, self._limits
        )
        return Learned(scores, self.examples, self._figures, self._verdicts)

    def _prohibition(self, rule: CompiledRule) -> None:
        matrix = self._clauses.matrix
        labels = np.array([-1 if v is None else v for e in self.examples for v in e.labels(rule.id)], dtype=np.int64)
        everything = np.ones(len(labels), dtype=bool)
        weights = fit(matrix, labels, everything, _CLAUSE_WEIGHT)
        if weights is None:
            self._report(f"{rule.id}: too few examples to learn from; its conditions decide alone")
            return
        writers = self._writers[self._owner]
        scores = unseen(matrix, labels, everything, writers, self._folds, _CLAUSE_WEIGHT)
        by_words = np.array([hit for e in self.examples for hit in self._found(rule, e)])
        judged = np.array([rule.applies.holds(e.facts) for e in self.examples])
        plain, found = self._best(scores, ~by_words), self._best(scores, by_words)
        texts = Texts(plain, found, judged, self._violating(rule) & judged, self._clean & judged)
        musts = self._must_clauses(rule, weights)
        self._clauses.weights[rule.id] = weights
        self._figures[rule.id] = {}
        for point in (Point.CHECK, Point.SUGGEST):
            limits, figures = choose_thresholds(texts, musts if point is Point.CHECK else _none(musts), point)
            if point is Point.SUGGEST:
                check = self._thresholds[Point.CHECK][rule.id]
                limits = Thresholds(min(limits.plain, check.plain), min(limits.found, check.found))
            self._thresholds[point][rule.id] = limits
            self._figures[rule.id][point] = figures
            self._verdicts[point][rule.id] = judged & ((plain >= limits.plain) | (found >= limits.found))
        self._say(rule)

    def _obligation(self, rule: CompiledRule) -> None:
        violating = self._violating(rule)
        possible = np.array([rule.prerequisites.holds(e.facts) for e in self.examples])
        said = np.array([says(rule, e.conversation, e.reading) for e in self.examples])
        undisputed = np.array([rule.id not in e.disputed for e in self.examples])
        # Nobody labelled what was due. A violation shows that it was; a compliant reply that does not say the thing
        # shows that it was not; one that says it shows nothing.
        telling = possible & undisputed & (violating | ~said)
        due_labels = violating.astype(np.int64)
        due_weights = fit(self._turns.matrix, due_labels, telling, _TURN_WEIGHT)
        if due_weights is None:
            self._report(f"{rule.id}: too few examples to learn from; its conditions decide alone")
            return
        due = unseen(self._turns.matrix, due_labels, telling, self._writers, self._folds, _TURN_WEIGHT)
        by_facts = np.array([rule.applies.holds(e.facts) for e in self.examples])
        called = possible & undisputed & (violating | (by_facts & said) | (due > 0))
        missed_weights = fit(self._replies.matrix, due_labels, called, _REPLY_WEIGHT)
        if missed_weights is None:
            self._report(f"{rule.id}: too few examples to learn from; its conditions decide alone")
            return
        missed = unseen(self._replies.matrix, due_labels, called, self._writers, self._folds, _REPLY_WEIGHT)
        texts = Texts(due, missed, said, violating & possible, self._clean & possible)
        musts = self._must_replies(rule, due_weights, missed_weights)
        self._turns.weights[rule.id] = due_weights
        self._replies.weights[rule.id] = missed_weights
        self._figures[rule.id] = {}
        for point in (Point.CHECK, Point.SUGGEST):
            limits, figures = choose_limits(texts, musts if point is Point.CHECK else _none(musts), point)
            if point is Point.SUGGEST:
                check = self._limits[Point.CHECK][rule.id]
                limits = Limits(
                    min(limits.due, check.due),
                    min(limits.missed, check.missed),
                    min(limits.missed_though_said, check.missed_though_said),
                )
            self._limits[point][rule.id] = limits
            self._figures[rule.id][point] = figures
            self._verdicts[point][rule.id] = (
                possible
                & (due >= limits.due)
                & np.where(said, missed >= limits.missed_though_said, missed >= limits.missed)
            )
        self._say(rule)

    def _found(self, rule: CompiledRule, example: LabelledReply) -> list[bool]:
        """Return, clause by clause, whether a condition of the rule finds its words there."""
        spans = [
            (m.start, m.end)
            for m in matches(example.reading, rule.patterns)
            if not exempt(rule.exceptions, example.conversation, example.facts, example.reading, m)
        ]
        return [any(a < c.end and c.start < b for a, b in spans) for c in example.reading.clauses]

    def _best(self, scores: Labels, rows: Rows) -> Labels:
        """Return the highest score among the clauses ``rows`` of each example, very low where it has none."""
        best = np.full(len(self.examples), ALWAYS - 1)
        np.maximum.at(best, self._owner[rows], scores[rows])
        return best

    def _must_clauses(self, rule: CompiledRule, weights: Weights) -> Texts:
        """Score the must-examples of a prohibition that is judged of them."""
        musts = [m for m in self._musts(rule) if rule.applies.holds(m.facts)]
        rows: list[tuple[int, int, int, bool]] = []
        for number, must in enumerate(musts):
            for index, hit in enumerate(self._found(rule, must)):
                score = self._clauses.score(weights, clause_features(must.reading, index, must.facts), CLAUSE)
                rows.append((number, score if not hit else ALWAYS - 1, score if hit else ALWAYS - 1, hit))
        best = [[ALWAYS - 1, ALWAYS - 1] for _ in musts]
        for number, plain, found, _ in rows:
            best[number] = [max(best[number][0], plain), max(best[number][1], found)]
        scores = np.array(best, dtype=np.int64).reshape(len(musts), 2)
        return _bound(scores[:, 0], scores[:, 1], [True] * len(musts), [bool(m.violations) for m in musts])

    def _must_replies(self, rule: CompiledRule, due: Weights, missed: Weights) -> Texts:
        """Score the must-examples of an obligation for which it may be due."""
        musts = [
            m
            for m in self._musts(rule)
            if rule.prerequisites.holds(m.facts) and not any(a in m.reading.folded.text for a in rule.approved)
        ]
        turns = [turn_features(m.turn, m.facts, m.conversation.channel) for m in musts]
        first = [self._turns.score(due, groups, TURN) for groups in turns]
        second = [self._replies.score(missed, reply_features(m.reading), REPLY) for m in musts]
        said = [says(rule, m.conversation, m.reading) for m in musts]
        return _bound(np.array(first), np.array(second), said, [bool(m.violations) for m in musts])

    def _musts(self, rule: CompiledRule) -> list[LabelledReply]:
        return [
            labelled(self._policy, must.conversation, must.reply, frozenset({rule.id} if must.violates else ()))
            for must in must_examples(self._policy.folder.rules[rule.id], self._locale)
        ]

    def _violating(self, rule: CompiledRule) -> npt.NDArray[np.bool_]:
        return np.array([rule.id in e.violations and rule.id not in e.disputed for e in self.examples])

    def _say(self, rule: CompiledRule) -> None:
        f = self._figures[rule.id][Point.CHECK]
        self._report(
            f"{rule.id}: catches {f.caught} of {f.violating}, flags {f.flagged} of {f.complying} (unseen writers)"
        )


def _bound(first: Labels, second: Labels, said: Sequence[bool], violating: Sequence[bool]) -> Texts:
    """Return must-examples as texts that bind."""
    marks = np.array(violating, dtype=bool)
    return Texts(first.astype(np.int64), second.astype(np.int64), np.array(said, dtype=bool), marks, ~marks)


def _none(texts: Texts) -> Texts:
    """Return no texts."""
    return Texts(texts.first[:0], texts.second[:0], texts.said[:0], texts.violating[:0], texts.complying[:0])
