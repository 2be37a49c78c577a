"""From labelled turns of customers to the learned facts of one language."""

from collections.abc import Iterator, Sequence

import numpy as np

from kotae.conversation import Locale, Role
from kotae.policy.blend import Blend
from kotae.policy.contract import fact_examples
from kotae.policy.facts import FactRule, Standing, names_of
from kotae.policy.features import TURN, turn_features
from kotae.policy.figures import Figures
from kotae.policy.hearing import learnable
from kotae.policy.policy import Policy
from kotae.policy.train.examples import LabelledReply
from kotae.policy.train.fit import Labels, Rows, fit, unseen
from kotae.policy.train.ground import Ground
from kotae.policy.train.matrix import build_matrix
from kotae.policy.train.models import Models
from kotae.policy.train.points import EXCUSE_EXCHANGE, FACT_BINDING, FACT_EXCHANGE, Texts, options
from kotae.policy.train.signals import Signals
from kotae.policy.verdict import Point

# How many negatives a positive counts for: most turns establish none of the facts.
_WEIGHT = 3.0
# With fewer turns that establish a fact, words tell it better.
_LEAST_TURNS = 50


class FactLearner:
    """Learns the facts that single turns of customers establish.

    Attributes:
        models: What was learned.
        figures: What each operating point does to turns of writers left out.
        blends: What the score of a turn and the words found in it weigh together.
        thresholds: The operating points.
    """

    def __init__(
        self, policy: Policy, locale: Locale, examples: Sequence[LabelledReply], folds: Sequence[frozenset[str]]
    ) -> None:
        """Read the customers' last turns of ``examples``; ``policy`` judges by conditions alone."""
        self._policy = policy
        self._locale = locale
        self._examples = examples
        self._folds = folds
        self._writers = np.array([e.writer for e in examples])
        self._weights = np.array([e.weight for e in examples], dtype=np.int64)
        self._rules = policy.fact_rules(locale)
        turns = [turn_features(e.turn, e.facts, e.conversation.channel) for e in examples]
        self._matrix = build_matrix(turns, TURN)
        self.models = Models(self._matrix.keys)
        self.figures: dict[str, dict[Point, Figures]] = {}
        self.blends: dict[str, Blend] = {}
        self.thresholds: dict[Point, dict[str, int]] = {p: {} for p in Point}
        self._heard: dict[Point, dict[str, Rows]] = {p: {} for p in Point}

    def learn(self) -> Ground:
        """Learn every fact with labels enough."""
        for rule in self._rules:
            if learnable(rule):
                self._learn(rule)
        standings = {point: self._standings(point) for point in Point}
        return Ground(self.models.table(), self.blends, self.thresholds, self.figures, standings)

    def _standings(self, point: Point) -> list[Standing]:
        """Return, for each example, the facts that models which never saw its writer find."""
        learned = frozenset(self._heard[point])
        derived = frozenset(r.name for r in self._rules if r.any_of)
        earlier = frozenset(r.name for r in self._rules if r.name in learned and not r.latest)
        found: list[Standing] = []
        for number, example in enumerate(self._examples):
            kept = example.facts - learned - derived
            if _turns(example) > 1:
                kept |= example.facts & earlier
            certain, possible = (
                self._with_heard(kept, {n for n in learned if self._heard[p][n][number]}, learned)
                for p in (Point.CHECK, point)
            )
            found.append(Standing(certain, possible))
        return found

    def _with_heard(self, kept: frozenset[str], heard: set[str], learned: frozenset[str]) -> frozenset[str]:
        """Return ``kept`` and ``heard`` with what rests on them, unless the scores deny that."""
        names = self._policy.with_derived(kept | heard, self._locale)
        return names - (learned - heard - kept)

    def _learn(self, rule: FactRule) -> None:
        labels = np.array([_label(rule, e) for e in self._examples], dtype=np.int64)
        if int((labels == 1).sum()) < _LEAST_TURNS:
            return
        everything = np.ones(len(labels), dtype=bool)
        weights = fit(self._matrix, labels, everything, _WEIGHT)
        if weights is None:
            return
        scores = unseen(self._matrix, labels, everything, self._writers, self._folds, _WEIGHT)
        by_words = np.array([rule.name in e.turn_words for e in self._examples], dtype=bool)
        self.models.weights[rule.name] = weights
        signals = _signals(scores, by_words)
        blend = self.blends[rule.name] = signals.fit(labels, everything, self._weights)
        evidence = signals.unseen(labels, everything, self._weights, self._writers, self._folds)
        texts = Texts(evidence, labels == 1, labels == 0, self._weights)
        self.figures[rule.name] = {}
        for point in (Point.CHECK, Point.SUGGEST):
            threshold = options(texts, self._musts(rule, point, blend)).best(self._exchange(rule, point), FACT_BINDING)
            if point is Point.SUGGEST:
                threshold = min(threshold, self.thresholds[Point.CHECK][rule.name])
            self.thresholds[point][rule.name] = threshold
            self.figures[rule.name][point] = texts.figures(threshold)
            self._heard[point][rule.name] = texts.flags(threshold)

    def _exchange(self, rule: FactRule, point: Point) -> float:
        """Return how many facts heard outweigh one heard wrongly: few where it excuses, since a miss accuses there."""
        excuses = any(rule.name in r.applies.none for r in self._policy.rules(self._locale))
        return EXCUSE_EXCHANGE if excuses else FACT_EXCHANGE[point]

    def _musts(self, rule: FactRule, point: Point, blend: Blend) -> Texts:
        """Weigh the must-examples of a fact; at *suggest* none bind."""
        rows = list(self._must_rows(rule)) if point is Point.CHECK else []
        scores: Labels = np.array([score for score, _, _ in rows], dtype=np.int64)
        worded = np.array([w for _, w, _ in rows], dtype=bool)
        holds = np.array([h for _, _, h in rows], dtype=bool)
        return Texts(_signals(scores, worded).evidence(blend), holds, ~holds, np.ones_like(scores))

    def _must_rows(self, rule: FactRule) -> Iterator[tuple[int, bool, bool]]:
        for conversation, holds in fact_examples(self._policy.folder.facts[rule.name], self._locale):
            last = conversation.latest(Role.CUSTOMER)
            if last is None or last != len(conversation.turns) - 1:
                continue
            facts = self._policy.facts(conversation)
            reading = self._policy.read(conversation, conversation.turns[last].text)
            groups = turn_features(reading, names_of(facts), conversation.channel)
            worded = any(f.name == rule.name and f.turn == last for f in facts)
            yield self.models.score(rule.name, groups, TURN), worded, holds


def _signals(scores: Labels, worded: Rows) -> Signals:
    """Return what speaks for each turn, which counts as one clause."""
    texts = np.arange(len(scores))
    return Signals(scores, worded, np.ones(len(texts), dtype=bool), texts, np.zeros(len(texts), dtype=np.int64))


def _turns(example: LabelledReply) -> int:
    return sum(turn.role is Role.CUSTOMER for turn in example.conversation.turns)


def _label(rule: FactRule, example: LabelledReply) -> int:
    """Return 1 where the customer's last turn establishes the fact, 0 where it does not, -1 where that is not known."""
    if example.turn_facts is None or example.told is None:
        return -1
    if rule.name in example.turn_facts:
        return 1
    if rule.name in example.told:
        return 1 if _turns(example) == 1 else -1
    return 0
