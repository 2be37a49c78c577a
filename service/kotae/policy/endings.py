"""How sentences end and begin: Japanese in plain form, interjections, bare English commands."""

import re
from collections.abc import Iterator

import re2

from kotae.policy.quoting import Span, own_words
from kotae.text.fold import Folded
from kotae.text.segment import sentences

_CLOSING = "。.!?…~ー♪☆、, \n"
_BULLETS = ("・", "-", "*", "※", "□")
# How much of a sentence's beginning and end the expressions look at, in characters.
_HEAD = 12
_TAIL = 24

# All expressions are written as the fold leaves a text: hiragana, lower case.
_POLITE_WORDS = (
    "です", "ます", "ません", "でした", "ました", "でしょう", "ましょう", "ませ", "ください", "下さい", "まし",
    "どうぞ", "よろしく", "ありがとう", "おめでとう", "こんにちは", "おはよう", "すみません", "ごめんなさい",
)  # fmt: skip
_POLITE = re2.compile(
    rf"(?:{'|'.join(_POLITE_WORDS)})"
    r"(?:が|けど|けれど|けれども|ので|のに|から|し|とも|と|って|もの|もん)?(?:か|かね|かと|よ|ね|よね|な|の|わ|わね|よう|さ)?$"
)
# Words that end like a predicate and are none: nouns, adverbs, and what trails off politely.
_NO_PREDICATE = re2.compile(
    r"(?:また|ふた|かた|あなた|どなた|まだ|ただ|あいだ|からだ|くらい|ぐらい|はい|お願い|いくら|ところ|いろいろ|そろそろ|こちら|うしろ|後ろ|うた|した方|せい|おやつ|いくつ"
    r"|ついて|つきまして|関して|改めて|初めて|はじめて|まとめて|併せて|合わせて|あわせて|として|とって|よって|まして|でして|お気をつけて|お気を付けて|すべて|全て|かつて|どうして|せめて|たて|おもて"
    r"|とのこと|ということ|どう|こう|そう|もう|のよう|るよう|すよう|たよう|いよう|なよう|はじめ|ある方|まる|はる)$"
)
_PREDICATE = (
    r"だ|である|だった|であった|だろう|だろ|でしょ|っしょ|だって|だっけ|っけ|じゃん|かな|かも|はず|なんだ|んだ|っす|すか|ごめん|なさい"
    r"|ねん|やん|やろ|やで|んや|あかん|へん|だべ|じゃろ|にゃ|にゃん|ばい|は何|って何"
    r"|[\p{Han}っいきぎしじちにびみりえけげせぜてでねべめれあかがさざただなはばまらわとどおこそのほもよろんすくむ]る"
    r"|[\p{Han}らかだまなこ]す|[書聞置行働動とい]く|\p{Han}う|[込読休頼済進飲住]む|[待持立打勝保経]つ"
    r"|[いきぎしじちにびみりえけげせてでねべめれっかさたなまらわ\p{Han}]た|[んい]だ"
    r"|ない|なかった|たい|しい|よい|良い|いい|にくい|やすい|すごい|[高安早速遅長短多近遠強弱重軽深]い|ひどい|うまい|まずい|やばい|っぽい"
    r"|[えけせてねべめれげしみき見]ろ|せよ|べし|選べ|押せ|待て|行け|読め|書け|急げ|黙れ|送れ|やれ|くれ|戻れ|出せ"
    r"|[しきみえけせてねべめれげりぎじちび来\p{Han}]よう|[こそとろおぼご]う"
)
_REQUEST = r"(?:[\p{Hiragana}\p{Han}][っいしきりえけげせぜめべれみじびち]|[しみえけ見来出])て|[いん]で|ないで"
_PARTICLES = (
    r"よ|ね|よね|な|なあ|ぞ|ぜ|わ|わよ|わね|さ|の|のよ|のね|かね|かよ|かな|かも|けど|けどね|から|からね|し|しね|っけ|って|ってば"
    r"|っす|で|んだ|んだよ|んだね|んだよね|んだけど|んだわ|こと|ものとする"
)
_PLAIN = re2.compile(rf"(?:(?:{_PREDICATE}|{_REQUEST})(?:{_PARTICLES})?|[こそとろおぼごよ]うか)$")
_INTERJECTIONS = (
    r"^(?:えーと|えーっと|ええと|えっと|ええっと|うわ[あぁー]*|わ[あぁー]+|あれれ|あちゃ|おっと|やれやれ|うふふ|ふふ|あはは|わはは|ははは"
    r"|へえ+|へー+|うーん|ううん|うーむ|にゃー?ん|おいおい|ちぇっ|りょ)(?:[、,。!?…~ー ]|っ|$|それ|これ|そ)"
    r"|^(?:え[ぇえーっ]*|あ[ぁーっ]*|お[おぉーっ]+|う[うっ]*ん|あら|あらら|あらあら|あらまあ|おや|おやおや|まあ|まぁ|よし|よーし|ほう|ふむ|ふむふむ|げっ|ははっ"
    r"|じゃ|じゃあ|やった|いや[あー]|さてさて|おっけー|ok)(?:[、,。!?…~]|$)"
)
_INTERJECTION = re2.compile(_INTERJECTIONS)
# Whether any of several beginnings, each in a line of its own, may have one.
_ANY_INTERJECTION = re2.compile(f"(?m){_INTERJECTIONS}")
_COMMAND = re2.compile(
    r"^(?:ok(?:ay)?,? |well,? |so,? |now,? |then,? |just |and )?(?:"
    r"give|send|read|sign|speak|write|scroll|hang|listen|wait|hold|tell|call|stop|look|calm|repeat|show|bring|come|put"
    r"|spell|prove|explain|answer|hurry|relax|chill|quit|move|get|try again|figure|deal|pay|sit|watch|say|find|google"
    r"|check|fill|be quiet|shut|do it|make it|never mind"
    r"|(?:don't|do not|never) (?:forget|be|make|waste|talk|call|ask|interrupt|yell|start))\b"
)
_SOFT = re2.compile(
    r"\b(?:please|kindly|if|thank|thanks|feel|hesitate|worry|free|let|would|could|may|when|once|care|back"
    r"|you'll|we'll|i'll|it'll|us know)\b"
)
_CURT_WORDS = 7
# Of the standard library: a text as sent may hold halves of surrogate pairs. Without hiragana all is katakana.
_HIRAGANA = re.compile("[ぁ-ゖ]")


def plain_ending(folded: Folded) -> list[Span]:
    """Find Japanese sentences that end in plain form, an imperative or a bare て: not です・ます, not a noun."""
    katakana_tells = _HIRAGANA.search(folded.source) is not None
    return [span for span, last in _sentences(folded) if _is_plain(folded, span[0], last, katakana_tells)]


def interjection(folded: Folded) -> list[Span]:
    """Find Japanese sentences that begin with an interjection, also after 「はい、」: えーと、, うわ、, うん、."""
    starts = [(span, folded.text[span[0] : span[0] + _HEAD]) for span in _starts(folded)]
    if not _ANY_INTERJECTION.search("\n".join(head for _, head in starts)):
        return []
    spans = [span for span, head in starts if _INTERJECTION.match(head)]
    return list(own_words(folded.text, spans)) if spans else []


def bare_command(folded: Folded) -> list[Span]:
    """Find short English sentences that begin with a bare imperative, without please or any softening."""
    return [span for span in sentences(folded.text) if _is_command(folded.text[span[0] : span[1]])]


def _is_command(sentence: str) -> bool:
    if len(sentence.split()) > _CURT_WORDS or sentence.endswith("?"):
        return False
    return bool(_COMMAND.match(sentence)) and not _SOFT.search(sentence)


def _is_plain(folded: Folded, start: int, last: int, katakana_tells: bool) -> bool:
    """Whether the sentence from ``start`` to ``last`` ends plainly; ``katakana_tells`` where katakana tells nouns."""
    tail = folded.text[max(start, last - _TAIL) : last]
    if tail.endswith(_POLITE_WORDS) or (katakana_tells and folded.is_katakana(last - 1)):
        return False
    if _POLITE.search(tail) or _NO_PREDICATE.search(tail):
        return False
    return bool(_PLAIN.search(tail))


def _sentences(folded: Folded) -> Iterator[tuple[Span, int]]:
    """Yield each sentence, and where its last word ends; list entries are left out."""
    for start, end in sentences(folded.text):
        last = end
        while last > start and folded.text[last - 1] in _CLOSING:
            last -= 1
        if last > start and not folded.text.startswith(_BULLETS, start):
            yield (start, end), last


def _starts(folded: Folded) -> Iterator[Span]:
    """Yield where a sentence begins, or goes on after 「はい、」."""
    for start, end in sentences(folded.text):
        yield start, end
        if folded.text.startswith(("はい、", "はい。"), start) and end > start + 3:
            yield start + 3, end
