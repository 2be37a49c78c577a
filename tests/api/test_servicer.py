"""The three methods, asked by a real client: what reaches the suggester and what comes back."""

from datetime import UTC, datetime

import grpc
import pytest
from api_fakes import FakeSuggester
from api_samples import CHECKED, CONVERSATION, NOON, OPENING, REQUEST_ID, RESULT, SUGGESTION, SUMMARY
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from structlog import contextvars

from kotae.api import convert
from kotae.api.server import Server
from kotae.client.convert import check_message, suggest_message
from kotae.policy.verdict import Point
from kotae.suggest.result import Snippet, SuggestionRequest
from kotae.v1 import conversation_pb2 as conversation_pb
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub

SNIPPETS = (Snippet("k-1", "返品", "30日以内にお申し出ください。"),)
ASKED = SuggestionRequest(CONVERSATION, NOON, 2, SNIPPETS, True, REQUEST_ID)


def message() -> service_pb.SuggestRepliesRequest:
    return suggest_message(
        CONVERSATION, count=2, snippets=SNIPPETS, include_withheld=True, as_of=NOON, request_id=REQUEST_ID
    )


async def test_suggestions_answer_what_was_asked(stub: SuggestionServiceStub, suggester: FakeSuggester) -> None:
    answer = await stub.SuggestReplies(message())
    assert suggester.asked == [ASKED]
    assert answer == convert.suggest_response(RESULT, CONVERSATION)


async def test_a_stream_tells_the_opening_first_and_the_summary_last(
    stub: SuggestionServiceStub, suggester: FakeSuggester
) -> None:
    request = service_pb.StreamSuggestRepliesRequest(request=message())
    answers = [answer async for answer in stub.StreamSuggestReplies(request)]
    assert suggester.asked == [ASKED]
    assert answers == [convert.stream_response(event, CONVERSATION) for event in (OPENING, SUGGESTION, SUMMARY)]


async def test_the_opening_is_sent_before_any_reply_is_written(
    stub: SuggestionServiceStub, suggester: FakeSuggester
) -> None:
    suggester.gate.clear()
    call = stub.StreamSuggestReplies(service_pb.StreamSuggestRepliesRequest(request=message()))
    assert (await call.read()).WhichOneof("event") == "opening"
    suggester.gate.set()
    assert (await call.read()).WhichOneof("event") == "suggestion"
    assert (await call.read()).WhichOneof("event") == "summary"
    assert await call.read() is grpc.aio.EOF


@pytest.mark.parametrize("point", Point)
async def test_a_check_judges_the_text_at_the_point_asked_for(
    point: Point, stub: SuggestionServiceStub, suggester: FakeSuggester
) -> None:
    answer = await stub.CheckReply(check_message(CONVERSATION, "はい。", point=point, as_of=NOON))
    assert suggester.checked == [(CONVERSATION, "はい。", point, NOON)]
    assert answer == convert.check_response(CHECKED, CONVERSATION)


async def test_effective_dates_are_read_now_unless_said_otherwise(
    stub: SuggestionServiceStub, suggester: FakeSuggester
) -> None:
    before = datetime.now(UTC)
    await stub.SuggestReplies(suggest_message(CONVERSATION))
    await stub.CheckReply(check_message(CONVERSATION, "はい。"))
    after = datetime.now(UTC)
    assert before <= suggester.asked[0].as_of <= suggester.checked[0][3] <= after


async def test_the_callers_deadline_reaches_the_suggester(
    stub: SuggestionServiceStub, suggester: FakeSuggester
) -> None:
    await stub.SuggestReplies(message(), timeout=60)
    [seconds] = suggester.seconds
    assert 10 < seconds < 61


async def test_a_caller_without_a_deadline_gets_the_default(
    stub: SuggestionServiceStub, suggester: FakeSuggester
) -> None:
    await stub.SuggestReplies(message())
    [seconds] = suggester.seconds
    assert 0 < seconds <= 10


async def test_the_default_deadline_ends_a_call_that_hangs(suggester: FakeSuggester) -> None:
    suggester.gate.clear()
    server = Server("127.0.0.1:0", default_deadline=0.05)
    await server.start()
    await server.serve(suggester)
    async with grpc.aio.insecure_channel(server.address) as channel:
        stub = SuggestionServiceStub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as unary:
            await stub.SuggestReplies(message())
        stream = stub.StreamSuggestReplies(service_pb.StreamSuggestRepliesRequest(request=message()))
        assert (await stream.read()).HasField("opening")
        with pytest.raises(grpc.aio.AioRpcError) as streamed:
            await stream.read()
    await server.stop(0.0)
    assert unary.value.code() is streamed.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert suggester.cancelled.is_set()


async def test_a_bad_request_names_its_fields_and_asks_nothing(
    stub: SuggestionServiceStub, suggester: FakeSuggester
) -> None:
    bad = message()
    bad.conversation.locale = "de-DE"
    bad.conversation.turns[1].role = conversation_pb.ROLE_AGENT
    check = service_pb.CheckReplyRequest(conversation=bad.conversation)
    stream = service_pb.StreamSuggestRepliesRequest(request=bad)
    fields = ["conversation.locale", "conversation.turns[1].role"]
    assert await _bad_fields(stub.SuggestReplies(bad)) == fields
    assert await _bad_fields(stub.CheckReply(check)) == [*fields, "text"]
    assert await _bad_fields(stub.StreamSuggestReplies(stream).read()) == [f"request.{field}" for field in fields]
    assert suggester.asked == suggester.checked == []


async def test_the_request_id_is_known_to_the_log(
    stub: SuggestionServiceStub, suggester: FakeSuggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def check(*args: object, **kwargs: object) -> object:
        seen.append(contextvars.get_contextvars())
        return CHECKED

    monkeypatch.setattr(suggester, "check", check)
    await stub.CheckReply(check_message(CONVERSATION, "はい。", request_id=REQUEST_ID))
    await stub.CheckReply(check_message(CONVERSATION, "はい。"))
    assert seen == [{"request_id": REQUEST_ID}, {}]


async def _bad_fields(call: object) -> list[str]:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await call  # type: ignore[misc]
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    bad = error_details_pb2.BadRequest()
    assert any(detail.Unpack(bad) for detail in rpc_status.from_call(raised.value).details)
    return [violation.field for violation in bad.field_violations]
