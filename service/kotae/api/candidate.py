"""Prepare policies to be served in a process of its own, which neither stalls calls nor brings the service down.

As a process, ``python -m kotae.api.candidate SOURCE OUTPUT`` prints what speaks against the policies as JSON.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from kotae.policy import Problem

# Learning takes both cores for a minute; calls come first.
_NICENESS = 10


async def prepare(source: Path, output: Path) -> list[Problem]:
    """Do what ``kotae.policy.candidate.prepare`` does, elsewhere.

    Raises:
        OSError: The process cannot be started, or ended before it was done; it has logged why.
    """
    command = [sys.executable, "-m", __name__, str(source), str(output)]
    # In a session of its own, so that the processes in which it learns end with it. Started by subprocess rather than
    # by the event loop, which forks: gRPC's threads do not bear that.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)  # noqa: ASYNC220, S603
    try:
        found, _ = await asyncio.to_thread(process.communicate)
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):  # it has just ended
            os.killpg(process.pid, signal.SIGKILL)
        raise
    if process.returncode:
        raise OSError(f"the process that checks policies ended with {process.returncode}")
    return [Problem(**problem) for problem in json.loads(found)]


def _main() -> None:
    from kotae.api import log
    from kotae.policy import candidate

    log.configure("info")
    os.nice(_NICENESS)
    found = candidate.prepare(Path(sys.argv[1]), Path(sys.argv[2]))
    print(json.dumps([asdict(problem) for problem in found]))


if __name__ == "__main__":
    _main()
