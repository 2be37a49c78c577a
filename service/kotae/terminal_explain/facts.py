"""What the conversation establishes, with the words behind each fact."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from kotae.conversation import Role, Turn
from kotae.policy.explanation import Explanation, FactReason, Hold, How
from kotae.policy.folder import Folder
from kotae.terminal_explain.scores import number, scored
from kotae.terminal_explain.speech import GOOD, NOTE, SOFT, Speech, indent

# Style, English, Japanese.
_HOLDS = {
    Hold.CERTAIN: (GOOD, "certain", "確実"),
    Hold.POSSIBLE: (SOFT, "only possible (counts where suggestions are judged)", "可能性のみ（提案の判定でだけ考慮）"),
    Hold.DISMISSED: (NOTE, "does not hold", "成立しない"),
}


# What the request itself says of the contact: English, Japanese.
_OF_REQUEST = {
    "contact.recorded": ("The contact is recorded", "この応対は録音・記録されている"),
    "contact.recording-announced": ("An announcement has told of the recording", "録音していることは案内済み"),
    "contact.identified": ("The customer is identified", "お客様の本人確認が済んでいる"),
    "contact.has-offers": ("The company allows an offer in this contact", "会社が認めた案内がある"),
    "contact.has-consequences": ("Cancelling has consequences to be told", "解約で失うものがある"),
    "contact.sales": ("The company called to sell", "こちらからの勧誘の応対"),
    "contact.complaint": ("The contact is a complaint", "苦情の応対"),
    "contact.retention": ("The contact is about leaving or staying", "解約の申し出の応対"),
    "contact.inquiry": ("The contact is an inquiry", "問い合わせの応対"),
}  # fmt: skip


def fact_blocks(given: Explanation, folder: Folder, speech: Speech) -> Iterator[RenderableType]:
    """Render every fact that holds, may hold, or does not although its words are there."""
    yield speech.title("Facts of the conversation", "会話からわかる事実")
    if not given.facts:
        yield indent(Text(speech.say("none", "なし"), style=NOTE))
    for fact in given.facts:
        yield from _fact(fact, given.conversation.turns, folder, speech)


def _fact(fact: FactReason, turns: Sequence[Turn], folder: Folder, speech: Speech) -> Iterator[RenderableType]:
    style, english, japanese = _HOLDS[fact.hold]
    held = (speech.say(english, japanese), style)
    yield indent(Text.assemble((fact.name, "bold"), "  ", held, speech.say(", ", "、"), _how(fact, speech)))
    yield indent(Text(_about(fact.name, folder, speech), style="italic"), 2)
    if fact.turn >= 0:
        yield indent(Text.assemble(_turn(fact.turn, turns, speech), " ", speech.quote(fact.evidence)), 2)
    if fact.words:
        yield indent(speech.found(fact.place, fact.words), 2)
    if fact.weight:
        yield from scored(speech, fact.weight, _thresholds(fact, speech), 2)


def _about(name: str, folder: Folder, speech: Speech) -> str:
    """Say in plain words what a fact is."""
    if name in folder.facts:
        about = folder.facts[name].about
        return speech.say(about.en, about.ja)
    return speech.say(*_OF_REQUEST[name])


def _how(fact: FactReason, speech: Speech) -> str:
    if fact.how is How.REQUEST:
        return speech.say("from the request", "依頼の項目による")
    if fact.how is How.FACTS:
        names = ", ".join(fact.rests_on)
        return speech.say(f"follows from {names}", f"{names}から導かれる")
    if fact.how is How.WORDS:
        return speech.say("by words", "言葉による")
    if fact.hold is Hold.DISMISSED:
        return speech.say(
            "its words are there, but the turn does not read like those that establish it",
            "言葉はあるが、この事実を示す発言の例に似ていない",
        )
    worded = bool(fact.words)
    return speech.say(
        f"by its wording, learned from examples{'; its words are there too' if worded else ''}",
        f"例から学習した言い回しによる{'（言葉もある）' if worded else ''}",
    )


def _thresholds(fact: FactReason, speech: Speech) -> str:
    certain = number(fact.weight.threshold) if fact.weight else ""
    possible = number(fact.possible_from or 0)
    if certain == possible:
        return speech.say(f"holds from {certain}", f"{certain}以上で成立")
    return speech.say(
        f"certain from {certain}, possible from {possible}", f"{certain}以上で確実、{possible}以上で可能性あり"
    )


def _turn(index: int, turns: Sequence[Turn], speech: Speech) -> str:
    customer = turns[index].role is Role.CUSTOMER
    who = speech.say("customer", "お客様") if customer else speech.say("agent", "オペレーター")
    return speech.say(f"turn {index + 1} ({who}):", f"{index + 1}番目の発言（{who}）:")
