"""``make baselines``: Kotae's figures beside those of plainer methods on the same labelled replies. Totals only."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import click
import numpy as np
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from evals import dataset, expressions
from evals.console import console
from evals.dataset import Item
from evals.operating import Flags, Floats, at_share, flags_above, recall, wrongly_flagged
from kotae.conversation import Locale
from kotae.policy import Policy, default_folder
from kotae.policy.intervals import Share, interval, percent
from kotae.policy.verdict import Kind, Point

# The shares of compliant replies flagged at which a method that has scores is read, and those of examples learned from.
FLAGGED = (0.03, 0.2)
LEARNED = (0.25, 0.5, 1.0)
_SEED = 20


@dataclass(frozen=True, slots=True)
class Example:
    """A reply to learn from: its text, the rules it violates, and those on which readers differed."""

    text: str
    violations: frozenset[str]
    disputed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """What all methods make of the same items.

    Attributes:
        items: The items, all in one language.
        rules: The rules, in the order of all columns.
        expressions: The flags of the keyword expressions, of shape (items, rules).
        ngrams: For each share of the examples, the scores of the n-grams, of shape (items, rules).
        kotae: For each operating point, Kotae's flags, of shape (items, rules).
    """

    items: Sequence[Item]
    rules: Sequence[str]
    expressions: Flags
    ngrams: Mapping[float, Floats]
    kotae: Mapping[Point, Flags]

    def of_rules(self, among: Collection[str]) -> "Judged":
        """Return the same for some of the rules."""
        kept = [column for column, rule in enumerate(self.rules) if rule in among]
        return Judged(
            self.items,
            [self.rules[column] for column in kept],
            self.expressions[:, kept],
            {part: scores[:, kept] for part, scores in self.ngrams.items()},
            {point: flags[:, kept] for point, flags in self.kotae.items()},
        )

    def shares(self) -> Iterator[tuple[str, Share, Share]]:
        """Yield each method with the share of compliant items that it flags and its recall."""
        yield self._read("keyword expressions", self.expressions)
        for part, scores in self.ngrams.items():
            for most in FLAGGED:
                yield self._at(f"n-grams, {part:.0%} of examples, at {most:.0%}", scores, most)
        for point, flags in self.kotae.items():
            most = wrongly_flagged(flags, self.items, self.rules)["value"] or 0.0
            yield self._at(f"n-grams, as many as Kotae ({point.value})", self.ngrams[max(self.ngrams)], most)
            yield self._read(f"Kotae ({point.value})", flags)

    def _at(self, method: str, scores: Floats, most: float) -> tuple[str, Share, Share]:
        return self._read(method, flags_above(scores, at_share(scores, self.items, self.rules, most)))

    def _read(self, method: str, flags: Flags) -> tuple[str, Share, Share]:
        return method, wrongly_flagged(flags, self.items, self.rules), recall(flags, self.items, self.rules)


@click.command()
def main() -> None:
    """Print recall and compliant replies flagged: keyword expressions, n-grams of the whole reply, and Kotae.

    The n-grams learn from policies/examples, on 25, 50 and 100 % of them. Each method judges every labelled reply of
    evals/datasets; nothing of these is learned from. Prohibitions are also shown alone, since no method that sees
    only the reply can know which obligations are due.
    """
    policy = Policy.load(default_folder())
    table = Table(
        title="Compliant replies flagged and recall, in per cent", title_justify="left", title_style="bold", box=None
    )
    table.add_column("Method", no_wrap=True)
    for name in ("", "all rules: flagged", "recall", "prohibitions: flagged", "recall"):
        table.add_column(name, justify="right")
    for locale in Locale:
        judged = judge(policy, locale, default_folder() / "examples")
        forbidden = {rule.id for rule in policy.rules(locale) if rule.kind is Kind.PROHIBITION}
        for every, some in zip(judged.shares(), judged.of_rules(forbidden).shares(), strict=True):
            shares = (percent(every[1]["value"]), interval(every[2]), percent(some[1]["value"]), interval(some[2]))
            table.add_row(every[0], locale.value, *shares)
    console().print(table)


def judge(policy: Policy, locale: Locale, folder: Path) -> Judged:
    """Have all methods judge the labelled replies in ``locale``; the n-grams learn from the examples in ``folder``."""
    items = [i for name in dataset.names() for i in dataset.load(name).items if i.conversation.locale is locale]
    rules = [rule.id for rule in policy.rules(locale)]
    known = list(examples(folder, locale))
    shuffled = Random(_SEED).sample(known, len(known))  # noqa: S311
    texts = [item.candidate for item in items]
    return Judged(
        items,
        rules,
        _by_expressions(policy, locale, items, rules),
        {part: ngram_scores(shuffled[: round(part * len(shuffled))], texts, rules) for part in LEARNED},
        {point: _by_kotae(policy, items, rules, point) for point in Point},
    )


def examples(folder: Path, locale: Locale) -> Iterator[Example]:
    """Yield the labelled replies in ``locale`` that the learned scores are learned from."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["locale"] == locale.value:
                disputed = frozenset(entry.get("disputed", ()))
                yield Example(entry["candidate"], frozenset(entry["violations"]) - disputed, disputed)


def ngram_scores(learned_from: Sequence[Example], texts: Sequence[str], rules: Sequence[str]) -> Floats:
    """Return the scores of ``texts`` by one linear model a rule over character 1- to 4-grams of the whole reply.

    Returns:
        Float64 of shape (texts, rules); very low for a rule that too few examples violate.
    """
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True)
    known = vectorizer.fit_transform([example.text for example in learned_from])
    asked = vectorizer.transform(texts)
    scores = np.full((len(texts), len(rules)), -np.inf)
    for column, rule in enumerate(rules):
        used = np.array([rule not in example.disputed for example in learned_from])
        labels = np.array([rule in example.violations for example in learned_from])
        if labels[used].any():
            model = LinearSVC(C=1.0, class_weight="balanced", random_state=_SEED)
            scores[:, column] = model.fit(known[used], labels[used]).decision_function(asked)
    return scores


def _by_expressions(policy: Policy, locale: Locale, items: Sequence[Item], rules: Sequence[str]) -> Flags:
    judge = expressions.naive_loop(expressions.of_rules(policy.folder, locale))
    return _flags([judge(item.candidate) for item in items], rules)


def _by_kotae(policy: Policy, items: Sequence[Item], rules: Sequence[str], point: Point) -> Flags:
    today = datetime.now(UTC).date()
    verdicts = [
        policy.judge(item.conversation, policy.facts(item.conversation), item.candidate, point=point, as_of=today)
        for item in items
    ]
    return _flags([[finding.rule for finding in verdict.findings] for verdict in verdicts], rules)


def _flags(named: Sequence[Sequence[str]], rules: Sequence[str]) -> Flags:
    return np.array([[rule in found for rule in rules] for found in named])


if __name__ == "__main__":
    main()
