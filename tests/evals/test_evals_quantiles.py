from evals.quantiles import quantiles


def test_quantiles_interpolate_between_measurements():
    assert quantiles([float(n) for n in range(101)]) == {"count": 101, "p50": 50.0, "p95": 95.0, "p99": 99.0}
    assert quantiles([10.0, 20.0])["p50"] == 15.0
    assert quantiles([])["p99"] is None
