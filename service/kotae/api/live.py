"""Keep the policies that are served current: each change is checked, and what holds is swapped in between calls."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from kotae.api.candidate import prepare
from kotae.api.health import Standing
from kotae.api.metrics import Metrics
from kotae.policy import Policy, Problem

_log = structlog.get_logger(__name__)


class Live:
    """Serves the policies at ``source``, and what becomes of them.

    Args:
        source: The policy folder or bundle that was loaded.
        serve: Answers calls by a policy from now on; calls in flight finish with the one they began with.
        tell: Is told of every change in standing.
        metrics: Counts what became of changes.
    """

    def __init__(
        self,
        source: Path,
        serve: Callable[[Policy], Awaitable[None]],
        tell: Callable[[Standing], None],
        metrics: Metrics,
    ) -> None:
        self._source = source
        self._serve = serve
        self._tell = tell
        self._metrics = metrics
        self._standing = Standing("", datetime.now(UTC))

    async def begin(self, policy: Policy) -> None:
        """Serve ``policy`` from now on."""
        await self._serve(policy)
        self._metrics.serves(policy.revision)
        self._stand(Standing(policy.revision, datetime.now(UTC)))

    async def follow(self, changed: asyncio.Event) -> None:
        """Look at the policies each time ``changed`` is set, until cancelled."""
        while True:
            await changed.wait()
            changed.clear()
            try:
                with TemporaryDirectory(prefix="kotae-") as folder:
                    await self._look(Path(folder) / "candidate.bundle", changed)
            except Exception as error:
                # Whatever it is, the old policies stay, it is told, and the next change is looked at.
                self._refuse([f"{type(error).__name__}: {error}"])

    async def _look(self, bundle: Path, changed: asyncio.Event) -> None:
        """Check what is there now; ``bundle`` is where it may be written."""
        problems = await prepare(self._source, bundle)
        if changed.is_set():
            # It was read while files were being changed: what was read may never have been meant.
            return
        if problems:
            self._refuse(_said(problems))
            return
        policy = await asyncio.to_thread(Policy.load, bundle)
        kept = self._standing.revision
        if policy.revision == kept:
            self._metrics.reloaded("unchanged")
            self._stand(replace(self._standing, refused=()))
            _log.info("policies unchanged", revision=kept)
        else:
            await self.begin(policy)
            self._metrics.reloaded("swapped")
            _log.info("policies swapped", revision=policy.revision, previous=kept)

    def _refuse(self, reasons: Sequence[str]) -> None:
        self._metrics.reloaded("refused")
        self._stand(replace(self._standing, refused=tuple(reasons)))
        _log.warning("policies refused", revision=self._standing.revision, reasons=list(reasons))

    def _stand(self, standing: Standing) -> None:
        self._standing = standing
        self._tell(standing)


def _said(problems: Sequence[Problem]) -> list[str]:
    return [problem.show() for problem in problems]
