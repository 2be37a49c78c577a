"""``kotae serve``: the gRPC service, until it is told to stop."""

import asyncio
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import click
import structlog
import uvloop

from kotae.api import log
from kotae.api.live import Live
from kotae.api.metrics import Metrics
from kotae.api.server import Server
from kotae.api.watch import Watch
from kotae.policy import Policy, PolicyError, default_policies
from kotae.settings import GeneratorName, LogLevel, Settings, SettingsError, load
from kotae.suggest.generator import Generator
from kotae.suggest.pipeline import Suggester
from kotae.suggest.playbook import Playbook
from kotae.suggest.result import Mode

CANNOT_LISTEN = 1
BAD_INPUT = 2

_T = TypeVar("_T")

_log = structlog.get_logger(__name__)


def _option(name: str, kind: Any = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option for the setting ``name``; left out, the environment and the setting's default hold."""
    field = Settings.model_fields[name]
    default = f"  [default: {field.default}]" if field.default not in (None, "") else ""
    flag = f"--{name.replace('_', '-')}"
    return click.option(flag, name, type=kind, default=None, help=f"{field.description}{default}")


@click.command(
    epilog="Each option can also be given in the environment, as KOTAE_ADDRESS, KOTAE_GENERATOR and so on; the option "
    "wins. The openai generator reads OPENAI_API_KEY and OPENAI_BASE_URL. Exit codes: 0 stopped by SIGTERM or SIGINT; "
    "1 the address cannot be listened on; 2 bad options, settings or policies."
)
@_option("address")
@_option("generator", click.Choice([name.value for name in GeneratorName]))
@_option("model")
@_option("mode", click.Choice([mode.value for mode in Mode]))
@_option("policies", click.Path(path_type=Path))
@_option("deadline_seconds", float)
@_option("grace_seconds", float)
@_option("metrics_address")
@_option("log_level", click.Choice([level.value for level in LogLevel]))
def serve(**options: Any) -> None:
    """Suggest and check replies over gRPC.

    Prints `kotae: serving on HOST:PORT` on standard output once it answers, and logs JSON lines on standard error. When
    the policies change, they are checked, and served from then on if they hold; else the old ones stay. On
    SIGTERM or SIGINT it says NOT_SERVING to health checks, finishes the calls in flight, and ends; a second signal ends
    it at once.
    """
    try:
        settings = load(**options)
        log.configure(settings.log_level)
        uvloop.run(_serve(settings))
    except (SettingsError, PolicyError) as error:
        click.echo(f"kotae serve: {error}", err=True)
        sys.exit(BAD_INPUT)
    except OSError as error:
        click.echo(f"kotae serve: {error}", err=True)
        sys.exit(CANNOT_LISTEN)


async def _serve(settings: Settings) -> None:
    stop = _stop_signal()
    generator = _generator(settings)
    server = Server(settings.address, default_deadline=settings.deadline_seconds)
    source = settings.policies or default_policies()
    watch, metrics, tasks = Watch(source), Metrics(), []
    try:
        await server.start()
        if settings.metrics_address:
            _log.info("exposing metrics", address=metrics.expose(settings.metrics_address))
        # Before the policies are read, so that no change is missed.
        tasks.append(asyncio.ensure_future(watch.run()))
        policy = await _unless(stop, lambda: Policy.load(source))
        if policy is not None:
            live = Live(
                source,
                lambda policy: server.serve(Suggester(policy, Playbook(policy.folder), generator, mode=settings.mode)),
                server.tell,
                metrics,
            )
            await live.begin(policy)
            tasks.append(asyncio.ensure_future(live.follow(watch.changed)))
            _log.info("serving", address=server.address, revision=policy.revision, generator=settings.generator)
            click.echo(f"kotae: serving on {server.address}")
            await stop.wait()
        _log.info("stopping", grace_seconds=settings.grace_seconds)
    finally:
        for task in tasks:
            task.cancel()
        await server.stop(settings.grace_seconds)
        await asyncio.gather(*tasks, return_exceptions=True)
        if generator is not None:
            await generator.close()
    _log.info("stopped")


async def _unless(stop: asyncio.Event, work: Callable[[], _T]) -> _T | None:
    """Return what ``work`` returns, done in a thread; None as soon as ``stop`` is set.

    ``work`` may take half a minute. The thread is a daemon, which the process does not wait for when it ends.
    """
    future: Future[_T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    done, stopped = asyncio.wrap_future(future), asyncio.ensure_future(stop.wait())
    await asyncio.wait((done, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    return done.result() if done.done() else None


def _generator(settings: Settings) -> Generator | None:
    """Return the generator that asks a model, None where approved replies alone are wanted."""
    if settings.generator is GeneratorName.PLAYBOOK:
        return None
    # A third of the time that `kotae` takes to start, and needed here alone.
    from kotae.suggest.openai_generator import OpenAIGenerator

    try:
        return OpenAIGenerator(settings.model)
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _stop_signal() -> asyncio.Event:
    """Return an event that the first SIGTERM or SIGINT sets; a second one has its usual effect."""
    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    signals = (signal.SIGTERM, signal.SIGINT)

    def stop() -> None:
        event.set()
        for number in signals:
            loop.remove_signal_handler(number)

    for number in signals:
        loop.add_signal_handler(number, stop)
    return event
