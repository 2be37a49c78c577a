"""Numbers for the pieces of a text: n-grams of characters or words as 64-bit keys, many at once.

A key says which piece it is; two pieces that share one are as good as ruled out among the few hundred thousand that
matter (64 bits). The arithmetic wraps around and is the same on every machine.
"""

from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from kotae.conversation import Locale

Keys = npt.NDArray[np.uint64]

_P, _Q = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_SHIFT = np.uint64(29)
_ZERO, _NINE = 48, 57
_EMPTY: Keys = np.zeros(0, dtype=np.uint64)


def codes(text: str) -> npt.NDArray[np.uint32]:
    """Return the code points of ``text``, unpaired surrogates among them."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def numbers_as_zero(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return ``points`` with every run of the digits 0 to 9 as one "0"."""
    digits = (points >= _ZERO) & (points <= _NINE)
    if not digits.any():
        return points
    kept = ~digits
    kept[0] |= digits[0]
    kept[1:] |= digits[1:] & ~digits[:-1]
    return np.where(digits, np.uint32(_ZERO), points)[kept]


def gram_keys(points: npt.NDArray[np.uint32], locale: Locale) -> Keys:
    """Return the keys of the n-grams of one clause, each once, in ascending order.

    Japanese: 1 to 4 characters, the edges marked. English: 1 to 3 words, and 3 to 5 characters within a word.
    """
    return np.unique(_character_grams(points) if locale is Locale.JA else _word_grams(points))


def inner_keys(points: npt.NDArray[np.uint32], locale: Locale) -> Keys:
    """Return the keys of the longest n-grams that lie wholly within a word, whatever stands around it."""
    points = numbers_as_zero(points)
    if locale is Locale.JA:
        runs = _runs(points.astype(np.uint64), 4)
        return _mixed(runs[-1], len(runs))
    units = np.array([_name_key(word) for word in _words(points)], dtype=np.uint64)
    return _mixed(_runs(units, 1)[0], 1)


@lru_cache(maxsize=1 << 16)
def _name_key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def name_keys(names: "frozenset[str] | set[str]") -> Keys:
    """Return the keys of ``names``, in ascending order."""
    return np.array(sorted(map(_name_key, names)), dtype=np.uint64)


def _character_grams(points: npt.NDArray[np.uint32]) -> Keys:
    marked = np.empty(len(points) + 2, dtype=np.uint64)
    marked[0], marked[1:-1], marked[-1] = ord("^"), points, ord("$")
    return np.concatenate([_mixed(grams, n) for n, grams in enumerate(_runs(marked, 4), 1)])


def _runs(units: Keys, longest: int) -> list[Keys]:
    """Return, for each length up to ``longest``, a number for every run of that many units."""
    runs = [units * _P + _Q]
    for n in range(1, longest):
        if len(units) <= n:
            break
        runs.append((runs[-1][:-1] ^ (runs[-1][:-1] >> _SHIFT)) * _P + units[n:])
    return runs


def _mixed(grams: Keys, size: int) -> Keys:
    mixed = (grams ^ (grams >> _SHIFT)) * _Q + np.uint64(size)
    return mixed ^ (mixed >> _SHIFT)


def _word_grams(points: npt.NDArray[np.uint32]) -> Keys:
    words = ["^", *_words(points), "$"]
    units = np.array([_name_key(word) for word in words], dtype=np.uint64)
    parts = [_mixed(grams, n) for n, grams in enumerate(_runs(units, 3), 1)]
    return np.concatenate([*parts, *(_inside(word) for word in words)])


@lru_cache(maxsize=1 << 14)
def _inside(word: str) -> Keys:
    """Return the keys of a word's runs of 3 to 5 characters, the edges marked."""
    padded = f"<{word}>"
    found = [_name_key("#" + padded[i : i + n]) for n in (3, 4, 5) for i in range(len(padded) - n + 1)]
    return np.array(found, dtype=np.uint64) if found else _EMPTY


def _words(points: npt.NDArray[np.uint32]) -> list[str]:
    """Return the runs of letters and apostrophes, and every other mark by itself."""
    found: list[str] = []
    word = ""
    for char in _decoded(points):
        if char.isalpha() or char == "'":
            word += char
            continue
        if word:
            found.append(word)
            word = ""
        if not char.isspace():
            found.append(char)
    return [*found, word] if word else found


def spelled(points: npt.NDArray[np.uint32], locale: Locale) -> dict[int, str]:
    """Return, by key, what each n-gram of ``gram_keys`` says: for people who want to see what weighed."""
    if locale is Locale.JA:
        text = "^" + _decoded(points) + "$"
        sizes = [(i, n) for n in range(1, 5) for i in range(len(text) - n + 1)]
        return dict(zip(_character_grams(points).tolist(), (text[i : i + n] for i, n in sizes), strict=True))
    words = ["^", *_words(points), "$"]
    runs = [" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)]
    inside = [
        f"({padded[i : i + n]})"
        for padded in (f"<{word}>" for word in words)
        for n in (3, 4, 5)
        for i in range(len(padded) - n + 1)
    ]
    return dict(zip(_word_grams(points).tolist(), runs + inside, strict=True))


def _decoded(points: npt.NDArray[np.uint32]) -> str:
    return points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
