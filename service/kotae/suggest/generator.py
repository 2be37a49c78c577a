"""The generator's side of a suggestion: what it is told, and the candidates it proposes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kotae.conversation import Conversation
from kotae.policy.verdict import Due, Fact
from kotae.suggest.result import FallbackReason, Snippet


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """What a generator is told.

    ``avoid`` holds, for each prohibition, what an agent should do instead, in the conversation's language. ``deadline``
    is a moment of ``time.monotonic()`` after which an answer is of no use.
    """

    conversation: Conversation
    facts: Sequence[Fact]
    due: Sequence[Due]
    avoid: Sequence[str]
    count: int
    deadline: float
    snippets: Sequence[Snippet] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reply as the generator wrote it, and the ids of the snippets that it cites."""

    text: str
    cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Generation:
    """A generator's answer; tokens as its server reports them."""

    candidates: tuple[Candidate, ...]
    model: str = ""
    prompt_version: str = ""
    input_tokens: int = 0
    output_tokens: int = 0


class GenerationError(Exception):
    """The generator gave no candidates: why, in one of the stated ways, and in words for the log."""

    def __init__(self, reason: FallbackReason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


class Generator(Protocol):
    """Proposes replies. Its text is never trusted: every candidate is judged."""

    @property
    def name(self) -> str:
        """The name in provenance, such as "openai"."""

    async def generate(self, request: GenerationRequest) -> Generation:
        """Propose candidates before ``request.deadline``.

        Raises:
            GenerationError: No usable candidate came back in time. Cancellation passes through untouched.
        """

    async def close(self) -> None:
        """Release connections."""
