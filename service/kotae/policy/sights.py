"""The words behind a judgement as they stand in the text that was sent, and the conditions that found them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kotae.conversation import Locale
from kotae.policy import shapes
from kotae.policy.detect import Pattern, Sighting, sightings
from kotae.policy.explanation import Attempt, Excuse, Lack, Place, Sight, Word
from kotae.policy.folder import Folder
from kotae.policy.lexicon import Reading, Span
from kotae.policy.schema import Detect

_EDGES = "。、.,!?！？; \n"
_SUCH_AS = 3


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions in one list of one policy file, in one language; ``file`` as in ``Folder.entries``."""

    folder: Folder
    file: str
    field: str
    locale: Locale

    def place(self, index: int) -> Place:
        """Return where condition ``index``, from 0, stands."""
        entry = self.folder.entries[self.file]
        line, _ = entry.places.get((self.field, self.locale.value, index), (0, 0))
        return Place(index + 1, f"{entry.shown}:{line}" if line else entry.shown)

    def sights(self, reading: Reading, patterns: Sequence[Pattern]) -> Iterator[tuple[Sighting, Sight]]:
        """Yield all that ``patterns`` find, exonerated or not."""
        for index, pattern in enumerate(patterns):
            for sighting in sightings(reading, pattern):
                excuse = Excuse.FRAME if sighting.frames else None
                yield (
                    sighting,
                    sight(
                        reading,
                        (sighting.match.start, sighting.match.end),
                        place=self.place(index),
                        words=words(reading, sighting.words),
                        excuse=excuse,
                        frames=words(reading, sighting.frames),
                    ),
                )

    def attempts(self, reading: Reading, patterns: Sequence[Pattern]) -> Iterator[Attempt]:
        """Yield the conditions of a rule, among ``patterns``, that find nothing in any stretch."""
        for index, pattern in enumerate(patterns):
            if next(sightings(reading, pattern), None) is not None:
                continue
            parts = _parts(reading, pattern)
            found = [(name, span) for name, spans in parts.items() for span in spans]
            lacks = tuple(self._lack(index, name) for name, spans in parts.items() if not spans)
            yield Attempt(self.place(index), words(reading, found), lacks, pattern.within)

    def _lack(self, index: int, name: str) -> Lack:
        """Say what is lacking; words that the condition itself lists go by a name with spaces, as no file does."""
        if " " in name:
            conditions: Detect = getattr(self.folder.rules[self.file.removeprefix("rules/")], self.field)
            return Lack("", tuple(conditions[self.locale][index].say[:_SUCH_AS]))
        vocabulary = self.folder.vocabularies.get(name)
        return Lack(name, tuple(vocabulary.words.get(self.locale, ())[:_SUCH_AS]) if vocabulary else ())


def sight(
    reading: Reading,
    stretch: Span,
    *,
    place: Place | None = None,
    words: tuple[Word, ...] = (),
    excuse: Excuse | None = None,
    frames: tuple[Word, ...] = (),
) -> Sight:
    """Return the stretch of the folded text as it was sent, without the marks and white space around it."""
    start, end = reading.folded.span(*stretch)
    source = reading.folded.source
    while end > start and source[end - 1] in _EDGES:
        end -= 1
    while start < end and source[start] in _EDGES:
        start += 1
    return Sight(start, end, source[start:end], place, words, excuse, frames)


def words(reading: Reading, found: Iterable[tuple[str, Span]]) -> tuple[Word, ...]:
    """Return words as they were sent, in their order; of one inside another of its vocabulary, the longer."""
    kept: list[tuple[str, Span]] = []
    for name, (start, end) in sorted(set(found), key=lambda f: (f[1][0], -f[1][1], f[0])):
        if not any(n == name and a <= start and end <= b for n, (a, b) in kept):
            kept.append((name, (start, end)))
    return tuple(_word(reading, name, span) for name, span in kept)


def _word(reading: Reading, name: str, span: Span) -> Word:
    start, end = reading.folded.span(*span)
    return Word("" if " " in name else name, start, end, reading.folded.source[start:end])


def _parts(reading: Reading, pattern: Pattern) -> dict[str, Sequence[Span]]:
    parts: dict[str, Sequence[Span]] = {name: reading.hits.get(name, ()) for name in pattern.together}
    if pattern.shape:
        parts[pattern.shape] = shapes.find(pattern.shape, reading.folded)
    return parts
