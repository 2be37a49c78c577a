"""What the benchmarks share: the dialogues, the shipped policy, a service and an echo of it."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import grpc
import pytest

from evals import dataset, service
from evals.benchmarks import echo
from evals.benchmarks.supply import Supply, all_cases
from kotae.client.convert import check_message
from kotae.conversation import Locale
from kotae.policy import Policy, default_folder
from kotae.v1 import suggestion_service_pb2 as pb
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub

TODAY = datetime.now(UTC).date()
# How many requests are sent before the measured ones, to see how large an answer is.
SAMPLE = 100


@pytest.fixture
def one_core() -> Iterator[None]:
    """Keep this process on one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


@pytest.fixture(scope="session")
def supply() -> Supply:
    """Japanese replies and turns, none of which is given out twice."""
    return Supply(all_cases(default_folder() / "examples"), Locale.JA)


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The policy as it ships."""
    return Policy.load(default_folder())


@pytest.fixture(scope="session")
def requests() -> list[pb.CheckReplyRequest]:
    """A request for a verdict on each labelled dialogue."""
    items = (item for name in dataset.names() for item in dataset.load(name).items)
    return [check_message(item.conversation, item.candidate) for item in items]


@pytest.fixture(scope="session")
def kotae_stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SuggestionServiceStub]:
    """A stub of the service in a process of its own."""
    yield from _stub(service.started(service.serve_command(), tmp_path_factory.mktemp("kotae") / "log"))


@pytest.fixture(scope="session")
def echo_stub(
    kotae_stub: SuggestionServiceStub, requests: list[pb.CheckReplyRequest], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SuggestionServiceStub]:
    """A stub of a service that does no work: it answers with an answer of the median size."""
    folder = tmp_path_factory.mktemp("echo")
    answers = sorted((kotae_stub.CheckReply(request) for request in requests[:SAMPLE]), key=lambda a: a.ByteSize())
    (folder / "answer").write_bytes(answers[len(answers) // 2].SerializeToString())
    command = [sys.executable, "-m", "evals.benchmarks.echo", str(folder / "answer")]
    yield from _stub(service.started(command, folder / "log", echo.GREETING))


def _stub(process: AbstractAsyncContextManager[service.Service]) -> Iterator[SuggestionServiceStub]:
    """Yield a stub of ``process`` while it runs."""
    with asyncio.Runner() as loop:
        running = loop.run(_entered(process))
        try:
            with grpc.insecure_channel(running.address) as channel:
                yield SuggestionServiceStub(channel)  # type: ignore[no-untyped-call]
        finally:
            loop.run(_left(process))


async def _entered(process: AbstractAsyncContextManager[service.Service]) -> service.Service:
    return await process.__aenter__()


async def _left(process: AbstractAsyncContextManager[service.Service]) -> None:
    await process.__aexit__(None, None, None)
