"""A real server on a free port over a suggester that a test directs, and a client of it."""

from collections.abc import AsyncIterator, Iterator

import grpc
import pytest
from api_fakes import FakeSuggester
from structlog.testing import capture_logs
from structlog.typing import EventDict

from kotae.api.server import Server
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub


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
