"""From labelled replies to the learned scores of prohibitions, and what their conditions find beside these."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kotae.conversation import Locale
from kotae.policy.blend import Blend
from kotae.policy.compiled import CompiledRule
from kotae.policy.contract import must_examples
from kotae.policy.detect import Match, matches
from kotae.policy.facts import Standing
from kotae.policy.features import CLAUSE, REPLY, Groups, clauses_features, reply_features
from kotae.policy.grounding import exempt, may_exempt
from kotae.policy.policy import Policy
from kotae.policy.train.examples import LabelledReply, labelled
from kotae.policy.train.fit import Labels, Rows, Weights, fit, unseen
from kotae.policy.train.ground import content_of, rows_of
from kotae.policy.train.kept import Arrays, Kept
from kotae.policy.train.matrix import Matrix, build_matrix
from kotae.policy.train.models import Models
from kotae.policy.train.points import Texts
from kotae.policy.train.signals import NOTHING, SURE, Signals
from kotae.policy.verdict import Point

# How many negatives a positive counts for: what violates a rule is rare among all.
_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Scored:
    """A prohibition's blend, the evidence by models that never saw the writer, and that of its must-examples.

    ``evidence`` is of shape (examples,).
    """

    rule: CompiledRule
    blend: Blend
    evidence: Labels
    musts: Texts


class RuleLearner:
    """Learns which replies violate a prohibition, and by which of their clauses.

    Attributes:
        clauses: What was learned of clauses.
        replies: What was learned of whole replies.
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
        """Read ``examples``, unless that is ``kept``.

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
        self._weights = np.array([e.weight for e in examples], dtype=np.int64)
        self._standings = standings
        self._kept = kept
        texts = kept.get("texts", make=self._texts)
        self._counts = texts["counts"]
        self._owner = np.repeat(np.arange(len(examples)), self._counts)
        self._vocabularies, self._worded = texts["vocabularies"], texts["worded"]
        self.clauses = Models(texts["clause keys"])
        self.replies = Models(texts["reply keys"])

    def learn(self, rule: CompiledRule) -> Scored | None:
        """Learn one prohibition; None where there are too few examples."""
        clause = self._kept.get("clause", rule.id, make=lambda: self._clause_model(rule))
        if not clause:
            return None
        self.clauses.weights[rule.id] = Weights(clause["weights"], int(clause["bias"]))
        reply = self._kept.get("reply", rule.id, make=lambda: self._reply_model(rule))
        if reply:
            self.replies.weights[rule.id] = Weights(reply["weights"], int(reply["bias"]))
        whole = reply["unseen"] if reply else np.zeros(len(self._examples), dtype=np.int64)
        own = self._kept.get(
            "evidence",
            content_of(self._policy.folder, rule, self._locale),
            make=lambda: self._weigh(rule, clause["unseen"], whole),
        )
        violating = own["must violating"]
        musts = Texts(own["must evidence"], violating, ~violating, np.ones(len(violating), dtype=np.int64))
        return Scored(rule, Blend(*own["blend"].tolist()), own["evidence"], musts)

    def _texts(self) -> Arrays:
        counts = np.array([len(e.reading.clauses) for e in self._examples], dtype=np.int64)
        names = sorted({name for e in self._examples for name in e.reading.hits})
        worded = rows_of([e.reading.hits for e in self._examples], names)
        return {
            "counts": counts,
            "clause keys": self._clause_matrix.keys,
            "reply keys": self._reply_matrix.keys,
            "vocabularies": np.array(names, dtype=np.str_),
            "worded": worded,
        }

    @cached_property
    def _groups(self) -> list[list[Groups]]:
        standings = self._standings[Point.CHECK]
        return [clauses_features(e.reading, s.certain) for e, s in zip(self._examples, standings, strict=True)]

    @cached_property
    def _clause_matrix(self) -> Matrix:
        return build_matrix([groups for own in self._groups for groups in own], CLAUSE)

    @cached_property
    def _reply_matrix(self) -> Matrix:
        read = zip(self._examples, self._standings[Point.CHECK], self._groups, strict=True)
        return build_matrix([reply_features(e.reading, s.certain, own) for e, s, own in read], REPLY)

    def _clause_model(self, rule: CompiledRule) -> Arrays:
        labels = np.array([-1 if v is None else v for e in self._examples for v in e.labels(rule.id)], dtype=np.int64)
        return self._model(self._clause_matrix, labels, self._writers[self._owner])

    def _reply_model(self, rule: CompiledRule) -> Arrays:
        return self._model(self._reply_matrix, self._labels(rule), self._writers)

    def _model(self, matrix: Matrix, labels: Labels, writers: npt.NDArray[np.str_]) -> Arrays:
        """Fit a model, and score every text by models that never saw its writer; nothing with too few examples."""
        everything = np.ones(len(labels), dtype=bool)
        weights = fit(matrix, labels, everything, _WEIGHT)
        if weights is None:
            return {}
        scores = unseen(matrix, labels, everything, writers, self._folds, _WEIGHT)
        return {"weights": weights.values, "bias": np.array(weights.bias), "unseen": scores}

    def _labels(self, rule: CompiledRule) -> Labels:
        """Return 1 where a reply violates ``rule``, 0 where not, -1 where readers differed, of shape (examples,)."""
        return np.array(
            [-1 if rule.id in e.disputed else int(rule.id in e.violations) for e in self._examples], dtype=np.int64
        )

    def _weigh(self, rule: CompiledRule, score: Labels, whole: Labels) -> Arrays:
        """Weigh what the conditions of a prohibition find and what its models score, also of its must-examples."""
        worth = self._worth_reading(rule)
        worded = self._by_clause(self._found, rule, worth, otherwise=False)
        judgeable = self._by_clause(self._judgeable, rule, self._worth_excepting(rule), otherwise=True)
        signals = Signals(score, worded, worded | judgeable, self._owner, whole)
        judged = np.array([rule.applies.holds(s) for s in self._standings[Point.CHECK]], dtype=bool)
        labels = self._labels(rule)
        blend = signals.fit(labels, judged, self._weights)
        evidence = signals.unseen(labels, judged, self._weights, self._writers, self._folds)
        sure = np.zeros(len(evidence), dtype=bool)
        for number in np.flatnonzero(worth).tolist():
            sure[number] = self._sure(rule, self._examples[number])
        musts = self._musts(rule)
        return {
            "blend": np.array(astuple(blend), dtype=np.int64),
            "evidence": np.where(sure, SURE, evidence),
            "must evidence": np.array([self._evidence(rule, blend, must) for must in musts], dtype=np.int64),
            "must violating": np.array([bool(must.violations) for must in musts], dtype=bool),
        }

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

    def _sure(self, rule: CompiledRule, example: LabelledReply) -> bool:
        """Whether a sure condition of the rule finds its words."""
        sure = [pattern for pattern in rule.patterns if pattern.sure]
        return any(not _exempt(rule, example, m) for m in matches(example.reading, sure))

    def _evidence(self, rule: CompiledRule, blend: Blend, example: LabelledReply) -> int:
        """Return the evidence of one text, by what was learned of all examples."""
        if self._sure(rule, example):
            return SURE
        clauses = clauses_features(example.reading, example.facts)
        reply = reply_features(example.reading, example.facts, clauses)
        whole = self.replies.score(rule.id, reply, REPLY) if rule.id in self.replies.weights else 0
        read = zip(clauses, self._found(rule, example), self._judgeable(rule, example), strict=True)
        counted = [(groups, worded) for groups, worded, may in read if worded or may]
        scores = ((self.clauses.score(rule.id, groups, CLAUSE), worded) for groups, worded in counted)
        return max((blend.evidence(score, whole, worded) for score, worded in scores), default=NOTHING)

    def _musts(self, rule: CompiledRule) -> list[LabelledReply]:
        """Return the must-examples of a prohibition that is judged of them."""
        policy = self._policy
        musts = [
            labelled(policy, must.conversation, must.reply, frozenset({rule.id} if must.violates else ()))
            for must in must_examples(policy.folder.rules[rule.id], self._locale)
        ]
        return [must for must in musts if rule.applies.holds(Standing(must.facts, must.facts))]


def _exempt(rule: CompiledRule, example: LabelledReply, match: Match) -> bool:
    # Before its facts are asked for: few rules have exceptions.
    return bool(rule.exceptions) and exempt(
        rule.exceptions, example.conversation, example.facts, example.reading, match
    )
