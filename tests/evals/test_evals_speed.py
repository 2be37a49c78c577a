import json

import pytest

from evals.bench import last_run
from evals.speed import Goal, Run, changes, figures, shortfalls, title


def measurement(name, *seconds, group="judging", beside=(1.0,), **extra):
    baseline = {"name": "loop", "seconds": list(beside)}
    return {
        "name": f"bench_{name}",
        "group": group,
        "stats": {"data": list(seconds)},
        "extra_info": {"baseline": baseline, **extra},
    }


def figure(name="judge", *, ratio=2.0, group="judging", p50=1.0, p99=1.0, megabytes=None):
    values = {"p50": p50, "p99": p99, "ratio": ratio, "megabytes": megabytes}
    return {"group": group, "name": name, "rounds": 1, **values}


def test_a_figure_is_set_against_the_baseline_measured_beside_it():
    made = figures(
        [
            measurement("judge", 4e-6, 6e-6, 8e-6, beside=[1e-6, 2e-6, 3e-6]),
            measurement("load", 1, group="loading"),
            measurement("judge_more", 8e-6, beside=[4e-6]),
        ]
    )
    assert [(f["name"], f["ratio"]) for f in made] == [
        ("baseline: loop", None),
        ("judge", pytest.approx(3)),
        ("judge more", pytest.approx(2)),
        ("baseline: loop", None),
        ("load", pytest.approx(1)),
    ]
    assert (made[0]["rounds"], made[0]["p50"]) == (4, pytest.approx(2.5))
    assert (made[1]["p50"], made[1]["p99"]) == (pytest.approx(6), pytest.approx(7.96))


def test_the_memory_of_a_benchmark_is_carried_along():
    assert figures([measurement("load", 1, peak_megabytes=150.0)])[-1]["megabytes"] == 150.0


def test_goals_that_are_missed_are_named():
    goals = {"judge": Goal(p50=1, p99=2, ratio=2, megabytes=3)}
    assert shortfalls(figure(p50=1, p99=2, ratio=2, megabytes=3), goals) == []
    assert shortfalls(figure(p50=1.1, p99=2, ratio=2.1, megabytes=None), goals) == ["p50", "ratio", "memory"]
    assert shortfalls(figure("fold"), goals) is None


def test_a_change_is_that_of_the_ratio_and_only_where_both_runs_have_it():
    now = [figure(ratio=3.0), figure("new"), figure("judge", group="other", ratio=1.0), figure("baseline", ratio=None)]
    before = [figure(ratio=2.0), figure("baseline", ratio=None)]
    assert changes(now, before) == {("judging", "judge"): pytest.approx(0.5)}


def test_titles_are_words():
    assert title("bench_240_rules") == "240 rules"
    assert title("bench_more_words[20000]") == "20000 more words"


def test_the_last_run_is_the_newest_that_is_one(tmp_path):
    assert last_run(tmp_path) is None
    run = dict.fromkeys(Run.__annotations__, "")
    for name, content in {"1": {**run, "started": "old"}, "2": {**run, "started": "new"}, "3": {"other": 1}}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    (tmp_path / "4.json").write_text("{")
    assert last_run(tmp_path)["started"] == "new"
