"""Exceptions that compare what a reply says with what the request allows: figures and meaning, not substrings."""

from bisect import bisect_left, bisect_right
from operator import attrgetter

from kotae.conversation import Conversation, Locale, Role
from kotae.policy.detect import Match
from kotae.policy.lexicon import Reading, Span
from kotae.text.content import content_words
from kotae.text.figures import figures, numbers
from kotae.text.fold import Folded, fold

# How much of what an offer or an outcome says must be said again for the two to mean the same, and how much of a loss
# for it to be told: whoever names losses does so in words of their own, and says nothing else that shares words with
# them. Found on the examples.
_SAME, _TOLD = 0.34, 0.2
# What bounds an offer: how long it runs, how often it is given.
_LIMITS = ("month", "day", "time")


def exempt(
    names: frozenset[str], conversation: Conversation, facts: frozenset[str], reading: Reading, match: Match
) -> bool:
    """Whether one of the exceptions ``names`` covers what was found; the same for all of ``sentences_of``."""
    offers = conversation.authorised_offers if "authorised-offer" in names else ()
    told = "reported-outcome" in names and "agent.reported-outcome" in facts
    reports = [t for t in conversation.turns if t.role is Role.AGENT] if told else []
    if not offers and not reports:
        return False
    said = reading.folded.part(*sentences_of(reading, match))
    return any(_within(said, fold(offer.text), reading) for offer in offers) or any(
        _within(said, fold(turn.text), reading) for turn in reports
    )


def may_exempt(conversation: Conversation) -> bool:
    """Whether an exception could cover anything in ``conversation``: something may be offered, or may be reported."""
    return bool(conversation.authorised_offers) or any(turn.role is Role.AGENT for turn in conversation.turns)


def fulfilled(names: frozenset[str], conversation: Conversation, reading: Reading) -> bool:
    """Whether the text, or an agent before it, says what one of the comparisons ``names`` asks for."""
    if "all-consequences" not in names:
        return False
    said = [reading.folded, *(fold(turn.text) for turn in conversation.turns if turn.role is Role.AGENT)]
    losses = [fold(loss) for loss in conversation.cancellation_consequences]
    return all(any(_states(text, loss, conversation.locale) for text in said) for loss in losses)


def sentences_of(reading: Reading, match: Match) -> Span:
    """Return the range of the folded text that the sentences take up which ``match`` touches."""
    clauses, touched = reading.clauses, reading.touched(match.start, match.end)
    if not touched:
        return (0, 0)
    first = bisect_left(clauses, clauses[touched[0]].sentence, key=attrgetter("sentence"))
    last = bisect_right(clauses, clauses[touched[-1]].sentence, key=attrgetter("sentence")) - 1
    return clauses[first].start, clauses[last].end


def _states(said: Folded, loss: Folded, locale: Locale) -> bool:
    """Whether a text states ``loss``: every figure of it, and a share of its words."""
    told = numbers(said.text) | {f.value for f in figures(said.text, locale)}
    return {f.value for f in figures(loss.text, locale)} <= told and _shares(said, loss, _TOLD)


def _within(said: Folded, allowed: Folded, reading: Reading) -> bool:
    """Whether ``said`` stays within what is ``allowed``: no figure of its own, its limits told, and the same matter.

    The limits, how long or how often, may stand anywhere in the reply.
    """
    own, given = figures(said.text, reading.locale), figures(allowed.text, reading.locale)
    # The same figures are themselves a sign that the same thing is meant.
    if not own <= given or not _shares(said, allowed, _TOLD if own and own == given else _SAME):
        return False
    limits = {f for f in given if f.unit in _LIMITS}
    return own <= limits or limits <= figures(reading.folded.text, reading.locale)


def _shares(said: Folded, meant: Folded, least: float) -> bool:
    """Whether ``said`` has enough of the words of ``meant``; the whole of it where none of them carries meaning."""
    wanted = content_words(meant)
    if not wanted:
        return meant.text in said.text
    return len(wanted & content_words(said)) / len(wanted) >= least
