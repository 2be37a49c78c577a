"""From labelled clauses to the learned scores of prohibitions, and what their conditions find beside these."""

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
from kotae.policy.grounding import exempt, may_exempt
from kotae.policy.policy import Policy
from kotae.policy.score import ALWAYS
from kotae.policy.train.examples import LabelledReply, labelled
from kotae.policy.train.fit import Labels, Rows, Weights, fit, unseen
from kotae.policy.train.ground import content_of, rows_of
from kotae.policy.train.kept import Arrays, Kept
from kotae.policy.train.matrix import Matrix, build_matrix
from kotae.policy.train.models import Models
from kotae.policy.train.points import Texts
from kotae.policy.verdict import Point

# How many negatives a positive counts for: violating clauses are rare among all.
_CLAUSE_WEIGHT = 3.0
_NOTHING = ALWAYS - 1


@dataclass(frozen=True, slots=True)
class Scored:
    """A prohibition's scores by models that never saw the writer, as in ``Texts``, and its must-examples."""

    rule: CompiledRule
    plain: Labels
    found: Labels
    musts: Texts


class ClauseLearner:
    """Learns which clauses of replies violate a prohibition.

    Attributes:
        models: What was learned.
    """

    def __init__(
        self,
        policy: Policy,
        locale: Locale,
        examples: Sequence[LabelledReply],
        folds: Sequence[frozenset[str]],
        standings: Mapping[Point, Sequence[Standing]],
        kept: Kept,
    ) -> None:
        """Read the clauses of ``examples``, unless that is ``kept``.

        Args:
            policy: Knows the learned facts and judges by conditions alone.
            locale: The language.
            examples: Replies in it.
            folds: Writers to leave out together.
            standings: The facts of each example.
            kept: What earlier learning found on the same facts, words and examples.
        """
        self._policy = policy
        self._locale = locale
        self._examples = examples
        self._folds = folds
        self._writers = np.array([e.writer for e in examples])
        self._standings = standings
        self._kept = kept
        texts = kept.get("clauses", make=self._texts)
        self._counts = texts["counts"]
        self._owner = np.repeat(np.arange(len(examples)), self._counts)
        self._vocabularies, self._worded = texts["vocabularies"], texts["worded"]
        self.models = Models(texts["keys"])

    def learn(self, rule: CompiledRule) -> Scored | None:
        """Learn one prohibition; None where there are too few examples."""
        model = self._kept.get("model", rule.id, make=lambda: self._model(rule))
        if not model:
            return None
        self.models.weights[rule.id] = Weights(model["weights"], int(model["bias"]))
        own = self._kept.get(
            "scores",
            content_of(self._policy.folder, rule, self._locale),
            make=lambda: self._score(rule, model["unseen"]),
        )
        musts = Texts(own["must plain"], own["must found"], own["must violating"], ~own["must violating"])
        return Scored(rule, own["plain"], own["found"], musts)

    def _texts(self) -> Arrays:
        counts = np.array([len(e.reading.clauses) for e in self._examples], dtype=np.int64)
        names = sorted({name for e in self._examples for name in e.reading.hits})
        worded = rows_of([e.reading.hits for e in self._examples], names)
        return {
            "counts": counts,
            "keys": self._matrix.keys,
            "vocabularies": np.array(names, dtype=np.str_),
            "worded": worded,
        }

    @cached_property
    def _matrix(self) -> Matrix:
        return build_matrix(list(self._clause_groups()), CLAUSE)

    def _clause_groups(self) -> Iterator[Groups]:
        for example, standing in zip(self._examples, self._standings[Point.CHECK], strict=True):
            yield from clauses_features(example.reading, standing.certain)

    def _model(self, rule: CompiledRule) -> Arrays:
        """Fit the model of a prohibition, and score every clause by models that never saw its writer."""
        labels = np.array([-1 if v is None else v for e in self._examples for v in e.labels(rule.id)], dtype=np.int64)
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
            answers[end - self._counts[number] : end] = ask(rule, self._examples[number])
        return answers

    def _worth_reading(self, rule: CompiledRule) -> Rows:
        """Return which replies have words of all vocabularies that some condition of ``rule`` puts together."""
        rows = np.zeros(len(self._examples), dtype=bool)
        for pattern in rule.patterns:
            worded = np.isin(self._vocabularies, pattern.together)
            rows |= self._worded[:, worded].sum(axis=1) == len(set(pattern.together))
        return rows

    def _worth_excepting(self, rule: CompiledRule) -> Rows:
        """Return the contacts in which an exception of ``rule`` may hold."""
        return np.array([bool(rule.exceptions) and may_exempt(e.conversation) for e in self._examples], dtype=bool)

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
        best = np.full(len(self._examples), _NOTHING)
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
                    side[number] = max(side[number], self.models.score(rule.id, groups, CLAUSE))
        return _bound(plain, found, musts)

    def _musts(self, rule: CompiledRule) -> list[LabelledReply]:
        policy = self._policy
        return [
            labelled(policy, must.conversation, must.reply, frozenset({rule.id} if must.violates else ()))
            for must in must_examples(policy.folder.rules[rule.id], self._locale)
        ]


def _exempt(rule: CompiledRule, example: LabelledReply, match: Match) -> bool:
    # Before its facts are asked for: few rules have exceptions.
    return bool(rule.exceptions) and exempt(
        rule.exceptions, example.conversation, example.facts, example.reading, match
    )


def _bound(plain: Labels, found: Labels, musts: Sequence[LabelledReply]) -> Texts:
    """Return must-examples as texts that bind."""
    violating = np.array([bool(m.violations) for m in musts], dtype=bool)
    return Texts(plain, found, violating, ~violating)
