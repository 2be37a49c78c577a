"""``kotae serve`` as one runs it: a process on a free port, stopped by its id."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO

KOTAE = Path(sys.executable).with_name("kotae")
READY = re.compile(r"kotae: serving on (127\.0\.0\.1:\d+)\n")


@dataclass(frozen=True)
class Service:
    """A running service and where it listens."""

    process: "Popen[str]"
    address: str


def environment(**given: str) -> dict[str, str]:
    """Return this process's environment, without settings of Kotae's that it may hold, and with those ``given``."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("KOTAE_", "OPENAI_"))} | given


@contextmanager
def serving(options: Sequence[str] = (), stderr: IO[str] | None = None, **variables: str) -> Iterator[Service]:
    """Run the service with ``options`` and environment ``variables``; yield it once it says that it is ready."""
    command = [KOTAE, "serve", "--address", "127.0.0.1:0", *options]
    with Popen(command, env=environment(**variables), stdout=PIPE, stderr=stderr, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            ready = READY.fullmatch(line)
            assert ready, f"the service said {line!r} and ended with {process.poll()}"
            yield Service(process, ready[1])
        finally:
            process.terminate()
