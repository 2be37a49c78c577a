"""Marks that a machine leaves in a reply, and pictures made of characters. All look at the text as sent."""

from collections.abc import Sequence
from functools import lru_cache

import re2

from kotae.policy.quoting import Span, in_folded, own_words
from kotae.text.characters import shown
from kotae.text.fold import Folded
from kotae.text.tables import LOOKALIKES

_PLACEHOLDER = re2.compile(
    r"[\[［][^\[\]［］{}\"\n]+[\]］]|\$?\{+[^{}\"\n]+\}+|%[A-Za-z][A-Za-z0-9_]+%|[<＜][\p{Han}\p{Katakana}ー_]+[>＞]"
    r"|【[^【】\n]*(?:記入|入力|挿入|差し替え|差替|要確認|該当)[^【】\n]*】"
    r"|[◯〇○●□■△][◯〇○●□■△]+|[×✕✖][×✕✖]+|[_＿][_＿]+|ＸＸ+|(?:^|[^A-Za-z0-9*\-])XX+(?:$|[^A-Za-z0-9*\-])"
    r"|\b(?:undefined|NaN|TODO|FIXME|lorem ipsum)\b"
    r"|(?:[\p{Han}\p{Hiragana}\p{Katakana}、。$])null\b|\bnull[\p{Han}\p{Katakana}]"
)
_MARKUP = re2.compile(
    r"(?m)^ {0,3}#{1,6} +\S|^ {0,3}[-*+] +\S|^ {0,3}>+ +\S|(?:^|[^*])\*\*[^*\s\-][^*\n]*\*\*|```|`[^`\n]+`"
    r"|\[[^\]\n]+\]\(https?:[^)\n]*\)|^\|.*\||\{\s*\"[^\"\n]+\"\s*:|</?[a-z][a-z0-9_-]*/?>"
    r"|\b[a-z]+_[a-z_]+\([^()\n]*\)|&(?:nbsp|amp|lt|gt|quot);"
)
_OPTION = re2.compile(
    r"(?i)(?:^|[\s。、！？.!?(（])(?:(?:案|候補|選択肢|パターン|返信案|回答案|返信|回答)\s*[0-9０-９①-⑨A-CＡ-Ｃ一二三]\s*[:：.．)）]"
    r"|(?:option|reply|response|suggestion|version|draft|candidate)\s*#?[0-9A-C]\s*[:：)）])"
)
_ROLE = re2.compile(
    r"(?m)(?:^|[。！？!?]\s*)[*「]?(?:オペレーター?|担当者|お客様|顧客|エージェント|スタッフ|アシスタント|ユーザー|システム|ボット|AI|返信(?:本)?文?|返答"
    r"|回答(?:文|例)?|応答|本文|出力|下書き|Agent|Operator|Customer|Assistant|User|System|Representative|Rep|Bot|AI|Reply|Response|Answer|Output|Draft)"
    r"\**\s*[:：]"
)
_FACE = r"\s*・=＊oO0TｏДдωΩ∀´｀`'’｡ﾟ°≧≦>＞<＜\^＾_＿;；・ー~～ε3Ｔ"
_EMOJI = re2.compile(
    r"[\x{1F000}-\x{1FAFF}\x{2600}-\x{2604}\x{2607}-\x{260D}\x{2614}\x{2615}\x{2618}-\x{2638}\x{263A}-\x{263C}\x{2661}\x{2665}\x{2669}-\x{266C}"
    r"\x{2693}-\x{26FF}\x{2705}\x{270A}-\x{270D}\x{2728}\x{2744}\x{274C}\x{2753}-\x{2757}\x{2763}\x{2764}\x{2795}\x{27A1}\x{2B50}\x{2B55}]"
    rf"|[(（][{_FACE}]*[\^＾≧≦>＞<＜´｀ω∀Дд;；T_＿][{_FACE}]+[)）]|\^_+\^|＾[_＿]*＾|[mM][(（]_ _[)）][mM]"
    r"|[(（](?:笑|苦笑|爆笑|爆|汗|泣|涙|怒|照|嬉|驚)[)）]|[\p{Hiragana}ー][笑w]+(?:[\s。！!…]|$)|(?:^|\s)[:;]-?[)(DPp]+(?:\s|$)|<3(?:\s|$)"
)
_ANY = re2.compile("|".join(f"(?:{kind.pattern})" for kind in (_PLACEHOLDER, _MARKUP, _OPTION, _ROLE, _EMOJI)))
# Letters and digits in full width, and letters of other scripts that look like Latin ones: one for one.
_PLAIN_LETTERS = {
    **{ord(char): plain for char, plain in LOOKALIKES.items() if char.isalpha() and plain.isascii()},
    **{code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()},
}


def placeholder(folded: Folded) -> list[Span]:
    """Find what should have been filled in: [お客様名], {date}, ◯◯, 【会場名を記入】, XXX円, undefined, TODO."""
    return _outside_quotes(_PLACEHOLDER, folded)


def markup(folded: Folded) -> list[Span]:
    """Find Markdown, JSON objects, tags and calls of functions."""
    return _all(_MARKUP, folded)


def option_marker(folded: Folded) -> list[Span]:
    """Find the numbering of alternatives: 案1：, Option 1:."""
    return _outside_quotes(_OPTION, folded)


def role_label(folded: Folded) -> list[Span]:
    """Find the label of a speaker or of the reply itself at the beginning of a line: オペレーター：, Agent:."""
    return _all(_ROLE, folded)


def emoji(folded: Folded) -> list[Span]:
    """Find emoji, faces made of characters, and laughter: 😊, (^_^), (笑), :)."""
    return _outside_quotes(_EMOJI, folded)


# Most texts have no mark of any kind, and one look at them tells.
@lru_cache(maxsize=4)
def _marked(source: str) -> tuple[str, Sequence[int]]:
    """Return what ``source`` shows, in plain letters, and where each character of it stands; nothing without marks."""
    text, at = shown(source.translate(_PLAIN_LETTERS))
    return (text, at) if _ANY.search(text) else ("", ())


def _all(pattern: "re2._Regexp", folded: Folded) -> list[Span]:
    return in_folded(folded, _found(pattern, folded.source))


def _outside_quotes(pattern: "re2._Regexp", folded: Folded) -> list[Span]:
    found = _found(pattern, folded.source)
    return in_folded(folded, own_words(folded.source, found)) if found else []


def _found(pattern: "re2._Regexp", source: str) -> list[Span]:
    """Return where ``pattern`` stands in ``source``, whatever its letters are of and shows nothing between them."""
    text, at = _marked(source)
    if not text:
        return []
    return [(at[m.start()], at[m.end() - 1] + 1) for m in pattern.finditer(text) if m.start() < m.end()]
