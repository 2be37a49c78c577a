"""Recognise a meaning in a text that has been read: words together in one stretch, unless a frame exonerates them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kotae.conversation import Locale
from kotae.policy import shapes
from kotae.policy.lexicon import Reading, Span


@dataclass(frozen=True, slots=True)
class Match:
    """A meaning found.

    Attributes:
        start: Where the stretch begins that carries it, in the folded text.
        end: Where that stretch ends.
        core: The range from the first to the last word found.
        condition: Which condition found it, in words.
    """

    start: int
    end: int
    core: Span
    condition: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled condition: vocabularies and a shape that must stand in one stretch, and what exonerates."""

    name: str
    together: tuple[str, ...]
    within: str
    unless: tuple[str, ...]
    without: tuple[str, ...] = ()
    shape: shapes.ShapeName | None = None


def stretches(reading: Reading, within: str) -> list[Span]:
    """Return the stretches of a text: its clauses, its sentences, or the whole."""
    if within == "clause":
        return [(c.start, c.end) for c in reading.clauses]
    if within == "sentence":
        found: dict[int, Span] = {}
        for c in reading.clauses:
            first = found.get(c.sentence)
            found[c.sentence] = (first[0] if first else c.start, c.end)
        return list(found.values())
    return [(0, len(reading.folded.text))]


def matches(reading: Reading, patterns: Sequence[Pattern]) -> Iterator[Match]:
    """Yield what ``patterns`` find, pattern by pattern, stretch by stretch."""
    for pattern in patterns:
        parts = _parts(reading, pattern)
        if not all(parts):
            continue
        for start, end in _stretches_of(reading, pattern, parts):
            inside = [[s for s in part if start <= s[0] and s[1] <= end] for part in parts]
            if all(inside):
                words = [span for spans in inside for span in spans]
                core = min(s[0] for s in words), max(s[1] for s in words)
                if not _exonerated(reading, pattern, (start, end), core, words):
                    yield Match(start, end, core, pattern.name)


def found(reading: Reading, patterns: Sequence[Pattern]) -> Match | None:
    """Return the first match, or None."""
    return next(matches(reading, patterns), None)


def _parts(reading: Reading, pattern: Pattern) -> list[Sequence[Span]]:
    """Return where each thing stands that ``pattern`` asks for; the shape is looked for only where all words are."""
    parts = [reading.hits.get(name, ()) for name in pattern.together]
    if pattern.shape and all(parts):
        parts.append(shapes.find(pattern.shape, reading.folded))
    return parts


def _stretches_of(reading: Reading, pattern: Pattern, parts: Sequence[Sequence[Span]]) -> list[Span]:
    """Return the stretches to look at; what crosses clauses makes one stretch of them."""
    if len(parts) > 1 or pattern.within != "clause":
        return stretches(reading, pattern.within)
    found: dict[Span, None] = {}
    for start, end in parts[0]:
        crossed = [c for c in reading.clauses if c.start < end and start < c.end]
        if crossed:
            found[crossed[0].start, crossed[-1].end] = None
    return list(found)


def _inside(reading: Reading, name: str, start: int, end: int) -> list[Span]:
    return [s for s in reading.hits.get(name, ()) if start <= s[0] and s[1] <= end]


def _exonerated(reading: Reading, pattern: Pattern, stretch: Span, core: Span, words: Sequence[Span]) -> bool:
    """Whether a frame governs what was found.

    Japanese puts the governing word last: a frame that ends before the first word found governs something else
    (「返金はできませんが代わりに商品券を…」). English puts it on either side. A frame that is only a part of a word
    found is none (「頂戴いたしません」 is an offer, not a refusal).
    """
    first = core[0] if reading.locale is Locale.JA else stretch[0]
    governing = [(name, first) for name in pattern.unless] + [(name, stretch[0]) for name in pattern.without]
    return any(
        frame[1] > after and not any(w[0] <= frame[0] and frame[1] <= w[1] for w in words)
        for name, after in governing
        for frame in _inside(reading, name, *stretch)
    )
