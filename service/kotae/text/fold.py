"""Fold a text to the form in which it is matched, with an exact map back to what the caller sent.

Folding undoes the ways in which the same words are written differently, by habit or to slip past a filter: width,
case, katakana for hiragana, old kanji, zero-width and combining marks, separators inside words, wrapped lines, kanji
numerals and look-alike letters of other scripts. It takes linear time and knows no language model, clock or network.
"""

from dataclasses import dataclass

from kotae.text.characters import fold_cluster, is_japanese, is_kana, is_katakana, is_mark
from kotae.text.joining import Cell, join_words, restore_shapes, single_long_marks
from kotae.text.numerals import write_numerals
from kotae.text.tables import SEPARATORS, SHAPES

__all__ = ["Folded", "fold", "fold_text", "is_japanese", "is_kana", "is_katakana"]

# A character takes in this many marks; a longer run makes clusters of its own, which keeps a million marks linear.
_LONGEST_CLUSTER = 32


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text.

    ``starts[i]`` and ``ends[i]`` are the code-point offsets, into the source, of the characters that made the folded
    character ``i``. ``katakana_tells`` says whether katakana tells a word from others: not in a text without hiragana.
    """

    text: str
    source: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    katakana_tells: bool = True

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
        starts, ends = self.starts[start:end], self.ends[start:end]
        return Folded(self.text[start:end], self.source, starts, ends, self.katakana_tells)


def fold(text: str) -> Folded:
    """Fold ``text``; every folded character knows the source characters it came from."""
    characters = set(text)
    cells = _cells(text, any(map(is_mark, characters)))
    present = {cell[0] for cell in cells}
    if not present.isdisjoint(SHAPES):
        cells = restore_shapes(cells, text)
    if "\n" in present or not present.isdisjoint(SEPARATORS):
        cells = join_words(cells)
    if any(cell[0] == "ー" for cell in cells):
        cells = single_long_marks(cells)
    cells = write_numerals(cells)
    starts, ends = tuple(s for _, s, _ in cells), tuple(e for _, _, e in cells)
    hiragana = any("ぁ" <= char <= "ゖ" for char in characters)
    return Folded("".join(c for c, _, _ in cells), text, starts, ends, hiragana)


def fold_text(text: str) -> str:
    """Return the folded form of ``text`` alone."""
    return fold(text).text


def _cells(text: str, marked: bool) -> list[Cell]:
    """Fold character by character; ``marked`` says whether some of them are marks of others."""
    if not marked:
        return [(folded, at, at + 1) for at, char in enumerate(text) for folded in fold_cluster(char)]
    cells: list[Cell] = []
    position, length = 0, len(text)
    while position < length:
        stop = position + 1
        while stop < length and is_mark(text[stop]) and stop - position < _LONGEST_CLUSTER:
            stop += 1
        cells += [(char, position, stop) for char in fold_cluster(text[position:stop])]
        position = stop
    return cells
