"""From the tools' results to one table's figures. Pure: no files, no processes."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np

from evals.dataset import Item
from evals.peers.measure import Result
from kotae.policy.intervals import Share, share


class Row(TypedDict):
    """One tool in one language.

    Attributes:
        tool: Its name.
        locale: The language.
        rounds: How often a fresh process judged all texts.
        load_seconds: Processor time to get ready, the median of the rounds.
        p50: Microseconds a reply.
        p99: Microseconds a reply.
        ratio: p50 to that of the base.
        recall: Of the replies that say what a prohibition forbids, those that were flagged.
        compliant_flagged: Of the replies that violate nothing, those that were flagged.
    """

    tool: str
    locale: str
    rounds: int
    load_seconds: float
    p50: float
    p99: float
    ratio: float
    recall: Share
    compliant_flagged: Share


def rows(
    results: Mapping[str, Sequence[Result]], base: str, items: Mapping[str, Sequence[Item]], forbidden: frozenset[str]
) -> list[Row]:
    """Compare the tools, language by language.

    Args:
        results: Of each tool, the results of all rounds and languages.
        base: The tool that the others' times are set against.
        items: Of each language, the items whose replies were judged, in that order; a slow tool judges the first.
        forbidden: The prohibitions.
    """
    made: list[Row] = []
    for locale, judged in items.items():
        parts = {tool: [r for r in done if r["locale"] == locale] for tool, done in results.items()}
        unit = _median(parts[base])
        made += [_row(tool, part, unit, judged, forbidden) for tool, part in parts.items()]
    return made


def agreement(flagged: Sequence[bool], items: Sequence[Item], forbidden: frozenset[str]) -> tuple[Share, Share]:
    """Return recall and the share of compliant replies flagged.

    A reply that only leaves out what it had to say counts in neither: no expression on a reply knows what is due. Nor
    does one on whose prohibitions the readers differed.
    """
    said = [flag for flag, item in zip(flagged, items, strict=True) if (item.violations - item.disputed) & forbidden]
    clean = [flag for flag, item in zip(flagged, items, strict=True) if not item.violations and not item.disputed]
    return share(sum(said), len(said)), share(sum(clean), len(clean))


def _row(tool: str, part: Sequence[Result], unit: float, items: Sequence[Item], forbidden: frozenset[str]) -> Row:
    verdicts = {tuple(result["flagged"]) for result in part}
    if len(verdicts) != 1:
        raise ValueError(f"{tool} does not judge the same replies alike in every round")
    flagged = verdicts.pop()
    recall, compliant_flagged = agreement(flagged, items[: len(flagged)], forbidden)
    p50 = _median(part)
    return Row(
        tool=tool,
        locale=part[0]["locale"],
        rounds=len(part),
        load_seconds=float(np.median([result["load_seconds"] for result in part])),
        p50=p50,
        p99=float(np.quantile(_all(part), 0.99)),
        ratio=p50 / unit,
        recall=recall,
        compliant_flagged=compliant_flagged,
    )


def _median(part: Sequence[Result]) -> float:
    return float(np.median(_all(part)))


def _all(part: Sequence[Result]) -> list[float]:
    return [value for result in part for value in result["microseconds"]]
