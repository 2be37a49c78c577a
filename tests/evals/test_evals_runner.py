"""The runner against real processes."""

import asyncio
import os
import sys
from datetime import UTC, datetime

import pytest
from evals_samples import item

from evals import runner, service
from evals.benchmarks import echo
from kotae.v1 import suggestion_service_pb2 as pb
from kotae.v1 import verdict_pb2

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def echo_command(tmp_path):
    answer = pb.CheckReplyResponse(
        findings=[verdict_pb2.Finding(rule_id="money.no-offer", start=0, end=2), verdict_pb2.Finding(rule_id="a.duty")],
        provenance=verdict_pb2.Provenance(
            bundle_revision="a" * 64, stage_times=[verdict_pb2.StageTime(stage="judge", milliseconds=1.5)]
        ),
    )
    path = tmp_path / "answer"
    path.write_bytes(answer.SerializeToString())
    return [sys.executable, "-m", "evals.benchmarks.echo", str(path)]


async def test_answers_keep_the_order_of_the_items_and_failed_calls_are_named(echo_command, tmp_path):
    items = [item(number, turn=f"質問{number}") for number in range(1, 21)]
    steps = []
    async with service.started(echo_command, tmp_path / "log", echo.GREETING) as running:
        plan = runner.plan(items)
        advance = lambda: steps.append(1)  # noqa: E731
        answers = await runner.run(running.address, plan, concurrency=3, as_of=NOW, advance=advance)
    assert [answer.item for answer in answers.checked] == items
    assert answers.checked[0].rules == {"money.no-offer", "a.duty"}
    assert [(found.start, found.end) for found in answers.checked[0].found] == [(0, 2), (None, None)]
    assert answers.checked[0].times["judge"] == 1.5
    assert answers.checked[0].times["client"] > 0
    assert answers.revisions == {"a" * 64}
    assert all(answer.error.startswith("UNIMPLEMENTED") for answer in answers.suggested)
    assert len(steps) == len(plan) == 40


async def test_at_most_so_many_calls_are_in_flight():
    running, most = 0, 0

    async def job(number):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return number

    assert await runner.each(list(range(50)), job, 4, lambda: None) == list(range(50))
    assert most == 4


async def test_the_service_is_stopped_in_the_end(echo_command, tmp_path):
    async with service.started(echo_command, tmp_path / "log", echo.GREETING) as running:
        assert (await service.reachable(running.address)).address == running.address
    with pytest.raises(ProcessLookupError):
        os.kill(running.process_id, 0)


async def test_a_service_that_dies_is_an_error_with_its_last_words(tmp_path):
    command = [sys.executable, "-c", "import sys; sys.exit('no policies here')"]
    with pytest.raises(service.ServiceError, match=r"exit code 1.*\n.*no policies here"):
        async with service.started(command, tmp_path / "log"):
            pass


async def test_a_command_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(service.ServiceError, match="cannot start"):
        async with service.started([str(tmp_path / "kotae")], tmp_path / "log"):
            pass


async def test_an_address_where_nothing_answers_is_an_error():
    with pytest.raises(service.ServiceError, match=r"kotae serve --address 127\.0\.0\.1:1"):
        await service.reachable("127.0.0.1:1", seconds=0.2)
