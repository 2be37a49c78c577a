"""Mend a reply by inserting approved sentences or dropping one violating sentence. The caller judges the result."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from kotae.conversation import Channel, Conversation
from kotae.policy.compiled import ApprovedSentence
from kotae.policy.lexicon import Reading
from kotae.policy.slots import fill
from kotae.policy.verdict import Edit, EditType, Finding
from kotae.text.fold import fold
from kotae.text.segment import sentences as sentence_ranges

MOST_INSERTIONS = 2
MOST_CHARACTERS = {Channel.PHONE: 160}
_ANY_LENGTH = 600
# A reply greets and thanks in this many sentences at most.
_GREETINGS = 4
_ENDS = "。.!?！？｡…"


def insertions(
    conversation: Conversation, missed: frozenset[str], approved: Sequence[ApprovedSentence]
) -> Iterator[tuple[ApprovedSentence, ...]]:
    """Yield the ways to fulfil all ``missed`` obligations with approved sentences, the fewest sentences first."""
    usable = [s for s in approved if s.fulfils & missed and s.fulfils <= missed and texts(conversation, s)]
    for count in range(1, MOST_INSERTIONS + 1):
        for chosen in combinations(usable, count):
            if frozenset().union(*(s.fulfils for s in chosen)) >= missed:
                yield chosen


def texts(conversation: Conversation, sentence: ApprovedSentence) -> tuple[str, ...]:
    """Return the variants of ``sentence`` for this contact, slots filled; those with an empty slot are left out."""
    filled = (fill(text, conversation) for text in sentence.say.get(conversation.channel, ()))
    return tuple(text for text in filled if text)


def insert(
    conversation: Conversation, text: str, chosen: Sequence[ApprovedSentence], openings: Sequence[str]
) -> tuple[str, tuple[Edit, ...]] | None:
    """Insert ``chosen`` where a speaker would say them.

    Args:
        conversation: The contact, for channel, language and slots.
        text: The reply.
        chosen: The sentences, at most two.
        openings: Beginnings of a sentence that greets or thanks: a first sentence goes after it.

    Returns:
        The new text and its edits, or None where the inserted text is longer than the channel bears.
    """
    bound = MOST_CHARACTERS.get(conversation.channel, _ANY_LENGTH)
    spoken = {s.name: texts(conversation, s)[0] for s in chosen}
    if sum(map(len, spoken.values())) > bound:
        return None
    edits: list[Edit] = []
    order = {"first": 0, "before-answer": 1, "last": 2}
    # From the end of the text to its beginning, so that earlier offsets stay true; then offsets are counted anew.
    places = [(_place(text, s.place, openings), order[s.place], s) for s in chosen]
    for at, _, sentence in sorted(places, key=lambda p: (p[0], p[1]), reverse=True):
        piece, offset = _joined(text, at, spoken[sentence.name])
        text = text[:at] + piece + text[at:]
        edits = [Edit(e.type, e.text, e.rules, e.start + len(piece)) for e in edits]
        edits.insert(0, Edit(EditType.INSERTED, spoken[sentence.name], tuple(sorted(sentence.fulfils)), at + offset))
    return text, tuple(edits)


def drops(reading: Reading, findings: Sequence[Finding]) -> tuple[str, Edit] | None:
    """Drop the one sentence that holds all ``findings``; None where there is more than one or nothing would remain."""
    source = reading.folded.source
    ranges = [reading.folded.span(a, b) for a, b in sentence_ranges(reading.folded.text)]
    hit = {
        i
        for f in findings
        for i, (a, b) in enumerate(ranges)
        if f.start is not None and f.end is not None and a < f.end and f.start < b
    }
    if len(hit) != 1 or len(ranges) < 3:
        return None
    start, end = ranges[hit.pop()]
    while end < len(source) and source[end].isspace():
        end += 1
    rules = tuple(dict.fromkeys(f.rule for f in findings))
    return (source[:start] + source[end:]).rstrip(), Edit(EditType.DROPPED, source[start:end].strip(), rules, start)


def _place(text: str, place: str, openings: Sequence[str]) -> int:
    """Return the offset at which a sentence of this place is inserted."""
    if place == "last":
        return len(text.rstrip())
    ends = _sentence_ends(text)
    at = 0
    limit = 2 if place == "before-answer" else 1
    for end in ends[:limit]:
        if text[at:end].lstrip().startswith(tuple(openings)) and end < len(text.rstrip()):
            at = end
        else:
            break
    return at


def _sentence_ends(text: str) -> list[int]:
    """Return where the next sentence begins after each of the first sentences."""
    folded = fold(text)
    ends: list[int] = []
    for start, stop in sentence_ranges(folded.text)[:_GREETINGS]:
        end = folded.span(start, stop)[1]
        while end < len(text) and text[end].isspace():
            end += 1
        ends.append(end)
    return ends


def _joined(text: str, at: int, sentence: str) -> tuple[str, int]:
    """Return the sentence with what joins it on, and where in that the sentence begins."""
    latin = sentence[-1] in ".?!"
    gap = " " if latin else ""
    before = gap if at and not text[at - 1].isspace() else ""
    if at == len(text.rstrip()) and at and text[at - 1] not in _ENDS:
        before = (". " if latin else "。") if text[at - 1].isalnum() else before
    after = gap if at < len(text) and not text[at].isspace() else ""
    return before + sentence + after, len(before)
