"""The model generator, and the whole service, with a real OpenAI-compatible server that can die."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from serving import serving

from kotae.conversation import Channel, Conversation, Locale, Role, Turn
from kotae.suggest.generator import Generation, GenerationError, GenerationRequest
from kotae.suggest.openai_generator import OpenAIGenerator
from kotae.suggest.result import FallbackReason
from kotae.v1 import conversation_pb2, suggestion_service_pb2, suggestion_service_pb2_grpc
from tests.servers.litellm_proxy import Proxy, litellm_proxy
from tests.servers.openai_server import replies

# The first run may install the proxy.
pytestmark = pytest.mark.timeout(600)

QUESTION = "注文した浄水器の届く日を知りたいのですが。"
TEXTS = (
    "お問い合わせいただきありがとうございます。お届け日をお調べいたしますので、ご注文番号をお聞かせいただけますでしょうか。",
    "ご連絡いただきありがとうございます。ご注文の状況を確認いたしますので、少々お待ちいただけますでしょうか。",
)
MODELS = {"mock": replies(*TEXTS), "limited": "litellm.RateLimitError", "prose": "かしこまりました。確認いたします。"}


@pytest.fixture(scope="session")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with litellm_proxy(tmp_path_factory.mktemp("litellm"), MODELS) as proxy:
        yield proxy


def request(seconds: float = 30) -> GenerationRequest:
    conversation = Conversation(Locale.JA, Channel.PHONE, (Turn(Role.CUSTOMER, QUESTION),))
    return GenerationRequest(conversation, facts=(), due=(), avoid=(), count=3, deadline=time.monotonic() + seconds)


@contextmanager
def environment_of(proxy: Proxy) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in proxy.environment.items():
            patch.setenv(name, value)
        yield


async def ask(proxy: Proxy, model: str, asked: GenerationRequest) -> Generation:
    with environment_of(proxy):
        generator = OpenAIGenerator(model)
    try:
        return await generator.generate(asked)
    finally:
        await generator.close()


async def test_the_proxy_brings_candidates(proxy: Proxy) -> None:
    generation = await ask(proxy, "mock", request())
    assert tuple(candidate.text for candidate in generation.candidates) == TEXTS
    assert generation.input_tokens > 0
    assert generation.output_tokens > 0


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("limited", FallbackReason.UNAVAILABLE),
        ("unknown", FallbackReason.UNAVAILABLE),
        ("prose", FallbackReason.INVALID_OUTPUT),
    ],
)
async def test_what_the_proxy_cannot_give_is_named(proxy: Proxy, model: str, reason: FallbackReason) -> None:
    with pytest.raises(GenerationError) as caught:
        await ask(proxy, model, request())
    assert caught.value.reason is reason


def test_the_service_outlives_its_model_server(tmp_path: Path) -> None:
    turn = conversation_pb2.Turn(role=conversation_pb2.ROLE_CUSTOMER, text=QUESTION)
    conversation = conversation_pb2.Conversation(
        locale="ja-JP",
        channel=conversation_pb2.CHANNEL_PHONE,
        scenario=conversation_pb2.SCENARIO_INQUIRY,
        recording_active=True,
        recording_announced=True,
        turns=[turn],
    )
    asked = suggestion_service_pb2.SuggestRepliesRequest(conversation=conversation, suggestion_count=2)
    with (
        litellm_proxy(tmp_path, MODELS) as proxy,
        serving(["--generator", "openai", "--model", "mock"], **proxy.environment) as kotae,
        grpc.insecure_channel(kotae.address) as channel,
    ):
        service = suggestion_service_pb2_grpc.SuggestionServiceStub(channel)
        before = service.SuggestReplies(asked, timeout=30)
        proxy.die()
        after = service.SuggestReplies(asked, timeout=5)

    assert before.outcome == suggestion_service_pb2.OUTCOME_SUGGESTED
    assert {suggestion.text for suggestion in before.suggestions} == set(TEXTS)
    assert {suggestion.origin for suggestion in before.suggestions} == {suggestion_service_pb2.ORIGIN_MODEL}
    assert before.provenance.fallback_reason == ""

    assert after.outcome == suggestion_service_pb2.OUTCOME_FALLBACK
    assert {suggestion.origin for suggestion in after.suggestions} == {suggestion_service_pb2.ORIGIN_PLAYBOOK}
    assert after.provenance.fallback_reason == "unavailable"
