"""What a caller is told when a call fails: a status code and google.rpc details, never an exception's own words."""

from collections.abc import Sequence
from dataclasses import dataclass

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc import code_pb2, error_details_pb2, status_pb2  # type: ignore[import-untyped]
from grpc_status import rpc_status

from kotae.api.validate import Violation

DOMAIN = "kotae"
# Details travel in a header, base64-encoded, and clients refuse headers over 8 KiB: so many fields are named, no more.
MAX_VIOLATIONS = 25


class InvalidRequestError(Exception):
    """A request whose ``violations`` are the caller's to mend."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__(f"{len(self.violations)} invalid fields")


class NotReadyError(Exception):
    """The policies are not loaded yet."""


@dataclass(frozen=True, slots=True)
class _Answer:
    code: int
    reason: str
    message: str


_ANSWERS: dict[type[Exception], _Answer] = {
    InvalidRequestError: _Answer(code_pb2.INVALID_ARGUMENT, "INVALID_REQUEST", "The request is invalid"),
    DecodeError: _Answer(
        code_pb2.INVALID_ARGUMENT,
        "MALFORMED_REQUEST",
        "The request cannot be read: send a message of the method's type, with all strings in UTF-8",
    ),
    NotReadyError: _Answer(code_pb2.UNAVAILABLE, "NOT_READY", "The policies are still being loaded: try again shortly"),
    TimeoutError: _Answer(code_pb2.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", "The time allowed for this call is over"),
}
_UNEXPECTED = _Answer(code_pb2.INTERNAL, "INTERNAL", "Kotae failed to answer: give its operators the error id")


def expected(error: Exception) -> bool:
    """Return whether ``error`` is one that callers are told the meaning of."""
    return type(error) in _ANSWERS


def status_of(error: Exception, error_id: str) -> grpc.Status:
    """Return the status that stands for ``error``.

    An unexpected error gives a fixed message and ``error_id``, by which its details are found in the log.
    """
    answer = _ANSWERS.get(type(error), _UNEXPECTED)
    info = error_details_pb2.ErrorInfo(domain=DOMAIN, reason=answer.reason)
    details: list[Message] = [info]
    message = answer.message
    if isinstance(error, InvalidRequestError):
        message = f"{message}: {_summary(error.violations)}"
        details.append(_bad_request(error.violations))
    elif answer is _UNEXPECTED:
        message = f"{message} {error_id}"
        info.metadata["error_id"] = error_id
    status = status_pb2.Status(code=answer.code, message=message)
    for detail in details:
        status.details.add().Pack(detail)
    return rpc_status.to_status(status)


def _summary(violations: Sequence[Violation]) -> str:
    first = f"{violations[0].field} {violations[0].description}"
    others = len(violations) - 1
    if others == 0:
        return first
    listed = "" if len(violations) <= MAX_VIOLATIONS else f", of which the details name the first {MAX_VIOLATIONS}"
    return f"{first} ({len(violations)} invalid fields{listed})"


def _bad_request(violations: Sequence[Violation]) -> error_details_pb2.BadRequest:
    return error_details_pb2.BadRequest(
        field_violations=[
            error_details_pb2.BadRequest.FieldViolation(field=v.field, description=v.description)
            for v in violations[:MAX_VIOLATIONS]
        ]
    )
