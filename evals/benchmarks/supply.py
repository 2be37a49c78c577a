"""Texts to measure on. Each is given out once, so that whoever reads it has never seen it before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from evals import dataset
from kotae.conversation import Channel, Conversation, Locale, Role, Turn
from kotae.dialogue import read_lines

_SEED = 20


@dataclass(frozen=True, slots=True)
class Case:
    """A reply to judge, and a conversation in which it could be given."""

    conversation: Conversation
    reply: str


def all_cases(examples: Path) -> Iterator[Case]:
    """Yield every labelled reply of the datasets and of the policies' ``examples``."""
    for name in dataset.names():
        for item in dataset.load(name).items:
            yield Case(item.conversation, item.candidate)
    for path in sorted(examples.glob("*.jsonl")):
        for _, dialogue in read_lines(path.read_bytes(), path.name):
            yield Case(dialogue.conversation, dialogue.candidate)


class Supply:
    """Hands out texts in an order that is always the same, none of them twice."""

    def __init__(self, cases: Iterable[Case], locale: Locale) -> None:
        """Take the replies and turns of those ``cases`` that are in ``locale``."""
        random = Random(_SEED)  # noqa: S311
        kept = [case for case in cases if case.conversation.locale is locale]
        turns = [turn for case in kept for turn in case.conversation.turns]
        self._locale = locale
        self._replies = list({case.reply: case for case in kept}.values())
        self._turns = {role: _texts(turn for turn in turns if turn.role is role) for role in Role}
        random.shuffle(self._replies)
        for texts in self._turns.values():
            random.shuffle(texts)

    def replies(self, count: int, lengths: range) -> list[Case]:
        """Return ``count`` replies whose numbers of characters are in ``lengths``.

        Raises:
            ValueError: There are not that many left.
        """
        found = [case for case in self._replies if len(case.reply) in lengths][:count]
        if len(found) < count:
            raise ValueError(f"{len(found)} replies of {lengths} characters are left, {count} are asked for")
        taken = {id(case) for case in found}
        self._replies = [case for case in self._replies if id(case) not in taken]
        return found

    def joined(self, count: int, length: int) -> list[Case]:
        """Return ``count`` texts of exactly ``length`` characters, made of replies one after the other.

        Raises:
            ValueError: There are not enough replies left.
        """
        return [self._joined(length) for _ in range(count)]

    def conversations(self, count: int, turns: int) -> list[Conversation]:
        """Return ``count`` conversations on the phone of ``turns`` turns each; the customer speaks last.

        Raises:
            ValueError: There are not enough turns left.
        """
        return [self._conversation(turns) for _ in range(count)]

    def _joined(self, length: int) -> Case:
        text, conversation = "", None
        while len(text) < length:
            if not self._replies:
                raise ValueError("no replies are left")
            case = self._replies.pop()
            text, conversation = text + case.reply, conversation or case.conversation
        assert conversation is not None
        return Case(conversation, text[:length])

    def _conversation(self, turns: int) -> Conversation:
        roles = [Role.AGENT if (turns - number) % 2 else Role.CUSTOMER for number in range(1, turns + 1)]
        if any(len(self._turns[role]) < roles.count(role) for role in Role):
            raise ValueError("no turns are left")
        return Conversation(self._locale, Channel.PHONE, tuple(Turn(role, self._turns[role].pop()) for role in roles))


def _texts(turns: Iterable[Turn]) -> list[str]:
    return list(dict.fromkeys(turn.text for turn in turns))
