"""Shares with their uncertainty, and how they are written."""

from math import sqrt
from statistics import NormalDist
from typing import TypedDict

CONFIDENCE = 0.95
NOTHING = "–"


class Share(TypedDict):
    """``count`` of ``of``: the value and its 95 % Wilson score interval, all None where ``of`` is 0."""

    count: int
    of: int
    value: float | None
    low: float | None
    high: float | None


def share(count: int, of: int) -> Share:
    """Return ``count`` of ``of`` with its Wilson interval (Wilson 1927, without continuity correction)."""
    if of == 0:
        return Share(count=0, of=0, value=None, low=None, high=None)
    low, high = wilson(count, of)
    return Share(count=count, of=of, value=count / of, low=low, high=high)


def wilson(count: int, of: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the Wilson score interval of a binomial share; ``of`` is at least 1."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    p = count / of
    scale = 1 / (1 + z * z / of)
    centre = scale * (p + z * z / (2 * of))
    half = scale * z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    # Exact at the ends, where rounding would leave a trace of half.
    return (0.0 if count == 0 else centre - half, 1.0 if count == of else centre + half)


def percent(value: float | None) -> str:
    """Return a share as a percentage with one decimal."""
    return NOTHING if value is None else f"{value:.1%}"


def interval(share: Share) -> str:
    """Return a share, its interval and its counts, such as "87.5 (61.7–96.9) 14/16", in per cent."""
    if share["value"] is None or share["low"] is None or share["high"] is None:
        return NOTHING
    low, high = 100 * share["low"], 100 * share["high"]
    return f"{100 * share['value']:5.1f} {f'({low:.1f}–{high:.1f})':12} {share['count']:3}/{share['of']}"
