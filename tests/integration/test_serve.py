"""``kotae serve`` comes up, says how it is, and goes when told to, without dropping a call."""

import asyncio
import json
import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from serving import KOTAE, Service, environment, serving

from kotae.client.convert import suggest_message
from kotae.conversation import Channel, Conversation, Locale, Role, Turn
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub
from tests.servers.openai_server import Line, OpenAIServer, completion, replies

SERVICE = "kotae.v1.SuggestionService"
Health = health_pb2.HealthCheckResponse
SAID = "注文した浄水器の届く日を知りたいのですが。"
CONVERSATION = Conversation(Locale.JA, Channel.PHONE, (Turn(Role.CUSTOMER, SAID),))
REPLY = "お問い合わせいただきありがとうございます。お届け日をお調べいたします。"


def health(channel: grpc.Channel, name: str = "") -> int:
    status: int = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(service=name)).status
    return status


def refused(*options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the service where it cannot come up; return how it ended."""
    return subprocess.run(
        [KOTAE, "serve", *options], env=environment(**variables), capture_output=True, text=True, check=False
    )


def test_health_is_serving_overall_and_for_the_service(service: Service) -> None:
    with grpc.insecure_channel(service.address) as channel:
        assert [health(channel), health(channel, SERVICE)] == [Health.SERVING] * 2


def test_reflection_lists_the_service(service: Service) -> None:
    with grpc.insecure_channel(service.address) as channel:
        stub = reflection_pb2_grpc.ServerReflectionStub(channel)
        [answer] = stub.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest(list_services="")]))
    assert SERVICE in {entry.name for entry in answer.list_services_response.service}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_well(number: signal.Signals) -> None:
    with serving() as service:
        service.process.send_signal(number)
        rest, _ = service.process.communicate()
        assert (service.process.returncode, rest) == (0, "")


def test_it_can_be_stopped_while_it_reads_the_policies(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    unreadable = tmp_path / "rules" / "money.no-offer.yaml"
    os.mkfifo(unreadable)
    command = [KOTAE, "serve", "--address", "127.0.0.1:0", "--policies", tmp_path]
    with (
        subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE) as process,
        unreadable.open("wb"),  # opens as soon as the service reads it
    ):
        process.terminate()
        output, _ = process.communicate()
    assert (process.returncode, output) == (0, b"")


def test_the_log_is_json_and_holds_nothing_that_was_said(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+") as log:
        with serving(stderr=log) as service, grpc.insecure_channel(service.address) as channel:
            answer = SuggestionServiceStub(channel).SuggestReplies(suggest_message(CONVERSATION))
        log.seek(0)
        text = log.read()
    events = [json.loads(line) for line in text.splitlines()]
    assert [event["event"] for event in events][-4:] == ["serving", "call", "stopping", "stopped"]
    assert events[-3]["code"] == "OK"
    assert answer.suggestions
    assert not any(words in text for words in (SAID, *(suggestion.text for suggestion in answer.suggestions)))


def test_policies_that_cannot_be_used_are_told_in_full(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "money.no-offer.yaml").write_text("rule: money.no-offer\ncolour: red\n")
    ended = refused("--address", "127.0.0.1:0", "--policies", str(tmp_path))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "rules/money.no-offer.yaml:2" in ended.stderr
    assert "mend:" in ended.stderr


def test_a_port_in_use_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        ended = refused("--address", address)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"kotae serve: cannot listen on {address}" in ended.stderr


@pytest.mark.parametrize(
    ("options", "variables", "words"),
    [
        (("--mode", "approved"), {}, "approved mode is not available yet"),
        (("--generator", "openai"), {}, "name one with --model or KOTAE_MODEL"),
        (("--generator", "openai", "--model", "m"), {}, "set OPENAI_API_KEY"),
        (("--address", "here"), {}, "--address: give a host and a port"),
        ((), {"KOTAE_GENERATOR": "oracle"}, "KOTAE_GENERATOR: Input should be 'playbook' or 'openai'"),
    ],
)
def test_settings_that_cannot_be_used_are_told(options: tuple[str, ...], variables: dict[str, str], words: str) -> None:
    ended = refused(*options, **variables)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert words in ended.stderr


def test_an_option_wins_over_the_environment() -> None:
    with (
        serving(("--generator", "playbook"), KOTAE_ADDRESS="nowhere", KOTAE_GENERATOR="openai") as service,
        grpc.insecure_channel(service.address) as channel,
    ):
        assert health(channel) == Health.SERVING


class HeldModel(OpenAIServer):
    """A model server that holds its answers until it is released; ``held`` is set once it holds two."""

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.released = asyncio.Event()

    async def _answer(self, line: Line) -> None:
        if len(self.asked) == 2:
            self.held.set()
        await self.released.wait()
        await completion(replies(REPLY))(line)


@pytest.fixture
async def model() -> AsyncIterator[HeldModel]:
    async with HeldModel() as model:
        yield model


@pytest.fixture
def slow_service(model: HeldModel) -> Iterator[Service]:
    options = ("--generator", "openai", "--model", "held", "--deadline-seconds", "60", "--grace-seconds", "60")
    with serving(options, OPENAI_BASE_URL=model.base_url) as service:
        yield service


async def told_to_stop(service: Service, observer: grpc.aio.Channel) -> None:
    """Send SIGTERM to ``service``, and wait until it says NOT_SERVING to a watcher."""
    watch = health_pb2_grpc.HealthStub(observer).Watch(health_pb2.HealthCheckRequest(service=SERVICE))
    assert (await watch.read()).status == Health.SERVING
    service.process.terminate()
    assert (await watch.read()).status == Health.NOT_SERVING


async def test_calls_in_flight_finish_when_it_is_told_to_stop(slow_service: Service, model: HeldModel) -> None:
    async with (
        grpc.aio.insecure_channel(slow_service.address) as channel,
        grpc.aio.insecure_channel(slow_service.address) as observer,
    ):
        stub = SuggestionServiceStub(channel)
        request = suggest_message(CONVERSATION, count=1)
        unary = asyncio.ensure_future(stub.SuggestReplies(request))
        stream = stub.StreamSuggestReplies(service_pb.StreamSuggestRepliesRequest(request=request))
        assert (await stream.read()).HasField("opening")
        await model.held.wait()
        await told_to_stop(slow_service, observer)
        check = await health_pb2_grpc.HealthStub(observer).Check(health_pb2.HealthCheckRequest())
        assert check.status == Health.NOT_SERVING
        assert slow_service.process.poll() is None
        model.released.set()
        answer = await unary
        events = [(await stream.read()).WhichOneof("event") for _ in range(2)]
        assert await stream.read() is grpc.aio.EOF
    assert [(s.text, s.origin) for s in answer.suggestions] == [(REPLY, service_pb.ORIGIN_MODEL)]
    assert events == ["suggestion", "summary"]
    assert await asyncio.to_thread(slow_service.process.wait) == 0


async def test_a_second_signal_ends_it_at_once(slow_service: Service, model: HeldModel) -> None:
    async with (
        grpc.aio.insecure_channel(slow_service.address) as channel,
        grpc.aio.insecure_channel(slow_service.address) as observer,
    ):
        stub = SuggestionServiceStub(channel)
        calls = [asyncio.ensure_future(stub.SuggestReplies(suggest_message(CONVERSATION))) for _ in range(2)]
        await model.held.wait()
        await told_to_stop(slow_service, observer)
        slow_service.process.terminate()
        assert await asyncio.to_thread(slow_service.process.wait) == -signal.SIGTERM
        for call in calls:
            with pytest.raises(grpc.aio.AioRpcError):
                await call
