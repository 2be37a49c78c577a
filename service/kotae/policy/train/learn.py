"""From labelled examples to the learned scores of one language: facts first, then the rules that rest on them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kotae.conversation import Locale
from kotae.policy.compiled import CompiledRule
from kotae.policy.facts import Standing
from kotae.policy.figures import Figures
from kotae.policy.judge import states
from kotae.policy.policy import Policy
from kotae.policy.score import Scores
from kotae.policy.train.examples import LabelledReply
from kotae.policy.train.fit import Rows, writer_folds
from kotae.policy.train.ground import content_of, ground_of
from kotae.policy.train.kept import Arrays, Kept
from kotae.policy.train.learn_facts import FactLearner
from kotae.policy.train.learn_rules import RuleLearner, Scored
from kotae.policy.train.points import BUDGETS, RULE_BINDING, RULE_EXCHANGES, Options, Texts, options
from kotae.policy.verdict import Kind, Point

Report = Callable[[str], None]


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
class _Choice:
    """A prohibition at one operating point: the examples of which it is judged, and what there is to choose from."""

    rule: CompiledRule
    judged: Rows
    texts: Texts
    options: Options


class Learner:
    """Learns the scores of one language, rule by rule."""

    def __init__(
        self,
        policy: Policy,
        locale: Locale,
        examples: Sequence[LabelledReply],
        report: Report,
        kept: Kept | None = None,
    ) -> None:
        """Learn the facts from ``examples``; ``policy`` judges by conditions alone.

        What is ``kept`` is not learned again. It has to rest on the same facts, words and examples.
        """
        self.examples = [e for e in examples if e.locale is locale]
        self._policy = policy
        self._rules = policy.rules(locale)
        self._locale = locale
        self._report = report
        self._kept = kept or Kept()
        self._folds = writer_folds(self.examples)
        self._clean = np.array([not e.violations and not e.disputed for e in self.examples], dtype=bool)
        self._weights = np.array([e.weight for e in self.examples], dtype=np.int64)
        ordinary = np.array([e.group.startswith("ordinary") for e in self.examples], dtype=bool)
        self._ordinary, self._close = self._clean & ordinary, self._clean & ~ordinary
        report("learning the facts")
        self._ground = facts = ground_of(self._kept.get("facts", make=self._facts))
        self._standings = facts.standings
        self._figures: dict[str, dict[Point, Figures]] = {name: dict(own) for name, own in facts.figures.items()}
        self._thresholds: dict[Point, dict[str, int]] = {p: dict(facts.thresholds[p]) for p in Point}
        self._scored: dict[str, Scored] = {}
        hearing = policy.with_scores({locale: facts.scores()})
        self._learner = RuleLearner(hearing, locale, self.examples, self._folds, self._standings, self._kept)

    def learn(self) -> Learned:
        """Learn every prohibition that has examples enough; obligations are decided by facts and conditions."""
        for rule in self._rules:
            if rule.kind is Kind.OBLIGATION:
                continue
            self._report(f"learning {rule.id}")
            scored = self._learner.learn(rule)
            if scored:
                self._scored[rule.id] = scored
            else:
                self._report(f"{rule.id}: too few examples to learn from; its conditions decide alone")
        verdicts = {point: self._settle(point) for point in (Point.CHECK, Point.SUGGEST)}
        for name, figures in self._figures.items():
            self._say(name, figures[Point.CHECK])
        blends = {**self._ground.blends, **{name: scored.blend for name, scored in self._scored.items()}}
        tables = self._learner.clauses.table(), self._learner.replies.table(), self._ground.turns
        scores = Scores(*tables, blends, self._thresholds, self._figures)
        return Learned(scores, self.examples, self._figures, verdicts)

    def _facts(self) -> Arrays:
        return FactLearner(self._policy, self._locale, self.examples, self._folds).learn().arrays()

    def _settle(self, point: Point) -> dict[str, Rows]:
        """Choose the operating points of all prohibitions, within the budget; return what all rules flag."""
        choices = self._choices(point)
        exchange, chosen, verdicts = self._affordable(point, choices)
        self._report(f"{point.value}: a compliant reply flagged counts for {exchange} violations caught")
        for name, threshold in chosen.items():
            self._thresholds[point][name] = threshold
            self._figures.setdefault(name, {})[point] = choices[name].texts.figures(threshold)
        omissions = self._omissions(point)
        for name, missed in omissions.items():
            self._figures.setdefault(name, {})[point] = self._counted(name, missed)
        return {**verdicts, **omissions}

    def _affordable(
        self, point: Point, choices: Mapping[str, _Choice]
    ) -> tuple[float, dict[str, int], dict[str, Rows]]:
        """Return the strictest exchange rate within the budget, and the operating points and flags at it.

        What even the mildest judge flags, since must-examples and sure conditions bind, is on top of the budget.
        """
        spent = self._flagged(self._at(RULE_EXCHANGES[-1], point, choices)[1])
        budget = BUDGETS[point].above(spent, self._ordinary, self._close, self._weights)
        for exchange in RULE_EXCHANGES:
            chosen, verdicts = self._at(exchange, point, choices)
            if budget.allows(self._flagged(verdicts), self._ordinary, self._close, self._weights):
                return exchange, chosen, verdicts
        raise AssertionError("the mildest judge is within the budget")

    def _flagged(self, verdicts: Mapping[str, Rows]) -> Rows:
        flagged: Rows = np.logical_or.reduce([*verdicts.values(), np.zeros(len(self.examples), dtype=bool)])
        return flagged

    def _choices(self, point: Point) -> dict[str, _Choice]:
        """Return what can be chosen for each prohibition; must-examples bind where a person's text is checked."""
        choices = {}
        for name, scored in self._scored.items():
            judged = self._judged(scored.rule, point)
            violating = self._violating(scored.rule)
            texts = Texts(scored.evidence, violating & judged, self._clean & judged, self._weights)
            musts = scored.musts if point is Point.CHECK else scored.musts.none()
            choices[name] = _Choice(scored.rule, judged, texts, options(texts, musts))
        return choices

    def _at(
        self, exchange: float, point: Point, choices: Mapping[str, _Choice]
    ) -> tuple[dict[str, int], dict[str, Rows]]:
        """Return the operating points of the prohibitions at one exchange rate, and what they flag."""
        chosen = {}
        for name, choice in choices.items():
            threshold = choice.options.best(exchange / choice.rule.weight, RULE_BINDING)
            if point is Point.SUGGEST:
                threshold = min(threshold, self._thresholds[Point.CHECK][name])
            chosen[name] = threshold
        return chosen, {name: choices[name].judged & choices[name].texts.flags(own) for name, own in chosen.items()}

    def sweep(self) -> list[dict[str, Rows]]:
        """Return what is flagged at *check* by judges from the strictest to the mildest, once ``learn`` has run."""
        choices = self._choices(Point.CHECK)
        omissions = self._omissions(Point.CHECK)
        return [{**self._at(exchange, Point.CHECK, choices)[1], **omissions} for exchange in RULE_EXCHANGES]

    def _omissions(self, point: Point) -> dict[str, Rows]:
        """Return which examples miss each obligation, by the facts that models find which never saw the writer."""
        return {
            rule.id: self._due(rule, point) & ~self._stated(rule)
            for rule in self._rules
            if rule.kind is Kind.OBLIGATION
        }

    def _due(self, rule: CompiledRule, point: Point) -> Rows:
        sure = (Standing(s.certain, s.certain) for s in self._standings[point])
        return np.array([rule.applies.holds(standing) for standing in sure], dtype=bool)

    def _stated(self, rule: CompiledRule) -> Rows:
        """Return which examples do what an obligation asks, where it is due at some point."""
        due = np.logical_or.reduce([self._due(rule, point) for point in Point])

        def make() -> Arrays:
            stated = [
                bool(is_due) and states(rule, e.conversation, e.reading)
                for is_due, e in zip(due, self.examples, strict=True)
            ]
            return {"stated": np.array(stated, dtype=bool)}

        content = content_of(self._policy.folder, rule, self._locale)
        rows: Rows = self._kept.get("stated", content, make=make)["stated"]
        return rows

    def _counted(self, name: str, flagged: Rows) -> Figures:
        """Return what ``flagged`` does for the rule ``name``."""
        violating = np.array([name in e.violations and name not in e.disputed for e in self.examples], dtype=bool)
        counts = (flagged & violating, violating, flagged & self._clean, self._clean)
        return Figures(*(int(rows.sum()) for rows in counts))

    def _judged(self, rule: CompiledRule, point: Point) -> Rows:
        return np.array([rule.applies.holds(s) for s in self._standings[point]], dtype=bool)

    def _violating(self, rule: CompiledRule) -> Rows:
        return np.array([rule.id in e.violations and rule.id not in e.disputed for e in self.examples], dtype=bool)

    def _say(self, name: str, figures: Figures) -> None:
        caught = f"catches {figures.caught} of {figures.violating}"
        self._report(f"{name}: {caught}, flags {figures.flagged} of {figures.complying} (unseen writers)")
