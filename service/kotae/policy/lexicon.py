"""All words of one language in one Aho-Corasick automaton: one pass over a text finds every vocabulary's hits."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from ahocorasick_rs import AhoCorasick, MatchKind

from kotae.conversation import Locale
from kotae.text.fold import Folded, fold, fold_text, is_japanese, is_katakana
from kotae.text.segment import Clause, clauses

Span = tuple[int, int]
GAP = "…"
_SHORT_KANA = 3
_STOP = "。"
# What ends a sentence, or what may still follow its last word.
_AFTER_WORDS = frozenset("。.!?…\n」』)）\"'~♪")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase as it is matched: folded parts in order, with gaps between them.

    Attributes:
        parts: The folded parts.
        open_end: Whether any ending may follow (an English word written with ``*``).
        katakana_only: Whether it matches katakana alone. A short word written in katakana (タダ) would otherwise be
            found inside unrelated hiragana (いただく).
        closing: Whether it matches only where a sentence ends, with or without a full stop (a word written with "。").
    """

    parts: tuple[str, ...]
    open_end: bool
    katakana_only: bool
    closing: bool = False


@lru_cache(maxsize=200_000)
def term(word: str) -> Term:
    """Compile one word of a vocabulary; it is asked for when the word is checked and again when it is used.

    Raises:
        ValueError: Nothing is left of the word once it is folded.
    """
    open_end, closing = word.endswith("*"), word.endswith(_STOP)
    body = word.rstrip("*" + _STOP)
    parts = tuple(p for p in (fold_text(part.strip()) for part in body.split(GAP)) if p)
    if not parts:
        raise ValueError("nothing is left of this word once it is folded | remove it")
    katakana = len(parts) == 1 and len(body) <= _SHORT_KANA and all(is_katakana(c) for c in body)
    return Term(parts, open_end, katakana, closing)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the detectors read it: folded, cut into clauses, with the hits of every vocabulary.

    ``hits`` maps a vocabulary to ranges of the folded text, in order of their start.
    """

    folded: Folded
    clauses: tuple[Clause, ...]
    hits: Mapping[str, Sequence[Span]]
    locale: Locale
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(clause.start for clause in self.clauses))

    def touched(self, start: int, end: int) -> range:
        """Return the numbers of the clauses that touch the range, in the time that this many take."""
        first = max(0, bisect_right(self._starts, start) - 1)
        if first < len(self.clauses) and self.clauses[first].end <= start:
            first += 1
        return range(first, max(first, bisect_left(self._starts, end)))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a vocabulary that takes a second look: where its parts stand, what stands beside them, or both.

    Attributes:
        vocabulary: The vocabulary.
        term: The word.
        parts: For each part its number, and whether its neighbours have to be looked at for this word.
    """

    vocabulary: str
    term: Term
    parts: tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """What a part of words is used for.

    Attributes:
        guard: How its neighbours are looked at, where all words that use it ask the same of them.
        vocabularies: Those of which it is a whole word that takes no second look.
        words: The words to look for where it stands.
        asked: Whether it is a part of words that take a second look, here or where another of their parts stands.
    """

    guard: Term | None
    vocabularies: tuple[str, ...]
    words: tuple[_Word, ...]
    asked: bool


class Lexicon:
    """The vocabularies of one language, ready to be looked for."""

    def __init__(self, locale: Locale, vocabularies: Mapping[str, Iterable[str]]) -> None:
        """Compile ``vocabularies``: name to words.

        Raises:
            ValueError: A word cannot be compiled.
        """
        self.locale = locale
        numbers: dict[str, int] = {}
        uses: list[list[Term | None]] = []
        words: list[tuple[str, Term]] = []
        for name, listed in sorted(vocabularies.items()):
            for own in dict.fromkeys(term(w) for w in listed):
                words.append((name, own))
                for part in own.parts:
                    if numbers.setdefault(part, len(numbers)) == len(uses):
                        uses.append([])
                    uses[numbers[part]].append(own if _guarded(own, part) else None)
        guards = [_same_guard(terms) for terms in uses]
        plain: list[list[str]] = [[] for _ in uses]
        checked: list[list[_Word]] = [[] for _ in uses]
        for name, own in words:
            own_numbers = [numbers[part] for part in own.parts]
            guarded = [_guarded(own, part) and not guards[numbers[part]] for part in own.parts]
            # A word of several parts is looked for where the one stands that the fewest words share: others stand
            # everywhere.
            number = min(own_numbers, key=lambda n: len(uses[n]))
            if len(own.parts) == 1 and not guarded[0] and not own.closing:
                plain[number].append(name)
            else:
                checked[number].append(_Word(name, own, tuple(zip(own_numbers, guarded, strict=True))))
        asked = {number for word in chain(*checked) for number, _ in word.parts}
        parts = (
            _Part(guard, tuple(plain[number]), tuple(checked[number]), number in asked)
            for number, guard in enumerate(guards)
        )
        # Most parts are used alike. One object for all of them stays at hand, which thousands would not.
        alike: dict[_Part, _Part] = {}
        self._parts = [alike.setdefault(use, use) for use in parts]
        self._automaton = AhoCorasick(list(numbers), matchkind=MatchKind.Standard) if numbers else None

    def read(self, text: str, extra: Mapping[str, Sequence[str]] | None = None) -> Reading:
        """Read ``text``; ``extra`` holds vocabularies that come with the request: name to words."""
        folded = fold(text)
        pieces = tuple(clauses(folded.text, self.locale))
        hits: defaultdict[str, list[Span]] = defaultdict(list)
        places: dict[int, list[Span]] = {}
        for number, start, end in self._find(folded.text):
            part = self._parts[number]
            if part.guard and not _stands_alone(folded, start, end, part.guard):
                continue
            span = start, end
            for name in part.vocabularies:
                hits[name].append(span)
            if part.asked:
                places.setdefault(number, []).append(span)
        ends = _sentence_ends(pieces)
        for number in places:
            for word in self._parts[number].words:
                found = _standing(folded, word, places)
                if found is not None:
                    hits[word.vocabulary].extend(found[0] if len(found) == 1 else _joined(found, ends))
        for name, words in (extra or {}).items():
            spans = [s for word in words for s in _occurrences(folded, word)]
            if spans:
                hits[name] = spans
        for spans in hits.values():
            if len(spans) > 1:
                spans.sort()
        return Reading(folded, pieces, dict(hits), self.locale)

    def _find(self, text: str) -> list[tuple[int, int, int]]:
        if self._automaton is None:
            return []
        return self._automaton.find_matches_as_indexes(text, overlapping=True)


def _same_guard(uses: Sequence[Term | None]) -> Term | None:
    """Return how the neighbours of a part are looked at, where that is the same for all ``uses`` of it."""
    kinds = {Term((), own.open_end, own.katakana_only) if own else None for own in uses}
    return kinds.pop() if len(kinds) == 1 else None


def _standing(folded: Folded, word: _Word, parts: Mapping[int, Sequence[Span]]) -> list[Sequence[Span]] | None:
    """Return where each part of ``word`` stands as it should; None where one of them does nowhere."""
    found: list[Sequence[Span]] = []
    for index, (number, guarded) in enumerate(word.parts):
        spans = parts.get(number, ())
        if guarded:
            spans = [s for s in spans if _stands_alone(folded, *s, word.term)]
        if word.term.closing and index == len(word.parts) - 1:
            spans = [s for s in spans if _closes(folded.text, s[1])]
        if not spans:
            return None
        found.append(spans)
    return found


def _occurrences(folded: Folded, word: str) -> list[Span]:
    needle = fold_text(word)
    spans: list[Span] = []
    at = folded.text.find(needle) if needle else -1
    while at >= 0:
        if _stands_alone(folded, at, at + len(needle), Term((needle,), False, False)):
            spans.append((at, at + len(needle)))
        at = folded.text.find(needle, at + len(needle))
    return spans


def _stands_alone(folded: Folded, start: int, end: int, compiled: Term) -> bool:
    """Whether a hit is a word of its own, where the script tells: Latin letters, and short katakana words."""
    text = folded.text
    if compiled.katakana_only:
        return folded.is_katakana(start) and not any(map(folded.is_katakana, _beside(folded, start, end)))
    if start and _goes_on(text[start - 1], text[start]):
        return False
    return compiled.open_end or end >= len(text) or not _goes_on(text[end - 1], text[end])


def within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return those of ``spans``, which are in the order of their starts, that lie within the range."""
    found: list[Span] = []
    for at in range(bisect_left(spans, (start,)), len(spans)):
        if spans[at][0] >= end:
            break
        if spans[at][1] <= end:
            found.append(spans[at])
    return found


def _closes(text: str, end: int) -> bool:
    """Whether nothing but the marks that end a sentence stands between ``end`` and its end."""
    return end >= len(text) or text[end] in _AFTER_WORDS


def _guarded(compiled: Term, part: str) -> bool:
    """Whether what stands beside a hit can tell that it is no word of its own; kana and kanji never do."""
    edges = (part[0], part[-1])
    return compiled.katakana_only or any(char.isalnum() and not is_japanese(char) for char in edges)


def _beside(folded: Folded, start: int, end: int) -> Iterator[int]:
    """Yield where what adjoins a word stands; beside a word whose letters are set apart, what is set apart from it."""
    apart = start + 1 < end and folded.ends[start] < folded.starts[start + 1]
    if start and (apart or folded.ends[start - 1] == folded.starts[start]):
        yield start - 1
    if end < len(folded.text) and (apart or folded.ends[end - 1] == folded.starts[end]):
        yield end


def _goes_on(a: str, b: str) -> bool:
    """Whether two neighbours are of one word or one number: Latin letters and digits, or digits."""
    if not (a.isalnum() and b.isalnum()) or is_japanese(a) or is_japanese(b):
        return False
    return a.isalpha() or b.isalpha() or (a.isdecimal() and b.isdecimal())


def _sentence_ends(pieces: Sequence[Clause]) -> list[int]:
    ends: dict[int, int] = {}
    for piece in pieces:
        ends[piece.sentence] = piece.end
    return list(ends.values())


def _joined(found: Sequence[Sequence[Span]], ends: Sequence[int]) -> list[Span]:
    """Join the parts of a phrase with gaps: in order, within one sentence, the shortest way from each beginning."""
    joined: list[Span] = []
    cursors = [0] * len(found)
    bound = 0
    for start, end in found[0]:
        while bound < len(ends) and ends[bound] <= start:
            bound += 1
        limit = ends[bound] if bound < len(ends) else end
        at = end
        for index in range(1, len(found)):
            spans = found[index]
            while cursors[index] < len(spans) and spans[cursors[index]][0] < at:
                cursors[index] += 1
            if cursors[index] == len(spans) or spans[cursors[index]][1] > limit:
                at = -1
                break
            at = spans[cursors[index]][1]
        if at > 0:
            joined.append((start, at))
    return joined
