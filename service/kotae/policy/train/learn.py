"""From labelled examples to the learned scores of one language: facts first, then the rules that rest on them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kotae.conversation import Locale
from kotae.policy.compiled import CompiledRule
from kotae.policy.contract import must_examples
from kotae.policy.detect import Match, matches
from kotae.policy.facts import Standing
from kotae.policy.features import CLAUSE, Groups, clauses_features
from kotae.policy.figures import Figures
from kotae.policy.grounding import exempt, may_exempt
from kotae.policy.judge import states
from kotae.policy.policy import Policy
from kotae.policy.score import ALWAYS, Scores, Thresholds
from kotae.policy.train.examples import LabelledReply, labelled
from kotae.policy.train.fit import Labels, Rows, Weights, fit, unseen, writer_folds
from kotae.policy.train.ground import ground_of, rows_of
from kotae.policy.train.kept import Arrays, Kept
from kotae.policy.train.learn_facts import FactLearner
from kotae.policy.train.matrix import Matrix, build_matrix
from kotae.policy.train.models import Models
from kotae.policy.train.points import BEYOND_DOUBT, BUDGETS, HOPELESS, RULE_EXCHANGES, Options, Texts, options, stricter
from kotae.policy.verdict import Kind, Point

Report = Callable[[str], None]
# How many negatives a positive counts for: violating clauses are rare among all.
_CLAUSE_WEIGHT = 3.0
_NOTHING = ALWAYS - 1
# What a rule's file says of whom it is judged, what it finds and how it must judge; all else is said to people.
_BY_LANGUAGE = {"detect", "triggered", "fulfilled", "must"}
_JUDGING = {"kind", "applies", "exceptions", "grounded", *_BY_LANGUAGE}


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


@dataclass(frozen=True, slots=True)
class _Choice:
    """A prohibition at one operating point: the examples of which it is judged, and the thresholds to choose from."""

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
        self._writers = np.array([e.writer for e in self.examples])
        self._clean = np.array([not e.violations and not e.disputed for e in self.examples], dtype=bool)
        ordinary = np.array([e.group.startswith("ordinary") for e in self.examples], dtype=bool)
        self._ordinary, self._close = self._clean & ordinary, self._clean & ~ordinary
        report("learning the facts")
        self._ground = facts = ground_of(self._kept.get("facts", make=self._facts))
        self._standings = facts.standings
        self._figures: dict[str, dict[Point, Figures]] = {name: dict(own) for name, own in facts.figures.items()}
        self._thresholds: dict[Point, dict[str, Thresholds]] = {p: dict(facts.thresholds[p]) for p in Point}
        self._scored: dict[str, _Scored] = {}
        texts = self._kept.get("clauses", make=self._texts_of_clauses)
        self._counts = texts["counts"]
        self._owner = np.repeat(np.arange(len(self.examples)), self._counts)
        self._vocabularies, self._worded = texts["vocabularies"], texts["worded"]
        self._clauses = Models(texts["keys"])

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
        scores = Scores(self._clauses.table(), self._ground.turns, self._thresholds, self._figures)
        return Learned(scores, self.examples, self._figures, verdicts)

    def _facts(self) -> Arrays:
        return FactLearner(self._policy, self._locale, self.examples, self._folds).learn().arrays()

    def _texts_of_clauses(self) -> Arrays:
        counts = np.array([len(e.reading.clauses) for e in self.examples], dtype=np.int64)
        names = sorted({name for e in self.examples for name in e.reading.hits})
        worded = rows_of([e.reading.hits for e in self.examples], names)
        return {"counts": counts, "keys": self._matrix.keys, "vocabularies": np.array(names), "worded": worded}

    @cached_property
    def _hearing(self) -> Policy:
        """The policy that knows the learned facts and judges by conditions alone."""
        return self._policy.with_scores({self._locale: self._ground.scores()})

    @cached_property
    def _matrix(self) -> Matrix:
        return build_matrix(list(self._clause_groups()), CLAUSE)

    def _clause_groups(self) -> Iterator[Groups]:
        for example, standing in zip(self.examples, self._standings[Point.CHECK], strict=True):
            yield from clauses_features(example.reading, standing.certain)

    def _prohibition(self, rule: CompiledRule) -> "_Scored | None":
        model = self._kept.get("model", rule.id, make=lambda: self._model(rule))
        if not model:
            return None
        self._clauses.weights[rule.id] = Weights(model["weights"], int(model["bias"]))
        own = self._kept.get("scores", self._content(rule), make=lambda: self._score(rule, model["unseen"]))
        musts = Texts(own["must plain"], own["must found"], own["must violating"], ~own["must violating"])
        return _Scored(rule, own["plain"], own["found"], musts)

    def _model(self, rule: CompiledRule) -> Arrays:
        """Fit the model of a prohibition, and score every clause by models that never saw its writer."""
        labels = np.array([-1 if v is None else v for e in self.examples for v in e.labels(rule.id)], dtype=np.int64)
        everything = np.ones(len(labels), dtype=bool)
        weights = fit(self._matrix, labels, everything, _CLAUSE_WEIGHT)
        if weights is None:
            return {}
        writers = self._writers[self._owner]
        scores = unseen(self._matrix, labels, everything, writers, self._folds, _CLAUSE_WEIGHT)
        return {"weights": weights.values, "bias": np.array(weights.bias), "unseen": scores}

    def _score(self, rule: CompiledRule, unseen: Labels) -> Arrays:
        """Tell what the conditions of a prohibition find from what its model alone may find, and judge its musts."""
        by_words = self._by_clause(self._found, rule, self._worth_reading(rule), otherwise=False)
        judgeable = self._by_clause(self._judgeable, rule, self._worth_excepting(rule), otherwise=True)
        plain, found = self._best(unseen, ~by_words & judgeable), self._best(unseen, by_words)
        musts = self._must_clauses(rule)
        own = {"must plain": musts.plain, "must found": musts.found, "must violating": musts.violating}
        return {"plain": plain, "found": found, **own}

    def _by_clause(
        self,
        ask: Callable[[CompiledRule, LabelledReply], list[bool]],
        rule: CompiledRule,
        worth: Rows,
        *,
        otherwise: bool,
    ) -> Rows:
        """Return what ``ask`` says of every clause; ``otherwise`` for replies that are not ``worth`` reading."""
        answers = np.full(len(self._owner), otherwise)
        ends = np.cumsum(self._counts)
        for number in np.flatnonzero(worth).tolist():
            end = ends[number]
            answers[end - self._counts[number] : end] = ask(rule, self.examples[number])
        return answers

    def _worth_reading(self, rule: CompiledRule) -> Rows:
        """Return which replies have words of all vocabularies that some condition of ``rule`` puts together."""
        rows = np.zeros(len(self.examples), dtype=bool)
        for pattern in rule.patterns:
            worded = np.isin(self._vocabularies, pattern.together)
            rows |= self._worded[:, worded].sum(axis=1) == len(set(pattern.together))
        return rows

    def _worth_excepting(self, rule: CompiledRule) -> Rows:
        """Return the contacts in which an exception of ``rule`` may hold."""
        return np.array([bool(rule.exceptions) and may_exempt(e.conversation) for e in self.examples], dtype=bool)

    def _content(self, rule: CompiledRule) -> str:
        """Return what the rule's file says of how replies are judged in this language."""
        said = self._policy.folder.rules[rule.id].model_dump(mode="json", include=_JUDGING)
        own = {k: v.get(self._locale.value) if k in _BY_LANGUAGE else v for k, v in said.items()}
        return json.dumps([rule.id, own, rule.approved], sort_keys=True)

    def _settle(self, point: Point) -> dict[str, Rows]:
        """Choose the operating points of all prohibitions, within the budget; return what all rules flag."""
        choices = self._choices(point)
        for exchange in RULE_EXCHANGES:
            chosen, verdicts = self._at(exchange, point, choices)
            flagged = np.logical_or.reduce([*verdicts.values(), np.zeros(len(self.examples), dtype=bool)])
            if BUDGETS[point].allows(flagged, self._ordinary, self._close):
                break
        self._report(f"{point.value}: a compliant reply flagged counts for {exchange} violations caught")
        for name, thresholds in chosen.items():
            self._thresholds[point][name] = thresholds
            self._figures.setdefault(name, {})[point] = choices[name].texts.figures(thresholds)
        omissions = self._omissions(point)
        for name, missed in omissions.items():
            self._figures.setdefault(name, {})[point] = self._counted(name, missed)
        return {**verdicts, **omissions}

    def _choices(self, point: Point) -> dict[str, _Choice]:
        """Return what can be chosen for each prohibition; must-examples bind where a person's text is checked."""
        choices = {}
        for name, scored in self._scored.items():
            judged = self._judged(scored.rule, point)
            violating = self._violating(scored.rule)
            texts = Texts(scored.plain, scored.found, violating & judged, self._clean & judged)
            musts = scored.musts if point is Point.CHECK else scored.musts.none()
            steps = BEYOND_DOUBT if scored.rule.weight > 1 else HOPELESS
            choices[name] = _Choice(scored.rule, judged, texts, options(texts, musts, steps))
        return choices

    def _at(
        self, exchange: float, point: Point, choices: Mapping[str, _Choice]
    ) -> tuple[dict[str, Thresholds], dict[str, Rows]]:
        """Return the operating points of the prohibitions at one exchange rate, and what they flag."""
        chosen = {}
        for name, choice in choices.items():
            thresholds, _ = choice.options.best(exchange / choice.rule.weight)
            if point is Point.SUGGEST:
                thresholds = stricter(thresholds, self._thresholds[Point.CHECK][name])
            chosen[name] = thresholds
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

        rows: Rows = self._kept.get("stated", self._content(rule), make=make)["stated"]
        return rows

    def _counted(self, name: str, flagged: Rows) -> Figures:
        """Return what ``flagged`` does for the rule ``name``."""
        violating = np.array([name in e.violations and name not in e.disputed for e in self.examples], dtype=bool)
        counts = (flagged & violating, violating, flagged & self._clean, self._clean)
        return Figures(*(int(rows.sum()) for rows in counts))

    def _judged(self, rule: CompiledRule, point: Point) -> Rows:
        return np.array([rule.applies.holds(s) for s in self._standings[point]], dtype=bool)

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
        policy = self._hearing
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
    # Before its facts are asked for: few rules have exceptions.
    return bool(rule.exceptions) and exempt(
        rule.exceptions, example.conversation, example.facts, example.reading, match
    )


def _bound(plain: Labels, found: Labels, musts: Sequence[LabelledReply]) -> Texts:
    """Return must-examples as texts that bind."""
    violating = np.array([bool(m.violations) for m in musts], dtype=bool)
    return Texts(plain, found, violating, ~violating)
