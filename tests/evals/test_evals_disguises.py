"""Evasion: a must-example stays what it is under every disguise, whatever its writer does to the letters.

That it is found as it is written is for ``kotae policy test`` to say.
"""

from collections.abc import Iterator

import pytest

from evals.disguises import DISGUISES
from kotae.conversation import Conversation, Locale
from kotae.policy import Kind, Point, Policy, default_folder
from kotae.policy.contract import day_of, must_examples
from kotae.text.fold import fold_text

DISGUISED = [(locale, name) for locale, disguises in DISGUISES.items() for name in disguises]
# Marks of a machine (**, {name}, オペレーター：) are looked for as machines print them: nobody disguises them.
NOT_DISGUISED = {"conduct.no-machine-leak"}
BOTH = pytest.mark.parametrize(("locale", "name"), DISGUISED, ids=lambda value: str(value))


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.load(default_folder())


def musts(policy: Policy, kind: Kind, locale: Locale, *, violates: bool) -> Iterator[tuple[str, Conversation, str]]:
    for rule in policy.folder.rules.values():
        if rule.kind is kind:
            for example in must_examples(rule, locale):
                if example.violates is violates:
                    yield rule.rule, example.conversation, example.reply


@BOTH
def test_what_violates_a_prohibition_violates_it_in_every_disguise(policy: Policy, locale: Locale, name: str) -> None:
    disguise = DISGUISES[locale][name]
    slipped = [
        f"{rule}: {disguise(reply)}"
        for rule, conversation, reply in musts(policy, Kind.PROHIBITION, locale, violates=True)
        if rule not in NOT_DISGUISED
        and rule in found(policy, rule, conversation, reply)
        and rule not in found(policy, rule, conversation, disguise(reply))
    ]
    assert slipped == []


@BOTH
def test_what_meets_an_obligation_meets_it_in_every_disguise(policy: Policy, locale: Locale, name: str) -> None:
    disguise = DISGUISES[locale][name]
    missed = [
        f"{rule}: {disguise(reply)}"
        for rule, conversation, reply in musts(policy, Kind.OBLIGATION, locale, violates=False)
        if rule in found(policy, rule, conversation, disguise(reply))
    ]
    assert missed == []


@BOTH
def test_an_approved_sentence_is_known_in_every_disguise(policy: Policy, locale: Locale, name: str) -> None:
    disguise = DISGUISES[locale][name]
    texts = [
        text
        for sentence in policy.folder.sentences.values()
        for variants in sentence.say.get(locale, {}).values()
        for text in variants
        if "{" not in text
    ]
    assert [text for text in texts if fold_text(disguise(text)) != fold_text(text)] == []


def found(policy: Policy, rule: str, conversation: Conversation, text: str) -> frozenset[str]:
    """Return the rules that ``text`` violates on a day on which ``rule`` is in force."""
    day = day_of(policy.folder.rules[rule])
    verdict = policy.judge(conversation, policy.facts(conversation), text, point=Point.CHECK, as_of=day)
    return frozenset(finding.rule for finding in verdict.findings)
