"""``kotae suggest``: one conversation to a running service, its suggestions on the terminal."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

import click
import grpc
from google.protobuf.json_format import MessageToJson
from google.rpc import error_details_pb2  # type: ignore[import-untyped]
from grpc_status import rpc_status
from rich.console import Console

from kotae.client.convert import suggest_message
from kotae.conversation import Conversation
from kotae.dialogue import DialogueError, read_one
from kotae.terminal import answer_block, conversation_block
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub

NOTHING = 1
FAILED = 2


@click.command(
    epilog="Exit codes: 0 at least one suggestion; 1 nothing could be suggested; 2 bad input, or the service failed."
)
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option(
    "--address", default="127.0.0.1:50051", show_default=True, envvar="KOTAE_ADDRESS", help="Where the service listens."
)
@click.option("--count", type=click.IntRange(1, 5), default=3, show_default=True, help="Suggestions wanted.")
@click.option("--include-withheld", is_flag=True, help="Show the candidates that were withheld, and why.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=30.0, show_default=True, help="Seconds to wait.")
@click.option("--json", "as_json", is_flag=True, help="Print the service's answer as JSON.")
def suggest(file: IO[str], address: str, count: int, include_withheld: bool, timeout: float, as_json: bool) -> None:
    """Ask a running service for replies to the conversation in FILE ("-" for standard input).

    FILE holds one JSON object: locale, channel, turns and what else is known of the contact. Start the service first
    with `kotae serve`.
    """
    conversation = _read(file)
    request = suggest_message(conversation, count=count, include_withheld=include_withheld)
    answer = _call(address, request, timeout)
    if as_json:
        click.echo(MessageToJson(answer, preserving_proto_field_name=True, ensure_ascii=False))
    else:
        console = Console(highlight=False)
        console.print(conversation_block(conversation), "", answer_block(answer, conversation), sep="\n")
    sys.exit(0 if answer.suggestions else NOTHING)


def _read(file: IO[str]) -> Conversation:
    name = "standard input" if file.name in ("-", "<stdin>") else str(Path(file.name))
    try:
        return read_one(file, name).conversation
    except DialogueError as error:
        _fail(str(error))


def _call(address: str, request: service_pb.SuggestRepliesRequest, timeout: float) -> service_pb.SuggestRepliesResponse:
    with grpc.insecure_channel(address) as channel:
        try:
            stub = SuggestionServiceStub(channel)  # type: ignore[no-untyped-call]
            answer: service_pb.SuggestRepliesResponse = stub.SuggestReplies(request, timeout=timeout)
        except grpc.RpcError as error:
            _fail(_explain(error, address))
    return answer


def _explain(error: Any, address: str) -> str:
    """Say what went wrong and what to do, with each bad field that the service names."""
    if error.code() is grpc.StatusCode.UNAVAILABLE:
        return f"nothing answers at {address}: start the service with `kotae serve --address {address}`"
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
        return f"the service at {address} did not answer in time: allow more with --timeout"
    fields = [f"\n  {bad.field}: {bad.description}" for bad in _bad_fields(error)]
    return f"the service at {address} refused: {error.code().name}: " + ("".join(fields) or error.details())


def _bad_fields(error: Any) -> Iterator[error_details_pb2.BadRequest.FieldViolation]:
    status = rpc_status.from_call(error)
    for detail in status.details if status else ():
        bad = error_details_pb2.BadRequest()
        if detail.Unpack(bad):
            yield from bad.field_violations


def _fail(message: str) -> NoReturn:
    click.echo(f"kotae suggest: {message}", err=True)
    sys.exit(FAILED)
