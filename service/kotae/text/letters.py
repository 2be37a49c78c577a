"""Latin letters of one word that someone set apart: r e f u n d, r.e.f.u.n.d, r-e-f-u-n-d."""

from collections.abc import Iterator, Sequence

from kotae.text.characters import is_japanese
from kotae.text.tables import SEPARATORS

Span = tuple[int, int]

# So many letters in a row with one mark between them are no chance: the writer sets letters apart with that mark.
_MEANT = 4


def joints(text: str, marks: Sequence[int]) -> frozenset[int]:
    """Return which of ``marks``, those that stand ``between_letters`` in a folded text, set letters of one word apart.

    "a" and "i" are words of their own too. Beside letters set apart they belong to the word where the text shows it:
    its words are two spaces apart, or the mark is one that it sets letters apart with throughout.
    """
    habits = _habits(text, marks)
    found: set[int] = set()
    for chain in _chains(text, marks, habits | {"."} if habits else SEPARATORS):
        mark = text[chain[0] + 1]
        sure = mark in habits or _in_japanese(text, *chain)
        start, end = chain if sure else _without_words(text, *chain)
        if _is_word(text[start:end:2], mark, sure) and not _is_abbreviation(text, start, end):
            found.update(range(start + 1, end, 2))
    return frozenset(found)


def between_letters(text: str, at: int) -> bool:
    """Whether a letter by itself stands on either side of ``at``."""
    return (
        0 < at < len(text) - 1
        and _is_letter(text[at - 1])
        and not _in_word(text, at - 2)
        and _is_letter(text[at + 1])
        and not _in_word(text, at + 2)
    )


def _habits(text: str, marks: Sequence[int]) -> frozenset[str]:
    """Return the marks with which the writer sets letters apart, beyond doubt."""
    found: set[str] = set()
    for start, end in _chains(text, marks, SEPARATORS - {"'"}):
        long = (end - start) // 2 + 1 >= _MEANT
        if _two_spaces(text, start, end) if text[start + 1] == " " else long:
            found.add(text[start + 1])
    return frozenset(found)


def _chains(text: str, marks: Sequence[int], kinds: frozenset[str]) -> Iterator[Span]:
    """Yield the stretches of two or more single letters with one and the same of ``kinds`` between them."""
    at = 0
    for start in [mark - 1 for mark in marks]:
        end = _chain_end(text, start, kinds) if start >= at else 0
        if end - start <= 1:
            continue
        if end - start == 3 and text[start + 1] in " '" and _chain_end(text, end - 1, kinds) > end and text[end] != "'":
            continue  # of "i a.m" and "i'l l" the second mark sets letters apart
        yield start, end
        at = end


def _chain_end(text: str, start: int, kinds: frozenset[str]) -> int:
    """Return where the chain that begins with the letter at ``start`` ends: after that letter where there is none."""
    end = start + 1
    if not _is_letter(text[start]) or _in_word(text, start - 1) or text[end : end + 1] not in kinds:
        return end
    mark = text[end]
    while end + 1 < len(text) and text[end] == mark and _is_letter(text[end + 1]) and not _in_word(text, end + 2):
        end += 2
    return end


def _without_words(text: str, start: int, end: int) -> Span:
    """Leave "a" and "i" at the edges of a chain out where they may be words: at the edge of the text or by the mark."""
    mark = text[start + 1]
    if text[start] in "ai" and (start == 0 or (text[start - 1] == mark and _in_word(text, start - 2))):
        start += 2
    if end > start and text[end - 1] in "ai" and (text[end : end + 1] == mark and _in_word(text, end + 1)):
        end -= 2
    return start, end


def _is_word(letters: str, mark: str, sure: bool) -> bool:
    """Whether the letters of a chain are one word: two are too few where they may be two words or a contraction."""
    if len(letters) > 2 or (sure and len(letters) == 2):
        return True
    return len(letters) == 2 and mark != "'" and not set(letters) & set("ai")


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether a chain is a.m. or i.e., which stay as people write them."""
    return text[start : end + 1] in ("a.m.", "i.e.")


def _in_japanese(text: str, start: int, end: int) -> bool:
    """Whether a chain adjoins Japanese, in which "a" and "i" are no words."""
    return any(map(is_japanese, text[max(0, start - 1) : start] + text[end : end + 1]))


def _two_spaces(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 2) : start] == "  " or text[end : end + 2] == "  "


def _is_letter(char: str) -> bool:
    return "a" <= char <= "z"


def _in_word(text: str, at: int) -> bool:
    """Whether a letter or digit, not a Japanese one, stands at ``at``."""
    return 0 <= at < len(text) and text[at].isalnum() and not is_japanese(text[at])
