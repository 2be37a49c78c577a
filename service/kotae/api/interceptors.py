"""What surrounds every call: failures become rich statuses, each call is logged, and those in flight are known."""

import asyncio
import time
import traceback
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from types import TracebackType
from typing import Any, TypeAlias

import grpc
import structlog

from kotae.api import errors

Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"

_log = structlog.get_logger(__name__)


class CallInterceptor(grpc.aio.ServerInterceptor):  # type: ignore[type-arg]
    """Surrounds the unary and the server-streaming methods of one service.

    Other services on the same server, such as health and reflection, are left alone.
    """

    def __init__(self, service: str) -> None:
        self._prefix = f"/{service}/"
        self._in_flight: set[asyncio.Future[None]] = set()

    async def finish(self, seconds: float) -> None:
        """Wait until the calls in flight now are answered, at most ``seconds``; later ones are not waited for."""
        if self._in_flight:
            await asyncio.wait(self._in_flight.copy(), timeout=seconds)

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler:
        """Wrap the handler of a call to the service."""
        handler = await continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or not method.startswith(self._prefix):
            return handler
        # Without a deserializer here, the wrapper decodes the request: one that cannot be read is then an error like
        # any other, where gRPC itself would send the caller the exception's text.
        serialize = handler.response_serializer
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(self._stream(method, handler), response_serializer=serialize)
        return grpc.unary_unary_rpc_method_handler(self._unary(method, handler), response_serializer=serialize)

    def _unary(self, method: str, handler: Any) -> Callable[[bytes, Context], Awaitable[Any]]:
        async def call(request: bytes, context: Context) -> Any:
            self._track(context)
            async with _Call(method, context):
                return await handler.unary_unary(handler.request_deserializer(request), context)

        return call

    def _stream(self, method: str, handler: Any) -> Callable[[bytes, Context], AsyncIterator[Any]]:
        async def call(request: bytes, context: Context) -> AsyncIterator[Any]:
            self._track(context)
            async with _Call(method, context):
                messages = handler.unary_stream(handler.request_deserializer(request), context)
                async with aclosing(messages):
                    async for message in messages:
                        yield message

        return call

    def _track(self, context: Context) -> None:
        answered = asyncio.get_running_loop().create_future()
        self._in_flight.add(answered)

        def done(_: Any) -> None:
            self._in_flight.discard(answered)
            answered.set_result(None)

        context.add_done_callback(done)  # type: ignore[arg-type]  # the stubs take a class where any callable will do


class _Call:
    """One call: aborts it with a rich status where it failed, and logs how it ended. Nothing said in it is logged."""

    def __init__(self, method: str, context: Context) -> None:
        self._method = method
        self._context = context
        self._started = time.perf_counter()

    async def __aenter__(self) -> None:
        structlog.contextvars.clear_contextvars()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._log("OK")
        elif not isinstance(error, Exception):
            # Cancelled by the caller, or by gRPC because the deadline has passed. Re-raised by returning.
            expired = self._context.time_remaining()
            self._log("CANCELLED" if expired is None or expired > 0 else "DEADLINE_EXCEEDED")
        elif isinstance(error, grpc.aio.AbortError):
            self._log(self._context.code().name)
        else:
            await self._fail(error)

    async def _fail(self, error: Exception) -> None:
        error_id = uuid.uuid4().hex
        status = errors.status_of(error, error_id)
        if errors.expected(error):
            self._log(status.code.name)
        else:
            self._log(status.code.name, error_id=error_id)
            _log_unexpected(error, error_id)
        await self._context.abort(status.code, status.details, status.trailing_metadata)

    def _log(self, code: str, **more: str) -> None:
        milliseconds = round(1000 * (time.perf_counter() - self._started), 1)
        _log.info("call", method=self._method, code=code, milliseconds=milliseconds, **more)


def _log_unexpected(error: Exception, error_id: str) -> None:
    """Log what failed and where. An exception's own words may quote a conversation: they are for debugging alone."""
    trace = traceback.extract_tb(error.__traceback__)
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in trace]
    _log.error("unexpected error", error_id=error_id, type=type(error).__qualname__, frames=frames)
    _log.debug("unexpected error in words", error_id=error_id, words=str(error))
