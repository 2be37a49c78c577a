"""CheckReply over gRPC, beside an echo of the same messages."""

from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from evals.benchmarks.conftest import SAMPLE
from evals.benchmarks.rounds import Baseline, cold
from kotae.v1 import suggestion_service_pb2 as pb
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub

# The service is a process of its own: here the time that passes counts.
pytestmark = pytest.mark.benchmark(group="a verdict over gRPC", timer=perf_counter)


def bench_check_reply(
    benchmark: BenchmarkFixture,
    kotae_stub: SuggestionServiceStub,
    echo_stub: SuggestionServiceStub,
    requests: list[pb.CheckReplyRequest],
) -> None:
    """Call the service, beside a service that does no work."""
    inputs = [(request,) for request in requests[SAMPLE:]]
    baseline = Baseline("echo", echo_stub.CheckReply, inputs)
    cold(benchmark, kotae_stub.CheckReply, inputs, baseline, clock=perf_counter)
