"""What tests of suggestions share: a generator that a script directs, and the files of a playbook."""

import asyncio
from collections.abc import Mapping, Sequence

from kotae.conversation import Channel
from kotae.suggest.generator import Candidate, Generation, GenerationRequest
from tests.policy.small_folder import File


class Scripted:
    """Proposes ``candidates``, or fails with ``error``, or never answers; remembers what it was asked."""

    name = "scripted"

    def __init__(
        self, *candidates: str | Candidate, error: Exception | None = None, never_answers: bool = False
    ) -> None:
        self.candidates = tuple(c if isinstance(c, Candidate) else Candidate(c) for c in candidates)
        self.error = error
        self.never_answers = never_answers
        self.asked: list[GenerationRequest] = []
        self.entered = asyncio.Event()
        self.cancelled = self.closed = False

    async def generate(self, request: GenerationRequest) -> Generation:
        self.asked.append(request)
        self.entered.set()
        if self.error:
            raise self.error
        if self.never_answers:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancelled = True
                raise
        return Generation(self.candidates, model="m-1", prompt_version="p-1", input_tokens=120, output_tokens=34)

    async def close(self) -> None:
        self.closed = True


def situation(
    name: str,
    ja: Mapping[str, str] | None = None,
    en: Mapping[str, str] | None = None,
    *,
    when: Mapping[str, Sequence[str]] | None = None,
    channels: Sequence[Channel] = tuple(Channel),
) -> File:
    """A situation of the playbook; ``ja`` and ``en`` are its replies by id."""

    def replies(texts: Mapping[str, str]) -> list[dict[str, object]]:
        return [{"id": id_, "channels": [c.value for c in channels], "text": text} for id_, text in texts.items()]

    given = {"ja-JP": replies(ja or {}), "en-US": replies(en or {})}
    requirement = {part: list(names) for part, names in (when or {}).items()}
    return {"situation": name, "about": {"ja": "例", "en": "Example"}, "when": requirement, "replies": given}
