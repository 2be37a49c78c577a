"""Features for the learned scores: of a clause, of the customer's last turn, of a whole reply.

All features are binary and fall into groups. A group's sum is divided by the square root of its size and multiplied by
the group's weight, so that long texts do not outweigh short ones. The weights were chosen on the training examples by
leaving writers out; wide plateaus, so they are not critical. For clauses, n-grams of the neighbouring clauses and of
the customer's turn were tried and brought nothing beyond their vocabulary hits and the facts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kotae.conversation import Channel, Locale
from kotae.policy.detect import stretches
from kotae.policy.facts import COMPETITORS, OWN_PRODUCTS
from kotae.policy.lexicon import Reading, Span
from kotae.text.content import content_words

Groups = Mapping[str, set[str]]

# Each group's weight, in thousandths.
CLAUSE = {
    "words": 1000,  # n-grams of the clause
    "facts": 300,  # facts, and the clause's place in the reply
    "vocabulary": 600,  # vocabularies with a word in the clause
    "pairs": 500,  # pairs of these
    "sentence": 300,  # vocabularies with a word elsewhere in its sentence
    "before": 200,  # vocabularies in the clause before
    "after": 200,  # vocabularies in the clause after
}
TURN = {"words": 1000, "vocabulary": 600, "facts": 400}
REPLY = {
    "words": 1000,  # n-grams of all clauses
    "vocabulary": 800,  # vocabularies with a word in the reply
    "echo": 800,  # vocabularies with a word in a sentence, with how much of the customer's matter that sentence names
}
_MOST_ECHOED = 4
_MOST_VOCABULARIES = 24


def grams(text: str, locale: Locale) -> set[str]:
    """Return the n-grams of a clause: 1 to 4 characters in Japanese; 1 to 3 words, 3 to 5 characters in English."""
    if locale is Locale.JA:
        text = f"^{text}$"
        return {text[i : i + n] for n in (1, 2, 3, 4) for i in range(len(text) - n + 1)}
    words = ["^", *_words(text), "$"]
    found = {" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)}
    for word in set(words):
        padded = f"<{word}>"
        found.update("#" + padded[i : i + n] for n in (3, 4, 5) for i in range(len(padded) - n + 1))
    return found


def clause_text(reading: Reading, index: int) -> str:
    """Return the clause with every number as "0", competitors as "◆" and own products as "◇"."""
    clause = reading.clauses[index]
    names = [(a, b, "◆") for a, b in reading.hits.get(COMPETITORS, ()) if clause.start <= a and b <= clause.end]
    names += [(a, b, "◇") for a, b in reading.hits.get(OWN_PRODUCTS, ()) if clause.start <= a and b <= clause.end]
    text, at, parts = reading.folded.text, clause.start, []
    for start, end, mark in sorted(names):
        if start >= at:
            parts += [text[at:start], mark]
            at = end
    parts.append(text[at : clause.end])
    return _numbers_as_zero("".join(parts))


def clause_features(reading: Reading, index: int, names: Iterable[str]) -> dict[str, set[str]]:
    """Return the features of clause ``index`` by group; ``names`` are the facts that hold."""
    clauses = reading.clauses
    clause = clauses[index]
    hits = reading.hits
    inside = sorted(n for n, spans in hits.items() if _touches(spans, clause.start, clause.end))[:_MOST_VOCABULARIES]
    first = last = index
    while first and clauses[first - 1].sentence == clause.sentence:
        first -= 1
    while last + 1 < len(clauses) and clauses[last + 1].sentence == clause.sentence:
        last += 1
    groups: dict[str, set[str]] = {
        "words": grams(clause_text(reading, index), reading.locale),
        "facts": {*names, f"clauses {min(len(clauses), 6)}", f"place {min(index, 4)}"},
        "vocabulary": set(inside),
        "pairs": {f"{a}&{b}" for i, a in enumerate(inside) for b in inside[i + 1 :]},
    }
    if first != last:
        around = {n for n, spans in hits.items() if _touches(spans, clauses[first].start, clauses[last].end)}
        groups["sentence"] = around.difference(inside)
    if index:
        before = clauses[index - 1]
        groups["before"] = {n for n, spans in hits.items() if _touches(spans, before.start, before.end)}
    if index + 1 < len(clauses):
        after = clauses[index + 1]
        groups["after"] = {n for n, spans in hits.items() if _touches(spans, after.start, after.end)}
    return groups


def turn_features(reading: Reading, names: Iterable[str], channel: Channel) -> dict[str, set[str]]:
    """Return the features of the customer's last turn by group; ``names`` are the facts that hold."""
    words = grams(_numbers_as_zero(reading.folded.text), reading.locale)
    return {"words": words, "vocabulary": set(reading.hits), "facts": {*names, f"channel {channel.value}"}}


def reply_features(reading: Reading, turn: Reading) -> dict[str, set[str]]:
    """Return the features of a whole reply to the customer's ``turn`` by group."""
    words: set[str] = set()
    for index in range(len(reading.clauses)):
        words |= grams(clause_text(reading, index), reading.locale)
    return {"words": words, "vocabulary": set(reading.hits), "echo": _echoes(reading, content_words(turn.folded))}


def _echoes(reading: Reading, matter: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for start, end in stretches(reading, "sentence"):
        shared = min(len(matter & content_words(reading.folded.part(start, end))), _MOST_ECHOED)
        found.add(f"* {shared}")
        found.update(f"{name} {shared}" for name, spans in reading.hits.items() if _touches(spans, start, end))
    return found


def _touches(spans: Sequence[Span], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in spans)


def _words(text: str) -> Iterator[str]:
    word = ""
    for char in text:
        if char.isalpha() or char == "'":
            word += char
            continue
        if word:
            yield word
            word = ""
        if not char.isspace():
            yield char
    if word:
        yield word


def _numbers_as_zero(text: str) -> str:
    out: list[str] = []
    for char in text:
        if char.isdecimal():
            if not out or out[-1] != "0":
                out.append("0")
        else:
            out.append(char)
    return "".join(out)
