"""Where a text quotes, and ranges of the text as sent carried over to its folded form."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from operator import itemgetter

from kotae.text.fold import Folded

Span = tuple[int, int]

_CLOSERS = {"「": "」", "『": "』", "“": "”", "﹁": "﹂", '"': '"'}
_LONGEST = 200


def quoted(text: str) -> list[Span]:
    """Return the ranges of ``text`` that stand in quotation marks, the marks included, in order; none is over 200."""
    found: list[Span] = []
    at = 0
    while at < len(text):
        closer = _CLOSERS.get(text[at])
        end = text.find(closer, at + 1, at + _LONGEST) if closer else -1
        if end >= 0:
            found.append((at, end + 1))
            at = end
        at += 1
    return found


def own_words(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield those of ``spans`` that do not lie within a quotation."""
    quotes = quoted(text)
    for start, end in spans:
        at = bisect_right(quotes, start, key=itemgetter(0)) - 1
        if at < 0 or quotes[at][1] < end:
            yield start, end


def in_folded(folded: Folded, spans: Iterable[Span]) -> list[Span]:
    """Map ranges of the text as sent to ranges of its folded form.

    What folding has dropped altogether is mapped to the character after it, or before it at the end of the text.
    """
    size = len(folded.text)
    found: list[Span] = []
    for start, end in spans if size else ():
        first = min(bisect_right(folded.ends, start), size - 1)
        found.append((first, max(first + 1, bisect_left(folded.starts, end))))
    return found
