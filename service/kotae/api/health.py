"""Standard health for the server as a whole and for the suggestion service."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import grpc
from grpc_health.v1 import _async as health_aio
from grpc_health.v1 import health_pb2

OVERALL = ""

# Reasons may be many, and what surrounds an answer is held to 8 KiB.
_MOST_BYTES = 2_000

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"


@dataclass(frozen=True, slots=True)
class Standing:
    """Which policies are served, since when, and why the last change was refused; empty if it was not."""

    revision: str
    since: datetime
    refused: tuple[str, ...] = ()

    def metadata(self) -> Iterator[tuple[str, str | bytes]]:
        """Yield it as metadata of a call, the reasons as UTF-8, cut off where they are long."""
        yield "kotae-policy-revision", self.revision
        yield "kotae-policy-since", self.since.isoformat(timespec="seconds")
        if self.refused:
            reasons = "\n".join(self.refused).encode()[:_MOST_BYTES]
            yield "kotae-policy-refused-bin", reasons.decode(errors="ignore").encode()


class Health(health_aio.HealthServicer):  # type: ignore[misc]
    """Says NOT_SERVING until ``serve``; watchers are told of every change, and let go by ``close``.

    Beside the status, a check gets the details of ``standing`` as trailing metadata.

    Args:
        services: Names of the services it speaks for, beside the server as a whole.
    """

    def __init__(self, services: Sequence[str]) -> None:
        super().__init__()
        self.standing: Standing | None = None
        self._names = (OVERALL, *services)
        self._closed = asyncio.Event()

    async def start(self) -> None:
        """Say NOT_SERVING."""
        await self._say(health_pb2.HealthCheckResponse.NOT_SERVING)

    async def serve(self) -> None:
        """Say SERVING."""
        await self._say(health_pb2.HealthCheckResponse.SERVING)

    async def drain(self) -> None:
        """Say NOT_SERVING for good."""
        await self.enter_graceful_shutdown()

    def close(self) -> None:
        """End all watches: a server that stops would else wait for them to the end of its grace."""
        self._closed.set()

    async def Check(  # noqa: N802
        self, request: health_pb2.HealthCheckRequest, context: Context
    ) -> health_pb2.HealthCheckResponse:
        """Return the health of a service."""
        if self.standing:
            context.set_trailing_metadata(tuple(self.standing.metadata()))
        return await super().Check(request, context)

    async def Watch(self, request: health_pb2.HealthCheckRequest, context: Context) -> None:  # noqa: N802
        """Stream the health of a service, until the caller or the server has enough."""
        watch = asyncio.ensure_future(super().Watch(request, context))
        closed = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait((watch, closed), return_when=asyncio.FIRST_COMPLETED)
            if watch.done():
                watch.result()
        finally:
            watch.cancel()
            closed.cancel()

    async def _say(self, status: Any) -> None:
        for name in self._names:
            await self.set(name, status)
