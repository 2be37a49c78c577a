from itertools import product

import pytest
from evals_samples import CLAIM, MONEY, checked, item, suggested, summary

from evals import dataset, gates
from evals.gates import Gate


def held(checks=(), asked=(), **gate):
    return summary(checks, asked, [Gate(**gate)])["gates"][0]


CHECKS = [checked(item(2, violations=[MONEY]), MONEY), checked(item(4, violations=[MONEY])), checked(item(6), MONEY)]
RECALL = {"metric": "recall", "rule": MONEY, "locale": "ja-JP"}


def test_a_gate_holds_at_its_limit_and_fails_below():
    assert held(CHECKS, **RECALL, at_least=0.5)["passed"]
    assert not held(CHECKS, **RECALL, at_least=0.51)["passed"]


def test_a_ceiling_fails_above():
    flags = {"metric": "false_flags", "rule": MONEY}
    assert held(CHECKS, **flags, at_most=1.0)["passed"]
    assert not held(CHECKS, **flags, at_most=0.99)["passed"]


@pytest.mark.parametrize(
    "gate",
    [
        {**RECALL, "locale": "en-US", "at_least": 0.0},
        {**RECALL, "rule": CLAIM, "at_least": 0.0},
        {**RECALL, "rule": "no.such-rule", "at_least": 0.0},
        {**RECALL, "dataset": "unknown", "at_least": 0.0},
        {"metric": "coverage", "at_least": 0.0},
    ],
)
def test_a_missing_figure_fails(gate):
    assert held(CHECKS, **gate) | {"name": ""} == {"name": "", "limit": "≥ 0", "observed": None, "passed": False}


def test_one_conversation_without_a_suggestion_fails_full_coverage():
    asked = [suggested(item(n), "playbook") for n in range(1, 400)]
    assert held([], asked, metric="coverage", at_least=1.0)["passed"]
    assert not held([], [*asked, suggested(item(400))], metric="coverage", at_least=1.0)["passed"]


def test_one_failed_call_fails_the_gate_on_errors():
    assert held(CHECKS, metric="errors", at_most=0)["passed"]
    assert not held([*CHECKS, checked(item(8), error="UNAVAILABLE: gone")], metric="errors", at_most=0)["passed"]


def test_without_a_rule_the_gate_is_on_all_rules_together():
    assert held(CHECKS, metric="recall", at_least=0)["observed"] == 0.5
    assert held(CHECKS, metric="compliant_flagged", at_most=1)["observed"] == 1.0


def test_a_run_passes_when_every_gate_does():
    good, bad = Gate(**RECALL, at_least=0.5), Gate(**RECALL, at_least=0.9)
    assert summary(CHECKS, held=[good])["passed"]
    assert not summary(CHECKS, held=[good, bad])["passed"]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{ metric: recal, at_least: 1 }", "gates.0.metric"),
        ("{ metric: recall, at_least: 1, at_most: 1 }", "exactly one"),
        ("{ metric: recall }", "exactly one"),
        ("{ metric: false_flags, at_most: 1 }", "name the rule"),
        ("{ metric: coverage, rule: money.no-offer, at_least: 1 }", "leave the rule out"),
        ("{ metric: errors, dataset: dev, at_most: 0 }", "leave the dataset out"),
        ("{ metric: errors, locale: ja-JP, at_most: 0 }", "leave the locale out"),
        ("{ metric: recall, at_leest: 1 }", "at_leest"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(tmp_path, entry, says):
    path = tmp_path / "gates.yaml"
    path.write_text(f"gates:\n  - {entry}\n")
    with pytest.raises(gates.GateError, match=says) as caught:
        gates.load(path)
    assert str(path) in str(caught.value)


def test_the_gates_of_the_project_hold_each_dataset_in_both_languages():
    loaded = gates.load()
    assert Gate(metric="coverage", at_least=1.0) in loaded
    assert Gate(metric="errors", at_most=0) in loaded
    asked = {(g.metric, g.dataset, g.locale) for g in loaded if g.dataset != "all"}
    every = product(("recall", "compliant_flagged"), dataset.names(), ("ja-JP", "en-US"))
    assert asked == set(every)


def test_a_rule_whose_recall_is_gated_has_its_false_flags_gated_too():
    of = {m: {g.rule for g in gates.load() if g.metric == m and g.rule} for m in ("recall", "false_flags")}
    assert of["recall"] == of["false_flags"] != set()
