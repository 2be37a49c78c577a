"""Scores against cases counted by hand."""

from evals_samples import CLAIM, COVERED, MONEY, checked, item, suggested

from evals import runner, scoring
from evals.answers import Answers
from kotae.conversation import Locale

EN = Locale.EN


def part(checks, dataset="all", covered=COVERED):
    return next(p for p in scoring.compliance(checks, covered) if p["dataset"] == dataset)


def rule(checks, name=MONEY, locale="all", covered=COVERED):
    return next(r for r in part(checks, covered=covered)["rules"] if (r["rule"], r["locale"]) == (name, locale))


def counts(share):
    return share["count"], share["of"]


FOUR_KINDS = [
    checked(item(2, violations=[MONEY]), MONEY),
    checked(item(4, violations=[MONEY]), MONEY),
    checked(item(6, violations=[MONEY])),
    checked(item(8), MONEY),
    checked(item(10)),
    checked(item(12)),
    checked(item(14, violations=[CLAIM]), CLAIM),
]


def test_recall_precision_and_false_flags_of_a_rule():
    score = rule(FOUR_KINDS)
    assert counts(score["recall"]) == (2, 3)
    assert counts(score["precision"]) == (2, 3)
    assert counts(score["false_flags"]) == (1, 4)


def test_a_locale_is_scored_by_its_own_items():
    checks = [*FOUR_KINDS, checked(item(16, violations=[MONEY], locale=EN))]
    assert counts(rule(checks, locale="en-US")["recall"]) == (0, 1)
    assert counts(rule(checks, locale="ja-JP")["recall"]) == (2, 3)
    assert counts(rule(checks, locale="all")["recall"]) == (2, 4)


def test_a_disputed_rule_counts_neither_way():
    checks = [
        checked(item(2, violations=[MONEY], disputed=[MONEY])),
        checked(item(4, disputed=[MONEY]), MONEY),
        checked(item(6, disputed=[MONEY])),
    ]
    score = rule(checks)
    assert score["disputed"] == 3
    assert [counts(score[figure]) for figure in ("recall", "precision", "false_flags")] == [(0, 0)] * 3
    assert counts(part(checks)["overall"][0]["recall"]) == (0, 0)
    assert counts(part(checks)["overall"][0]["compliant_flagged"]) == (0, 2)
    assert scoring.failures(checks, COVERED) == {"shown": [], "held_back": 0}


def test_a_rule_that_the_policy_lacks_is_not_a_miss():
    checks = [checked(item(2, violations=["abuse.set-boundary", MONEY]), MONEY)]
    score = rule(checks, "abuse.set-boundary")
    assert (score["covered"], score["labelled"], counts(score["recall"])) == (False, 1, (0, 0))
    assert counts(part(checks)["overall"][0]["recall"]) == (1, 1)
    assert part(checks)["overall"][0]["uncovered"] == 1
    assert scoring.failures(checks, COVERED)["shown"] == []


def test_a_covered_rule_that_no_item_violates_is_still_listed():
    assert counts(rule([checked(item(2))], CLAIM)["false_flags"]) == (0, 1)


def test_all_rules_together_are_scored_by_pair_of_item_and_rule():
    checks = [checked(item(2, violations=[MONEY, CLAIM]), MONEY), checked(item(4), CLAIM), checked(item(6))]
    whole = part(checks)["overall"][0]
    assert counts(whole["recall"]) == (1, 2)
    assert counts(whole["compliant_flagged"]) == (1, 2)


def test_a_reply_that_violates_something_else_is_no_compliant_reply():
    checks = [checked(item(2, violations=[CLAIM]), MONEY)]
    assert counts(part(checks)["overall"][0]["compliant_flagged"]) == (0, 0)


def test_the_halves_are_apart():
    checks = [
        checked(item(2, violations=[MONEY]), MONEY),
        checked(item(3, violations=[MONEY])),
        checked(item(5), MONEY),
    ]
    halves = part(checks, "dev")["halves"]
    assert counts(halves["shown"]["recall"]) == (1, 1)
    assert counts(halves["held_back"]["recall"]) == (0, 1)
    assert counts(halves["held_back"]["compliant_flagged"]) == (1, 1)


def test_items_held_back_are_counted_among_the_failing_and_never_shown():
    checks = [checked(item(3, violations=[MONEY])), checked(item(4, violations=[MONEY]), CLAIM)]
    failures = scoring.failures(checks, COVERED)
    assert failures["held_back"] == 1
    assert [(f["id"], f["missed"], f["wrong"]) for f in failures["shown"]] == [("dev-0004", [MONEY], [CLAIM])]


def test_a_call_that_failed_is_scored_nowhere_and_counted_apart():
    checks = [checked(item(2, violations=[MONEY]), error="UNAVAILABLE: gone"), checked(item(4))]
    asked = [suggested(item(2), error="DEADLINE_EXCEEDED: late"), suggested(item(4), "playbook")]
    assert part(checks)["errors"] == 1
    assert counts(rule(checks)["recall"]) == (0, 0)
    assert counts(scoring.coverage(asked)[0]["suggested"]) == (1, 1)
    errors = scoring.call_errors(Answers(tuple(checks), tuple(asked)))
    assert [(e["method"], e["id"]) for e in errors] == [("CheckReply", "dev-0002"), ("SuggestReplies", "dev-0002")]


def test_datasets_are_scored_together_and_apart():
    checks = [checked(item(2, violations=[MONEY]), MONEY), checked(item(2, dataset="natural", violations=[MONEY]))]
    assert [p["dataset"] for p in scoring.compliance(checks, COVERED)] == ["all", "dev", "natural"]
    assert counts(part(checks, "natural")["overall"][0]["recall"]) == (0, 1)


def test_coverage_counts_conversations_outcomes_and_origins():
    asked = [
        suggested(item(2), "playbook", "repaired", outcome="suggested"),
        suggested(item(4), "playbook"),
        suggested(item(6), outcome="withheld"),
    ]
    whole = scoring.coverage(asked)[0]
    assert counts(whole["suggested"]) == (2, 3)
    assert whole["outcomes"] == {"fallback": 1, "suggested": 1, "withheld": 1}
    assert whole["origins"] == {"playbook": 2, "repaired": 1}
    assert whole["without"] == ["dev-0006"]


def test_latency_is_by_method_and_stage():
    answers = Answers(
        (checked(item(2), times={"judge": 1.0, "client": 3.0}),), (suggested(item(2), times={"client": 9.0}),)
    )
    by_method = {entry["method"]: entry["stages"] for entry in scoring.latency(answers)}
    assert by_method["CheckReply"]["judge"]["p50"] == 1.0
    assert by_method["SuggestReplies"]["client"] == {"count": 1, "p50": 9.0, "p95": 9.0, "p99": 9.0}


def test_each_distinct_conversation_is_asked_for_suggestions_once():
    same = [item(2, candidate="一つ目です。"), item(4, candidate="二つ目です。"), item(6, turn="解約したいです")]
    plan = runner.plan(same)
    assert [i.id for i in plan.conversations] == ["dev-0002", "dev-0006"]
    assert len(plan) == 5
