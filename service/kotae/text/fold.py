"""Fold a text to the form in which it is matched, with an exact map back to what the caller sent.

Folding undoes the ways in which the same words are written differently, by habit or to slip past a filter: width,
case, katakana for hiragana, old kanji, zero-width and combining marks, separators inside words, wrapped lines, kanji
numerals and look-alike letters of other scripts. It takes linear time and knows no language model, clock or network.
"""

from dataclasses import dataclass

from kotae.text.characters import fold_cluster, is_japanese, is_kana, is_katakana, is_mark
from kotae.text.joining import Cell, join_words, may_restore_shapes, restore_joined, restore_shapes, single_long_marks
from kotae.text.numerals import NUMERALS, numeral_runs, write_numerals
from kotae.text.tables import SEPARATORS, SHAPES

__all__ = ["Folded", "fold", "fold_text", "is_japanese", "is_kana", "is_katakana"]

# A character takes in this many marks; a longer run makes clusters of its own, which keeps a million marks linear.
_LONGEST_CLUSTER = 32
# Stands for a character that folds to none or several, or joins its neighbour; it is a code point of no character.
_OTHERWISE = "\uffff"
_MOST_KEPT = 20_000
# What may fold by what stands beside it.
_DEPENDENT = frozenset(SHAPES) | SEPARATORS | NUMERALS | {"\n", _OTHERWISE}
_KANJI_SHAPES = SHAPES.keys() - SEPARATORS
_RARELY_DEPENDENT = NUMERALS | _KANJI_SHAPES


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

    def is_katakana(self, at: int) -> bool:
        """Whether the folded character ``at`` was written in katakana, of either width."""
        return is_katakana(self.source[self.starts[at]])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map the folded range ``[start, end)`` to a range of the source; an empty range maps to an empty one."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.source)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def part(self, start: int, end: int) -> "Folded":
        """Return the folded range ``[start, end)`` as a folded text of the same source."""
        return Folded(self.text[start:end], self.source, self.starts[start:end], self.ends[start:end])


def fold(text: str) -> Folded:
    """Fold ``text``; every folded character knows the source characters it came from."""
    plain = text.translate(_ONE_FOR_ONE)
    if _is_settled(plain, text):
        return Folded(plain, text, tuple(range(len(plain))), tuple(range(1, len(plain) + 1)))
    cells = _cells(text, plain)
    present = {cell[0] for cell in cells}
    if not present.isdisjoint(SHAPES):
        cells = restore_shapes(cells, text)
        present.add("ー")
    if "\n" in present or not present.isdisjoint(SEPARATORS):
        cells = join_words(cells)
        if not present.isdisjoint(_KANJI_SHAPES):
            cells = restore_joined(cells)
    if "ー" in present:
        cells = single_long_marks(cells)
    if not present.isdisjoint(NUMERALS):
        cells = write_numerals(cells)
    chars, starts, ends = zip(*cells, strict=True) if cells else ((), (), ())
    return Folded("".join(chars), text, starts, ends)


def fold_text(text: str) -> str:
    """Return the folded form of ``text`` alone."""
    return fold(text).text


class _OneForOne(dict[int, str]):
    """What each character folds to, for ``str.translate``: one character, or ``_OTHERWISE``. Filled as it is asked."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        folded = "" if is_mark(char) else fold_cluster(char)
        kept = folded if len(folded) == 1 else _OTHERWISE
        if len(self) < _MOST_KEPT:
            self[point] = kept
        return kept


_ONE_FOR_ONE = _OneForOne()


def _is_settled(plain: str, source: str) -> bool:
    """Whether ``plain``, in which each character of ``source`` is folded by itself, is how the whole folds."""
    dependent = _DEPENDENT.intersection(plain)
    if "ーー" in plain or not dependent <= _RARELY_DEPENDENT:
        return False
    return not dependent or not (may_restore_shapes(plain, source) or numeral_runs(plain))


def _cells(text: str, plain: str) -> list[Cell]:
    if _OTHERWISE not in plain:
        return list(zip(plain, range(len(plain)), range(1, len(plain) + 1), strict=True))
    cells: list[Cell] = []
    position, length = 0, len(text)
    while position < length:
        stop = position + 1
        while stop < length and is_mark(text[stop]) and stop - position < _LONGEST_CLUSTER:
            stop += 1
        cells += [(char, position, stop) for char in fold_cluster(text[position:stop])]
        position = stop
    return cells
