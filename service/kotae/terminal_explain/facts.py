"""What the conversation establishes, with the words behind each fact."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from kotae.conversation import Role, Turn
from kotae.policy.explanation import Explanation, FactReason, Hold, How
from kotae.terminal_explain.scores import number, scored
from kotae.terminal_explain.speech import GOOD, NOTE, SOFT, Speech, indent

# Style, English, Japanese.
_HOLDS = {
    Hold.CERTAIN: (GOOD, "certain", "確実"),
    Hold.POSSIBLE: (SOFT, "only possible", "可能性のみ"),
    Hold.DISMISSED: (NOTE, "does not hold", "成立しない"),
}


def fact_blocks(given: Explanation, speech: Speech) -> Iterator[RenderableType]:
    """Render every fact that holds, may hold, or does not although its words are there."""
    yield speech.title("Facts of the conversation", "会話からわかる事実")
    if not given.facts:
        yield indent(Text(speech.say("none", "なし"), style=NOTE))
    for fact in given.facts:
        yield from _fact(fact, given.conversation.turns, speech)


def _fact(fact: FactReason, turns: Sequence[Turn], speech: Speech) -> Iterator[RenderableType]:
    style, english, japanese = _HOLDS[fact.hold]
    held = (speech.say(english, japanese), style)
    yield indent(Text.assemble((fact.name, "bold"), "  ", held, speech.say(", ", "、"), _how(fact, speech)))
    if fact.turn >= 0:
        yield indent(Text.assemble(_turn(fact.turn, turns, speech), " ", speech.quote(fact.evidence)), 2)
    if fact.words:
        yield indent(speech.found(fact.place, fact.words), 2)
    if fact.weight:
        yield from scored(speech, fact.weight, _thresholds(fact, speech), 2)


def _how(fact: FactReason, speech: Speech) -> str:
    if fact.how is How.REQUEST:
        return speech.say("from the request", "依頼の項目による")
    if fact.how is How.FACTS:
        names = ", ".join(fact.rests_on)
        return speech.say(f"follows from {names}", f"{names}から導かれる")
    if fact.how is How.WORDS:
        return speech.say("by words", "言葉による")
    if fact.hold is Hold.DISMISSED:
        return speech.say("its words are there, the learned score is too low", "言葉はあるが、学習した点数が足りない")
    worded = bool(fact.words)
    return speech.say(
        f"by the learned score{', its words are there too' if worded else ''}",
        f"学習した点数による{'（言葉もある）' if worded else ''}",
    )


def _thresholds(fact: FactReason, speech: Speech) -> str:
    certain = number(fact.weight.threshold) if fact.weight else ""
    possible = number(fact.possible_from or 0)
    return speech.say(
        f"certain from {certain}, possible from {possible}", f"確実: {certain}以上、可能性: {possible}以上"
    )


def _turn(index: int, turns: Sequence[Turn], speech: Speech) -> str:
    customer = turns[index].role is Role.CUSTOMER
    who = speech.say("customer", "お客様") if customer else speech.say("agent", "担当者")
    return speech.say(f"turn {index + 1} ({who}):", f"{index + 1}番目の発言（{who}）:")
