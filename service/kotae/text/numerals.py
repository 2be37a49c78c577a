"""Numbers as people write them in Japanese and English contact centers, written as plain digits."""

from collections.abc import Sequence
from fractions import Fraction

from kotae.text.joining import Cell
from kotae.text.tables import words

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "壱": 1, "弐": 2, "参": 3}
_SMALL = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8}
NUMERALS = frozenset("0123456789") | _DIGITS.keys() | _SMALL.keys() | _LARGE.keys()
_FORMAL = frozenset("壱弐参拾")
_LONGEST = 24

# What may follow a kanji numeral that counts something. Without one of these a kanji numeral is part of a word
# (一緒, 万全, 十分な) and stays as it is. Counters are written as the fold leaves them: hiragana, modern kanji.
_COUNTERS = words(
    "円 % ぱーせんと どる 割 倍 点 ぽいんと か月 箇月 個月 け月 月 年 日間 日以 日ま 日分 週間 時間 泊 歳 回 "
    "本 枚 個 箱 袋 台 名 件 か所 箇所"
)
# Counters of numbers from two on; with 一 they make words (一日中, 一人ひとり, 一通り).
_COUNTERS_FROM_TWO = words("日 人 分 通 種 社 店 冊 着 足 品 週")
# 十分 is mostly "sufficient"; what follows tells the minutes apart.
_TEN_MINUTES = words("間 以内 後 ほど 程度 くらい ぐらい 前")


def write_numerals(cells: list[Cell]) -> list[Cell]:
    """Write numbers as plain digits: "5,000", "五千", "5千" and "0.5万" all become "5000" where a number is meant."""
    chars = [cell[0] for cell in cells]
    out: list[Cell] = []
    at = 0
    for start, end, digits in numeral_runs(chars):
        out += cells[at:start]
        out += [(digit, cells[start][1], cells[end - 1][2]) for digit in digits]
        at = end
    return out + cells[at:]


def numeral_runs(chars: Sequence[str]) -> list[tuple[int, int, str]]:
    """Find what is written otherwise than in plain digits, and the "ka" of months and places after a number.

    Returns:
        (start, end, plain form) for each, in order.
    """
    runs: list[tuple[int, int, str]] = []
    j, size = 0, len(chars)
    for i in [place for place, char in enumerate(chars) if char in NUMERALS]:
        if i < j:
            continue
        j = i
        while j < size and (chars[j] in NUMERALS or _groups(chars, i, j) or _points(chars, i, j)):
            j += 1
        raw = "".join(chars[i:j])
        value = _plain(raw, chars, j) if j - i <= _LONGEST else None
        if value is not None and value != raw:
            runs.append((i, j, value))
        if (value is not None or raw.isdecimal()) and "".join(chars[j : j + 2]) in ("箇月", "個月", "け月", "箇所"):
            runs.append((j, j + 1, "か"))
    return runs


def _groups(chars: Sequence[str], start: int, at: int) -> bool:
    """Whether the comma at ``at`` groups thousands: a digit before it, three digits after it."""
    if chars[at] != "," or at == start or not _is_digit(chars, at - 1):
        return False
    return all(_is_digit(chars, n) for n in range(at + 1, at + 4)) and not _is_digit(chars, at + 4)


def _points(chars: Sequence[str], start: int, at: int) -> bool:
    """Whether the full stop at ``at`` is a decimal point: a digit on either side."""
    return chars[at] == "." and at > start and _is_digit(chars, at - 1) and _is_digit(chars, at + 1)


def _is_digit(chars: Sequence[str], at: int) -> bool:
    return at < len(chars) and chars[at] in "0123456789"


def _plain(raw: str, chars: Sequence[str], end: int) -> str | None:
    """Return the plain form of the numeral ``raw`` that ends at ``end``; None where it is none or part of a word."""
    written = raw.replace(",", "")
    if written.isascii():
        return written
    tail = "".join(chars[end : end + 6])
    return _value(written) if raw[0] in "0123456789" or _counts(raw, tail) else None


def _counts(raw: str, tail: str) -> bool:
    """Whether a numeral that begins with kanji counts something: a counter that it goes with follows."""
    if set(raw) == {"〇"}:  # a place left open: 〇〇円
        return False
    if raw in _FORMAL:
        return tail.startswith("円")
    if raw == "十" and tail.startswith("分"):
        return tail.startswith(_TEN_MINUTES, 1)
    return tail.startswith(_COUNTERS) or (raw != "一" and tail.startswith(_COUNTERS_FROM_TWO))


def _value(written: str) -> str | None:
    """Read a numeral such as 五千, 5千, 1万2千, 1.5万 or 二〇二六; None where it is not a number."""
    if all(c in _DIGITS or c.isdecimal() for c in written):
        return "".join(str(_DIGITS.get(c, c)) for c in written)
    total = section = Fraction(0)
    number = ""
    try:
        for char in written:
            if char in _LARGE:
                if not section and not number:
                    return None
                total, section, number = total + (section + Fraction(number or 0)) * _LARGE[char], Fraction(0), ""
            elif char in _SMALL:
                section, number = section + Fraction(number or 1) * _SMALL[char], ""
            else:
                number += str(_DIGITS.get(char, char))
        value = total + section + Fraction(number or 0)
    except ValueError:  # two decimal points
        return None
    return str(value) if value.denominator == 1 else None
