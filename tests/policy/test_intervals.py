import pytest
from scipy.stats import binomtest

from kotae.policy.intervals import interval, percent, share, wilson


@pytest.mark.parametrize(("count", "of"), [(0, 1), (1, 1), (0, 9), (3, 9), (9, 9), (1, 1000), (512, 1056)])
def test_the_interval_is_scipys_wilson_interval(count, of):
    expected = binomtest(count, of).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson(count, of) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_a_share_of_nothing_has_no_value():
    assert share(0, 0) == {"count": 0, "of": 0, "value": None, "low": None, "high": None}
    assert interval(share(0, 0)) == percent(None) == "–"


def test_a_share_keeps_its_counts():
    made = share(3, 4)
    assert (made["count"], made["of"], made["value"]) == (3, 4, 0.75)
    assert interval(made).split() == ["75.0", "(30.1–95.4)", "3/4"]
    assert percent(made["value"]) == "75.0%"
