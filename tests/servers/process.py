"""A server in a process of its own: started, awaited, and stopped by its id."""

import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

# How often a starting server is asked whether it is ready. It is asked for as long as its process lives.
_PAUSE = 0.1


@contextmanager
def running(
    command: Sequence[str | Path], environment: Mapping[str, str], log: Path, ready: Callable[[], bool]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``command``, its output going to ``log``; yield its process as soon as ``ready()``; stop it in the end.

    Raises:
        RuntimeError: It ended before it was ready; the message holds its output.
    """
    with log.open("wb") as output, subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process:
        try:
            while not ready():
                if _ended(process):
                    raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{log.read_text()}")
            yield process
        finally:
            process.terminate()


def _ended(process: "subprocess.Popen[bytes]") -> bool:
    try:
        process.wait(_PAUSE)
    except subprocess.TimeoutExpired:
        return False
    return True
