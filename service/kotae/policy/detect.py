"""Recognise a meaning in a text that has been read: words together in one stretch, unless a frame exonerates them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kotae.conversation import Locale
from kotae.policy import shapes
from kotae.policy.lexicon import Reading, Span, within


@dataclass(frozen=True, slots=True)
class Match:
    """A meaning found.

    Attributes:
        start: Where the stretch begins that carries it, in the folded text.
        end: Where that stretch ends.
        core: The range from the first to the last word found.
        condition: Which condition found it, in words.
        words: Where the words found stand.
        sure: Whether it stands whatever a learned score says.
    """

    start: int
    end: int
    core: Span
    condition: str
    words: tuple[Span, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a condition's words make of one stretch, whether or not a frame exonerates them.

    Attributes:
        match: What was found.
        words: Where the words stand, each with the name of its vocabulary or shape.
        frames: The exonerating words, with their vocabularies; none where the match stands.
    """

    match: Match
    words: tuple[tuple[str, Span], ...]
    frames: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled condition: vocabularies and a shape that must stand in one stretch, and what exonerates."""

    name: str
    together: tuple[str, ...]
    within: str
    unless: tuple[str, ...]
    without: tuple[str, ...] = ()
    shape: shapes.ShapeName | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """Tells which patterns of many rules a text holds all the words of, without asking each of them.

    Attributes:
        patterns: The patterns that take words, each with its owner and its number among its owner's.
        by_word: For each vocabulary, the places in ``patterns`` of those to be asked where it has a word in the text.
        wordless: The patterns that take no words, as in ``patterns``.
    """

    patterns: tuple[tuple[str, int, frozenset[str]], ...]
    by_word: Mapping[str, tuple[int, ...]]
    wordless: tuple[tuple[str, int, frozenset[str]], ...]

    @classmethod
    def of(cls, owned: Mapping[str, Sequence[Pattern]]) -> "Gate":
        """Compile the patterns of each owner."""
        listed = [(owner, n, frozenset(p.together)) for owner, own in owned.items() for n, p in enumerate(own)]
        worded = tuple(entry for entry in listed if entry[2])
        shared = Counter(name for _, _, names in worded for name in names)
        by_word: dict[str, list[int]] = {}
        for place, (_, _, names) in enumerate(worded):
            # A pattern waits for the one of its words that the fewest share, so that it is asked seldom.
            by_word.setdefault(min(names, key=lambda n: (shared[n], n)), []).append(place)
        wordless = tuple(entry for entry in listed if not entry[2])
        return cls(worded, {name: tuple(places) for name, places in by_word.items()}, wordless)

    def opened(self, reading: Reading) -> dict[str, list[int]]:
        """Return, by owner, the numbers of the patterns that may be found in ``reading``, in order."""
        present = reading.hits.keys()
        found: dict[str, list[int]] = {}
        for owner, number, _ in self.wordless:
            found.setdefault(owner, []).append(number)
        for name in present & self.by_word.keys():
            for place in self.by_word[name]:
                owner, number, names = self.patterns[place]
                if names <= present:
                    found.setdefault(owner, []).append(number)
        for numbers in found.values():
            numbers.sort()
        return found


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
        for stretch, inside in _complete(reading, pattern, parts):
            words = [span for spans in inside for span in spans]
            core = min(s[0] for s in words), max(s[1] for s in words)
            if next(_frames(reading, pattern, stretch, core, words), None) is None:
                yield Match(*stretch, core, pattern.name, tuple(words), pattern.sure)


def found(reading: Reading, patterns: Sequence[Pattern]) -> Match | None:
    """Return the first match, or None."""
    return next(matches(reading, patterns), None)


def sightings(reading: Reading, pattern: Pattern) -> Iterator[Sighting]:
    """Yield each stretch that holds the words of ``pattern``, with what exonerates them there."""
    parts = _parts(reading, pattern)
    if not all(parts):
        return
    names = (*pattern.together, pattern.shape or "")
    for stretch, inside in _complete(reading, pattern, parts):
        words = tuple((name, span) for name, spans in zip(names, inside, strict=False) for span in spans)
        spans = [span for _, span in words]
        core = min(s[0] for s in spans), max(s[1] for s in spans)
        frames = tuple(_frames(reading, pattern, stretch, core, spans))
        yield Sighting(Match(*stretch, core, pattern.name, tuple(spans), pattern.sure), words, frames)


def _parts(reading: Reading, pattern: Pattern) -> list[Sequence[Span]]:
    """Return where each thing stands that ``pattern`` asks for; the shape is looked for only where all words are."""
    parts = [reading.hits.get(name, ()) for name in pattern.together]
    if pattern.shape and all(parts):
        parts.append(shapes.find(pattern.shape, reading.folded))
    return parts


def _complete(
    reading: Reading, pattern: Pattern, parts: Sequence[Sequence[Span]]
) -> Iterator[tuple[Span, list[list[Span]]]]:
    """Yield each stretch that holds something of every part, with what it holds of each."""
    for start, end in _stretches_of(reading, pattern, parts):
        inside = [within(part, start, end) for part in parts]
        if all(inside):
            yield (start, end), inside


def _stretches_of(reading: Reading, pattern: Pattern, parts: Sequence[Sequence[Span]]) -> list[Span]:
    """Return the stretches to look at; what crosses clauses makes one stretch of them."""
    if len(parts) > 1 or pattern.within != "clause":
        return stretches(reading, pattern.within)
    found: dict[Span, None] = {}
    for start, end in parts[0]:
        crossed = reading.touched(start, end)
        if crossed:
            found[reading.clauses[crossed[0]].start, reading.clauses[crossed[-1]].end] = None
    return list(found)


def _frames(
    reading: Reading, pattern: Pattern, stretch: Span, core: Span, words: Sequence[Span]
) -> Iterator[tuple[str, Span]]:
    """Yield the frames that govern what was found, each with its vocabulary.

    Japanese puts the governing word last: a frame that ends before the first word found governs something else
    (「返金はできませんが代わりに商品券を…」). English puts it on either side. A frame that is only a part of a word
    found is none (「頂戴いたしません」 is an offer, not a refusal).
    """
    first = core[0] if reading.locale is Locale.JA else stretch[0]
    governing = [(name, first) for name in pattern.unless] + [(name, stretch[0]) for name in pattern.without]
    for name, after in governing:
        for frame in within(reading.hits.get(name, ()), *stretch):
            if frame[1] > after and not any(w[0] <= frame[0] and frame[1] <= w[1] for w in words):
                yield name, frame
