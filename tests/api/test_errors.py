"""A failure reaches the caller as a status with google.rpc details that a program can act on."""

import grpc
import pytest
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

from kotae.api.errors import MAX_VIOLATIONS, InvalidRequestError, NotReadyError, expected, status_of
from kotae.api.validate import MAX_TURNS, Violation


def details_of(error: Exception) -> tuple[error_details_pb2.ErrorInfo, list[tuple[str, str]]]:
    """Return the ErrorInfo of what a caller gets, and the fields of its BadRequest."""
    [(key, value)] = status_of(error, "id-1").trailing_metadata
    assert key == "grpc-status-details-bin"
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status_pb2.Status.FromString(value).details:
        assert detail.Unpack(info) or detail.Unpack(bad)
    assert info.domain == "kotae"
    return info, [(violation.field, violation.description) for violation in bad.field_violations]


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (InvalidRequestError([Violation("text", "is empty")]), grpc.StatusCode.INVALID_ARGUMENT, "INVALID_REQUEST"),
        (DecodeError("bad wire"), grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED_REQUEST"),
        (NotReadyError(), grpc.StatusCode.UNAVAILABLE, "NOT_READY"),
        (TimeoutError(), grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"),
        (ValueError("secret"), grpc.StatusCode.INTERNAL, "INTERNAL"),
    ],
)
def test_each_error_has_a_code_and_a_stable_reason(error: Exception, code: grpc.StatusCode, reason: str) -> None:
    assert status_of(error, "id-1").code is code
    assert details_of(error)[0].reason == reason
    assert expected(error) == (reason != "INTERNAL")


def test_each_bad_field_is_named() -> None:
    error = InvalidRequestError([Violation("conversation.locale", "is not given"), Violation("text", "is empty")])
    assert details_of(error)[1] == [("conversation.locale", "is not given"), ("text", "is empty")]
    assert status_of(error, "").details == (
        "The request is invalid: conversation.locale is not given (2 invalid fields)"
    )


def test_an_unexpected_error_gives_away_its_id_and_nothing_else() -> None:
    error = ValueError("secret words")
    status = status_of(error, "id-1")
    assert status.details == "Kotae failed to answer: give its operators the error id id-1"
    assert dict(details_of(error)[0].metadata) == {"error_id": "id-1"}
    assert "secret" not in repr(status)


def test_more_bad_fields_than_a_header_holds_are_counted() -> None:
    description = "is empty while other turns have one; give each turn an id, or none"
    fields = [f"request.conversation.turns[{index}].turn_id" for index in range(MAX_TURNS)]
    error = InvalidRequestError([Violation(field, description) for field in fields])
    assert [field for field, _ in details_of(error)[1]] == fields[:MAX_VIOLATIONS]
    assert "(200 invalid fields, of which the details name the first 25)" in status_of(error, "").details
