"""Fold one character at a time, with the marks that belong to it."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from kotae.text.tables import INVISIBLE, LOOKALIKES, MODERN_KANJI, VOICED

# The longest words written as one character that are taken apart (㌖); two of Arabic, of 8 and 18 letters, stay whole,
# so that a text grows to six times its length at most.
_LONGEST_LIGATURE = 6
_LINE_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"


def is_kana(char: str) -> bool:
    """Whether ``char`` is hiragana or katakana, the long mark included."""
    return "\u3041" <= char <= "\u30ff" and char != "・"


def is_katakana(char: str) -> bool:
    """Whether ``char`` is katakana of either width, the long mark included."""
    return ("\u30a1" <= char <= "\u30ff" and char != "・") or "\uff66" <= char <= "\uff9f"


def is_japanese(char: str) -> bool:
    """Whether ``char`` is kana or kanji."""
    return is_kana(char) or "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or char in "々〆ヶ"


@lru_cache(maxsize=20_000)
def is_mark(char: str) -> bool:
    """Whether ``char`` adds to the character before it and shows nothing, or next to nothing, by itself.

    These are combining, zero-width and control characters, halves of surrogate pairs, and the marks of voiced kana.
    """
    if char in VOICED or char in INVISIBLE:
        return True
    return char not in "\t" + _LINE_BREAKS and unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc", "Cs")


def shown(text: str) -> tuple[str, Sequence[int]]:
    """Return ``text`` without what shows nothing by itself, and where in ``text`` each character of that stands."""
    if not any(map(_shows_nothing, set(text))):
        return text, range(len(text))
    kept = [at for at, char in enumerate(text) if not _shows_nothing(char)]
    return "".join(text[at] for at in kept), kept


@lru_cache(maxsize=20_000)
def _shows_nothing(char: str) -> bool:
    return is_mark(char) and char not in VOICED


@lru_cache(maxsize=20_000)
def fold_cluster(cluster: str) -> str:
    """Fold one character with the marks after it; an empty text where nothing of it shows."""
    kept = "".join(VOICED.get(char, char) for char in cluster if char in VOICED or not is_mark(char))
    plain = unicodedata.normalize("NFKC", kept)
    if len(plain) - len(kept) >= _LONGEST_LIGATURE:
        return kept
    return "".join(_fold_char(char) for char in plain if not is_mark(char))


def _fold_char(char: str) -> str:
    if char in _LINE_BREAKS:
        return "\n"
    if char == "\t":
        return " "
    char = MODERN_KANJI.get(char, char)
    if char > "\x7f" and char.isdecimal():
        return str(unicodedata.decimal(char))
    if char > "\x7f" and not is_japanese(char):
        char = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return "".join(_plain(c) for c in char)


def _plain(char: str) -> str:
    char = LOOKALIKES.get(char, char)
    if "\u30a1" <= char <= "\u30f6":
        return chr(ord(char) - 0x60)
    return char.casefold() if char != "ß" else char
