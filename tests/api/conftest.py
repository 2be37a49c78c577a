"""A real server on a free port over a suggester that a test directs, and a client of it."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from datetime import datetime

import grpc
import pytest
from api_samples import CHECKED, OPENING, RESULT, SUGGESTION, SUMMARY
from kotae.api.server import Server
from kotae.conversation import Conversation
from kotae.policy.verdict import Point
from kotae.suggest.result import CheckResult, Opening, Suggestion, SuggestionRequest, SuggestionResult, Summary
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub
from structlog.testing import capture_logs
from structlog.typing import EventDict

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


@pytest.fixture
async def suggester() -> FakeSuggester:
    return FakeSuggester()


@pytest.fixture
async def server(suggester: FakeSuggester) -> AsyncIterator[Server]:
    server = Server("127.0.0.1:0", default_deadline=10.0)
    await server.start()
    await server.serve(suggester)
    yield server
    await server.stop(0.0)


@pytest.fixture
async def channel(server: Server) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(server.address) as channel:
        yield channel


@pytest.fixture
async def stub(channel: grpc.aio.Channel) -> SuggestionServiceStub:
    return SuggestionServiceStub(channel)


@pytest.fixture
def log() -> Iterator[list[EventDict]]:
    with capture_logs() as events:
        yield events
