import pytest
from scipy.stats import binomtest

from evals.intervals import quantiles, share, wilson


@pytest.mark.parametrize(("count", "of"), [(0, 1), (1, 1), (0, 9), (3, 9), (9, 9), (1, 1000), (512, 1056)])
def test_the_interval_is_scipys_wilson_interval(count, of):
    expected = binomtest(count, of).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson(count, of) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_a_share_of_nothing_has_no_value():
    assert share(0, 0) == {"count": 0, "of": 0, "value": None, "low": None, "high": None}


def test_a_share_keeps_its_counts():
    made = share(3, 4)
    assert (made["count"], made["of"], made["value"]) == (3, 4, 0.75)


def test_quantiles_interpolate_between_measurements():
    assert quantiles([float(n) for n in range(101)]) == {"count": 101, "p50": 50.0, "p95": 95.0, "p99": 99.0}
    assert quantiles([10.0, 20.0])["p50"] == 15.0
    assert quantiles([])["p99"] is None
