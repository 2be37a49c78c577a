"""Items, answers and a summary made by hand."""

from datetime import UTC, datetime

from evals import gates, manifest, scoring
from evals.answers import Answers, Checked, Found, Suggested
from evals.dataset import Item
from evals.summary import SCHEMA, Summary
from kotae.conversation import Channel, Conversation, Locale, Role, Turn

MONEY = "money.no-offer"
CLAIM = "money.take-claim-back"
COVERED = {MONEY, CLAIM}


def item(number=2, *, violations=(), disputed=(), locale=Locale.JA, dataset="dev", turn="電話代を払って", **more):
    return Item(
        id=f"{dataset}-{number:04}",
        dataset=dataset,
        conversation=Conversation(locale, Channel.PHONE, (Turn(Role.CUSTOMER, turn),)),
        violations=frozenset(violations),
        disputed=frozenset(disputed),
        held_back=number % 2 == 1,
        **{"candidate": "承知しました。"} | more,
    )


def checked(of, *rules, **more):
    return Checked(of, tuple(Found(rule, 0, 2, "直してください", "condition 1") for rule in rules), **more)


def summary(checks=(), suggestions=(), held=(), covered=COVERED) -> Summary:
    answers = Answers(tuple(checks), tuple(suggestions), frozenset({"a" * 64}), frozenset({"playbook"}))
    errors = scoring.call_errors(answers)
    made = Summary(
        schema=SCHEMA,
        manifest=manifest.build(datetime(2026, 1, 2, tzinfo=UTC), [], [], answers, {"concurrency": 8, "limit": None}),
        compliance=scoring.compliance(answers.checked, covered),
        coverage=scoring.coverage(answers.suggested),
        latency=scoring.latency(answers),
        errors=len(errors),
        call_errors=errors,
        failures=scoring.failures(answers.checked, covered),
        gates=[],
        passed=True,
    )
    made["gates"] = gates.check(made, held)
    made["passed"] = all(gate["passed"] for gate in made["gates"])
    return made


def suggested(of, *origins, outcome="fallback", **more):
    return Suggested(of, outcome=outcome, origins=origins, **more)
