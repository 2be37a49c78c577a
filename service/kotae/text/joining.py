"""Put together again what was set apart: words with separators in them, wrapped lines, kana of look-alike shapes."""

from collections.abc import Iterator, Sequence

from kotae.text.characters import is_japanese, is_kana, is_katakana
from kotae.text.letters import between_letters, joints
from kotae.text.tables import JAPANESE_MARKS, POLITE_ENDS, SEPARATORS, SHAPES

Cell = tuple[str, int, int]
"""One folded character, and the range of the source that made it."""
Span = tuple[int, int]

# A line shorter than this was ended by its writer, not by the width of a page. In characters.
_WRAPPED_JAPANESE = 15
_WRAPPED_LATIN = 40
_JOINTS = SEPARATORS | {"\n"}
# Shapes that may begin and end a katakana word where other kanji would be strange; numerals count what follows.
_FIRST, _LAST, _NUMERALS = frozenset("口力夕工卜"), frozenset("口夕卜"), frozenset("二八千")
_SMALL = frozenset("ァィゥェォャュョー")
_AFTER_LONG_MARK = frozenset("をがにはもへ")
_LONGEST_LIKENESS = 4


def may_restore_shapes(plain: str, source: str) -> bool:
    """Whether ``restore_shapes`` may change ``plain``, in which each character of ``source`` stands for itself."""
    return any(
        (at > 0 and is_katakana(source[at - 1]))
        or is_katakana(source[at + 1 : at + 2])
        or plain[at + 1 : at + 2] == "卜"
        for at, char in enumerate(plain)
        if char in SHAPES
    )


def restore_shapes(cells: Sequence[Cell], source: str) -> list[Cell]:
    """Read a kanji or a dash as the katakana that it looks like, where it can only belong to a katakana word.

    A dash after katakana is a long mark before hiragana too (フリ-です).
    """
    out = list(cells)
    restored = -1
    for i in [i for i, cell in enumerate(cells) if cell[0] in SHAPES]:
        char, start, end = cells[i]
        before = cells[i - 1] if i else ("", 0, 0)
        inside = i > 0 and (i - 1 == restored or is_katakana(source[before[1]]))
        begins = not _is_kanji(before[0])
        if _in_katakana(cells, i, source) if inside else begins and _begins(cells, i, source):
            out[i] = SHAPES[char], start, end
            restored = i
    return out


def restore_joined(cells: list[Cell]) -> list[Cell]:
    """Read the shapes that ``join_words`` has put beside a long mark, as folding once more what it returned would."""
    text = "".join(cell[0] for cell in cells)
    if not may_restore_shapes(text, text):
        return cells
    alone = list(zip(text, range(len(text)), range(1, len(text) + 1), strict=True))
    return [(char, *cell[1:]) for (char, *_), cell in zip(restore_shapes(alone, text), cells, strict=True)]


def _in_katakana(cells: Sequence[Cell], at: int, source: str) -> bool:
    """Whether the shape at ``at``, which comes after katakana, goes on with the word or ends it."""
    if at + 1 == len(cells):
        return cells[at][0] in _LAST
    char, after = cells[at][0], cells[at + 1][0]
    if _goes_on(cells, at + 1, source):
        return not _is_word_of_mouth(cells, at)
    match char:
        case "-" | "|" | "~":
            return is_kana(after)
        case "一":
            return after in _AFTER_LONG_MARK
        case _:
            return char in _LAST and (char == "卜" or not _is_kanji(after))


def _begins(cells: Sequence[Cell], at: int, source: str) -> bool:
    """Whether the shape at ``at``, which comes after neither kanji nor katakana, begins a katakana word."""
    if at + 1 == len(cells):
        return False
    if cells[at][0] in _NUMERALS:
        return source[cells[at + 1][1]] in _SMALL
    return cells[at][0] in _FIRST and _goes_on(cells, at + 1, source) and not _is_word_of_mouth(cells, at)


def _goes_on(cells: Sequence[Cell], at: int, source: str) -> bool:
    """Whether katakana or its look-alikes before katakana stand at ``at``, but not the "ka" of a counter (二カ月)."""
    if at + 1 < len(cells) and cells[at][0] in "かけ" and cells[at + 1][0] in "月所国年":
        return False
    for char, start, _ in cells[at : at + _LONGEST_LIKENESS]:
        if char == "卜":  # a kanji that nobody uses
            return True
        if char not in SHAPES or char in _NUMERALS:
            return is_katakana(source[start])
    return False


def _is_word_of_mouth(cells: Sequence[Cell], at: int) -> bool:
    """Whether the word at ``at`` is 口コミ, the one that has katakana after such a kanji."""
    return [cell[0] for cell in cells[at : at + 3]] == ["口", "こ", "み"]


def join_words(cells: Sequence[Cell]) -> list[Cell]:
    """Drop the separators that stand inside words, and the line breaks of wrapped lines; of other spaces keep one."""
    text = "".join(cell[0] for cell in cells)
    out: list[Cell] = []
    runs = list(_runs(text))
    inside = joints(text, [start for start, stop in runs if stop - start == 1 and between_letters(text, start)])
    line = at = 0
    for start, stop in runs:
        kept = () if start in inside else _kept(cells, start, stop, start - line)
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
    spaces = any(japanese) and before.isalnum() and after.isalnum() and all(cell[0] == " " for cell in run)
    return [] if spaces else apart


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


def _is_kanji(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def single_long_marks(cells: Sequence[Cell]) -> list[Cell]:
    """Keep one of several long marks in a row."""
    return [cell for i, cell in enumerate(cells) if cell[0] != "ー" or i == 0 or cells[i - 1][0] != "ー"]
