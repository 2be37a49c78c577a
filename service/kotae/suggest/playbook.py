"""The playbook: approved replies, chosen by the situation. No model, no network, no clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kotae.conversation import Channel, Conversation, Locale, Role
from kotae.policy.facts import Requirement, Standing
from kotae.policy.folder import Folder
from kotae.policy.slots import fill
from kotae.policy.verdict import Fact, Point


@dataclass(frozen=True, slots=True)
class ApprovedReply:
    """One approved reply: its id, ``situation/reply``, its channels and its text with slots."""

    id: str
    channels: frozenset[Channel]
    text: str


@dataclass(frozen=True, slots=True)
class _Situation:
    name: str
    when: Requirement
    replies: tuple[ApprovedReply, ...]


class Playbook:
    """The approved replies of a policy folder."""

    def __init__(self, folder: Folder) -> None:
        """Compile the situations of ``folder``, the most specific first."""
        self._situations: dict[Locale, tuple[_Situation, ...]] = {}
        for locale in Locale:
            situations = [
                _Situation(
                    s.situation,
                    Requirement(frozenset(s.when.all), frozenset(s.when.any), frozenset(s.when.none)),
                    tuple(
                        ApprovedReply(f"{s.situation}/{r.id}", frozenset(r.channels), r.text)
                        for r in s.replies.get(locale, [])
                    ),
                )
                for s in folder.situations.values()
            ]
            situations.sort(key=lambda s: (-len(s.when.all), -bool(s.when.any), -len(s.when.none), s.name))
            self._situations[locale] = tuple(situations)

    def replies(self, conversation: Conversation, facts: Sequence[Fact]) -> Iterator[tuple[str, str]]:
        """Yield (reply id, text) that fit the conversation, those of the most specific situation first.

        A reply whose slot the request cannot fill, or that an agent has said before, is passed over. Which variant of
        a situation comes first depends on how many turns there are, so that the same words do not come up each time.
        """
        standing = Standing.of(facts, Point.CHECK)
        said = {turn.text.strip() for turn in conversation.turns if turn.role is Role.AGENT}
        for situation in self._situations[conversation.locale]:
            if not situation.when.holds(standing):
                continue
            usable = [r for r in situation.replies if conversation.channel in r.channels]
            shift = (len(conversation.turns) // 2) % len(usable) if usable else 0
            for reply in usable[shift:] + usable[:shift]:
                text = fill(reply.text.strip(), conversation)
                if text and text not in said:
                    yield reply.id, text
