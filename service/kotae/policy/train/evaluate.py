"""Measure a policy folder on its own examples, each judged by models that never saw its writer."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kotae.conversation import Locale
from kotae.policy.contract import day_of
from kotae.policy.figures import Figures
from kotae.policy.folder import read_folder
from kotae.policy.policy import Policy
from kotae.policy.train.examples import LabelledReply, read_examples
from kotae.policy.train.fit import Rows
from kotae.policy.train.learn import Learner, Report
from kotae.policy.verdict import Point

# What examples are of: written to be hard for a rule, as contacts go, and free of anything to find.
SUBTLE, NATURAL, ORDINARY, ALL = "subtle", "natural", "ordinary", "all"
# Into how many parts the examples are dealt for the curve, each part learned from alone.
_PARTS = (8, 4, 2)

Flags = Mapping[str, Rows]
ByPoint = dict[Point, Figures]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How the rules and facts of one language judge examples of writers left out.

    Attributes:
        examples: How many there are.
        rules: By rule: violations caught, and replies that keep the rule and are flagged for it.
        groups: By what the examples are of: pairs of reply and violated rule caught, and wholly compliant replies
            flagged for anything.
        facts: By fact: turns that establish it and are heard so, and turns that do not and are.
        sweep: By rule and by group the same as above at *check*, for judges from the strictest to the mildest.
        curve: By number of examples to learn from, the smallest first, the groups at *check*; empty if not asked for.
    """

    examples: int
    rules: dict[str, ByPoint]
    groups: dict[str, ByPoint]
    facts: dict[str, ByPoint]
    sweep: list[dict[str, Figures]]
    curve: dict[int, dict[str, Figures]]


def evaluate(root: Path, locale: Locale, report: Report) -> Evaluation | None:
    """Measure one language of the policy folder at ``root``; None where it has no examples."""
    return _evaluate(root, locale, report, curve=False)


def evaluate_with_curve(root: Path, locale: Locale, report: Report) -> Evaluation | None:
    """Measure one language, and also what fewer examples to learn from would have given; this takes some minutes."""
    return _evaluate(root, locale, report, curve=True)


def together(evaluations: Sequence[Evaluation]) -> Evaluation:
    """Add up what was measured in several languages, except by rule and by fact, which are not the same models."""
    first, *others = evaluations
    groups = {g: dict(by_point) for g, by_point in first.groups.items()}
    sweep = [{name: step[name] for name in groups} for step in first.sweep]
    curve = list(first.curve.items())
    for other in others:
        for group, by_point in groups.items():
            for point in by_point:
                by_point[point] += other.groups[group][point]
        for step, more in zip(sweep, other.sweep, strict=True):
            for name in step:
                step[name] += more[name]
        curve = [
            (size + more, {g: by[g] + by_more[g] for g in by})
            for (size, by), (more, by_more) in zip(curve, other.curve.items(), strict=True)
        ]
    return Evaluation(sum(e.examples for e in evaluations), {}, groups, {}, sweep, dict(curve))


class _Labels:
    """What the readers of the examples found, as rows of shape (examples,)."""

    def __init__(self, policy: Policy, locale: Locale, examples: Sequence[LabelledReply]) -> None:
        self._policy = policy
        self._examples = examples
        self._rules = policy.rules(locale)
        self._by_conditions: dict[str, Rows] = {}
        self.names = [rule.id for rule in self._rules]
        violating = [(r, e) for r in self.names for e in examples]
        shape = (len(self.names), len(examples))
        found = np.array([r in e.violations and r not in e.disputed for r, e in violating], dtype=bool).reshape(shape)
        kept = np.array([r not in e.violations | e.disputed for r, e in violating], dtype=bool).reshape(shape)
        self._violating = dict(zip(self.names, found, strict=True))
        self._keeping = dict(zip(self.names, kept, strict=True))
        self._clean = np.array([not e.violations and not e.disputed for e in examples], dtype=bool)
        kinds = np.array([group_of(e.group) for e in examples])
        self._groups = {g: kinds == g for g in (SUBTLE, NATURAL, ORDINARY)} | {ALL: np.ones(len(examples), dtype=bool)}

    def of_rule(self, flags: Rows, rule: str) -> Figures:
        """Return what ``flags`` make of one rule."""
        return _figures(flags, self._violating[rule], self._keeping[rule])

    def of_groups(self, flags: Flags) -> dict[str, Figures]:
        """Return what the flags of all rules make of each group of examples."""
        any_of = np.logical_or.reduce([*flags.values(), np.zeros(len(self._examples), dtype=bool)])
        result = {}
        for group, rows in self._groups.items():
            caught = sum(int((flags[r] & self._violating[r] & rows).sum()) for r in self.names)
            violating = sum(int((self._violating[r] & rows).sum()) for r in self.names)
            flagged, complying = int((any_of & self._clean & rows).sum()), int((self._clean & rows).sum())
            result[group] = Figures(caught, violating, flagged, complying)
        return result

    def complete(self, flags: Flags) -> dict[str, Rows]:
        """Add the rules of which nothing was learned, as their conditions judge, which have seen no writer at all."""
        return {rule: flags[rule] if rule in flags else self.by_conditions(rule) for rule in self.names}

    def by_conditions(self, rule: str) -> Rows:
        """Return what the conditions of ``rule`` flag by themselves."""
        if rule not in self._by_conditions:
            as_of = day_of(self._policy.folder.rules[rule])
            found = [self._policy.judge(e.conversation, self._policy.facts(e.conversation), e.candidate,
                                        point=Point.CHECK, as_of=as_of).findings for e in self._examples]  # fmt: skip
            for name in self.names:
                if day_of(self._policy.folder.rules[name]) == as_of:
                    rows = np.array([any(f.rule == name for f in of) for of in found], dtype=bool)
                    self._by_conditions[name] = rows
        return self._by_conditions[rule]


def group_of(name: str) -> str:
    """Return what the examples of a file are of, by the name of the file."""
    return next((group for group in (NATURAL, ORDINARY) if name.startswith(group)), SUBTLE)


def _evaluate(root: Path, locale: Locale, report: Report, *, curve: bool) -> Evaluation | None:
    report("reading the examples")
    policy = Policy(read_folder(root))
    examples = list(read_examples(root / "examples", policy, locale))
    if not examples:
        return None
    labels = _Labels(policy, locale, examples)
    learner = Learner(policy, locale, examples, report)
    learned = learner.learn()
    flags = {point: labels.complete(learned.verdicts[point]) for point in (Point.CHECK, Point.SUGGEST)}
    groups = {point: labels.of_groups(by_rule) for point, by_rule in flags.items()}
    report("comparing judges from the strictest to the mildest")
    sweep = []
    for step in learner.sweep():
        judged = labels.complete(step)
        sweep.append({r: labels.of_rule(judged[r], r) for r in labels.names} | labels.of_groups(judged))
    fewer = _curve(policy, locale, examples, labels, report) if curve else {}
    return Evaluation(
        examples=len(examples),
        rules={r: {p: labels.of_rule(by_rule[r], r) for p, by_rule in flags.items()} for r in labels.names},
        groups={g: {p: by_group[g] for p, by_group in groups.items()} for g in (SUBTLE, NATURAL, ORDINARY, ALL)},
        facts={n: dict(by_point) for n, by_point in learned.figures.items() if n not in labels.names},
        sweep=sweep,
        curve=fewer | {len(examples): groups[Point.CHECK]} if curve else {},
    )


def _curve(
    policy: Policy, locale: Locale, examples: Sequence[LabelledReply], labels: _Labels, report: Report
) -> dict[int, dict[str, Figures]]:
    """Learn from parts of the examples, so that every example is judged once by what its part teaches."""
    result = {}
    for count in _PARTS:
        parts = np.array([_part(e, count) for e in examples], dtype=np.int64)
        flags = {rule: np.zeros(len(examples), dtype=bool) for rule in labels.names}
        for part in np.unique(parts).tolist():
            report(f"learning from 1/{count} of the examples, part {part + 1}")
            own = np.flatnonzero(parts == part)
            learned = Learner(policy, locale, [examples[i] for i in own.tolist()], lambda _: None).learn()
            for rule in labels.names:
                verdict = learned.verdicts[Point.CHECK].get(rule)
                flags[rule][own] = labels.by_conditions(rule)[own] if verdict is None else verdict
        result[len(examples) // count] = labels.of_groups(flags)
    return result


def _part(example: LabelledReply, count: int) -> int:
    """Deal an example into one of ``count`` parts, by its text: order in a file tells labels apart."""
    return hashlib.sha256(f"{example.id}\n{example.candidate}".encode()).digest()[0] % count


def _figures(flags: Rows, violating: Rows, complying: Rows) -> Figures:
    caught, flagged = int((flags & violating).sum()), int((flags & complying).sum())
    return Figures(caught, int(violating.sum()), flagged, int(complying.sum()))
