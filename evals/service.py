"""The service under evaluation: a process of its own, started here or already running."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import grpc

GREETING = "kotae: serving on "
START_SECONDS = 60.0
STOP_SECONDS = 30.0


class ServiceError(Exception):
    """The service did not start or does not answer."""


@dataclass(frozen=True, slots=True)
class Service:
    """A running service; ``process_id`` is None where it was not started here."""

    address: str
    process_id: int | None = None


def serve_command(generator: str = "playbook", model: str = "", policies: Path | None = None) -> list[str]:
    """Return the command that starts the service on a free local port."""
    command = [str(Path(sys.executable).with_name("kotae")), "serve", "--address", "127.0.0.1:0"]
    command += ["--generator", generator]
    command += ["--model", model] if model else []
    command += ["--policies", str(policies)] if policies else []
    return command


@contextlib.asynccontextmanager
async def started(command: Sequence[str], log: Path, greeting: str = GREETING) -> AsyncIterator[Service]:
    """Start ``command``, wait for the line of standard output that names its address, and stop it in the end.

    Standard error goes to the file ``log``.

    Raises:
        ServiceError: The process ended, or said nothing within a minute.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as sink:
        process = await _spawn(command, sink)
        try:
            address = await _address(process, greeting, log)
            drain = asyncio.create_task(_drain(process))
            yield Service(address, process.pid)
            drain.cancel()
        finally:
            await _stop(process)


async def reachable(address: str, seconds: float = 10.0) -> Service:
    """Return the service that is already running at ``address``.

    Raises:
        ServiceError: Nothing accepts connections there.
    """
    async with grpc.aio.insecure_channel(address) as channel:
        try:
            await asyncio.wait_for(channel.channel_ready(), seconds)
        except TimeoutError as error:
            raise ServiceError(f"nothing answers at {address}: start `kotae serve --address {address}`") from error
    return Service(address)


async def _spawn(command: Sequence[str], sink: IO[bytes]) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=sink)
    except OSError as error:
        raise ServiceError(f"cannot start {command[0]}: {error}") from error


async def _address(process: asyncio.subprocess.Process, greeting: str, log: Path) -> str:
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_SECONDS):
            async for line in process.stdout:
                if line.decode().startswith(greeting):
                    return line.decode().removeprefix(greeting).strip()
    except TimeoutError:
        why = f"said nothing for {START_SECONDS:.0f} s"
    else:
        why = f"ended with exit code {await process.wait()}"
    raise ServiceError(f"the service {why}; its last words:\n{_tail(log)}")


def _tail(log: Path) -> str:
    return log.read_text(errors="replace").strip()[-2000:] or "(none)"


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Keep the pipe empty, so that the service never waits for a reader."""
    assert process.stdout is not None
    while await process.stdout.read(65536):
        pass


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
