"""Numbers as people write them in Japanese and English contact centers, read as plain digits."""

from collections.abc import Sequence

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "壱": 1, "弐": 2, "参": 3, "両": 2}
_SMALL = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "億": 10**8}
_NUMERAL = frozenset("0123456789") | _DIGITS.keys() | _SMALL.keys() | _LARGE.keys()
_LONGEST = 24

# What may follow a kanji numeral that counts something. Without one of these a kanji numeral is part of a word
# (一緒, 万全, 十分な) and stays as it is. Counters are written as the fold leaves them: hiragana, modern kanji.
_COUNTERS = (
    "円", "%", "ぱーせんと", "割", "分の", "倍", "か月", "箇月", "個月", "け月", "月分", "年", "日間", "日以", "日ま",
    "日分", "週間", "時間", "泊", "回分", "回目", "本", "枚", "個", "箱", "袋", "台", "名様", "件", "点", "ぽいんと", "どる", "月",
)  # fmt: skip


def numeral_runs(chars: Sequence[str]) -> list[tuple[int, int, str]]:
    """Find the numbers in folded characters.

    Returns:
        (start, end, digits) for each number whose written form differs from plain digits, in order.
    """
    runs: list[tuple[int, int, str]] = []
    i, size = 0, len(chars)
    while i < size:
        if chars[i] not in _NUMERAL:
            i += 1
            continue
        j = i
        while j < size and (chars[j] in _NUMERAL or _groups(chars, i, j)):
            j += 1
        raw = "".join(chars[i:j])
        if len(raw) <= _LONGEST and not raw.isdecimal():
            written = raw.replace(",", "")
            plain = written.isascii()
            if plain or _counts(raw, chars, j):
                value = written if plain else _value(written)
                if value is not None:
                    runs.append((i, j, value))
        i = max(j, i + 1)
    return runs


def _groups(chars: Sequence[str], start: int, at: int) -> bool:
    """Whether the comma at ``at`` groups thousands: a digit before it, three digits after it."""
    if chars[at] != "," or at == start or not chars[at - 1].isdecimal():
        return False
    after = chars[at + 1 : at + 4]
    follows = chars[at + 4 : at + 5]
    return len(after) == 3 and all(c in "0123456789" for c in after) and not (follows and follows[0] in "0123456789")


def _counts(raw: str, chars: Sequence[str], end: int) -> bool:
    """Whether a numeral with kanji in it counts something: it has a digit, or a counter follows."""
    if raw[0] in "0123456789":
        return True
    tail = "".join(chars[end : end + 5])
    return tail.startswith(_COUNTERS)


def _value(written: str) -> str | None:
    """Read a numeral such as 五千, 5千, 1万2千 or 二〇二六; None where it is not a number."""
    if all(c in _DIGITS or c.isdecimal() for c in written):
        return "".join(str(_DIGITS.get(c, c)) for c in written)
    total = section = number = 0
    seen = False
    for char in written:
        if char in _LARGE:
            total += (section + number or 1) * _LARGE[char]
            section = number = 0
            seen = False
        elif char in _SMALL:
            section += (number if seen else 1) * _SMALL[char]
            number, seen = 0, False
        else:
            digit = _DIGITS.get(char)
            number = number * 10 + (digit if digit is not None else int(char))
            seen = True
    return str(total + section + number)
