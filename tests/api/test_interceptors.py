"""Whatever happens in a call, unary or streamed, the caller gets a rich status and the log one line without words."""

import asyncio
from collections.abc import Awaitable, Callable

import grpc
import pytest
from api_fakes import FakeSuggester
from api_samples import CONVERSATION
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from structlog.typing import EventDict

from kotae.api.server import Server
from kotae.client.convert import check_message, suggest_message
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub

PATH = "/kotae.v1.SuggestionService/"
Ask = Callable[..., Awaitable[object]]


async def suggest(stub: SuggestionServiceStub, **options: object) -> object:
    return await stub.SuggestReplies(suggest_message(CONVERSATION), **options)


async def stream(stub: SuggestionServiceStub, **options: object) -> object:
    call = stub.StreamSuggestReplies(stream_message(), **options)
    try:
        return [message async for message in call]
    finally:
        # A reader that is cancelled before its request has left does not cancel the call.
        call.cancel()


def stream_message() -> service_pb.StreamSuggestRepliesRequest:
    return service_pb.StreamSuggestRepliesRequest(request=suggest_message(CONVERSATION))


BOTH = pytest.mark.parametrize(("ask", "method"), [(suggest, "SuggestReplies"), (stream, "StreamSuggestReplies")])


async def failure(call: Awaitable[object]) -> tuple[grpc.aio.AioRpcError, error_details_pb2.ErrorInfo]:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await call
    info = error_details_pb2.ErrorInfo()
    status = rpc_status.from_call(raised.value)
    if status is not None:
        assert any(detail.Unpack(info) for detail in status.details)
    return raised.value, info


@BOTH
async def test_a_call_that_succeeds_is_logged(
    ask: Ask, method: str, stub: SuggestionServiceStub, log: list[EventDict]
) -> None:
    await ask(stub)
    [line] = log
    assert line.pop("milliseconds") >= 0
    assert line == {"event": "call", "log_level": "info", "method": PATH + method, "code": "OK"}


@BOTH
async def test_an_unexpected_error_keeps_its_words_to_the_debug_log(
    ask: Ask, method: str, stub: SuggestionServiceStub, suggester: FakeSuggester, log: list[EventDict]
) -> None:
    suggester.error = ValueError("お客様の言葉")
    error, info = await failure(ask(stub))
    error_id = info.metadata["error_id"]
    assert error.code() is grpc.StatusCode.INTERNAL
    assert error.details() == f"Kotae failed to answer: give its operators the error id {error_id}"
    call, unexpected, words = log
    assert (call["method"], call["code"], call["error_id"]) == (PATH + method, "INTERNAL", error_id)
    assert (unexpected["log_level"], unexpected["error_id"], unexpected["type"]) == ("error", error_id, "ValueError")
    assert unexpected["frames"][-1].endswith("_enter")
    assert (words["log_level"], words["words"]) == ("debug", "お客様の言葉")
    assert "お客様" not in str([call, unexpected])


async def test_an_unexpected_error_of_a_check_is_no_different(
    stub: SuggestionServiceStub, suggester: FakeSuggester
) -> None:
    suggester.error = KeyError("お客様の言葉")
    error, info = await failure(stub.CheckReply(check_message(CONVERSATION, "はい。")))
    assert (error.code(), info.reason) == (grpc.StatusCode.INTERNAL, "INTERNAL")
    assert "お客様" not in str(error)


@BOTH
async def test_a_deadline_that_passes_cancels_the_work(
    ask: Ask, method: str, stub: SuggestionServiceStub, suggester: FakeSuggester
) -> None:
    suggester.gate.clear()
    error, _ = await failure(ask(stub, timeout=0.5))
    assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    await suggester.cancelled.wait()


@BOTH
async def test_a_caller_that_gives_up_cancels_the_work(
    ask: Ask, method: str, stub: SuggestionServiceStub, suggester: FakeSuggester, server: Server, log: list[EventDict]
) -> None:
    suggester.gate.clear()
    call = asyncio.ensure_future(ask(stub))
    await suggester.entered.wait()
    call.cancel()
    await suggester.cancelled.wait()
    await server.stop(5.0)
    assert [(line["method"], line["code"]) for line in log] == [(PATH + method, "CANCELLED")]


async def test_a_stream_that_its_reader_leaves_is_let_go(
    stub: SuggestionServiceStub, suggester: FakeSuggester, server: Server, log: list[EventDict]
) -> None:
    suggester.gate.clear()
    call = stub.StreamSuggestReplies(stream_message())
    assert (await call.read()).HasField("opening")
    await suggester.entered.wait()
    call.cancel()
    await suggester.cancelled.wait()
    await server.stop(5.0)
    assert log[0]["code"] == "CANCELLED"


async def test_what_came_before_an_error_still_arrives(stub: SuggestionServiceStub, suggester: FakeSuggester) -> None:
    suggester.error = ValueError()
    call = stub.StreamSuggestReplies(stream_message())
    assert (await call.read()).HasField("opening")
    error, info = await failure(call.read())
    assert (error.code(), info.reason) == (grpc.StatusCode.INTERNAL, "INTERNAL")


@pytest.mark.parametrize("method", ["SuggestReplies", "CheckReply", "StreamSuggestReplies"])
@pytest.mark.parametrize("wire", [b"\xff\xff", b"\x0a\x02\xff\xfe"], ids=["no message", "a string not in UTF-8"])
async def test_a_request_that_cannot_be_read_is_refused(
    method: str, wire: bytes, channel: grpc.aio.Channel, log: list[EventDict]
) -> None:
    call: Awaitable[object]
    if method.startswith("Stream"):
        call = channel.unary_stream(PATH + method)(wire).read()
    else:
        call = channel.unary_unary(PATH + method)(wire)
    error, info = await failure(call)
    assert (error.code(), info.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED_REQUEST")
    assert [line["code"] for line in log] == ["INVALID_ARGUMENT"]


async def test_a_method_that_does_not_exist_is_unimplemented(channel: grpc.aio.Channel) -> None:
    error, _ = await failure(channel.unary_unary(PATH + "Nothing")(b""))
    assert error.code() is grpc.StatusCode.UNIMPLEMENTED


async def test_nothing_that_was_said_is_logged(stub: SuggestionServiceStub, log: list[EventDict]) -> None:
    await stub.SuggestReplies(suggest_message(CONVERSATION))
    await stub.CheckReply(check_message(CONVERSATION, "返金いたします。"))
    await failure(stub.SuggestReplies(suggest_message(CONVERSATION, count=9)))
    words = [turn.text for turn in CONVERSATION.turns] + ["返金", "contact-7"]
    assert [line["code"] for line in log] == ["OK", "OK", "INVALID_ARGUMENT"]
    assert not any(word in str(log) for word in words)
