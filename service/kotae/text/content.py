"""The words of a text that carry its meaning, without a dictionary: pairs of kanji, katakana words, Latin words."""

from kotae.text.fold import Folded, is_japanese, is_katakana
from kotae.text.tables import words

# Words that say nothing of the matter itself.
_EMPTY = frozenset(
    words(
        "案内 場合 解約 退会 cancel cancelling canceling "
        "the for and you your of to in is on with off from this we can will be at by"
    )
)


def content_words(folded: Folded) -> frozenset[str]:
    """Return the words of a folded text that carry its meaning: pairs of kanji, katakana words, Latin words."""
    found: set[str] = set()
    run, kind = "", ""
    for char, start in zip(folded.text, folded.starts, strict=True):
        now = _kind(char, folded.source[start])
        if now != kind and run:
            found |= _words_of(run, kind)
            run = ""
        run, kind = (run + char, now) if now else ("", "")
    return frozenset(w for w in found | _words_of(run, kind) if len(w) > 1 and w not in _EMPTY)


def _kind(char: str, source: str) -> str:
    """Return what sort of word a character belongs to; an empty text for hiragana, digits and marks."""
    if "\u3400" <= char <= "\u9fff":
        return "kanji"
    if is_japanese(char):
        return "katakana" if is_katakana(source) else ""
    return "latin" if char.isalpha() else ""


def _words_of(run: str, kind: str) -> set[str]:
    if kind == "kanji":
        return {run[i : i + 2] for i in range(len(run) - 1)} or {run}
    return {run.rstrip("s")} if kind == "latin" else {run}
