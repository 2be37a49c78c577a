"""The model generator against a real server on this machine that answers by script."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest
from openai import AsyncOpenAI

from kotae.conversation import Channel, Conversation, Locale, Role, Turn
from kotae.suggest.generator import Candidate, GenerationError, GenerationRequest
from kotae.suggest.openai_generator import OpenAIGenerator, connect, retry_after
from kotae.suggest.prompt import PROMPT_VERSION
from kotae.suggest.result import FallbackReason, Snippet
from tests.servers.openai_server import (
    OpenAIServer,
    Step,
    answer,
    completion,
    drip,
    error,
    hang_up,
    hold,
    replies,
)

CONVERSATION = Conversation(
    locale=Locale.JA, channel=Channel.PHONE, turns=(Turn(Role.CUSTOMER, "届いた鍋の取っ手が割れていました。"),)
)
SNIPPETS = (Snippet("kb-1", "取っ手", "取っ手の交換は7日で届きます。"),)
AMPLE = 30.0
SHORT = 0.3
NO_WAIT = {"retry-after-ms": "1"}

GOOD = completion(replies("ご連絡ありがとうございます。", "状況を確認いたします。"))
CANDIDATES = (Candidate("ご連絡ありがとうございます。"), Candidate("状況を確認いたします。"))
PLAIN_TEXT = completion("ご連絡ありがとうございます。確認いたします。")


def request(seconds: float = AMPLE, count: int = 3) -> GenerationRequest:
    return GenerationRequest(
        CONVERSATION, facts=(), due=(), avoid=(), count=count, deadline=time.monotonic() + seconds, snippets=SNIPPETS
    )


@asynccontextmanager
async def asking(*script: Step) -> AsyncIterator[tuple[OpenAIGenerator, OpenAIServer]]:
    """A generator, and the server that it asks."""
    async with OpenAIServer(*script) as server:
        client = AsyncOpenAI(api_key="none", base_url=server.base_url, max_retries=0)
        generator = OpenAIGenerator("m", client)
        try:
            yield generator, server
        finally:
            await generator.close()


async def failure(generator: OpenAIGenerator, asked: GenerationRequest) -> GenerationError:
    with pytest.raises(GenerationError) as caught:
        await generator.generate(asked)
    return caught.value


def forms(server: OpenAIServer) -> list[str]:
    """The form of output asked for, call by call."""
    return [asked.body.get("response_format", {"type": "none"})["type"] for asked in server.asked]


# Candidates


async def test_one_call_brings_all_candidates() -> None:
    async with asking(GOOD) as (generator, server):
        generation = await generator.generate(request())
    assert generation.candidates == CANDIDATES
    assert len(server.asked) == 1
    assert server.asked[0].path == "/v1/chat/completions"
    assert server.asked[0].body["model"] == "m"


async def test_provenance_is_reported() -> None:
    async with asking(completion(replies("はい、承ります。"), tokens=(120, 34))) as (generator, _):
        generation = await generator.generate(request())
    assert (generation.model, generation.prompt_version) == ("m-1", PROMPT_VERSION)
    assert (generation.input_tokens, generation.output_tokens) == (120, 34)


async def test_a_server_that_reports_no_tokens_and_no_model_will_do() -> None:
    bare = answer(200, {"choices": [{"message": {"content": replies("はい、承ります。")}}]})
    async with asking(bare) as (generator, _):
        generation = await generator.generate(request())
    assert (generation.model, generation.input_tokens, generation.output_tokens) == ("m", 0, 0)


async def test_the_schema_asked_for_is_strict() -> None:
    async with asking(GOOD) as (generator, server):
        await generator.generate(request())
    schema = server.asked[0].body["response_format"]["json_schema"]
    assert schema["strict"] is True
    for described in (schema["schema"], *schema["schema"]["$defs"].values()):
        assert described["additionalProperties"] is False
        assert set(described["required"]) == set(described["properties"])


async def test_no_more_candidates_than_asked_for() -> None:
    async with asking(completion(replies("一。", "二。", "三。"))) as (generator, _):
        generation = await generator.generate(request(count=2))
    assert [candidate.text for candidate in generation.candidates] == ["一。", "二。"]


async def test_citations_of_passages_that_were_not_given_are_dropped() -> None:
    async with asking(completion(replies("7日で届きます。", cited=["kb-1", "kb-9", "kb-1"]))) as (generator, _):
        generation = await generator.generate(request())
    assert generation.candidates == (Candidate("7日で届きます。", ("kb-1",)),)


# A server in trouble


@pytest.mark.parametrize("status", [429, 500, 502, 503, 408])
async def test_a_passing_error_is_tried_again(status: int) -> None:
    async with asking(error(status, "later", NO_WAIT), GOOD) as (generator, server):
        generation = await generator.generate(request())
    assert generation.candidates == CANDIDATES
    assert len(server.asked) == 2


async def test_a_connection_broken_in_mid_answer_is_tried_again() -> None:
    async with asking(hang_up, GOOD) as (generator, server):
        generation = await generator.generate(request())
    assert generation.candidates == CANDIDATES
    assert len(server.asked) == 2


async def test_an_error_that_stays_ends_after_a_few_attempts() -> None:
    async with asking(error(503, "overloaded", NO_WAIT)) as (generator, server):
        failed = await failure(generator, request())
    assert failed.reason is FallbackReason.UNAVAILABLE
    assert "503" in failed.detail
    assert len(server.asked) == 4


async def test_who_is_told_to_come_back_after_the_deadline_does_not_wait() -> None:
    async with asking(error(429, "slow down", {"retry-after": "3600"}), GOOD) as (generator, server):
        failed = await failure(generator, request())
    assert failed.reason is FallbackReason.UNAVAILABLE
    assert len(server.asked) == 1


@pytest.mark.parametrize(("status", "fields"), [(401, {}), (404, {}), (400, {}), (429, {"code": "insufficient_quota"})])
async def test_an_error_that_will_not_pass_is_not_tried_again(status: int, fields: dict[str, str]) -> None:
    async with asking(error(status, "no such model", NO_WAIT, **fields), GOOD) as (generator, server):
        failed = await failure(generator, request())
    assert failed.reason is FallbackReason.UNAVAILABLE
    assert "no such model" in failed.detail
    assert len(server.asked) == 1


async def test_a_refused_connection_is_unavailable() -> None:
    async with OpenAIServer(GOOD) as server:
        address = server.base_url
    client = AsyncOpenAI(api_key="none", base_url=address, max_retries=0)
    generator = OpenAIGenerator("m", client)
    assert (await failure(generator, request())).reason is FallbackReason.UNAVAILABLE
    await generator.close()


# Time


async def test_a_server_that_hangs_is_left_at_the_deadline() -> None:
    async with asking(hold) as (generator, server):
        failed = await failure(generator, request(SHORT))
        await server.hung_up.wait()
    assert failed.reason is FallbackReason.TIMEOUT
    assert len(server.asked) == 1


async def test_a_server_that_drips_is_left_at_the_deadline() -> None:
    async with asking(drip) as (generator, server):
        failed = await failure(generator, request(SHORT))
    assert failed.reason is FallbackReason.TIMEOUT
    assert len(server.asked) == 1


async def test_without_time_nobody_is_asked() -> None:
    async with asking(GOOD) as (generator, server):
        await generator.generate(request())
        failed = await failure(generator, request(seconds=0))
    assert failed.reason is FallbackReason.TIMEOUT
    assert len(server.asked) == 1


async def test_a_cancelled_call_ends_at_the_server_too() -> None:
    async with asking(hold) as (generator, server):
        call = asyncio.create_task(generator.generate(request()))
        await server.held.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await server.hung_up.wait()
        assert call.cancelled()


async def test_a_cancelled_call_is_not_tried_again() -> None:
    async with asking(error(503, "later", {"retry-after": "20"}), GOOD) as (generator, server):
        call = asyncio.create_task(generator.generate(request()))
        await server.answered.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "7", "retry-after-ms": "250"}, 0.25),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "nan"}, 0.0),
        ({"retry-after": "inf"}, 0.0),
        ({"retry-after": "soon"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_how_long_a_server_asks_to_be_left_alone(headers: dict[str, str], seconds: float) -> None:
    assert retry_after(httpx2.Headers(headers)) == seconds


def test_a_server_may_name_a_date() -> None:
    moment = datetime.now(UTC) + timedelta(hours=1)
    waited = retry_after(httpx2.Headers({"retry-after": format_datetime(moment, usegmt=True)}))
    assert 0 < waited <= 3600


# What comes back


@pytest.mark.parametrize(
    "content",
    [
        '{"replies": [{"approach": "a", "te',
        '{"answers": [{"text": "確認します。"}]}',
        '{"replies": "確認します。"}',
        '{"replies": [{"text": 7}, {"approach": "a"}, "確認します。", {"text": "  "}]}',
        '{"replies": []}',
        "{}",
        "",
        None,
    ],
)
async def test_an_answer_without_a_reply_is_invalid_and_not_paid_for_twice(content: str | None) -> None:
    async with asking(completion(content)) as (generator, server):
        failed = await failure(generator, request())
    assert failed.reason is FallbackReason.INVALID_OUTPUT
    assert forms(server) == ["json_schema"]


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"", {"choices": []}, {"choices": "none"}, {"object": "list"}])
async def test_an_answer_that_is_no_chat_completion_is_invalid(body: object) -> None:
    async with asking(answer(200, body)) as (generator, _):
        failed = await failure(generator, request())
    assert failed.reason is FallbackReason.INVALID_OUTPUT


async def test_what_the_provider_filtered_is_not_used() -> None:
    async with asking(completion(replies("確認します。"), finish_reason="content_filter")) as (generator, _):
        failed = await failure(generator, request())
    assert failed.reason is FallbackReason.INVALID_OUTPUT


async def test_replies_complete_before_the_answer_was_cut_short_are_used() -> None:
    whole = replies("ご連絡ありがとうございます。", "状況を確認いたします。")
    cut = completion(whole[: whole.index("いたします")], finish_reason="length")
    async with asking(cut) as (generator, server):
        generation = await generator.generate(request())
    assert generation.candidates == CANDIDATES[:1]
    assert forms(server) == ["json_schema"]


@pytest.mark.parametrize(
    "content",
    [
        "```json\n{}\n```",
        "承知しました。以下が返信案です [3案]。\n{}\nご確認ください。",
        "<think>{{お客様}}は困っている。[1]</think>\n{}",
    ],
    ids=["fenced", "among prose", "after thoughts"],
)
async def test_json_is_found_wherever_it_stands(content: str) -> None:
    good = replies("ご連絡ありがとうございます。", "状況を確認いたします。")
    async with asking(completion(content.replace("{}", good))) as (generator, server):
        generation = await generator.generate(request())
    assert generation.candidates == CANDIDATES
    assert len(server.asked) == 1


async def test_a_bare_list_of_replies_will_do() -> None:
    async with asking(completion('[{"text": "確認します。", "cited": null}]')) as (generator, _):
        generation = await generator.generate(request())
    assert generation.candidates == (Candidate("確認します。"),)


@pytest.mark.parametrize("hostile", ["{" * 50_000, "[" * 50_000, '{"replies": ' * 20_000, "{]" * 50_000])
async def test_hostile_output_is_merely_invalid(hostile: str) -> None:
    async with asking(completion(hostile)) as (generator, _):
        failed = await failure(generator, request())
    assert failed.reason is FallbackReason.INVALID_OUTPUT


# What the server can do is found out once


@pytest.mark.parametrize(
    "refusal",
    [
        error(400, "This response_format type is unavailable now"),
        error(400, "Unsupported value", param="response_format"),
        error(422, "response format `json_schema` is not supported with this model"),
    ],
)
async def test_a_server_without_schemas_is_asked_for_json_from_then_on(refusal: Step) -> None:
    async with asking(refusal, GOOD) as (generator, server):
        for _ in range(2):
            assert (await generator.generate(request())).candidates == CANDIDATES
    assert forms(server) == ["json_schema", "json_object", "json_object"]


async def test_a_server_without_json_mode_is_asked_in_words_from_then_on() -> None:
    refusal = error(400, "response_format is not supported")
    async with asking(refusal, refusal, GOOD) as (generator, server):
        for _ in range(2):
            assert (await generator.generate(request())).candidates == CANDIDATES
    assert forms(server) == ["json_schema", "json_object", "none", "none"]


async def test_a_server_that_ignores_the_form_is_found_out_by_its_plain_text() -> None:
    async with asking(PLAIN_TEXT, GOOD) as (generator, server):
        generation = await generator.generate(request())
        await generator.generate(request())
    assert generation.candidates == CANDIDATES
    assert (generation.input_tokens, generation.output_tokens) == (22, 14)
    assert forms(server) == ["json_schema", "json_object", "json_object"]


async def test_a_server_that_only_ever_writes_plain_text_gives_nothing() -> None:
    async with asking(PLAIN_TEXT) as (generator, server):
        for _ in range(2):
            assert (await failure(generator, request())).reason is FallbackReason.INVALID_OUTPUT
    assert forms(server) == ["json_schema", "json_object", "none", "none"]


async def test_one_bad_answer_does_not_lower_what_the_server_is_asked_for() -> None:
    async with asking(completion('{"replies": [{"approach": "a", "te'), GOOD) as (generator, server):
        await failure(generator, request())
        await generator.generate(request())
    assert forms(server) == ["json_schema", "json_schema"]


# The client


async def test_a_server_of_ones_own_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    async with OpenAIServer(GOOD) as server:
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        generator = OpenAIGenerator("m")
        assert (await generator.generate(request())).candidates == CANDIDATES
        await generator.close()


async def test_the_key_of_the_environment_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async with OpenAIServer(GOOD) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-this-test")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        generator = OpenAIGenerator("m")
        await generator.generate(request())
        await generator.close()
    assert server.asked[0].headers["authorization"] == "Bearer sk-of-this-test"


def test_without_key_and_address_the_mend_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ADMIN_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ValueError, match=r"set OPENAI_API_KEY .* or OPENAI_BASE_URL"):
        connect()


async def test_the_error_survives_being_passed_through_context_managers() -> None:
    @asynccontextmanager
    async def outer() -> AsyncIterator[None]:
        yield

    with pytest.raises(GenerationError, match="timeout: too late"):
        async with outer():
            raise GenerationError(FallbackReason.TIMEOUT, "too late")
