"""A suggester that a test directs."""

import asyncio
import time
from collections.abc import AsyncGenerator
from datetime import datetime

from api_samples import CHECKED, OPENING, RESULT, SUGGESTION, SUMMARY

from kotae.conversation import Conversation
from kotae.policy.verdict import Point
from kotae.suggest.result import CheckResult, Opening, Suggestion, SuggestionRequest, SuggestionResult, Summary

Event = Opening | Suggestion | Summary


class FakeSuggester:
    """Answers what it is told to, once ``gate`` is open, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[SuggestionRequest] = []
        self.seconds: list[float] = []
        self.checked: list[tuple[Conversation, str, Point, datetime]] = []
        self.error: Exception | None = None
        self.entered = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self.cancelled = asyncio.Event()

    async def suggest(self, request: SuggestionRequest, deadline: float) -> SuggestionResult:
        await self._enter(request, deadline)
        return RESULT

    async def stream(self, request: SuggestionRequest, deadline: float) -> AsyncGenerator[Event, None]:
        yield OPENING
        await self._enter(request, deadline)
        yield SUGGESTION
        yield SUMMARY

    def check(self, conversation: Conversation, text: str, *, point: Point, as_of: datetime) -> CheckResult:
        self.checked.append((conversation, text, point, as_of))
        if self.error:
            raise self.error
        return CHECKED

    async def _enter(self, request: SuggestionRequest, deadline: float) -> None:
        self.asked.append(request)
        self.seconds.append(deadline - time.monotonic())
        self.entered.set()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        if self.error:
            raise self.error
