"""Quantiles; shares and their intervals are those of the policy layer."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np


class Quantiles(TypedDict):
    """Milliseconds: median, 95th and 99th percentile of ``count`` measurements, None where there were none."""

    count: int
    p50: float | None
    p95: float | None
    p99: float | None


def quantiles(milliseconds: Sequence[float]) -> Quantiles:
    """Return median, p95 and p99 (linear interpolation between order statistics)."""
    if not milliseconds:
        return Quantiles(count=0, p50=None, p95=None, p99=None)
    p50, p95, p99 = (round(float(q), 3) for q in np.quantile(milliseconds, (0.5, 0.95, 0.99)))
    return Quantiles(count=len(milliseconds), p50=p50, p95=p95, p99=p99)
