"""Sentences and clauses of a folded text, for Japanese and English.

A clause here is the stretch that one predicate governs: a topic stays with the refusal that ends it
(「返金につきましては、お受けいたしかねます」), while 「…ますが、」 opens a new one.
"""

from dataclasses import dataclass

from kotae.conversation import Locale

_ENDERS = frozenset("。!?\n!?")
_CLOSERS = frozenset("」』)】\"'")
_OPENERS = {"「": "」", "『": "』"}

# Endings of a Japanese predicate after which a comma opens a new clause. Each is written as the fold leaves it.
_JA_BREAKS = (
    "ますが", "ですが", "せんが", "したが", "でしょうが", "けれど", "けれども", "けど", "ので", "ますから", "ですから", "せんから", "したから",
    "ますし", "ですし", "せんし", "おりまして", "しまして", "りまして", "きまして", "えまして", "れまして", "けまして", "みまして", "でして", "おり",
    "ますと", "ましたら", "でしたら", "ければ", "れば", "ても", "ものの", "たところ", "うえで", "あと", "るが", "たが", "いが", "だが", "ますゆえ",
    "ましても", "次第", "までは", "るし", "いし", "たし", "なり", "いたし", "くだされば", "せんで", "つつ", "ながら", "ってて", "てて",
)  # fmt: skip

# English words that open a new clause, after a comma or by themselves.
_EN_AFTER_COMMA = ("but ", "and ", "so ", "yet ", "though ", "although ", "because ", "however", "while ", "which ", "if ", "then ")
_EN_ALONE = (" but ", " however ", " because ", " although ", " - ")


@dataclass(frozen=True, slots=True)
class Clause:
    """The range ``[start, end)`` of the folded text, and the number of its sentence."""

    start: int
    end: int
    sentence: int


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a folded text as ranges, without the white space around them."""
    found: list[tuple[int, int]] = []
    start, i, size = 0, 0, len(text)
    closing = ""
    while i < size:
        char = text[i]
        if closing:
            if char == closing:
                closing = ""
            elif char == "\n":
                closing = ""
                continue
        elif char in _OPENERS and _OPENERS[char] in text[i : i + 80]:
            closing = _OPENERS[char]
        elif char in _ENDERS or (char == "." and _ends_sentence(text, i)):
            i += 1
            while i < size and (text[i] in _ENDERS or text[i] in ".…" or text[i] in _CLOSERS):
                i += 1
            _add(found, text, start, i)
            start = i
            continue
        i += 1
    _add(found, text, start, size)
    return found


def clauses(text: str, locale: Locale) -> list[Clause]:
    """Return the clauses of a folded text, in order; together they cover every sentence."""
    breaks = _japanese_breaks if locale is Locale.JA else _english_breaks
    found: list[Clause] = []
    for number, (start, end) in enumerate(sentences(text)):
        edges = [start, *breaks(text, start, end), end]
        found += [Clause(a, b, number) for a, b in zip(edges, edges[1:], strict=False) if text[a:b].strip()]
    return found


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append((start, end))


def _ends_sentence(text: str, at: int) -> bool:
    """Whether the full stop at ``at`` ends a sentence: not in a number, an address or a short abbreviation."""
    after = text[at + 1 : at + 2]
    if after and not after.isspace():
        return False
    word_start = at
    while word_start > 0 and text[word_start - 1].isalpha():
        word_start -= 1
    return text[word_start:at] not in ("mr", "mrs", "ms", "dr", "st", "no", "vs", "e.g", "i.e")


def _japanese_breaks(text: str, start: int, end: int) -> list[int]:
    return [
        i + 1
        for i in range(start, end - 1)
        if text[i] in "、,;:" and (text[i] in ";" or text.endswith(_JA_BREAKS, start, i))
    ]


def _english_breaks(text: str, start: int, end: int) -> list[int]:
    found: list[int] = []
    i = start
    while i < end - 1:
        if text[i] in ";:":
            found.append(i + 1)
        elif text[i] == "," and text.startswith(_EN_AFTER_COMMA, i + 2):
            found.append(i + 1)
        elif text[i] == " " and text.startswith(_EN_ALONE, i):
            found.append(i + 1)
        i += 1
    return found
