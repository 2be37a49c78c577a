"""All words of one language in one Aho-Corasick automaton: one pass over a text finds every vocabulary's hits."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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


def term(word: str) -> Term:
    """Compile one word of a vocabulary.

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


# A vocabulary, its word, which part of the word this is, and whether its neighbours have to be looked at.
_Use = tuple[str, Term, int, bool]


class Lexicon:
    """The vocabularies of one language, ready to be looked for."""

    def __init__(self, locale: Locale, vocabularies: Mapping[str, Iterable[str]]) -> None:
        """Compile ``vocabularies``: name to words.

        Raises:
            ValueError: A word cannot be compiled.
        """
        self.locale = locale
        # What each part is used for: the vocabularies of which it is a whole word, and words that take a second look.
        self._plain: list[list[str]] = []
        self._checked: list[list[_Use]] = []
        numbers: dict[str, int] = {}
        for name, words in sorted(vocabularies.items()):
            for compiled in dict.fromkeys(term(w) for w in words):
                for index, part in enumerate(compiled.parts):
                    number = numbers.setdefault(part, len(numbers))
                    if number == len(self._plain):
                        self._plain.append([])
                        self._checked.append([])
                    guarded = _guarded(compiled, part)
                    if guarded or compiled.closing or len(compiled.parts) > 1:
                        self._checked[number].append((name, compiled, index, guarded))
                    else:
                        self._plain[number].append(name)
        self._automaton = AhoCorasick(list(numbers), matchkind=MatchKind.Standard) if numbers else None

    def read(self, text: str, extra: Mapping[str, Sequence[str]] | None = None) -> Reading:
        """Read ``text``; ``extra`` holds vocabularies that come with the request: name to words."""
        folded = fold(text)
        pieces = tuple(clauses(folded.text, self.locale))
        hits: dict[str, list[Span]] = {}
        gapped: dict[tuple[str, int], tuple[Term, dict[int, list[Span]]]] = {}
        for number, start, end in self._find(folded.text):
            for name in self._plain[number]:
                hits.setdefault(name, []).append((start, end))
            for name, compiled, index, guarded in self._checked[number]:
                if guarded and not self._stands_alone(folded, start, end, compiled):
                    continue
                if compiled.closing and index == len(compiled.parts) - 1 and not _closes(folded.text, end):
                    continue
                if len(compiled.parts) == 1:
                    hits.setdefault(name, []).append((start, end))
                else:
                    gapped.setdefault((name, id(compiled)), (compiled, {}))[1].setdefault(index, []).append(
                        (start, end)
                    )
        ends = _sentence_ends(pieces) if gapped else []
        for (name, _), (compiled, found) in gapped.items():
            if len(found) == len(compiled.parts):
                hits.setdefault(name, []).extend(_joined(found, len(compiled.parts), ends))
        for name, words in (extra or {}).items():
            spans = [s for word in words for s in self._occurrences(folded, word)]
            if spans:
                hits[name] = spans
        for spans in hits.values():
            spans.sort()
        return Reading(folded, pieces, hits, self.locale)

    def _find(self, text: str) -> list[tuple[int, int, int]]:
        if self._automaton is None:
            return []
        return self._automaton.find_matches_as_indexes(text, overlapping=True)

    def _occurrences(self, folded: Folded, word: str) -> list[Span]:
        needle = fold_text(word)
        spans: list[Span] = []
        at = folded.text.find(needle) if needle else -1
        while at >= 0:
            if self._stands_alone(folded, at, at + len(needle), Term((needle,), False, False)):
                spans.append((at, at + len(needle)))
            at = folded.text.find(needle, at + len(needle))
        return spans

    def _stands_alone(self, folded: Folded, start: int, end: int, compiled: Term) -> bool:
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


def _joined(found: Mapping[int, Sequence[Span]], parts: int, ends: Sequence[int]) -> list[Span]:
    """Join the parts of a phrase with gaps: in order, within one sentence, the shortest way from each beginning."""
    joined: list[Span] = []
    cursors = [0] * parts
    bound = 0
    for start, end in found[0]:
        while bound < len(ends) and ends[bound] <= start:
            bound += 1
        limit = ends[bound] if bound < len(ends) else end
        at = end
        for index in range(1, parts):
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
