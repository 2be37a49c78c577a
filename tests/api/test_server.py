"""How a server comes up, says how it is, and goes."""

import asyncio
from collections.abc import AsyncIterator

import grpc
import pytest
from api_fakes import FakeSuggester
from api_samples import CONVERSATION
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from kotae.api.server import MIB, SERVICE, Server
from kotae.client.convert import suggest_message
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub

Status = health_pb2.HealthCheckResponse
NAMES = ("", SERVICE)


async def healths(channel: grpc.aio.Channel) -> list[int]:
    stub = health_pb2_grpc.HealthStub(channel)
    return [(await stub.Check(health_pb2.HealthCheckRequest(service=name))).status for name in NAMES]


@pytest.fixture
async def loading() -> AsyncIterator[Server]:
    """A server whose policies are not loaded yet."""
    server = Server("127.0.0.1:0", default_deadline=10.0)
    await server.start()
    yield server
    await server.stop(0.0)


async def test_port_zero_takes_a_free_port(loading: Server) -> None:
    assert loading.port > 0
    assert loading.address == f"127.0.0.1:{loading.port}"


async def test_a_port_in_use_is_an_error_that_names_it(loading: Server) -> None:
    second = Server(loading.address, default_deadline=10.0)
    with pytest.raises(OSError, match=f"cannot listen on {loading.address}"):
        await second.start()


async def test_health_says_not_serving_until_there_is_something_to_answer_from(
    loading: Server, suggester: FakeSuggester
) -> None:
    async with grpc.aio.insecure_channel(loading.address) as channel:
        assert await healths(channel) == [Status.NOT_SERVING] * 2
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await SuggestionServiceStub(channel).SuggestReplies(suggest_message(CONVERSATION))
        assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
        await loading.serve(suggester)
        assert await healths(channel) == [Status.SERVING] * 2


async def test_health_of_another_service_is_unknown(channel: grpc.aio.Channel) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(service="other"))
    assert raised.value.code() is grpc.StatusCode.NOT_FOUND


async def test_reflection_lists_the_services_and_their_files(channel: grpc.aio.Channel) -> None:
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    ask = reflection_pb2.ServerReflectionRequest
    asked = iter([ask(list_services=""), ask(file_containing_symbol=SERVICE)])
    services, files = [answer async for answer in stub.ServerReflectionInfo(asked)]
    assert {service.name for service in services.list_services_response.service} == {
        SERVICE,
        "grpc.health.v1.Health",
        "grpc.reflection.v1alpha.ServerReflection",
    }
    assert any(b"SuggestReplies" in file for file in files.file_descriptor_response.file_descriptor_proto)


async def test_a_message_beyond_the_limit_is_refused(channel: grpc.aio.Channel, suggester: FakeSuggester) -> None:
    huge = suggest_message(CONVERSATION)
    huge.conversation.turns[1].text = "x" * MIB
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await SuggestionServiceStub(channel).SuggestReplies(huge)
    assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert suggester.asked == []


async def test_calls_in_flight_finish_while_health_says_not_serving(
    server: Server, channel: grpc.aio.Channel, suggester: FakeSuggester
) -> None:
    suggester.gate.clear()
    stub = SuggestionServiceStub(channel)
    unary = asyncio.ensure_future(stub.SuggestReplies(suggest_message(CONVERSATION)))
    await suggester.entered.wait()
    request = service_pb.StreamSuggestRepliesRequest(request=suggest_message(CONVERSATION))
    stream = stub.StreamSuggestReplies(request)
    assert (await stream.read()).HasField("opening")
    stopping = asyncio.ensure_future(server.stop(60.0))
    async with grpc.aio.insecure_channel(server.address) as another:
        await _reported(another, Status.NOT_SERVING)
        assert await healths(another) == [Status.NOT_SERVING] * 2
    assert not stopping.done()
    suggester.gate.set()
    assert (await unary).suggestions
    assert [(await stream.read()).WhichOneof("event") for _ in range(2)] == ["suggestion", "summary"]
    await stopping


async def test_what_does_not_finish_within_the_grace_is_cancelled(
    server: Server, channel: grpc.aio.Channel, suggester: FakeSuggester
) -> None:
    suggester.gate.clear()
    call = asyncio.ensure_future(SuggestionServiceStub(channel).SuggestReplies(suggest_message(CONVERSATION)))
    await suggester.entered.wait()
    await server.stop(0.05)
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await call
    assert raised.value.code() in {grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE}
    assert suggester.cancelled.is_set()


async def test_a_watcher_is_told_of_each_change_and_does_not_hold_the_server(
    loading: Server, suggester: FakeSuggester
) -> None:
    async with grpc.aio.insecure_channel(loading.address) as channel:
        watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(service=SERVICE))
        assert (await watch.read()).status == Status.NOT_SERVING
        await loading.serve(suggester)
        assert (await watch.read()).status == Status.SERVING
        await loading.stop(3600.0)
        assert (await watch.read()).status == Status.NOT_SERVING
        assert await watch.read() is grpc.aio.EOF


async def _reported(channel: grpc.aio.Channel, status: int) -> None:
    """Wait until a watcher of the server's health has seen ``status``."""
    async for report in health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest()):
        if report.status == status:
            return
