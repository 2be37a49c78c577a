"""Figures of a folded text in one form, so that offers and outcomes compare: 半額 = 50 %, 3か月 = a quarter."""

from dataclasses import dataclass
from functools import lru_cache

import re2

from kotae.conversation import Locale
from kotae.text.tables import words


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit: yen, dollar, % (off the price), month, day, hour, minute, or what is counted."""

    unit: str
    value: float


_NUMBER = r"\d+(?:\.\d+)?"
_MONEY = re2.compile(rf"([$¥£€])\s*({_NUMBER})")
_BARE = re2.compile(_NUMBER)

# Tenths and hundredths: 一割五分 is 15 %, and 分 by itself a minute.
_JA_PARTS = re2.compile(r"(\d+)割(\d+)分")
# A day of the calendar is no figure of an offer.
_JA_DATE = re2.compile(r"(?:\d+年)?\d+月(?:\d+日|末|中|分)|\d{4}年度?")
_JA = re2.compile(
    rf"({_NUMBER})\s*(円|%|ぱーせんと|割|倍|か月|箇月|年|週間|日|回|時間|分|個|本|箱|名|点|ぽいんと|どる)"
)

_EN_WORDS = {
    **{word: float(value) for value, word in enumerate(words("zero one two three four five six seven eight nine ten"))},
    **{"a": 1.0, "an": 1.0, "twelve": 12.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0, "fifty": 50.0},
}
_EN_EXTRA = r"(?:(?:free|full|extra|additional|more|whole|entire|complimentary)[\s-]+)"
_EN_UNIT = r"(%|(?:percent|dollar|buck|yen|month|year|week|day|hour|minute|time|point|bottle|box)(?:s|es)?\b)"
_EN = re2.compile(
    rf"({_NUMBER}|\b(?:{'|'.join(w for w in _EN_WORDS if w not in ('a', 'an'))}))[\s-]*{_EN_EXTRA}?{_EN_UNIT}"
)
_EN_ONE = re2.compile(rf"\b(an?) (?:{_EN_EXTRA}{_EN_UNIT}|(month|year|week|day)s? free\b)")
_EN_HALF = re2.compile(
    r"\bhalf[\s-]*(?:(?:the|of|your|our|that|this)\s+)*(?:\w+\s+)?(?:price|off|fee|charge|rate|cost|bill)"
)
_EN_FREE = re2.compile(
    r"(feel |toll[\s-]|hands[\s-]|\w-)?\bfree\b|no (?:extra )?(?:charge|cost)\b|\bcomplimentary\b|\bwaive"
)

_UNITS = {
    **dict.fromkeys(("%", "ぱーせんと", "percent"), ("%", 1)),
    "割": ("%", 10),
    **dict.fromkeys(("円", "yen", "¥"), ("yen", 1)),
    **dict.fromkeys(("どる", "dollar", "buck", "$"), ("dollar", 1)),
    **dict.fromkeys(("か月", "箇月", "month"), ("month", 1)),
    **dict.fromkeys(("年", "year"), ("month", 12)),
    **dict.fromkeys(("週間", "week"), ("day", 7)),
    **dict.fromkeys(("日", "day"), ("day", 1)),
    **dict.fromkeys(("回", "time"), ("time", 1)),
    **dict.fromkeys(("時間", "hour"), ("hour", 1)),
    **dict.fromkeys(("分", "minute"), ("minute", 1)),
    **dict.fromkeys(("点", "ぽいんと", "point"), ("point", 1)),
}
_HALF, _WHOLE = Figure("%", 50.0), Figure("%", 100.0)
_JA_FIXED = {
    **dict.fromkeys(("半額", "半分", "半値"), _HALF),
    **dict.fromkeys(("無料", "無償", "全額"), _WHOLE),
    "半年": Figure("month", 6.0),
    "四半期": Figure("month", 3.0),
    **dict.fromkeys(("初月", "最初の月"), Figure("month", 1.0)),
}
_EN_FIXED = (
    (re2.compile(r"\bhalf[\s-]+(?:a[\s-]+)?year"), Figure("month", 6.0)),
    (re2.compile(r"\bquarter\b"), Figure("month", 3.0)),
    (re2.compile(r"\bfirst month\b"), Figure("month", 1.0)),
    (_EN_HALF, _HALF),
)


@lru_cache(maxsize=16)
def figures(folded: str, locale: Locale) -> frozenset[Figure]:
    """Return the figures of a folded text, in standard units; days of the calendar are left out."""
    found = {_figure(m.group(1), float(m.group(2))) for m in _MONEY.finditer(folded)}
    found |= _japanese(folded) if locale is Locale.JA else _english(folded)
    # Nothing to pay is the whole price off, in whatever currency.
    return frozenset(_WHOLE if f.value == 0 and f.unit in ("yen", "dollar") else f for f in found)


def numbers(folded: str) -> frozenset[float]:
    """Return the bare numbers of a folded text, whatever they count."""
    return frozenset(float(m.group(0)) for m in _BARE.finditer(folded))


def _japanese(folded: str) -> set[Figure]:
    fixed = {figure for word, figure in _JA_FIXED.items() if word in folded}
    dateless = _JA_PARTS.sub(r"\1\2%", _JA_DATE.sub("", folded))
    return fixed | {_figure(m.group(2), float(m.group(1))) for m in _JA.finditer(dateless)}


def _english(folded: str) -> set[Figure]:
    found = {figure for pattern, figure in _EN_FIXED if pattern.search(folded)}
    found |= {_figure(m.group(2), _number(m.group(1))) for m in _EN.finditer(folded)}
    found |= {_figure(m.group(2) or m.group(3), 1.0) for m in _EN_ONE.finditer(folded)}
    if any(not m.group(1) for m in _EN_FREE.finditer(folded)):
        found.add(_WHOLE)
    return found


def _number(written: str) -> float:
    return _EN_WORDS[written] if written in _EN_WORDS else float(written)


def _figure(unit: str, value: float) -> Figure:
    if unit.isalpha() and unit.isascii():
        unit = unit.removesuffix("es") if unit == "boxes" else unit.removesuffix("s")
    standard, times = _UNITS.get(unit, (unit, 1))
    return Figure(standard, value * times)
