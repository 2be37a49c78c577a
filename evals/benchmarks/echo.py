"""A service that does no work: CheckReply answers with one prepared message, whatever it is asked.

Run as ``python -m evals.benchmarks.echo FILE``, where FILE holds a serialised CheckReplyResponse.
"""

import sys
from pathlib import Path

import grpc
import uvloop

from kotae.v1 import suggestion_service_pb2 as pb
from kotae.v1.suggestion_service_pb2_grpc import (
    SuggestionServiceServicer,
    add_SuggestionServiceServicer_to_server,
)

GREETING = "echo: serving on "


class Echo(SuggestionServiceServicer):
    """Reads each request as the service does, and sends the prepared answer."""

    def __init__(self, answer: pb.CheckReplyResponse) -> None:
        self._answer = answer

    async def CheckReply(  # noqa: N802 (the contract's name)
        self,
        request: pb.CheckReplyRequest,  # noqa: ARG002
        context: grpc.aio.ServicerContext[pb.CheckReplyRequest, pb.CheckReplyResponse],  # noqa: ARG002
    ) -> pb.CheckReplyResponse:
        """Answer with the prepared message."""
        return self._answer


async def serve(answer: pb.CheckReplyResponse) -> None:
    """Serve until the process is told to stop."""
    server = grpc.aio.server()
    add_SuggestionServiceServicer_to_server(Echo(answer), server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"{GREETING}127.0.0.1:{port}", flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    uvloop.run(serve(pb.CheckReplyResponse.FromString(Path(sys.argv[1]).read_bytes())))
