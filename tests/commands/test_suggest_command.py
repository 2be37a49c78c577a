"""``kotae suggest`` against a real gRPC server that gives prepared answers."""

import json
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from click.testing import CliRunner
from google.protobuf.any_pb2 import Any
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from kotae.commands.suggest import suggest
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1.suggestion_service_pb2_grpc import (
    SuggestionServiceServicer,
    add_SuggestionServiceServicer_to_server,
)

DIALOGUE = {
    "id": "one",
    "locale": "ja-JP",
    "channel": "chat",
    "turns": [{"role": "customer", "text": "届け先を変えられますか。"}],
}


class Prepared(SuggestionServiceServicer):
    """Answers with ``answer``, or refuses with ``status``; keeps the last request."""

    answer = service_pb.SuggestRepliesResponse()
    status = None
    request = None

    def SuggestReplies(self, request, context):  # noqa: N802 (the contract's name)
        self.request = request
        if self.status is not None:
            context.abort_with_status(rpc_status.to_status(self.status))
        return self.answer


@pytest.fixture
def service():
    prepared = Prepared()
    server = grpc.server(ThreadPoolExecutor(1))
    add_SuggestionServiceServicer_to_server(prepared, server)
    prepared.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield prepared
    server.stop(None).wait()


def run(service, *options, given=None):
    given = json.dumps(DIALOGUE) if given is None else given
    return CliRunner().invoke(suggest, ["-", "--address", service.address, *options], input=given)


def test_suggestions_are_printed_and_the_exit_code_is_0(service):
    service.answer = service_pb.SuggestRepliesResponse(suggestions=[service_pb.Suggestion(text="はい、変更できます。")])
    result = run(service, "--count", "2", "--include-withheld")
    assert result.exit_code == 0
    assert "届け先を変えられますか。" in result.output
    assert "はい、変更できます。" in result.output
    assert (service.request.suggestion_count, service.request.include_withheld) == (2, True)


def test_no_suggestion_is_exit_code_1(service):
    service.answer = service_pb.SuggestRepliesResponse(outcome=service_pb.OUTCOME_WITHHELD)
    result = run(service)
    assert result.exit_code == 1
    assert "nothing could be suggested" in result.output


def test_the_answer_comes_as_json(service):
    service.answer = service_pb.SuggestRepliesResponse(suggestions=[service_pb.Suggestion(text="はい。")])
    assert json.loads(run(service, "--json").output)["suggestions"] == [{"text": "はい。"}]


def test_a_refusal_names_each_bad_field(service):
    bad = error_details_pb2.BadRequest(
        field_violations=[{"field": "conversation.turns", "description": "must end with the customer's turn"}]
    )
    detail = Any()
    detail.Pack(bad)
    service.status = status_pb2.Status(code=code_pb2.INVALID_ARGUMENT, message="1 bad field", details=[detail])
    result = run(service)
    assert result.exit_code == 2
    assert "INVALID_ARGUMENT" in result.output
    assert "conversation.turns: must end with the customer's turn" in result.output


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("{", "standard input:1:2: not JSON"),
        ("[]", "standard input"),
        (json.dumps({**DIALOGUE, "channel": "fax"}), "channel"),
        (json.dumps({**DIALOGUE, "turns": []}), "turns"),
    ],
)
def test_bad_input_is_named_before_anything_is_sent(service, given, says):
    result = run(service, given=given)
    assert result.exit_code == 2
    assert says in result.output
    assert service.request is None


def test_a_file_that_is_not_utf8_is_refused(service, tmp_path):
    path = tmp_path / "sjis.json"
    path.write_bytes('{"locale": "日本"}'.encode("cp932"))
    result = CliRunner().invoke(suggest, [str(path), "--address", service.address])
    assert result.exit_code == 2
    assert "not UTF-8" in result.output


def test_without_a_service_it_says_how_to_start_one():
    result = CliRunner().invoke(suggest, ["-", "--address", "127.0.0.1:1"], input=json.dumps(DIALOGUE))
    assert result.exit_code == 2
    assert "kotae serve" in result.output


def test_help_states_the_exit_codes():
    assert "Exit codes: 0" in CliRunner().invoke(suggest, ["--help"]).output
