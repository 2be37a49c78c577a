"""Sends the items to the service and keeps what it answers."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import grpc

from evals.answers import Answers, Checked, Found, Suggested
from evals.dataset import Item
from kotae.client.convert import check_message, suggest_message
from kotae.v1 import suggestion_service_pb2 as pb
from kotae.v1 import verdict_pb2
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub

Job = TypeVar("Job")
Result = TypeVar("Result")
Advance = Callable[[], None]

# The longest answer a run waits for; a slower one is an error of the infrastructure.
CHECK_SECONDS = 30.0
SUGGEST_SECONDS = 60.0
CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run sends: every item for a verdict, and the items whose conversations are asked for suggestions."""

    items: tuple[Item, ...]
    conversations: tuple[Item, ...]

    def __len__(self) -> int:
        return len(self.items) + len(self.conversations)


def plan(items: Iterable[Item]) -> Plan:
    """Return the plan for ``items``: each is checked, and each distinct conversation is sent once."""
    ordered = tuple(items)
    distinct: dict[object, Item] = {}
    for item in ordered:
        distinct.setdefault(item.conversation, item)
    return Plan(ordered, tuple(distinct.values()))


async def run(address: str, work: Plan, *, concurrency: int, as_of: datetime, advance: Advance) -> Answers:
    """Send ``work`` with at most ``concurrency`` calls in flight; ``advance`` is called after each."""
    began = time.perf_counter()
    async with grpc.aio.insecure_channel(address) as channel:
        caller = _Caller(SuggestionServiceStub(channel), as_of)  # type: ignore[no-untyped-call]
        checked = await each(work.items, caller.check, concurrency, advance)
        suggested = await each(work.conversations, caller.suggest, concurrency, advance)
    return Answers(
        checked=tuple(checked),
        suggested=tuple(suggested),
        revisions=frozenset(caller.revisions),
        generators=frozenset(caller.generators),
        models=frozenset(caller.models),
        seconds=time.perf_counter() - began,
    )


async def each(
    jobs: Sequence[Job], do: Callable[[Job], Awaitable[Result]], concurrency: int, advance: Advance
) -> list[Result]:
    """Do every job, at most ``concurrency`` at a time, and return the results in the order of the jobs."""
    results: dict[int, Result] = {}
    todo = iter(enumerate(jobs))

    async def worker() -> None:
        for index, job in todo:
            results[index] = await do(job)
            advance()

    async with asyncio.TaskGroup() as group:
        for _ in range(min(concurrency, len(jobs))):
            group.create_task(worker())
    return [results[index] for index in range(len(jobs))]


class _Caller:
    """Makes the calls and notes what the answers rest on."""

    def __init__(self, stub: SuggestionServiceStub, as_of: datetime) -> None:
        self._stub = stub
        self._as_of = as_of
        self.revisions: set[str] = set()
        self.generators: set[str] = set()
        self.models: set[str] = set()

    async def check(self, item: Item) -> Checked:
        request = check_message(item.conversation, item.candidate, as_of=self._as_of)
        began = time.perf_counter()
        try:
            answer = await self._stub.CheckReply(request, timeout=CHECK_SECONDS)
        except grpc.aio.AioRpcError as error:
            return Checked(item, error=_describe(error))
        return Checked(item, tuple(map(_found, answer.findings)), self._note(answer.provenance, began))

    async def suggest(self, item: Item) -> Suggested:
        request = suggest_message(item.conversation, as_of=self._as_of)
        began = time.perf_counter()
        try:
            answer = await self._stub.SuggestReplies(request, timeout=SUGGEST_SECONDS)
        except grpc.aio.AioRpcError as error:
            return Suggested(item, error=_describe(error))
        return Suggested(
            item,
            outcome=_plain(pb.Outcome.Name(answer.outcome), "OUTCOME_"),
            origins=tuple(_plain(pb.Origin.Name(s.origin), "ORIGIN_") for s in answer.suggestions),
            times=self._note(answer.provenance, began),
        )

    def _note(self, provenance: verdict_pb2.Provenance, began: float) -> dict[str, float]:
        client = (time.perf_counter() - began) * 1000
        self.revisions.add(provenance.bundle_revision)
        self.generators |= {provenance.generator} - {""}
        self.models |= {provenance.model} - {""}
        return {**{stage.stage: stage.milliseconds for stage in provenance.stage_times}, CLIENT: client}


def _found(finding: verdict_pb2.Finding) -> Found:
    has_span = finding.HasField("start")
    return Found(
        rule=finding.rule_id,
        start=finding.start if has_span else None,
        end=finding.end if has_span else None,
        message=finding.message,
        because=finding.because,
    )


def _describe(error: grpc.aio.AioRpcError) -> str:
    return f"{error.code().name}: {error.details()}"


def _plain(name: str, prefix: str) -> str:
    return name.removeprefix(prefix).lower()
