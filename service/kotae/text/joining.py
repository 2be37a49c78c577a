"""Put together again what was set apart: words with separators in them, wrapped lines, kana of look-alike shapes."""

from collections.abc import Iterator, Sequence

from kotae.text.characters import is_japanese, is_kana, is_katakana
from kotae.text.tables import JAPANESE_MARKS, POLITE_ENDS, SEPARATORS, SHAPES

Cell = tuple[str, int, int]
"""One folded character, and the range of the source that made it."""
Span = tuple[int, int]

# A line shorter than this was ended by its writer, not by the width of a page. In characters.
_WRAPPED_JAPANESE = 15
_WRAPPED_LATIN = 40
_JOINTS = SEPARATORS | {"\n"}


def may_restore_shapes(plain: str, source: str) -> bool:
    """Whether ``restore_shapes`` may change ``plain``, in which each character of ``source`` stands for itself."""
    return any(char in SHAPES and at and is_katakana(source[at - 1]) for at, char in enumerate(plain))


def restore_shapes(cells: Sequence[Cell], source: str) -> list[Cell]:
    """Read a kanji or a dash as the katakana that it looks like, where katakana surrounds it.

    A dash after katakana is a long mark before hiragana too (フリ-です).
    """
    out = list(cells)
    restored = refused = -1
    for i in [i for i, cell in enumerate(cells[:-1]) if cell[0] in SHAPES]:
        char, start, end = cells[i]
        after_katakana = i > 0 and i - 1 != refused and (i - 1 == restored or is_katakana(source[cells[i - 1][1]]))
        if not after_katakana:
            continue
        if _goes_on(cells, i + 1, source) or (char in "-|~" and is_kana(cells[i + 1][0])):
            out[i] = SHAPES[char], start, end
            restored = i
        else:
            refused = i
    return out


def _goes_on(cells: Sequence[Cell], at: int, source: str) -> bool:
    """Whether katakana or its look-alike before katakana stands at ``at``, but not the "ka" of a counter (二カ月)."""
    char, start, _ = cells[at]
    if at + 1 < len(cells) and char in "かけ" and cells[at + 1][0] in "月所国年":
        return False
    if char in SHAPES and char not in "二八千" and at + 1 < len(cells):
        start = cells[at + 1][1]
    return is_katakana(source[start])


def join_words(cells: Sequence[Cell]) -> list[Cell]:
    """Drop the separators that stand inside words, and the line breaks of wrapped lines; of other spaces keep one."""
    text = "".join(cell[0] for cell in cells)
    out: list[Cell] = []
    line = at = 0
    for start, stop in _runs(text):
        kept = _kept(cells, start, stop, start - line)
        if any(cell[0] == "\n" for cell in kept):
            line = stop
        out += cells[at:start]
        out += kept
        at = stop
    return out + list(cells[at:])


def _between_words(text: str, at: int) -> bool:
    """Whether a single space stands at ``at``, after ASCII, and a Latin word of two letters or more comes after it."""
    if text[at] != " ":
        return False
    around = text[at - 1 : at + 3] if at else f"0{text[:3]}"
    return len(around) == 4 and around[2:].isalpha() and around.isascii() and around[0] not in _JOINTS


def _runs(text: str) -> Iterator[Span]:
    """Yield the runs of separators and line breaks, but for single spaces between words, which always stay."""
    start = stop = -1
    for at in [i for i, char in enumerate(text) if char in _JOINTS and not _between_words(text, i)]:
        if at != stop:
            if start >= 0:
                yield start, stop
            start = at
        stop = at + 1
    if start >= 0:
        yield start, stop


def _kept(cells: Sequence[Cell], start: int, stop: int, line: int) -> Sequence[Cell]:
    """Return what stays of the separators in ``[start, stop)``; ``line`` characters stand before them in the line."""
    run = cells[start:stop]
    apart = [cell for i, cell in enumerate(run) if cell[0] != " " or i == 0 or run[i - 1][0] != " "]
    if not start or stop == len(cells):
        return apart
    before, after = cells[start - 1][0], cells[stop][0]
    breaks = [cell for cell in run if cell[0] == "\n"]
    if breaks:
        spaces_only = all(cell[0] in " \n" for cell in run)
        if not spaces_only or len(breaks) > 1 or not _wrapped(cells, start, after, line):
            return apart
        return [] if is_japanese(before) or before == "、" else [(" ", *breaks[0][1:])]
    japanese = [is_japanese(char) or char in JAPANESE_MARKS for char in (before, after)]
    if all(japanese):
        stops = [cell for cell in run if cell[0] == "."]
        return [("。", *stops[0][1:])] if stops and _ends_politely(cells, start) else []
    if any(japanese):
        words = before.isalnum() and after.isalnum()
        return [] if words and all(cell[0] == " " for cell in run) else apart
    inside = len(run) == 1 and _set_apart(cells, start - 1, -1) and _set_apart(cells, stop, 1)
    return [] if inside else apart


def _wrapped(cells: Sequence[Cell], at: int, after: str, line: int) -> bool:
    """Whether the line before ``at`` was broken by the width of the page: it is long and its sentence goes on."""
    before = cells[at - 1][0]
    if is_japanese(before) or before == "、":
        return line >= _WRAPPED_JAPANESE and (is_japanese(after) or after.isalnum()) and not _ends_politely(cells, at)
    return line >= _WRAPPED_LATIN and (before.isalnum() or before == ",") and after.isalnum()


def _ends_politely(cells: Sequence[Cell], at: int) -> bool:
    """Whether a polite predicate, its letters not set apart, ends just before ``at``."""
    if at < 2 or cells[at - 2][2] != cells[at - 1][1]:
        return False
    return cells[at - 2][0] + cells[at - 1][0] in POLITE_ENDS


def _set_apart(cells: Sequence[Cell], at: int, outward: int) -> bool:
    """Whether the letter at ``at`` stands alone on the side away from the separator too, and is not "a" or "i"."""
    if not _alone(cells, at, outward):
        return False
    beyond = at + outward
    if cells[at][0] not in "ai":
        return True
    return 0 <= beyond < len(cells) and cells[beyond][0] in SEPARATORS and _alone(cells, beyond + outward, outward)


def _alone(cells: Sequence[Cell], at: int, outward: int) -> bool:
    """Whether a Latin letter stands at ``at`` and no letter or digit next to it on its ``outward`` side."""
    if not 0 <= at < len(cells) or not "a" <= cells[at][0] <= "z":
        return False
    beyond = at + outward
    return not (0 <= beyond < len(cells) and cells[beyond][0].isalnum())


def single_long_marks(cells: Sequence[Cell]) -> list[Cell]:
    """Keep one of several long marks in a row."""
    return [cell for i, cell in enumerate(cells) if cell[0] != "ー" or i == 0 or cells[i - 1][0] != "ー"]
