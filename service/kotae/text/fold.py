"""Fold a text to the form in which it is matched, with an exact map back to what the caller sent.

Folding undoes the ways in which the same words are written differently, by habit or to slip past a filter: width,
case, katakana for hiragana, old kanji, zero-width and combining marks, separators inside words, kanji numerals and
look-alike letters of other scripts. It takes linear time and knows no language model, clock or network.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kotae.text.tables import LOOKALIKES, MODERN_KANJI, SEPARATORS, SHAPES
from kotae.text.numerals import numeral_runs


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text.

    ``starts[i]`` and ``ends[i]`` are the code-point offsets, into the source, of the characters that made the folded
    character ``i``.
    """

    text: str
    source: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map the folded range ``[start, end)`` to a range of the source; an empty range maps to an empty one."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.source)
            return at, at
        return self.starts[start], self.ends[end - 1]


def is_kana(char: str) -> bool:
    """Whether ``char`` is hiragana or katakana, the long mark included."""
    return "\u3041" <= char <= "\u30ff" and char != "・"


def is_katakana(char: str) -> bool:
    """Whether ``char`` is katakana of either width, the long mark included."""
    return "\u30a1" <= char <= "\u30ff" and char != "・" or "\uff66" <= char <= "\uff9f"


def is_japanese(char: str) -> bool:
    """Whether ``char`` is kana or kanji."""
    return is_kana(char) or "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or char in "々〆ヶ"


@lru_cache(maxsize=20_000)
def _fold_cluster(cluster: str) -> str:
    """Fold one character with the marks that combine with it."""
    out: list[str] = []
    for char in unicodedata.normalize("NFKC", cluster):
        if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc") and char not in "\n\u3099\u309a":
            if char == "\t":
                out.append(" ")
            elif char == "\r":
                out.append("\n")
            continue
        char = MODERN_KANJI.get(char, char)
        char = LOOKALIKES.get(char, char)
        if "\u30a1" <= char <= "\u30f6":
            char = chr(ord(char) - 0x60)
        if ord(char) > 0x7F and unicodedata.decomposition(char) and not is_japanese(char):
            char = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
        out.append(char.casefold() if len(char) == 1 and char != "ß" else char.lower())
    return "".join(out)


def _combines(char: str) -> bool:
    return char in "ﾞﾟ\u3099\u309a" or (ord(char) > 0x2FF and unicodedata.combining(char) != 0)


def fold(text: str) -> Folded:
    """Fold ``text``; every folded character knows the source characters it came from."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position, length = 0, len(text)
    while position < length:
        stop = position + 1
        # A run of combining marks joins one base; the bound keeps a million marks linear and the cache small.
        while stop < length and stop - position < 8 and _combines(text[stop]):
            stop += 1
        for char in _fold_cluster(text[position:stop]):
            chars.append(char)
            starts.append(position)
            ends.append(stop)
        position = stop
    _restore_shapes(chars)
    chars, starts, ends = _drop_separators(chars, starts, ends)
    chars, starts, ends = _write_numerals(chars, starts, ends)
    return Folded("".join(chars), text, tuple(starts), tuple(ends))


def fold_text(text: str) -> str:
    """Return the folded form of ``text`` alone."""
    return fold(text).text


def _restore_shapes(chars: list[str]) -> None:
    """Read a kanji or symbol that looks like kana as kana where kana surrounds it, in place."""
    for i, char in enumerate(chars):
        if char in SHAPES and 0 < i < len(chars) - 1 and is_kana(chars[i - 1]) and is_kana(chars[i + 1]):
            chars[i] = SHAPES[char]


def _drop_separators(
    chars: list[str], starts: list[int], ends: list[int]
) -> tuple[list[str], list[int], list[int]]:
    """Drop separators between two Japanese characters, and between single Latin letters set apart."""
    if SEPARATORS.isdisjoint(chars):
        return chars, starts, ends
    keep = [True] * len(chars)
    i, size = 0, len(chars)
    while i < size:
        if chars[i] not in SEPARATORS:
            i += 1
            continue
        j = i
        while j < size and chars[j] in SEPARATORS:
            j += 1
        if i and j < size and _joins(chars, i, j):
            keep[i:j] = [False] * (j - i)
        i = j
    pick = [n for n in range(size) if keep[n]]
    return [chars[n] for n in pick], [starts[n] for n in pick], [ends[n] for n in pick]


def _joins(chars: list[str], start: int, end: int) -> bool:
    """Whether the separators in ``[start, end)`` stand inside a word."""
    before, after = chars[start - 1], chars[end]
    if is_japanese(before) and is_japanese(after):
        return True
    return _lone_letter(chars, start - 1, -1) and _lone_letter(chars, end, 1) and end - start == 1


def _lone_letter(chars: list[str], at: int, outward: int) -> bool:
    """Whether the letter at ``at`` is set apart on the side away from the separator too, and not "a" or "i"."""
    if not ("a" <= chars[at] <= "z"):
        return False
    beyond = at + outward
    if 0 <= beyond < len(chars) and chars[beyond].isalnum():
        return False
    two = beyond + outward
    has_neighbour = 0 <= two < len(chars) and chars[beyond] in SEPARATORS and "a" <= chars[two] <= "z"
    return has_neighbour or chars[at] not in "ai"


def _write_numerals(
    chars: list[str], starts: list[int], ends: list[int]
) -> tuple[list[str], list[int], list[int]]:
    """Write numbers as plain digits: "5,000", "五千" and "5千" all become "5000" where a number is meant."""
    runs = numeral_runs(chars)
    if not runs:
        return chars, starts, ends
    new_chars: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    at = 0
    for start, end, digits in runs:
        new_chars += chars[at:start]
        new_starts += starts[at:start]
        new_ends += ends[at:start]
        for digit in digits:
            new_chars.append(digit)
            new_starts.append(starts[start])
            new_ends.append(ends[end - 1])
        at = end
    return new_chars + chars[at:], new_starts + starts[at:], new_ends + ends[at:]
