"""Numbers for the pieces of a text: n-grams of characters or words as 64-bit keys, many at once.

A key says which piece it is; two pieces that share one are as good as ruled out among the few hundred thousand that
matter (64 bits). The arithmetic wraps around and is the same on every machine.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from kotae.conversation import Locale

Keys = npt.NDArray[np.uint64]

_P, _Q = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_SHIFT = np.uint64(29)
_LONGEST_RUN = 4
_SIZES: Keys = np.arange(1, _LONGEST_RUN + 1, dtype=np.uint64)[:, None]
_EMPTY: Keys = np.zeros(0, dtype=np.uint64)


def numbers_as_zero(text: str) -> str:
    """Return ``text`` with every run of the digits 0 to 9 as one "0"."""
    for digit in "123456789":
        text = text.replace(digit, "0")
    while "00" in text:
        text = text.replace("00", "0")
    return text


def gram_keys(texts: Sequence[str], locale: Locale) -> list[Keys]:
    """Return, text by text, the keys of its n-grams, each once, in ascending order.

    Japanese: 1 to 4 characters, the edges marked. English: 1 to 3 words, and 3 to 5 characters within a word.
    """
    return _once(_character_grams(texts) if locale is Locale.JA else _word_grams(texts))


def inner_keys(text: str, locale: Locale) -> Keys:
    """Return the keys of the longest n-grams that lie wholly within a word, whatever stands around it."""
    text = numbers_as_zero(text)
    units = _codes(text) if locale is Locale.JA else _units(_words(text))
    size = min(_LONGEST_RUN, max(1, len(units))) if locale is Locale.JA else 1
    keys: Keys = _runs(units, size)[-1, : len(units) - size + 1]
    return keys


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> int:
    """Return the key of a word or a name."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _codes(text: str) -> Keys:
    """Return the code points of ``text``, unpaired surrogates among them."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)


def _units(words: Sequence[str]) -> Keys:
    return np.array([name_key(word) for word in words], dtype=np.uint64)


def _character_grams(texts: Sequence[str]) -> list[Keys]:
    marked = [f"^{text}$" for text in texts]
    runs = _runs(_codes("".join(marked)), 4)
    return [np.concatenate(parts) for parts in _parts(runs, [len(text) for text in marked])]


def _word_grams(texts: Sequence[str]) -> list[Keys]:
    marked = [["^", *_words(text), "$"] for text in texts]
    runs = _runs(_units([word for words in marked for word in words]), 3)
    parts = _parts(runs, [len(words) for words in marked])
    return [np.concatenate([*own, *map(_inside, words)]) for own, words in zip(parts, marked, strict=True)]


def _runs(units: Keys, longest: int) -> Keys:
    """Return the keys of all runs of up to ``longest`` units.

    Returns:
        Of shape (longest, units): in row ``n - 1`` those of ``n`` units, by their first; its last ``n - 1`` are none.
    """
    runs = np.zeros((longest, len(units)), dtype=np.uint64)
    runs[0] = units * _P + _Q
    for n in range(1, min(longest, len(units))):
        shorter = runs[n - 1, :-n]
        runs[n, :-n] = (shorter ^ (shorter >> _SHIFT)) * _P + units[n:]
    runs ^= runs >> _SHIFT
    runs *= _Q
    runs += _SIZES[:longest]
    runs ^= runs >> _SHIFT
    return runs


def _parts(runs: Keys, sizes: Sequence[int]) -> list[list[Keys]]:
    """Cut ``runs`` over texts of ``sizes`` units, one after another, into those that lie within each."""
    ends = list(accumulate(sizes))
    return [
        [row[end - size : max(end - size, end - n)] for n, row in enumerate(runs)]
        for size, end in zip(sizes, ends, strict=True)
    ]


def _once(texts: Sequence[Keys]) -> list[Keys]:
    """Sort the keys of each text, in place, and return them without repetitions; no text is without keys."""
    if not texts:
        return []
    for keys in texts:
        keys.sort()
    found = np.concatenate(texts)
    edges = [0, *accumulate(map(len, texts))]
    first = np.empty(len(found), dtype=bool)
    np.not_equal(found[1:], found[:-1], out=first[1:])
    first[edges[:-1]] = True
    kept = found[first]
    counted = np.add.reduceat(first, edges[:-1], dtype=np.intp).tolist()
    return [kept[start:end] for start, end in pairwise([0, *accumulate(counted)])]


@lru_cache(maxsize=1 << 14)
def _inside(word: str) -> Keys:
    """Return the keys of a word's runs of 3 to 5 characters, the edges marked."""
    padded = f"<{word}>"
    found = [name_key("#" + padded[i : i + n]) for n in (3, 4, 5) for i in range(len(padded) - n + 1)]
    return np.array(found, dtype=np.uint64) if found else _EMPTY


def _words(text: str) -> list[str]:
    """Return the runs of letters and apostrophes, and every other mark by itself."""
    found: list[str] = []
    for chunk in text.split():
        if chunk.isalpha():
            found.append(chunk)
        else:
            found += _pieces(chunk)
    return found


def _pieces(chunk: str) -> Iterator[str]:
    start = 0
    for at, char in enumerate(chunk):
        if char.isalpha() or char == "'":
            continue
        if at > start:
            yield chunk[start:at]
        yield char
        start = at + 1
    if start < len(chunk):
        yield chunk[start:]


def spelled(text: str, locale: Locale) -> dict[int, str]:
    """Return, by key, what each n-gram of ``gram_keys`` says: for people who want to see what weighed."""
    if locale is Locale.JA:
        (keys,) = _character_grams([text])
        text = f"^{text}$"
        sizes = [(i, n) for n in range(1, 5) for i in range(len(text) - n + 1)]
        return dict(zip(keys.tolist(), (text[i : i + n] for i, n in sizes), strict=True))
    (keys,) = _word_grams([text])
    words = ["^", *_words(text), "$"]
    runs = [" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)]
    inside = [
        f"({padded[i : i + n]})"
        for padded in (f"<{word}>" for word in words)
        for n in (3, 4, 5)
        for i in range(len(padded) - n + 1)
    ]
    return dict(zip(keys.tolist(), runs + inside, strict=True))
