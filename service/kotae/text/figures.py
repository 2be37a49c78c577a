"""Figures of a folded text in one form, so that offers and outcomes compare: 半額 = 50 %, 3か月 = a quarter."""

from dataclasses import dataclass

import re2

from kotae.conversation import Locale


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit: yen, dollar, percent off, month, day, count …"""

    unit: str
    value: float


_JA = re2.compile(r"(\d+(?:\.\d+)?)\s*(円|%|ぱーせんと|割|か月|箇月|年|週間|日|回|時間|分|個|本|箱|名|点|ぽいんと|万円|どる)")
_EN_MONEY = re2.compile(r"(\$|¥|£|€)\s*(\d+(?:\.\d+)?)")
_EN = re2.compile(
    r"(\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a|half)[\s-]*"
    r"(%|percent|dollar|yen|month|year|week|day|hour|minute|time|point|bottle|box|price|off)"
)
_BARE = re2.compile(r"\d+(?:\.\d+)?")
_WORDS = {w: float(i) for i, w in enumerate("zero one two three four five six seven eight nine ten".split())} | {
    "a": 1.0, "twelve": 12.0, "half": 50.0,
}  # fmt: skip
_UNITS = {
    "ぱーせんと": "%", "percent": "%", "か月": "month", "箇月": "month", "年": "year", "year": "year", "円": "yen", "yen": "yen", "¥": "yen",
    "$": "dollar", "どる": "dollar", "月": "month", "week": "week", "週間": "week", "日": "day", "回": "time", "ぽいんと": "point", "点": "point",
    "時間": "hour", "分": "minute",
}  # fmt: skip
_FIXED = (("半額", Figure("%", 50.0)), ("half price", Figure("%", 50.0)), ("half off", Figure("%", 50.0)), ("半年", Figure("month", 6.0)),
          ("無料", Figure("%", 100.0)), ("free", Figure("%", 100.0)), ("四半期", Figure("month", 3.0)), ("quarter", Figure("month", 3.0)),
          ("初月", Figure("month", 1.0)), ("first month", Figure("month", 1.0)))  # fmt: skip


def figures(folded: str, locale: Locale) -> frozenset[Figure]:
    """Return the figures of a folded text, in standard units."""
    found = {figure for words, figure in _FIXED if words in folded}
    if locale is Locale.JA:
        found |= {_figure(m.group(2), float(m.group(1))) for m in _JA.finditer(folded)}
    else:
        found |= {_figure(m.group(1), float(m.group(2))) for m in _EN_MONEY.finditer(folded)}
        found |= {_figure(m.group(2), _number(m.group(1))) for m in _EN.finditer(folded) if m.group(1) != "a" or m.group(2) != "time"}
    return frozenset(found)


def numbers(folded: str) -> frozenset[float]:
    """Return the bare numbers of a folded text, whatever they count."""
    return frozenset(float(m.group(0)) for m in _BARE.finditer(folded))


def _number(written: str) -> float:
    return _WORDS[written] if written in _WORDS else float(written)


def _figure(unit: str, value: float) -> Figure:
    if unit == "割":
        return Figure("%", value * 10)
    unit = _UNITS.get(unit, unit)
    if unit in ("price", "off"):
        unit = "%"
    return Figure("month", value * 12) if unit == "year" else Figure(unit, value)
