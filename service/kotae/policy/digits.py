"""Long numbers in a text, however they are written and set apart: cards, My Numbers, accounts."""

from functools import lru_cache

from kotae.policy.quoting import Span, in_folded
from kotae.text.characters import shown
from kotae.text.fold import Folded

_VALUES = {c: i % 10 for i, c in enumerate("0123456789０１２３４５６７８９〇一二三四五六七八九")} | {"零": 0}
# What stands between the digits of one number; read-back groups are joined by の or 、 in Japanese.
_JOINTS = frozenset(" \u3000-‐‑–—ー－の、,・")
_SPACES = frozenset(" \u3000")
_ACCOUNT_DIGITS = 6
_MY_NUMBER_DIGITS = 12
_CARD_DIGITS = range(13, 20)


def long_number(folded: Folded) -> list[Span]:
    """Find numbers of six digits or more; dates, times and amounts of money are none."""
    return in_folded(folded, (span for span, digits in _runs(folded.source) if len(digits) >= _ACCOUNT_DIGITS))


def card_number(folded: Folded) -> list[Span]:
    """Find numbers of 13 to 19 digits that begin like a payment card's and have its check digit (Luhn)."""
    return in_folded(folded, (span for span, digits in _runs(folded.source) if _is_card(digits)))


def my_number(folded: Folded) -> list[Span]:
    """Find numbers of 12 digits with the check digit of a My Number."""
    return in_folded(folded, (span for span, digits in _runs(folded.source) if _is_my_number(digits)))


# Every shape of this file asks for the same.
@lru_cache(maxsize=4)
def _runs(source: str) -> tuple[tuple[Span, list[int]], ...]:
    """Return the runs of digits with their ranges, joined over one joint between digits; amounts and dates are none.

    Nothing is returned where the text has too few digits for any of the numbers.
    """
    if len([char for char in source if char in _VALUES]) < _ACCOUNT_DIGITS:
        return ()
    text, places = shown(source)
    found: list[tuple[Span, list[int]]] = []
    at = 0
    for start in [at for at, char in enumerate(text) if char in _VALUES]:
        if start < at:
            continue
        at, digits = start, []
        while at < len(text):
            if text[at] in _VALUES:
                digits.append(_VALUES[text[at]])
                at += 1
            elif behind := _behind_joint(text, at):
                at = behind
            else:
                break
        if text[at : at + 1] not in ("円", "年", "月", "日", "時", "%", "％") and text[start - 1 : start] not in (
            "$",
            "¥",
            "*",
        ):
            found.append(((places[start], places[at - 1] + 1), digits))
    return tuple(found)


def _behind_joint(text: str, at: int) -> int:
    """Return where the number goes on after the joint at ``at``, one of two spaces too; 0 where it does not."""
    for behind in (at + 1, at + 2):
        if text[behind - 1 : behind] in _JOINTS and text[behind : behind + 1] in _VALUES:
            return behind
        if text[at : at + 1] not in _SPACES:
            break
    return 0


def _is_card(digits: list[int]) -> bool:
    if len(digits) not in _CARD_DIGITS or digits[0] not in (3, 4, 5, 6) or len(set(digits)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _is_my_number(digits: list[int]) -> bool:
    """Whether the twelfth digit checks the eleven before it (Ministry of Internal Affairs ordinance no. 85 of 2014)."""
    if len(digits) != _MY_NUMBER_DIGITS:
        return False
    total = sum(d * (n + 1 if n <= 6 else n - 5) for n, d in enumerate(reversed(digits[:-1]), 1))
    rest = total % 11
    return digits[-1] == (0 if rest <= 1 else 11 - rest)
