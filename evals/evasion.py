"""``make evasion``: disguise every labelled reply in every way and see whether the policy judges it as before."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from rich.table import Table

from evals import dataset
from evals.console import console
from evals.dataset import Item
from evals.disguises import DISGUISES, Disguise
from kotae.conversation import Locale
from kotae.policy import Fact, Kind, Point, Policy, Status, Verdict, default_folder

# How many points of recall at *check* a disguise may cost.
ALLOWED = 2.0


@dataclass(frozen=True, slots=True)
class Known:
    """A labelled reply with the facts of its conversation and the verdicts on it as it is, by point."""

    item: Item
    facts: tuple[Fact, ...]
    verdicts: dict[Point, Verdict]
    prohibited: frozenset[str]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``of`` held before the disguise, and how many under it."""

    before: int
    under: int
    of: int

    @property
    def difference(self) -> float:
        """By how many percentage points the share rose."""
        return 100 * (self.under - self.before) / self.of if self.of else 0.0

    @classmethod
    def count(cls, pairs: Iterable[tuple[bool, bool]]) -> "Share":
        """Count pairs of what held before and what holds under the disguise."""
        seen = list(pairs)
        return cls(sum(b for b, _ in seen), sum(u for _, u in seen), len(seen))


@dataclass(frozen=True, slots=True)
class Row:
    """What one disguise does to the replies that it changes.

    ``check`` and ``suggest`` count pairs of a reply and a prohibition that it violates, ``flagged`` and ``withheld``
    wholly compliant replies, ``stated`` obligations met before the disguise.
    """

    locale: Locale
    name: str
    replies: int
    check: Share
    suggest: Share
    flagged: Share
    withheld: Share
    stated: Share


@click.command(epilog="Exit codes: 0 no disguise costs more than that; 1 one does.")
@click.option(
    "--policies", type=click.Path(path_type=Path), help="A policy folder or bundle.  [default: the shipped one]"
)
def main(policies: Path | None) -> None:
    """Measure what each disguise costs in recall, on the datasets; two points at check are the most allowed."""
    policy = Policy.load(policies or default_folder())
    found = list(rows(policy, [item for name in dataset.names() for item in dataset.load(name).items]))
    console().print(table(found))
    worst = min((row.check.difference for row in found), default=0.0)
    console().print(f"The worst costs {-worst:.1f} points of recall at check; {ALLOWED:.0f} are allowed.")
    sys.exit(worst < -ALLOWED)


def rows(policy: Policy, items: Sequence[Item]) -> Iterator[Row]:
    """Judge ``items`` as they are and under each disguise; yield a row for each locale and disguise."""
    prohibited = frozenset(r.rule for r in policy.folder.rules.values() if r.kind is Kind.PROHIBITION)
    for locale, disguises in DISGUISES.items():
        known = [_known(policy, item, prohibited) for item in items if item.conversation.locale is locale]
        for name, disguise in disguises.items():
            yield _row(policy, known, locale, name, disguise)


def table(found: Iterable[Row]) -> Table:
    """Return ``found`` as a table, in per cent."""
    made = Table(
        title="Under each disguise, of the replies that it changes, in per cent", title_justify="left", box=None
    )
    for name in ("Locale", "Disguise"):
        made.add_column(name)
    for name in ("Replies", "Recall at check", "At suggest", "Compliant flagged", "Withheld", "Obligations met"):
        made.add_column(name, justify="right")
    for row in found:
        shares = (row.check, row.suggest, row.flagged, row.withheld, row.stated)
        made.add_row(row.locale, row.name, str(row.replies), *map(_shown, shares))
    return made


def _known(policy: Policy, item: Item, prohibited: frozenset[str]) -> Known:
    facts = policy.facts(item.conversation)
    return Known(item, facts, {p: _judged(policy, item, facts, item.candidate, p) for p in Point}, prohibited)


def _judged(policy: Policy, item: Item, facts: tuple[Fact, ...], text: str, point: Point) -> Verdict:
    return policy.judge(item.conversation, facts, text, point=point, as_of=date(2026, 11, 21))


def _row(policy: Policy, known: Iterable[Known], locale: Locale, name: str, disguise: Disguise) -> Row:
    changed: list[tuple[Known, dict[Point, Verdict]]] = []
    for one in known:
        text = disguise(one.item.candidate)
        if text != one.item.candidate:
            changed.append((one, {p: _judged(policy, one.item, one.facts, text, p) for p in Point}))
    caught = {p: Share.count(_caught(changed, p)) for p in Point}
    flagged = {p: Share.count(_flagged(changed, p)) for p in Point}
    stated = Share.count(_stated(changed))
    counted = (caught[Point.CHECK], caught[Point.SUGGEST], flagged[Point.CHECK], flagged[Point.SUGGEST], stated)
    return Row(locale, name, len(changed), *counted)


Changed = Sequence[tuple[Known, dict[Point, Verdict]]]


def _caught(changed: Changed, point: Point) -> Iterator[tuple[bool, bool]]:
    for known, under in changed:
        for rule in sorted(known.item.violations & known.prohibited - known.item.disputed):
            yield rule in _rules(known.verdicts[point]), rule in _rules(under[point])


def _flagged(changed: Changed, point: Point) -> Iterator[tuple[bool, bool]]:
    """Yield whether a prohibition was found in each wholly compliant reply; obligations are counted apart."""
    for known, under in changed:
        if not known.item.violations and not known.item.disputed:
            before, now = (_rules(v) & known.prohibited for v in (known.verdicts[point], under[point]))
            yield bool(before), bool(now)


def _stated(changed: Changed) -> Iterator[tuple[bool, bool]]:
    for known, under in changed:
        now = {o.rule: o.status for o in under[Point.CHECK].obligations}
        for obligation in known.verdicts[Point.CHECK].obligations:
            if obligation.status is Status.STATED:
                yield True, now.get(obligation.rule) is Status.STATED


def _rules(verdict: Verdict) -> frozenset[str]:
    return frozenset(finding.rule for finding in verdict.findings)


def _shown(share: Share) -> str:
    if not share.of:
        return "–"
    before, under = 100 * share.before / share.of, 100 * share.under / share.of
    return f"{before:.1f} → {under:.1f} ({share.difference:+.1f})"


if __name__ == "__main__":
    main()
