"""Clients that share no code with Kotae get suggestions, and are told which field is wrong."""

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import google.rpc
import pytest
from google.rpc import error_details_pb2
from serving import Service

BUF = Path(sys.executable).with_name("buf")
GRPC_JS = Path(__file__).with_name("grpc-js")
GOOGLE_PROTOS = Path(google.rpc.__path__[0]).parents[1]
INVALID_ARGUMENT = 3

CONVERSATION = {
    "locale": "en-US",
    "channel": "CHANNEL_CHAT",
    "recording_active": True,
    "turns": [{"turn_id": "t-1", "role": "ROLE_CUSTOMER", "text": "I would like to cancel my subscription."}],
}


def buf_curl(service: Service, method: str, request: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Call ``method`` with nothing but reflection to know the service by."""
    url = f"http://{service.address}/kotae.v1.SuggestionService/{method}"
    command = [BUF, "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--data", json.dumps(request), url]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def json_objects(text: str) -> list[dict[str, Any]]:
    objects, decoder = [], json.JSONDecoder()
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        objects.append(value)
        text = text[end:]
    return objects


def test_buf_curl_gets_suggestions(service: Service) -> None:
    done = buf_curl(service, "SuggestReplies", {"conversation": CONVERSATION, "suggestion_count": 1})
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["basedOnTurnId"] == "t-1"
    assert len(answer["suggestions"]) == 1
    assert answer["suggestions"][0]["origin"] == "ORIGIN_PLAYBOOK"


def test_buf_curl_gets_a_stream(service: Service) -> None:
    done = buf_curl(service, "StreamSuggestReplies", {"request": {"conversation": CONVERSATION}})
    assert done.returncode == 0, done.stderr
    opening, *suggestions, summary = json_objects(done.stdout)
    assert opening["opening"]["basedOnTurnId"] == "t-1"
    assert summary["summary"]["suggestionIds"]
    assert {s["suggestion"]["suggestionId"] for s in suggestions} == set(summary["summary"]["suggestionIds"])


def test_buf_curl_gets_a_verdict(service: Service) -> None:
    promise = "I will refund your call charges in full."
    done = buf_curl(service, "CheckReply", {"conversation": CONVERSATION, "text": promise})
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["decision"] != "DECISION_ALLOW"
    assert "money.no-offer" in [finding["ruleId"] for finding in answer["findings"]]


def test_buf_curl_is_told_which_field_is_wrong(service: Service) -> None:
    done = buf_curl(service, "CheckReply", {"conversation": {**CONVERSATION, "locale": "fr-FR"}, "text": "Bonjour"})
    assert done.returncode == INVALID_ARGUMENT << 3
    failure = json.loads(done.stderr)
    assert failure["code"] == "invalid_argument"
    assert failure["message"].startswith("The request is invalid: conversation.locale is not supported")
    [packed] = [detail["value"] for detail in failure["details"] if detail["type"] == "google.rpc.BadRequest"]
    bad = error_details_pb2.BadRequest.FromString(base64.b64decode(packed + "=" * (-len(packed) % 4)))
    assert [violation.field for violation in bad.field_violations] == ["conversation.locale"]


@pytest.fixture(scope="session")
def grpc_js(service: Service) -> dict[str, Any]:
    """What a client on @grpc/grpc-js saw."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("needs node and npm")
    if not (GRPC_JS / "node_modules/.package-lock.json").is_file():
        subprocess.run([npm, "ci", "--ignore-scripts"], cwd=GRPC_JS, check=True)
    command = [node, GRPC_JS / "client.js", service.address, GOOGLE_PROTOS]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def test_grpc_js_gets_suggestions(grpc_js: dict[str, Any]) -> None:
    answer = grpc_js["answer"]
    assert answer["basedOnTurnId"] == "t-1"
    assert 1 <= len(answer["suggestions"]) <= 2
    assert all(suggestion["origin"] == "ORIGIN_PLAYBOOK" for suggestion in answer["suggestions"])
    assert "recording.disclose" in [due["ruleId"] for due in answer["obligations"]]


def test_grpc_js_gets_the_same_as_a_stream(grpc_js: dict[str, Any]) -> None:
    events = [message["event"] for message in grpc_js["messages"]]
    assert events == ["opening", *["suggestion"] * (len(events) - 2), "summary"]
    texts = {message["suggestion"]["text"] for message in grpc_js["messages"][1:-1]}
    assert texts == {suggestion["text"] for suggestion in grpc_js["answer"]["suggestions"]}


@pytest.mark.parametrize(
    ("name", "field"), [("failure", "conversation.locale"), ("streamFailure", "request.conversation.locale")]
)
def test_grpc_js_is_told_which_field_is_wrong(grpc_js: dict[str, Any], name: str, field: str) -> None:
    failure = grpc_js[name]
    assert failure["code"] == "INVALID_ARGUMENT"
    details = {detail["name"]: detail for detail in failure["details"]}
    assert [violation["field"] for violation in details["google.rpc.BadRequest"]["fieldViolations"]] == [field]
    assert details["google.rpc.ErrorInfo"]["reason"] == "INVALID_REQUEST"
    assert details["google.rpc.ErrorInfo"]["domain"] == "kotae"
