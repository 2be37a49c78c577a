"""Exceptions that compare what a reply says with what the request allows: figures and meaning, not substrings."""

from kotae.conversation import Conversation, Locale, Role
from kotae.policy.detect import Match
from kotae.policy.lexicon import Reading
from kotae.text.figures import figures, numbers
from kotae.text.fold import fold_text, is_japanese

# How much of what the offer says must be said again for the two to mean the same; found on the examples.
_SHARED = 0.34


def exempt(names: frozenset[str], conversation: Conversation, facts: frozenset[str], reading: Reading, match: Match) -> bool:
    """Whether one of the exceptions ``names`` covers what was found."""
    if not names:
        return False
    said = _sentence(reading, match)
    if "authorised-offer" in names and any(_within(said, o.text, reading.locale) for o in conversation.authorised_offers):
        return True
    if "reported-outcome" in names and "agent.reported-outcome" in facts:
        return any(_within(said, t.text, reading.locale) for t in conversation.turns if t.role is Role.AGENT)
    return False


def fulfilled(names: frozenset[str], conversation: Conversation, reading: Reading) -> bool:
    """Whether the text says what one of the comparisons ``names`` asks for."""
    if "all-consequences" not in names:
        return False
    said = reading.folded.text
    return all(_states(said, loss, reading.locale) for loss in conversation.cancellation_consequences)


def _sentence(reading: Reading, match: Match) -> str:
    numbers = {c.sentence for c in reading.clauses if c.start < match.end and c.end > match.start}
    inside = [c for c in reading.clauses if c.sentence in numbers]
    return reading.folded.text[inside[0].start : inside[-1].end] if inside else ""


def _states(said: str, loss: str, locale: Locale) -> bool:
    """Whether ``said`` states ``loss``: every figure of it, and a share of its words."""
    folded = fold_text(loss)
    if not {f.value for f in figures(folded, locale)} <= numbers(said) | {f.value for f in figures(said, locale)}:
        return False
    grams = _content(folded)
    return not grams or len(grams & _content(said)) / len(grams) >= _SHARED


def _within(said: str, allowed: str, locale: Locale) -> bool:
    """Whether ``said`` stays within what is ``allowed``: no figure of its own, and the same matter."""
    allowed = fold_text(allowed)
    own = figures(said, locale)
    given = figures(allowed, locale)
    if not own <= given:
        return False
    grams = _content(allowed)
    return bool(grams) and len(grams & _content(said)) / len(grams) >= _SHARED


def _content(folded: str) -> frozenset[str]:
    """The words of a folded text that carry its meaning: runs of kanji, kana words between them, Latin words."""
    words: set[str] = set()
    run = ""
    for char in folded + " ":
        kanji = "\u3400" <= char <= "\u9fff"
        if kanji or (char.isalnum() and not is_japanese(char)):
            run += char
            continue
        if run:
            words |= {run[i : i + 2] for i in range(len(run) - 1)} if "\u3400" <= run[0] <= "\u9fff" else {run.rstrip("s")}
        run = ""
    return frozenset(w for w in words if len(w) > 1 and w not in _EMPTY)


# Words that say nothing of the matter itself.
_EMPTY = frozenset("the for and you your of to in is on with off from this we can will be at by 案内 ご案 場合 解約 退会 cancel cancelling".split())
