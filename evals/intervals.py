"""Shares with their uncertainty, and quantiles."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import TypedDict

import numpy as np

CONFIDENCE = 0.95


class Share(TypedDict):
    """``count`` of ``of``: the value and its 95 % Wilson score interval, all None where ``of`` is 0."""

    count: int
    of: int
    value: float | None
    low: float | None
    high: float | None


class Quantiles(TypedDict):
    """Milliseconds: median, 95th and 99th percentile of ``count`` measurements, None where there were none."""

    count: int
    p50: float | None
    p95: float | None
    p99: float | None


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


def quantiles(milliseconds: Sequence[float]) -> Quantiles:
    """Return median, p95 and p99 (linear interpolation between order statistics)."""
    if not milliseconds:
        return Quantiles(count=0, p50=None, p95=None, p99=None)
    p50, p95, p99 = (round(float(q), 3) for q in np.quantile(milliseconds, (0.5, 0.95, 0.99)))
    return Quantiles(count=len(milliseconds), p50=p50, p95=p95, p99=p99)
