"""``make eval`` and ``make demo`` against the real service."""

import asyncio
import json

import pytest
from click.testing import CliRunner

from evals import demo, run, service


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    started = service.started(service.serve_command(), tmp_path_factory.mktemp("kotae") / "service.log")
    with asyncio.Runner() as loop:
        yield loop.run(started.__aenter__()).address
        loop.run(started.__aexit__(None, None, None))


def evaluate(tmp_path, *options, gates="{ metric: errors, at_most: 0 }"):
    (tmp_path / "gates.yaml").write_text(f"gates:\n  - {gates}\n")
    held = () if "--no-gates" in options else ("--gates", str(tmp_path / "gates.yaml"))
    return CliRunner().invoke(run.main, ["--output", str(tmp_path / "run"), *held, *options])


def test_a_run_starts_the_service_scores_and_writes_its_report(tmp_path):
    result = evaluate(tmp_path, "--limit", "4")
    assert result.exit_code == 0, result.output
    summary = json.loads((tmp_path / "run" / "summary.json").read_text(encoding="utf-8"))
    assert [(d["name"], d["used"]) for d in summary["manifest"]["datasets"]] == [("dev", 4), ("natural", 4)]
    assert summary["manifest"]["generators"] == ["playbook"]
    assert [len(revision) for revision in summary["manifest"]["bundle_revisions"]] == [64]
    assert summary["errors"] == 0
    assert {"judge", "total", "client"} <= set(summary["latency"][0]["stages"])
    assert (tmp_path / "run" / "report.html").is_file()
    assert "PASS: all 1 gates" in result.output


def test_a_failing_gate_is_exit_code_1(tmp_path, address):
    result = evaluate(tmp_path, "--limit", "4", "--address", address, gates="{ metric: coverage, at_least: 1.01 }")
    assert result.exit_code == 1
    assert "FAIL: 1 of 1 gates" in result.output
    assert (tmp_path / "run" / "report.html").is_file()


def test_the_figures_are_the_same_again(tmp_path, address):
    options = ("--limit", "40", "--dataset", "dev", "--no-gates", "--address", address)
    runs = []
    for _ in range(2):
        assert evaluate(tmp_path, *options).exit_code == 0
        runs.append(json.loads((tmp_path / "run" / "summary.json").read_text(encoding="utf-8")))
    assert runs[0]["errors"] == 0
    assert runs[0]["compliance"] == runs[1]["compliance"]
    assert runs[0]["coverage"] == runs[1]["coverage"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--dataset", "nothing"), "no such card"),
        (("--address", "127.0.0.1:1", "--model", "x"), "drop --address"),
        (("--limit", "0"), "--limit"),
    ],
)
def test_a_run_that_is_not_possible_is_exit_code_2(tmp_path, options, says):
    result = evaluate(tmp_path, *options)
    assert result.exit_code == 2
    assert says in result.output


def test_a_wrong_gate_stops_the_run_before_it_begins(tmp_path):
    result = evaluate(tmp_path, gates="{ metric: recal, at_least: 1 }")
    assert result.exit_code == 2
    assert "gates.0.metric" in result.output
    assert not (tmp_path / "run").exists()


def test_policies_that_cannot_be_loaded_are_named(tmp_path):
    (tmp_path / "empty").mkdir()
    result = evaluate(tmp_path, "--policies", str(tmp_path / "empty"))
    assert result.exit_code == 2
    assert "the service ended with exit code 2" in result.output


def test_the_demo_shows_every_situation_and_withholds_the_hostile_reply(capsys):
    assert demo.main() == 0
    printed = capsys.readouterr().out
    assert [s.title for s in demo.situations() if s.title not in printed] == []
    assert printed.count("Suggestion 1") == 12
    assert "Reply withheld" in printed
    assert "! money.no-offer" in printed


def test_the_demo_is_in_japanese_with_two_conversations_in_english():
    locales = [situation.dialogue.conversation.locale.value for situation in demo.situations()]
    assert locales.count("en-US") == 2
    assert locales.count("ja-JP") == 11
