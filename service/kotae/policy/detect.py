"""Recognise a meaning in a text that has been read: words together in one stretch, unless a frame exonerates them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kotae.conversation import Locale
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
    """One compiled condition: vocabularies that must stand in one stretch, and those that exonerate."""

    name: str
    together: tuple[str, ...]
    within: str
    unless: tuple[str, ...]


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
        if all(name in reading.hits for name in pattern.together):
            for start, end in stretches(reading, pattern.within):
                core = _core(reading, pattern, start, end)
                if core and not _exonerated(reading, pattern, start, end, core):
                    yield Match(start, end, core, pattern.name)


def found(reading: Reading, patterns: Sequence[Pattern]) -> Match | None:
    """Return the first match, or None."""
    return next(matches(reading, patterns), None)


def _core(reading: Reading, pattern: Pattern, start: int, end: int) -> Span | None:
    low, high = end, start
    for name in pattern.together:
        inside = [s for s in reading.hits[name] if start <= s[0] and s[1] <= end]
        if not inside:
            return None
        low = min(low, inside[0][0])
        high = max(high, inside[-1][1])
    return low, high


def _exonerated(reading: Reading, pattern: Pattern, start: int, end: int, core: Span) -> bool:
    """Whether a frame governs what was found.

    Japanese puts the governing word last: a frame that ends before the first word found governs something else
    (「返金はできませんが代わりに商品券を…」). English puts it on either side.
    """
    first = core[0] if reading.locale is Locale.JA else start
    return any(
        start <= s[0] and s[1] <= end and s[1] > first for name in pattern.unless for s in reading.hits.get(name, ())
    )
