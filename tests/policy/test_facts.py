"""What a conversation establishes: words by turn and by speaker, repetition, order, and the kind of contact."""

from pathlib import Path

import pytest

from kotae.conversation import Conversation, Locale, Role, Scenario, Turn
from kotae.policy.detect import Pattern
from kotae.policy.facts import FactRule, facts_by_words, gate_of, settled
from kotae.policy.folder import read_folder
from kotae.policy.lexicon import Lexicon
from kotae.policy.problem import PolicyError

LEXICON = Lexicon(Locale.EN, {"wish": ["cancel"], "other": ["pause instead"], "trouble": ["broken"]})


def rule(name: str, vocabulary: str = "wish", **changes: object) -> FactRule:
    """A fact of the customer that any turn establishes by a word of ``vocabulary``."""
    patterns = ((frozenset[str](), Pattern("#1", (vocabulary,), "clause", ())),)
    given = {"name": name, "by": Role.CUSTOMER, "latest": False, "patterns": patterns, "any_of": (), **changes}
    return FactRule(**given)  # type: ignore[arg-type]


def talk(*turns: str, scenario: Scenario = Scenario.UNKNOWN) -> Conversation:
    """A conversation whose turns are written "c: …" for the customer and "a: …" for the agent."""
    roles = {"c": Role.CUSTOMER, "a": Role.AGENT}
    return Conversation(
        locale=Locale.EN,
        channel="chat",  # type: ignore[arg-type]
        turns=tuple(Turn(roles[turn[0]], turn[3:]) for turn in turns),
        scenario=scenario,
    )


def facts(conversation: Conversation, *rules: FactRule) -> dict[str, tuple[int, str]]:
    """The facts that hold: name to turn and words."""
    readings = [LEXICON.read(turn.text) for turn in conversation.turns]
    return {
        f.name: (f.turn, f.evidence)
        for f in settled(facts_by_words(conversation, readings, rules, gate_of(rules)), (), {}, rules)
    }


def test_a_fact_names_the_latest_turn_and_the_words_that_establish_it() -> None:
    said = talk("c: I want to cancel", "a: Why?", "c: Just Cancel it")
    assert facts(said, rule("customer.cancels")) == {"customer.cancels": (2, "Cancel")}


def test_a_fact_of_the_latest_turn_is_gone_once_that_side_says_something_else() -> None:
    latest = rule("customer.cancels", latest=True)
    assert facts(talk("c: cancel"), latest)
    assert facts(talk("c: cancel", "a: Why?"), latest)
    assert not facts(talk("c: cancel", "a: Why?", "c: I moved"), latest)


def test_a_fact_is_established_by_its_own_side_alone() -> None:
    assert not facts(talk("a: Shall I cancel it?", "c: Hm."), rule("customer.cancels"))


def test_a_fact_may_take_several_turns() -> None:
    twice = rule("customer.insists", at_least=2)
    assert not facts(talk("c: cancel, cancel", "a: Why?"), twice)
    assert facts(talk("c: cancel", "a: Why?", "c: cancel"), twice) == {"customer.insists": (2, "cancel")}


def test_a_fact_may_count_only_after_another() -> None:
    offered = rule("agent.offered", "other", by=Role.AGENT)
    declined = rule("customer.declined", after="agent.offered")
    assert "customer.declined" not in facts(talk("c: cancel", "a: pause instead?"), offered, declined)
    assert "customer.declined" not in facts(talk("c: cancel", "a: Why?", "c: cancel"), offered, declined)
    assert "customer.declined" in facts(talk("c: cancel", "a: pause instead?", "c: cancel"), offered, declined)


def test_a_condition_may_hold_in_one_kind_of_contact_only() -> None:
    patterns = ((frozenset({"contact.complaint"}), Pattern("#1", ("trouble",), "clause", ())),)
    complains = rule("customer.complains", patterns=patterns)
    assert facts(talk("c: It is broken", scenario=Scenario.COMPLAINT), complains)
    assert not facts(talk("c: It is broken", scenario=Scenario.INQUIRY), complains)


def test_a_fact_may_rest_on_any_of_several_others() -> None:
    derived = rule("customer.unhappy", patterns=(), any_of=("customer.cancels", "customer.complains"))
    base = (rule("customer.cancels"), rule("customer.complains", "trouble"))
    assert facts(talk("c: It is broken"), *base, derived)["customer.unhappy"] == (0, "broken")
    assert "customer.unhappy" not in facts(talk("c: Hello"), *base, derived)


@pytest.mark.parametrize(
    ("locale", "word", "closes", "goes_on"),
    [
        (Locale.JA, "返して。", ["返して", "お金を返して！", "「返して」"], ["返していただきました", "返しても"]),
        (Locale.EN, "enough。", ["That is enough.", "Enough"], ["Fair enough for me"]),
    ],
)
def test_a_word_written_with_a_full_stop_ends_its_sentence(
    locale: Locale, word: str, closes: list[str], goes_on: list[str]
) -> None:
    lexicon = Lexicon(locale, {"closing": [word]})
    assert [text for text in (*closes, *goes_on) if "closing" in lexicon.read(text).hits] == closes


def test_a_fact_that_rests_on_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "facts").mkdir()
    for name, other in (("customer.a", "customer.b"), ("customer.b", "customer.a")):
        text = f"fact: {name}\nabout: {{ja: 例, en: Example}}\nby: customer\nturns: any\nany_of: [{other}]\n"
        (tmp_path / "facts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        read_folder(tmp_path)
    assert "rests on itself" in str(refused.value)
