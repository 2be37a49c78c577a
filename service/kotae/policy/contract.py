"""The examples that every rule and fact must judge rightly: the contract between reviewers and the engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kotae.conversation import Conversation, Locale, Offer, Role, Turn
from kotae.policy.folder import Entry
from kotae.policy.policy import Policy
from kotae.policy.problem import Problem
from kotae.policy.schema import Example, ExampleTurn, FactExample, FactFile, Rule, Setting
from kotae.policy.verdict import Point

# Before a customer has said anything in an example, this is what was said.
_ASKED = {Locale.JA: "すみません、お尋ねしたいことがあります。", Locale.EN: "Hello, I have a question."}
_ALWAYS = date(2026, 11, 21)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one example came out; ``problem`` is None where it came out as it must."""

    rule: str
    locale: Locale
    problem: Problem | None


def conversation_of(setting: Setting, locale: Locale) -> Conversation:
    """Return the conversation that an example's setting describes."""
    turns = [
        Turn(Role.CUSTOMER, t.customer) if t.customer is not None else Turn(Role.AGENT, t.agent or "")
        for t in setting.turns
    ]
    if not turns or turns[-1].role is not Role.CUSTOMER:
        turns.append(Turn(Role.CUSTOMER, _ASKED[locale]))
    return Conversation(
        locale=locale,
        channel=setting.channel,
        turns=tuple(turns),
        recording_active=setting.recording_active,
        recording_announced=setting.recording_announced,
        scenario=setting.scenario,
        customer_identified=setting.customer_identified,
        authorised_offers=tuple(Offer(str(i), text) for i, text in enumerate(setting.authorised_offers, 1)),
        competitors=tuple(setting.competitors),
        own_products=tuple(setting.own_products),
        cancellation_consequences=tuple(setting.cancellation_consequences),
    )


def day_of(rule: Rule) -> date:
    """Return a day on which the effective dates of ``rule`` let it be judged."""
    return rule.effective.since or rule.effective.until or _ALWAYS


def run(policy: Policy) -> Iterator[Outcome]:
    """Judge every must-example of every rule and fact, and yield how each came out."""
    for name, rule in policy.folder.rules.items():
        entry = policy.folder.entries[f"rules/{name}"]
        for locale in rule.must:
            yield from _rule_outcomes(policy, rule, entry, locale)
    for name, fact in policy.folder.facts.items():
        yield from _fact_outcomes(policy, fact, policy.folder.entries[f"facts/{name}"])


@dataclass(frozen=True, slots=True)
class MustExample:
    """One must-example of a rule, ready to be judged; ``path`` is where it stands in the rule's file."""

    path: tuple[object, ...]
    conversation: Conversation
    reply: str
    violates: bool


def must_examples(rule: Rule, locale: Locale) -> Iterator[MustExample]:
    """Yield the must-examples of ``rule`` in one language."""
    must = rule.must.get(locale)
    if must is None:
        return
    for side in ("violates", "complies"):
        for i, example in enumerate(getattr(must, side)):
            given = example if isinstance(example, Example) else Example(reply=example)
            conversation = conversation_of(_merged(must.setting, given), locale)
            yield MustExample(("must", locale.value, side, i), conversation, given.reply, side == "violates")


def _rule_outcomes(policy: Policy, rule: Rule, entry: Entry, locale: Locale) -> Iterator[Outcome]:
    as_of = day_of(rule)
    for example in must_examples(rule, locale):
        facts = policy.facts(example.conversation)
        verdict = policy.judge(example.conversation, facts, example.reply, point=Point.CHECK, as_of=as_of)
        problem = None
        if any(f.rule == rule.rule for f in verdict.findings) != example.violates:
            problem = entry.problem(
                example.path,
                f'"{example.reply}" must {"violate" if example.violates else "comply with"} {rule.rule}, but it is judged otherwise',
                "`kotae policy explain` shows which words fired; add the missing words to a vocabulary or correct the example",
                f"「{example.reply}」は{rule.rule}に{'違反する' if example.violates else '違反しない'}はずですが、判定が違います",
                "反応した言葉は kotae policy explain で見られます。語彙に言葉を足すか、例を直してください",
            )  # fmt: skip
        yield Outcome(rule.rule, locale, problem)


def fact_examples(fact: FactFile, locale: Locale) -> Iterator[tuple[Conversation, bool]]:
    """Yield the must-examples of ``fact`` in one language, each with whether it establishes the fact."""
    must = fact.must.get(locale)
    for side in ("yes", "no") if must else ():
        for example in getattr(must, side):
            given = example if isinstance(example, FactExample) else FactExample(text=example)
            yield _said(given, fact, locale), side == "yes"


def _fact_outcomes(policy: Policy, fact: FactFile, entry: Entry) -> Iterator[Outcome]:
    for locale, must in fact.must.items():
        for side in ("yes", "no"):
            for i, example in enumerate(getattr(must, side)):
                given = example if isinstance(example, FactExample) else FactExample(text=example)
                holds = any(f.name == fact.fact for f in policy.facts(_said(given, fact, locale)))
                problem = None
                if holds != (side == "yes"):
                    problem = entry.problem(
                        ("must", locale.value, side, i),
                        f'"{given.text}" must {"" if side == "yes" else "not "}establish {fact.fact}, but it is read otherwise',
                        "add the missing words to a vocabulary or correct the example",
                        f"「{given.text}」は{fact.fact}に{'当たる' if side == 'yes' else '当たらない'}はずですが、判定が違います",
                        "語彙に言葉を足すか、例を直してください",
                    )  # fmt: skip
                yield Outcome(fact.fact, locale, problem)


def _said(given: FactExample, fact: FactFile, locale: Locale) -> Conversation:
    """Return the conversation in which the example's turn is the latest of its side."""
    own = ExampleTurn(customer=given.text) if fact.by == "customer" else ExampleTurn(agent=given.text)
    return conversation_of(given.model_copy(update={"turns": [*given.turns, own]}), locale)


def _merged(common: Setting, own: Example) -> Setting:
    """Lay an example's own settings over those common to its rule and language."""
    given = {key: getattr(own, key) for key in own.model_fields_set if key in Setting.model_fields}
    return common.model_copy(update=given)
