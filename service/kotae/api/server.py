"""The server: the suggestion service, standard health and reflection on one port."""

import time

import grpc
from grpc_health.v1 import health, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from kotae.api.health import Health, Standing
from kotae.api.interceptors import CallInterceptor
from kotae.api.servicer import Suggesting, SuggestionServicer
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1.suggestion_service_pb2_grpc import add_SuggestionServiceServicer_to_server as add_servicer

SERVICE = service_pb.DESCRIPTOR.services_by_name["SuggestionService"].full_name

MIB = 1024 * 1024
OPTIONS = (
    # The largest request that keeps to every limit has 908 KiB: all texts full, four bytes a character.
    ("grpc.max_receive_message_length", 1 * MIB),
    ("grpc.max_send_message_length", 4 * MIB),
    # Look after a connection that has been silent for a minute, and give it up when it does not answer: load balancers
    # forget idle connections without a word.
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 20_000),
    ("grpc.keepalive_permit_without_calls", 1),
    # Clients may look after theirs as often as every ten seconds, also between calls.
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    # A second server on the same port is a mistake to be told, not a partner to share with.
    ("grpc.so_reuseport", 0),
)


class Server:
    """Serves on ``address``, not ready until it is given what answers.

    Args:
        address: Host and port, such as "127.0.0.1:50051" or "[::1]:0"; port 0 takes a free one.
        default_deadline: Seconds allowed for a call whose caller sets no deadline.
    """

    def __init__(self, address: str, *, default_deadline: float) -> None:
        self._address = address
        self._port = 0
        self._calls = CallInterceptor(SERVICE)
        self._servicer = SuggestionServicer(default_deadline)
        self._health = Health([SERVICE])
        self._server = grpc.aio.server(interceptors=[self._calls], options=OPTIONS)
        add_servicer(self._servicer, self._server)  # type: ignore[no-untyped-call]
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        reflection.enable_server_reflection((SERVICE, health.SERVICE_NAME, reflection.SERVICE_NAME), self._server)

    @property
    def port(self) -> int:
        """The port that is listened on, 0 before ``start``."""
        return self._port

    @property
    def address(self) -> str:
        """Host and port that are listened on."""
        return f"{self._address.rpartition(':')[0]}:{self._port}"

    async def start(self) -> None:
        """Listen, and say NOT_SERVING until ``serve``.

        Raises:
            OSError: The address cannot be listened on.
        """
        await self._health.start()
        try:
            self._port = self._server.add_insecure_port(self._address)
        except RuntimeError as error:
            reason = "the port is in use, or the host is not this machine's"
            raise OSError(f"cannot listen on {self._address}: {reason}") from error
        await self._server.start()

    async def serve(self, suggester: Suggesting) -> None:
        """Answer calls from ``suggester`` from now on, and say SERVING. Calls in flight keep the one they have."""
        self._servicer.suggester = suggester
        await self._health.serve()

    def tell(self, standing: Standing) -> None:
        """Let health checks tell which policies are served."""
        self._health.standing = standing

    async def stop(self, grace: float) -> None:
        """Stop within ``grace`` seconds, letting calls in flight finish.

        Health says NOT_SERVING at once. The port stays open until the calls in flight now are answered, so that health
        can be asked; calls that come in meanwhile are served too. What is not answered in time is cancelled.
        """
        until = time.monotonic() + grace
        await self._health.drain()
        await self._calls.finish(grace)
        self._health.close()
        await self._server.stop(max(until - time.monotonic(), 0.0))
