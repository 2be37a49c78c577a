"""Ways in which the same words are written to slip past a filter: each takes a text and returns it disguised."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import pairwise

from kotae.conversation import Locale
from kotae.text.fold import is_japanese
from kotae.text.tables import MODERN_KANJI

Disguise = Callable[[str], str]

_OLD_KANJI = {new: old for old, new in MODERN_KANJI.items()}
_CYRILLIC_AND_GREEK = str.maketrans("aceiopxyABEHKMOPTXceIZN", "асеіорхуАВЕНКМОРТХсеΙΖΝ")
_SAME_SHAPE = str.maketrans("カロタエトニハチーヘリ", "力口夕工卜二八千一へり")
_KATAKANA_WORD = re.compile("[ァ-ヶ][ァ-ヶー]*")
# What counts something; other numbers are codes, which nobody writes so.
_NUMBER = re.compile(
    r"(?<![\d\-.,])[1-9]\d{0,2}(?:(?:,\d{3})+|\d*)"
    r"(?=(?:円|年|か月|カ月|ヶ月|月|週|日|時|分|回|個|本|枚|名|人|件|点|割|倍|泊|歳|%|％|ポイント|パーセント))"
)
_DIGITS, _SMALL, _LARGE = "〇一二三四五六七八九", ("", "十", "百", "千"), ("", "万", "億", "兆")


def zero_width(text: str) -> str:
    """Put a zero-width space between all characters."""
    return "\u200b".join(text)


def full_width(text: str) -> str:
    """Write Latin letters, digits and marks in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)


def half_width(text: str) -> str:
    """Write katakana and Japanese marks in half width."""
    return "".join(_HALF_WIDTH.get(char, char) for char in text)


def katakana(text: str) -> str:
    """Write hiragana as katakana; kanji stay."""
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def spaced(text: str) -> str:
    """Set the letters of every word apart with spaces, and Latin words with two."""
    return _set_apart(text.replace(" ", "  "), " ")


def dotted(text: str) -> str:
    """Set the letters of every word apart with full stops."""
    return _set_apart(text, ".")


def middle_dotted(text: str) -> str:
    """Set the letters of every word apart with middle dots."""
    return _set_apart(text, "・")


def old_kanji(text: str) -> str:
    """Write kanji in their old forms."""
    return "".join(_OLD_KANJI.get(char, char) for char in text)


def kanji_numerals(text: str) -> str:
    """Write amounts in kanji."""
    return _NUMBER.sub(lambda m: _numeral(m[0].replace(",", "")), text)


def other_alphabets(text: str) -> str:
    """Write Latin letters as the Cyrillic and Greek ones of the same shape."""
    return text.translate(_CYRILLIC_AND_GREEK)


def same_shapes(text: str) -> str:
    """Write katakana as the kanji and hiragana of the same shape."""
    return _KATAKANA_WORD.sub(lambda m: m[0].translate(_SAME_SHAPE), text)


def decomposed(text: str) -> str:
    """Write accents and the marks of voiced kana as characters of their own."""
    return unicodedata.normalize("NFD", text)


DISGUISES: Mapping[Locale, Mapping[str, Disguise]] = {
    Locale.JA: {
        "zero-width spaces": zero_width,
        "full width": full_width,
        "half width": half_width,
        "all katakana": katakana,
        "spaces inside words": spaced,
        "dots inside words": dotted,
        "middle dots inside words": middle_dotted,
        "old kanji": old_kanji,
        "kanji numerals": kanji_numerals,
        "look-alike letters": other_alphabets,
        "look-alike kana": same_shapes,
        "decomposed": decomposed,
    },
    Locale.EN: {
        "zero-width spaces": zero_width,
        "full width": full_width,
        "spaces inside words": spaced,
        "dots inside words": dotted,
        "look-alike letters": other_alphabets,
        "accents, decomposed": lambda text: decomposed(_accented(text)),
    },
}


def _set_apart(text: str, mark: str) -> str:
    pieces = [first + mark if _in_word(first, second) else first for first, second in pairwise(text)]
    return "".join(pieces) + text[-1:]


def _in_word(first: str, second: str) -> bool:
    """Whether nothing shows where one word ends between two neighbours."""
    latin = first.isascii() and second.isascii()
    return (latin and first.isalpha() and second.isalpha()) or (is_japanese(first) and is_japanese(second))


def _accented(text: str) -> str:
    return text.translate(str.maketrans("aeiou", "áéíóú"))


def _numeral(digits: str) -> str:
    """Write a number as Japanese does, and one that is longer than any amount digit by digit."""
    if len(digits) > 4 * len(_LARGE):
        return "".join(_DIGITS[int(d)] for d in digits)
    out = ""
    for place, digit in zip(range(len(digits) - 1, -1, -1), map(int, digits), strict=True):
        if digit:
            out += ("" if digit == 1 and place % 4 else _DIGITS[digit]) + _SMALL[place % 4]
        if place % 4 == 0 and int(digits[max(0, len(digits) - place - 4) : len(digits) - place]):
            out += _LARGE[place // 4]
    return out


def _half_width() -> dict[str, str]:
    """Return katakana and Japanese marks, each with what it is written as in half width."""
    plain = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF61, 0xFF9E)}
    voiced = {
        unicodedata.normalize("NFC", kana + mark): half + half_mark
        for kana, half in plain.items()
        for mark, half_mark in (("\u3099", "ﾞ"), ("\u309a", "ﾟ"))
        if len(unicodedata.normalize("NFC", kana + mark)) == 1
    }
    return plain | voiced


_HALF_WIDTH = _half_width()
