"""Notice that the policies on disk have changed."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from pathlib import Path

import structlog
from watchfiles import Change, DefaultFilter, awatch

from kotae.policy.bundle import BUILT

_log = structlog.get_logger(__name__)
# Milliseconds without a further change after which one is told, so that copying many files is one change; and how long
# it waits for such a silence.
_SILENCE, _LONGEST = 300, 5_000
# What editors leave beside a file does not count, nor what Kotae itself keeps there.
_COUNTS = DefaultFilter(ignore_dirs=(BUILT,))


class Watch:
    """Sets ``changed`` whenever the policy folder or the bundle at ``source`` may have changed.

    Being replaced, removed, put back or linked elsewhere are changes too.
    """

    def __init__(self, source: Path) -> None:
        self.changed = asyncio.Event()
        self._source = Path(os.path.abspath(source))

    async def run(self) -> None:
        """Watch until cancelled. Where that is not possible, it is logged, and the policies stay as they are."""
        inside = asyncio.ensure_future(self._inside())
        try:
            async for _ in _changes(self._source.parent, self._is_source, recursive=False):
                # What was watched inside may be gone, or be another folder of the same name.
                await _end(inside)
                inside = asyncio.ensure_future(self._inside())
                self.changed.set()
        except (OSError, RuntimeError) as error:
            _log.warning("policies are not watched", detail=str(error))
        finally:
            await _end(inside)

    async def _inside(self) -> None:
        if not self._source.is_dir():
            return
        try:
            async for _ in _changes(self._source.resolve(), _COUNTS, recursive=True):
                self.changed.set()
        except (OSError, RuntimeError) as error:
            # A folder that has just been removed is noticed from outside.
            if self._source.is_dir():
                _log.warning("policies are not watched", detail=str(error))

    def _is_source(self, _change: Change, path: str) -> bool:
        return Path(path).name == self._source.name


async def _changes(
    folder: Path, counts: Callable[[Change, str], bool], *, recursive: bool
) -> AsyncGenerator[None, None]:
    stop = asyncio.Event()
    try:
        async for _ in awatch(
            folder, watch_filter=counts, step=_SILENCE, debounce=_LONGEST, stop_event=stop, recursive=recursive
        ):
            yield
    finally:
        # Lets go of the thread that waits for changes.
        stop.set()


async def _end(task: "asyncio.Future[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
