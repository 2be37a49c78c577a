"""From labelled examples to the learned scores of one language: facts first, then the rules that rest on them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kotae.conversation import Locale
from kotae.policy.compiled import CompiledRule
from kotae.policy.contract import must_examples
from kotae.policy.detect import Match, matches
from kotae.policy.facts import Standing
from kotae.policy.features import CLAUSE, Groups, clauses_features
from kotae.policy.figures import Figures
from kotae.policy.grounding import exempt
from kotae.policy.judge import states
from kotae.policy.policy import Policy
from kotae.policy.score import ALWAYS, Scores, Thresholds
from kotae.policy.train.examples import LabelledReply, labelled
from kotae.policy.train.fit import Labels, Rows, fit, unseen, writer_folds
from kotae.policy.train.learn_facts import FactLearner
from kotae.policy.train.matrix import build_matrix
from kotae.policy.train.models import Models
from kotae.policy.train.points import BEYOND_DOUBT, BUDGETS, HOPELESS, RULE_EXCHANGES, Texts, choose, stricter
from kotae.policy.verdict import Kind, Point

Report = Callable[[str], None]
# How many negatives a positive counts for: violating clauses are rare among all.
_CLAUSE_WEIGHT = 3.0
_NOTHING = ALWAYS - 1


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
    """A prohibition's scores by models that never saw the writer, as in ``Texts``, and its must-examples."""

    rule: CompiledRule
    plain: Labels
    found: Labels
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
        self._thresholds: dict[Point, dict[str, Thresholds]] = {p: dict(facts.thresholds[p]) for p in Point}
        self._scored: dict[str, _Scored] = {}
        self._clauses = Models(build_matrix(list(self._clause_groups()), CLAUSE))

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
        scores = Scores(self._clauses.table(), self._facts.models.table(), self._thresholds, self._figures)
        return Learned(scores, self.examples, self._figures, verdicts)

    def _clause_groups(self) -> Iterator[Groups]:
        for example, standing in zip(self.examples, self._standings[Point.CHECK], strict=True):
            yield from clauses_features(example.reading, standing.certain)

    def _prohibition(self, rule: CompiledRule) -> "_Scored | None":
        matrix = self._clauses.matrix
        labels = np.array([-1 if v is None else v for e in self.examples for v in e.labels(rule.id)], dtype=np.int64)
        everything = np.ones(len(labels), dtype=bool)
        weights = fit(matrix, labels, everything, _CLAUSE_WEIGHT)
        if weights is None:
            return None
        writers = self._writers[self._owner]
        scores = unseen(matrix, labels, everything, writers, self._folds, _CLAUSE_WEIGHT)
        by_words = np.array([hit for e in self.examples for hit in self._found(rule, e)])
        judgeable = np.array([may for e in self.examples for may in self._judgeable(rule, e)])
        plain, found = self._best(scores, ~by_words & judgeable), self._best(scores, by_words)
        self._clauses.weights[rule.id] = weights
        return _Scored(rule, plain, found, self._must_clauses(rule))

    def _settle(self, point: Point) -> dict[str, Rows]:
        """Choose the operating points of all prohibitions, within the budget; return what all rules flag."""
        judged = {name: self._judged(scored.rule, point) for name, scored in self._scored.items()}
        for exchange in RULE_EXCHANGES:
            chosen, verdicts = self._at(exchange, point, judged)
            flagged = np.logical_or.reduce([*verdicts.values(), np.zeros(len(self.examples), dtype=bool)])
            if BUDGETS[point].allows(flagged, self._ordinary, self._close):
                break
        self._report(f"{point.value}: a compliant reply flagged counts for {exchange} violations caught")
        for name, thresholds in chosen.items():
            self._thresholds[point][name] = thresholds
            texts = self._texts(self._scored[name], judged[name])
            self._figures.setdefault(name, {})[point] = texts.figures(thresholds)
        omissions = self._omissions(point)
        for name, missed in omissions.items():
            self._figures.setdefault(name, {})[point] = self._counted(name, missed)
        return {**verdicts, **omissions}

    def _at(
        self, exchange: float, point: Point, judged: Mapping[str, Rows]
    ) -> tuple[dict[str, Thresholds], dict[str, Rows]]:
        """Return the operating points of the prohibitions at one exchange rate, and what they flag."""
        chosen = {name: self._choose(scored, judged[name], point, exchange) for name, scored in self._scored.items()}
        verdicts = {
            name: judged[name] & self._texts(self._scored[name], judged[name]).flags(thresholds)
            for name, thresholds in chosen.items()
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
        return Texts(scored.plain, scored.found, violating & judged, self._clean & judged)

    def _choose(self, scored: "_Scored", judged: Rows, point: Point, exchange: float) -> Thresholds:
        """Choose one rule's thresholds; must-examples bind where a person's text is checked."""
        musts = scored.musts if point is Point.CHECK else scored.musts.none()
        texts = self._texts(scored, judged)
        steps = BEYOND_DOUBT if scored.rule.weight > 1 else HOPELESS
        thresholds, _ = choose(texts, musts, exchange / scored.rule.weight, steps)
        if point is Point.SUGGEST:
            thresholds = stricter(thresholds, self._thresholds[Point.CHECK][scored.rule.id])
        return thresholds

    def _found(self, rule: CompiledRule, example: LabelledReply) -> list[bool]:
        """Return, clause by clause, whether a condition of the rule finds its words there."""
        spans = [(m.start, m.end) for m in matches(example.reading, rule.patterns) if not _exempt(rule, example, m)]
        return [any(a < c.end and c.start < b for a, b in spans) for c in example.reading.clauses]

    def _judgeable(self, rule: CompiledRule, example: LabelledReply) -> list[bool]:
        """Return, clause by clause, whether no exception covers it."""
        clauses = example.reading.clauses
        if not rule.exceptions:
            return [True] * len(clauses)
        return [not _exempt(rule, example, Match(c.start, c.end, (c.start, c.end), "")) for c in clauses]

    def _best(self, scores: Labels, rows: Rows) -> Labels:
        """Return the highest score among the clauses ``rows`` of each example, very low where it has none."""
        best = np.full(len(self.examples), _NOTHING)
        np.maximum.at(best, self._owner[rows], scores[rows])
        return best

    def _must_clauses(self, rule: CompiledRule) -> Texts:
        """Score the must-examples of a prohibition that is judged of them."""
        musts = [m for m in self._musts(rule) if rule.applies.holds(Standing(m.facts, m.facts))]
        plain, found = np.full(len(musts), _NOTHING), np.full(len(musts), _NOTHING)
        for number, must in enumerate(musts):
            clauses = clauses_features(must.reading, must.facts)
            for groups, hit, may in zip(clauses, self._found(rule, must), self._judgeable(rule, must), strict=True):
                if hit or may:
                    side = found if hit else plain
                    side[number] = max(side[number], self._clauses.score(rule.id, groups, CLAUSE))
        return _bound(plain, found, musts)

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


def _bound(plain: Labels, found: Labels, musts: Sequence[LabelledReply]) -> Texts:
    """Return must-examples as texts that bind."""
    violating = np.array([bool(m.violations) for m in musts], dtype=bool)
    return Texts(plain, found, violating, ~violating)
