import json
import re
from html.parser import HTMLParser

import pytest
from evals_samples import CLAIM, MONEY, checked, item, suggested, summary

from evals import console, report
from evals.answers import Checked, Found
from evals.gates import Gate

FLAG = (MONEY,)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7 * 7 }} & ' \""


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def tags(page):
    parser = Tags()
    parser.feed(page)
    return parser.seen


def hostile_summary():
    of = item(2, violations=[MONEY], candidate=HOSTILE, turn=HOSTILE, evidence="alert(1)", why=HOSTILE)
    wrong = Checked(of, (Found(CLAIM, 3, 9, HOSTILE, HOSTILE),), times={"judge": 1.0, "client": 2.0})
    checks = [wrong, checked(item(4), error=HOSTILE), checked(item(6, violations=[HOSTILE]))]
    return summary(
        checks,
        [suggested(item(2), "playbook", outcome=HOSTILE), suggested(item(4))],
        [Gate(metric="errors", at_most=0)],
    )


def test_text_of_the_run_is_escaped():
    page = report.html(hostile_summary())
    assert {tag for tag, _ in tags(page)} & {"script", "img", "iframe", "object"} == set()
    assert not [attrs for _, attrs in tags(page) if any(name.startswith("on") for name in attrs)]
    assert "{{ 7 * 7 }}" in page
    assert "alert(1)" in page


def test_nothing_is_loaded_from_elsewhere():
    page = report.html(hostile_summary())
    assert not [attrs for _, attrs in tags(page) if {"src", "href"} & set(attrs)]
    assert not re.search(r"url\(|@import|https?://", page)
    assert "default-src 'none'" in page


def test_the_verdict_and_the_failing_gate_are_named():
    page = report.html(hostile_summary())
    assert "Failed: 1 of 1 gates" in page
    passing = report.html(summary([checked(item(2))], held=[Gate(metric="errors", at_most=0)]))
    assert "Passed: all 1 gates" in passing


def test_held_back_items_are_not_in_the_report():
    checks = [checked(item(3, violations=[MONEY], candidate="三番の返答です。")), checked(item(4, violations=[MONEY]))]
    page = report.html(summary(checks))
    assert "三番の返答です。" not in page
    assert "dev-0003" not in page
    assert "dev-0004" in page


def test_summary_and_report_are_written(tmp_path):
    made = hostile_summary()
    path = report.write(made, tmp_path / "run")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads((tmp_path / "run" / "summary.json").read_text(encoding="utf-8")) == made


def test_a_run_in_which_every_call_failed_still_gives_a_report():
    dead = summary(
        [checked(item(2, violations=[MONEY]), error="UNAVAILABLE: gone")], [suggested(item(2), error="UNAVAILABLE")]
    )
    assert "UNAVAILABLE: gone" in report.html(dead)


@pytest.mark.parametrize(
    ("spans", "evidence", "pieces"),
    [
        ([], "", [("あいうえお", (), False)]),
        ([(1, 3)], "", [("あ", (), False), ("いう", FLAG, False), ("えお", (), False)]),
        (
            [(1, 3), (2, 5)],
            "",
            [("あ", (), False), ("い", FLAG, False), ("う", FLAG, False), ("えお", FLAG, False)],
        ),
        ([(0, 5)], "うえ", [("あい", FLAG, False), ("うえ", FLAG, True), ("お", FLAG, False)]),
        ([(None, None)], "ここにない", [("あいうえお", (), False)]),
    ],
)
def test_a_candidate_is_cut_at_its_spans(spans, evidence, pieces):
    of = item(2, violations=[CLAIM], candidate="あいうえお", evidence=evidence)
    answer = Checked(of, tuple(Found(MONEY, start, end, "", "") for start, end in spans))
    failure = summary([answer])["failures"]["shown"][0]
    assert [(s.text, s.rules, s.marked) for s in report.segments(failure)] == pieces


def test_the_terminal_shows_the_same_verdict():
    screen = console.console()
    with screen.capture() as captured:
        screen.print(console.summary_block(hostile_summary()))
    assert "FAIL: 1 of 1 gates" in captured.get()
    assert MONEY in captured.get()
