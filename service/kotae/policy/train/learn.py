"""From labelled examples to the learned scores of one language: facts first, then the rules that rest on them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kotae.conversation import Locale
from kotae.policy.blend import Blend
from kotae.policy.compiled import CompiledRule
from kotae.policy.contract import must_examples
from kotae.policy.detect import Match, matches
from kotae.policy.facts import Standing
from kotae.policy.features import CLAUSE, REPLY, clauses_features, reply_features
from kotae.policy.figures import Figures
from kotae.policy.grounding import exempt
from kotae.policy.judge import states
from kotae.policy.policy import Policy
from kotae.policy.score import Scores
from kotae.policy.train.examples import LabelledReply, labelled
from kotae.policy.train.fit import Labels, Rows, fit, unseen, writer_folds
from kotae.policy.train.learn_facts import FactLearner
from kotae.policy.train.matrix import build_matrix
from kotae.policy.train.models import Models
from kotae.policy.train.points import BUDGETS, RULE_EXCHANGES, Texts, choose
from kotae.policy.train.signals import NOTHING, SURE, Signals
from kotae.policy.verdict import Kind, Point

Report = Callable[[str], None]
# How many negatives a positive counts for: what violates a rule is rare among all.
_WEIGHT = 3.0


@dataclass(slots=True)
class Learned:
    """What was learned of one language.

    ``figures`` justify the operating points of rules and facts. ``verdicts`` says, for each point and rule, which of
    ``examples`` the scores of models that never saw the writer flag, of shape (examples,).
    """

    scores: Scores
    examples: Sequence[LabelledReply]
    figures: dict[str, dict[Point, Figures]]
    verdicts: dict[Point, dict[str, Rows]]


@dataclass(frozen=True, slots=True)
class _Scored:
    """A prohibition's evidence by models that never saw the writer, of shape (examples,), and its must-examples."""

    rule: CompiledRule
    evidence: Labels
    musts: Texts


class Learner:
    """Learns the scores of one language, rule by rule."""

    def __init__(self, policy: Policy, locale: Locale, examples: Sequence[LabelledReply], report: Report) -> None:
        """Read the texts of ``examples`` and learn the facts; ``policy`` judges by conditions alone."""
        self.examples = [e for e in examples if e.locale is locale]
        self._policy = policy
        self._rules = policy.rules(locale)
        self._locale = locale
        self._report = report
        self._folds = writer_folds(self.examples)
        self._writers = np.array([e.writer for e in self.examples])
        self._weights = np.array([e.weight for e in self.examples], dtype=np.int64)
        self._clean = np.array([not e.violations and not e.disputed for e in self.examples], dtype=bool)
        ordinary = np.array([e.group.startswith("ordinary") for e in self.examples], dtype=bool)
        self._ordinary, self._close = self._clean & ordinary, self._clean & ~ordinary
        self._owner = np.array([n for n, e in enumerate(self.examples) for _ in e.reading.clauses])
        report("learning the facts")
        facts = FactLearner(policy, locale, self.examples, self._folds)
        facts.learn()
        self._facts = facts
        self._standings = {point: facts.standings(point) for point in Point}
        self._figures: dict[str, dict[Point, Figures]] = dict(facts.figures)
        self._blends: dict[str, Blend] = dict(facts.blends)
        self._thresholds: dict[Point, dict[str, int]] = {p: dict(facts.thresholds[p]) for p in Point}
        self._scored: dict[str, _Scored] = {}
        clauses = [
            clauses_features(e.reading, s.certain)
            for e, s in zip(self.examples, self._standings[Point.CHECK], strict=True)
        ]
        replies = [
            reply_features(e.reading, s.certain, own)
            for e, s, own in zip(self.examples, self._standings[Point.CHECK], clauses, strict=True)
        ]
        self._clauses = Models(build_matrix([groups for own in clauses for groups in own], CLAUSE))
        self._replies = Models(build_matrix(replies, REPLY))

    def learn(self) -> Learned:
        """Learn every prohibition that has examples enough; obligations are decided by facts and conditions."""
        for rule in self._rules:
            if rule.kind is Kind.OBLIGATION:
                continue
            self._report(f"learning {rule.id}")
            scored = self._prohibition(rule)
            if scored:
                self._scored[rule.id] = scored
            else:
                self._report(f"{rule.id}: too few examples to learn from; its conditions decide alone")
        verdicts = {point: self._settle(point) for point in (Point.CHECK, Point.SUGGEST)}
        for name, figures in self._figures.items():
            self._say(name, figures[Point.CHECK])
        tables = self._clauses.table(), self._replies.table(), self._facts.models.table()
        scores = Scores(*tables, self._blends, self._thresholds, self._figures)
        return Learned(scores, self.examples, self._figures, verdicts)

    def _prohibition(self, rule: CompiledRule) -> "_Scored | None":
        writers = self._writers[self._owner]
        by_clause = np.array([-1 if v is None else v for e in self.examples for v in e.labels(rule.id)], dtype=np.int64)
        score = self._unseen(rule.id, self._clauses, by_clause, writers)
        if score is None:
            return None
        labels = np.array([_label(rule.id, e) for e in self.examples], dtype=np.int64)
        whole = self._unseen(rule.id, self._replies, labels, self._writers)
        worded = np.array([hit for e in self.examples for hit in self._found(rule, e)], dtype=bool)
        judgeable = np.array([may for e in self.examples for may in self._judgeable(rule, e)], dtype=bool)
        signals = Signals(
            score, worded, worded | judgeable, self._owner, np.zeros_like(labels) if whole is None else whole
        )
        judged = self._judged(rule, Point.CHECK)
        self._blends[rule.id] = signals.fit(labels, judged, self._weights)
        evidence = signals.unseen(labels, judged, self._weights, self._writers, self._folds)
        sure = np.array([self._sure(rule, e) for e in self.examples], dtype=bool)
        return _Scored(rule, np.where(sure, SURE, evidence), self._must_evidence(rule))

    def _unseen(self, rule: str, models: Models, labels: Labels, writers: npt.NDArray[np.str_]) -> Labels | None:
        """Learn one rule, and return the scores by models that never saw the writer; None with too few examples."""
        everything = np.ones(len(labels), dtype=bool)
        weights = fit(models.matrix, labels, everything, _WEIGHT)
        if weights is None:
            return None
        models.weights[rule] = weights
        return unseen(models.matrix, labels, everything, writers, self._folds, _WEIGHT)

    def _settle(self, point: Point) -> dict[str, Rows]:
        """Choose the operating points of all prohibitions, within the budget; return what all rules flag."""
        judged = {name: self._judged(scored.rule, point) for name, scored in self._scored.items()}
        for exchange in RULE_EXCHANGES:
            chosen, verdicts = self._at(exchange, point, judged)
            flagged = np.logical_or.reduce([*verdicts.values(), np.zeros(len(self.examples), dtype=bool)])
            if BUDGETS[point].allows(flagged, self._ordinary, self._close, self._weights):
                break
        self._report(f"{point.value}: a compliant reply flagged counts for {exchange} violations caught")
        for name, threshold in chosen.items():
            self._thresholds[point][name] = threshold
            texts = self._texts(self._scored[name], judged[name])
            self._figures.setdefault(name, {})[point] = texts.figures(threshold)
        omissions = self._omissions(point)
        for name, missed in omissions.items():
            self._figures.setdefault(name, {})[point] = self._counted(name, missed)
        return {**verdicts, **omissions}

    def _at(self, exchange: float, point: Point, judged: Mapping[str, Rows]) -> tuple[dict[str, int], dict[str, Rows]]:
        """Return the operating points of the prohibitions at one exchange rate, and what they flag."""
        chosen = {name: self._choose(scored, judged[name], point, exchange) for name, scored in self._scored.items()}
        verdicts = {
            name: judged[name] & self._texts(self._scored[name], judged[name]).flags(threshold)
            for name, threshold in chosen.items()
        }
        return chosen, verdicts

    def sweep(self) -> list[dict[str, Rows]]:
        """Return what is flagged at *check* by judges from the strictest to the mildest, once ``learn`` has run."""
        judged = {name: self._judged(scored.rule, Point.CHECK) for name, scored in self._scored.items()}
        omissions = self._omissions(Point.CHECK)
        return [{**self._at(exchange, Point.CHECK, judged)[1], **omissions} for exchange in RULE_EXCHANGES]

    def _omissions(self, point: Point) -> dict[str, Rows]:
        """Return which examples miss each obligation, by the facts that models find which never saw the writer."""
        sure = [Standing(s.certain, s.certain) for s in self._standings[point]]
        return {
            rule.id: np.array(
                [
                    rule.applies.holds(standing) and not states(rule, e.conversation, e.reading)
                    for standing, e in zip(sure, self.examples, strict=True)
                ],
                dtype=bool,
            )
            for rule in self._rules
            if rule.kind is Kind.OBLIGATION
        }

    def _counted(self, name: str, flagged: Rows) -> Figures:
        """Return what ``flagged`` does for the rule ``name``."""
        violating = np.array([name in e.violations and name not in e.disputed for e in self.examples], dtype=bool)
        counts = (flagged & violating, violating, flagged & self._clean, self._clean)
        return Figures(*(int(rows.sum()) for rows in counts))

    def _judged(self, rule: CompiledRule, point: Point) -> Rows:
        return np.array([rule.applies.holds(s) for s in self._standings[point]], dtype=bool)

    def _texts(self, scored: "_Scored", judged: Rows) -> Texts:
        violating = self._violating(scored.rule)
        return Texts(scored.evidence, violating & judged, self._clean & judged, self._weights)

    def _choose(self, scored: "_Scored", judged: Rows, point: Point, exchange: float) -> int:
        """Choose one rule's threshold; must-examples bind where a person's text is checked."""
        musts = scored.musts if point is Point.CHECK else scored.musts.none()
        threshold = choose(self._texts(scored, judged), musts, exchange / scored.rule.weight)
        if point is Point.SUGGEST:
            return min(threshold, self._thresholds[Point.CHECK][scored.rule.id])
        return threshold

    def _found(self, rule: CompiledRule, example: LabelledReply) -> list[bool]:
        """Return, clause by clause, whether a condition of the rule finds its words there."""
        spans = [(m.start, m.end) for m in matches(example.reading, rule.patterns) if not _exempt(rule, example, m)]
        return [any(a < c.end and c.start < b for a, b in spans) for c in example.reading.clauses]

    def _sure(self, rule: CompiledRule, example: LabelledReply) -> bool:
        """Whether a sure condition of the rule finds its words."""
        return any(m.sure and not _exempt(rule, example, m) for m in matches(example.reading, rule.patterns))

    def _judgeable(self, rule: CompiledRule, example: LabelledReply) -> list[bool]:
        """Return, clause by clause, whether no exception covers it."""
        clauses = example.reading.clauses
        if not rule.exceptions:
            return [True] * len(clauses)
        return [not _exempt(rule, example, Match(c.start, c.end, (c.start, c.end), "")) for c in clauses]

    def _must_evidence(self, rule: CompiledRule) -> Texts:
        """Weigh the must-examples of a prohibition that is judged of them."""
        musts = [m for m in self._musts(rule) if rule.applies.holds(Standing(m.facts, m.facts))]
        evidence = np.array([self._evidence(rule, must) for must in musts], dtype=np.int64)
        violating = np.array([bool(m.violations) for m in musts], dtype=bool)
        return Texts(evidence, violating, ~violating, np.ones_like(evidence))

    def _evidence(self, rule: CompiledRule, example: LabelledReply) -> int:
        """Return the evidence of one text, by what was learned of all examples."""
        if self._sure(rule, example):
            return SURE
        clauses = clauses_features(example.reading, example.facts)
        reply = reply_features(example.reading, example.facts, clauses)
        whole = self._replies.score(rule.id, reply, REPLY) if rule.id in self._replies.weights else 0
        blend = self._blends[rule.id]
        found = zip(clauses, self._found(rule, example), self._judgeable(rule, example), strict=True)
        return max(
            (
                blend.evidence(self._clauses.score(rule.id, groups, CLAUSE), whole, worded)
                for groups, worded, may in found
                if worded or may
            ),
            default=NOTHING,
        )

    def _musts(self, rule: CompiledRule) -> list[LabelledReply]:
        policy = self._facts.policy
        return [
            labelled(policy, must.conversation, must.reply, frozenset({rule.id} if must.violates else ()))
            for must in must_examples(policy.folder.rules[rule.id], self._locale)
        ]

    def _violating(self, rule: CompiledRule) -> Rows:
        return np.array([rule.id in e.violations and rule.id not in e.disputed for e in self.examples], dtype=bool)

    def _say(self, name: str, figures: Figures) -> None:
        caught = f"catches {figures.caught} of {figures.violating}"
        self._report(f"{name}: {caught}, flags {figures.flagged} of {figures.complying} (unseen writers)")


def _exempt(rule: CompiledRule, example: LabelledReply, match: Match) -> bool:
    return exempt(rule.exceptions, example.conversation, example.facts, example.reading, match)


def _label(rule: str, example: LabelledReply) -> int:
    """Return 1 where a reply violates ``rule``, 0 where it does not, -1 where readers differed."""
    return -1 if rule in example.disputed else int(rule in example.violations)
