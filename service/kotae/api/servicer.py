"""The gRPC service over a ``Suggester``: validate, convert, ask, convert back."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any, Protocol, TypeAlias

import grpc
import structlog

from kotae.api import convert, validate
from kotae.api.errors import InvalidRequestError, NotReadyError
from kotae.conversation import Conversation
from kotae.policy.verdict import Point
from kotae.suggest.result import CheckResult, Opening, Suggestion, SuggestionRequest, SuggestionResult, Summary
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1 import suggestion_service_pb2_grpc as service_grpc

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"


class Suggesting(Protocol):
    """What the service needs of a ``kotae.suggest.pipeline.Suggester``; deadlines are of ``time.monotonic()``."""

    def stream(
        self, request: SuggestionRequest, deadline: float
    ) -> AsyncGenerator[Opening | Suggestion | Summary, None]:
        """Yield the opening, each suggestion as soon as it is judged, and the summary."""

    async def suggest(self, request: SuggestionRequest, deadline: float) -> SuggestionResult:
        """Return the whole answer."""

    def check(self, conversation: Conversation, text: str, *, point: Point, as_of: datetime) -> CheckResult:
        """Judge a text that a person typed."""


class SuggestionServicer(service_grpc.SuggestionServiceServicer):
    """Answers calls once it has a ``suggester``; until then they fail as unavailable.

    Args:
        default_deadline: Seconds allowed for a call whose caller sets no deadline.
    """

    def __init__(self, default_deadline: float) -> None:
        self.suggester: Suggesting | None = None
        self._default_deadline = default_deadline

    async def SuggestReplies(  # noqa: N802
        self, request: service_pb.SuggestRepliesRequest, context: Context
    ) -> service_pb.SuggestRepliesResponse:
        """Suggest replies to the customer's last turn."""
        suggester = self._ready()
        _refuse(validate.suggest_violations(request))
        asked = _asked(request)
        seconds = self._seconds(context)
        async with asyncio.timeout(seconds):
            result = await suggester.suggest(asked, time.monotonic() + seconds)
        return convert.suggest_response(result, asked.conversation)

    async def StreamSuggestReplies(  # noqa: N802
        self, request: service_pb.StreamSuggestRepliesRequest, context: Context
    ) -> AsyncGenerator[service_pb.StreamSuggestRepliesResponse, None]:
        """Suggest replies one by one, after what is known at once and before the summary."""
        suggester = self._ready()
        _refuse(validate.stream_violations(request))
        asked = _asked(request.request)
        seconds = self._seconds(context)
        async with (
            asyncio.timeout(seconds),
            aclosing(suggester.stream(asked, time.monotonic() + seconds)) as events,
        ):
            async for event in events:
                yield convert.stream_response(event, asked.conversation)

    async def CheckReply(  # noqa: N802
        self,
        request: service_pb.CheckReplyRequest,
        context: Context,  # noqa: ARG002
    ) -> service_pb.CheckReplyResponse:
        """Judge a reply that the agent typed."""
        suggester = self._ready()
        _refuse(validate.check_violations(request))
        _log_as(request.request_id)
        conversation = convert.conversation(request.conversation)
        as_of = convert.as_of(request, datetime.now(UTC))
        result = suggester.check(conversation, request.text, point=convert.point(request), as_of=as_of)
        return convert.check_response(result, conversation)

    def _ready(self) -> Suggesting:
        if self.suggester is None:
            raise NotReadyError
        return self.suggester

    def _seconds(self, context: Context) -> float:
        # The stubs do not say so, but without a deadline of the caller's there is no remaining time.
        remaining: float | None = context.time_remaining()
        return self._default_deadline if remaining is None else remaining


def _asked(request: service_pb.SuggestRepliesRequest) -> SuggestionRequest:
    _log_as(request.request_id)
    return convert.suggestion_request(request, datetime.now(UTC))


def _refuse(violations: list[validate.Violation]) -> None:
    if violations:
        raise InvalidRequestError(violations)


def _log_as(request_id: str) -> None:
    if request_id:
        structlog.contextvars.bind_contextvars(request_id=request_id)
