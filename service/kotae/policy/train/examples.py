"""Labelled examples, read as clauses that violate or comply."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kotae.conversation import Conversation, Locale
from kotae.dialogue import DialogueError, read_dialogue
from kotae.policy.facts import names_of
from kotae.policy.lexicon import Reading
from kotae.policy.policy import Policy
from kotae.policy.verdict import Fact

# A clause carries a violation if the marked words cover this share of the clause, or the clause this share of them.
_OVERLAP = 0.4
# Whoever writes the words of a rule has read its examples, and words look better on those than they are. Files with
# these names are not read for that, so they and everyday replies say how far words can be trusted: they count for more
# where it is settled how much words weigh and from where on they decide.
_UNREAD = ("subtle-", "natural-", "ordinary")
_UNREAD_WEIGHT = 5


@dataclass(frozen=True)
class LabelledReply:
    """One example as the trainer sees it, read by ``policy`` where that is asked for.

    ``marks`` maps a violated prohibition to the range of the candidate that violates it, in code points.
    ``turn_facts`` are those that a reader found in the customer's last turn and ``told`` those found in the whole
    conversation, both None where nobody looked.
    """

    policy: Policy = field(repr=False, compare=False)
    id: str
    group: str
    writer: str
    conversation: Conversation
    candidate: str
    violations: frozenset[str]
    disputed: frozenset[str]
    marks: dict[str, tuple[int, int]]
    turn_facts: frozenset[str] | None
    told: frozenset[str] | None

    @cached_property
    def reading(self) -> Reading:
        """The candidate as the detectors see it."""
        return self.policy.read(self.conversation, self.candidate)

    @cached_property
    def turn(self) -> Reading:
        """The customer's last turn as the detectors see it."""
        return self.policy.read(self.conversation, self.conversation.turns[-1].text)

    @cached_property
    def established(self) -> tuple[Fact, ...]:
        """What words establish."""
        return self.policy.facts(self.conversation)

    @cached_property
    def facts(self) -> frozenset[str]:
        """The names of the facts that words establish."""
        return names_of(self.established)

    @property
    def turn_words(self) -> frozenset[str]:
        """Those of them that the customer's last turn does."""
        last = len(self.conversation.turns) - 1
        return frozenset(f.name for f in self.established if f.turn == last)

    @property
    def locale(self) -> Locale:
        """The language of the reply."""
        return self.conversation.locale

    @property
    def weight(self) -> int:
        """How much the reply counts where words and scores are weighed against each other."""
        return _UNREAD_WEIGHT if self.group.startswith(_UNREAD) else 1

    def labels(self, rule: str) -> list[int | None]:
        """Return, clause by clause, 1 where it violates ``rule``, 0 where it does not, None where that is not known."""
        mark = self.marks.get(rule)
        count = len(self.reading.clauses)
        if rule in self.disputed or (rule in self.violations and mark is None):
            return [None] * count
        if mark is None or rule not in self.violations:
            return [0] * count
        return [self._label(index, mark) for index in range(count)]

    def _label(self, index: int, mark: tuple[int, int]) -> int | None:
        clause = self.reading.clauses[index]
        start, end = self.reading.folded.span(clause.start, clause.end)
        shared = min(end, mark[1]) - max(start, mark[0])
        if shared <= 0:
            return 0
        return 1 if shared >= _OVERLAP * min(end - start, mark[1] - mark[0]) else None


def read_examples(folder: Path, policy: Policy, locale: Locale | None = None) -> Iterator[LabelledReply]:
    """Read the examples under ``folder``, of one language or all, in the order of file names and lines.

    Raises:
        DialogueError: A line cannot be read; the message names file and line.
    """
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    where = f"{path.name}, line {number}"
                    try:
                        obj = json.loads(line)
                    except json.JSONDecodeError as error:
                        raise DialogueError(f"{where}: this is not JSON ({error}); write one object a line") from error
                    if locale in (None, obj.get("locale")):
                        yield _example(obj, where, path.stem, policy)


def _example(obj: dict[str, object], where: str, group: str, policy: Policy) -> LabelledReply:
    dialogue = read_dialogue(obj, where)
    marked = dict(obj.get("clauses") or {})  # type: ignore[call-overload]
    violations = frozenset(obj.get("violations") or ())  # type: ignore[call-overload]
    if obj.get("evidence") and obj.get("focus") in violations:
        marked[obj["focus"]] = obj["evidence"]
    marks = {}
    for rule, words in marked.items():
        at = dialogue.candidate.find(words)
        if at >= 0:
            marks[rule] = (at, at + len(words))
    return labelled(
        policy,
        dialogue.conversation,
        dialogue.candidate,
        violations,
        id=dialogue.id,
        group=group,
        writer=str(obj.get("writer", "")),
        disputed=frozenset(obj.get("disputed") or ()),  # type: ignore[call-overload]
        marks=marks,
        turn_facts=_names(obj, "turn_facts"),
        told=_names(obj, "facts"),
    )


def _names(obj: Mapping[str, object], key: str) -> frozenset[str] | None:
    return frozenset(obj[key]) if key in obj else None  # type: ignore[call-overload]


def labelled(
    policy: Policy,
    conversation: Conversation,
    candidate: str,
    violations: frozenset[str],
    *,
    id: str = "",
    group: str = "",
    writer: str = "",
    disputed: frozenset[str] = frozenset(),
    marks: dict[str, tuple[int, int]] | None = None,
    turn_facts: frozenset[str] | None = None,
    told: frozenset[str] | None = None,
) -> LabelledReply:
    """Return a reply and its conversation, to be read as ``policy`` does."""
    return LabelledReply(
        policy=policy,
        id=id,
        group=group,
        writer=writer,
        conversation=conversation,
        candidate=candidate,
        violations=violations,
        disputed=disputed,
        marks=marks or {},
        turn_facts=turn_facts,
        told=told,
    )
