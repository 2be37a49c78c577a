"""Sentences and clauses of a folded text, for Japanese and English.

A clause here is the stretch that one predicate governs: a topic stays with the refusal that ends it
(「返金につきましては、お受けいたしかねます」), while 「…ますが、」 opens a new one.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kotae.conversation import Locale
from kotae.text.tables import words

_ENDERS = frozenset("。!?\n!?")
_CLOSERS = frozenset("」』)】\"'")
_OPENERS = {"「": "」", "『": "』"}
# All that a sentence's end can depend on, and what an end takes along.
_MARKS = _ENDERS | {".", *_OPENERS, *_OPENERS.values()}
_TRAILERS = _ENDERS | _CLOSERS | frozenset(".…")
_LONGEST_QUOTE = 80
_LONGEST_ADDRESS = 200
_LONGEST_ABBREVIATION = 8
_ABBREVIATIONS = frozenset(("mr", "mrs", "ms", "dr", "st", "vs", "eg", "ie", "inc", "ltd", "jr", "approx"))

# Endings of a Japanese predicate after which a comma opens a new clause. Each is written as the fold leaves it.
_JA_BREAKS = words(
    "ますが ですが せんが したが でしょうが るが たが いが だが けれど けれども けど ものの "
    "ので ますから ですから せんから したから ますゆえ せんで ますし ですし せんし るし いし たし "
    "おりまして しまして りまして きまして えまして れまして けまして みまして でして ってて てて "
    "おり なり いたし ますと ましたら でしたら ければ れば くだされば ても ましても "
    "たところ うえで あと 次第 までは つつ ながら"
)

# What ends like one of these and is the topic of the clause that follows.
_JA_TOPICS = words(
    "つきまして つきましても おきまして おきましても 関しまして 関しましても あたりまして としまして としましても"
)

# What opens a new clause without a comma too: after a polite predicate there is nothing else that it can be.
_JA_JOINTS = tuple(
    predicate + joint
    for predicate in ("ます", "ません", "です", "ました", "でした")
    for joint in ("が", "ので", "けれども", "けど")
)

# English words that open a new clause, after a comma or by themselves.
_EN_AFTER_COMMA = (
    *("but ", "and ", "so ", "yet ", "though ", "although ", "because ", "however", "while ", "which ", "if ", "then "),
    *("i'll ", "we'll ", "i will ", "we will ", "let me ", "instead"),
)
_EN_ALONE = (" but ", " however ", " because ", " although ", " - ")


@dataclass(frozen=True, slots=True)
class Clause:
    """The range ``[start, end)`` of the folded text, and the number of its sentence."""

    start: int
    end: int
    sentence: int


# Some shapes go through the sentences of the text that has just been cut into clauses.
@lru_cache(maxsize=4)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the sentences of a folded text as ranges, without the white space around them."""
    found: list[tuple[int, int]] = []
    start, size = 0, len(text)
    closing = ""
    for at in [i for i, char in enumerate(text) if char in _MARKS]:
        char = text[at]
        if at < start or (closing and char not in (closing, "\n")):
            continue
        if closing == char:
            closing = ""
            continue
        closing = ""
        if char in _OPENERS and _OPENERS[char] in text[at : at + _LONGEST_QUOTE]:
            closing = _OPENERS[char]
        elif _ends_sentence(text, at):
            end = at + 1
            while end < size and text[end] in _TRAILERS:
                end += 1
            _add(found, text, start, end)
            start = end
    _add(found, text, start, size)
    return tuple(found)


def clauses(text: str, locale: Locale) -> list[Clause]:
    """Return the clauses of a folded text, in order; together they cover every sentence."""
    breaks = _japanese_breaks(text) if locale is Locale.JA else _english_breaks(text)
    found: list[Clause] = []
    for number, (start, end) in enumerate(sentences(text)):
        edges = [start, *breaks[bisect_right(breaks, start) : bisect_left(breaks, end)], end]
        found += [Clause(a, b, number) for a, b in pairwise(edges) if text[a:b].strip()]
    return found


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append((start, end))


def _ends_sentence(text: str, at: int) -> bool:
    """Whether the character at ``at`` ends a sentence."""
    if text[at] == ".":
        return _is_full_stop(text, at)
    return text[at] in _ENDERS and not (text[at] == "?" and _in_address(text, at))


def _is_full_stop(text: str, at: int) -> bool:
    """Whether the dot at ``at`` ends a sentence: not in a number, an address or a short abbreviation."""
    behind = at + 1
    while behind < len(text) and text[behind] in _CLOSERS:
        behind += 1
    after = text[behind : behind + 2]
    if after and not after[0].isspace():
        return False
    start = at
    while start > 0 and at - start < _LONGEST_ABBREVIATION and (text[start - 1].isalpha() or text[start - 1] == "."):
        start -= 1
    word = text[start:at].replace(".", "")
    numbered = word == "no" and after[1:].isdigit()
    return not numbered and word not in _ABBREVIATIONS


def _in_address(text: str, at: int) -> bool:
    """Whether the question mark at ``at`` stands inside the address of a page."""
    if text[at + 1 : at + 2].isspace():
        return False
    start = max(0, at - _LONGEST_ADDRESS, text.rfind(" ", 0, at), text.rfind("\n", 0, at))
    return "://" in text[start:at]


def _japanese_breaks(text: str) -> list[int]:
    """Return where clauses begin within sentences, and perhaps where sentences do, in order."""
    found = {i + 1 for i, char in enumerate(text) if char in "、,:;" and _closes_clause(text, i)}
    for joint in _JA_JOINTS:
        at = text.find(joint)
        while at >= 0:
            at += len(joint)
            if text[at : at + 1] not in "、,。.!?":
                found.add(at)
            at = text.find(joint, at)
    return sorted(found)


def _closes_clause(text: str, at: int) -> bool:
    """Whether the mark at ``at`` stands behind a Japanese clause."""
    return text[at] == ";" or (text.endswith(_JA_BREAKS, 0, at) and not text.endswith(_JA_TOPICS, 0, at))


def _english_breaks(text: str) -> list[int]:
    """Return where clauses begin within sentences, and perhaps where sentences do, in order."""
    found = {i + 1 for i, char in enumerate(text) if char in ";:," and _opens_clause(text, i)}
    for words_alone in _EN_ALONE:
        at = text.find(words_alone)
        while at >= 0:
            found.add(at + 1)
            at = text.find(words_alone, at + 1)
    return sorted(found)


def _opens_clause(text: str, at: int) -> bool:
    """Whether the mark at ``at`` stands before an English clause."""
    match text[at]:
        case ";":
            return True
        case ":":
            return text.startswith(" ", at + 1)
        case _:
            return text.startswith(_EN_AFTER_COMMA, at + 2)
