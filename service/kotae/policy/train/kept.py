"""Parts of what was learned, kept under names that tell all they rest on, so that only what changed is learned anew."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import structlog

Arrays = Mapping[str, npt.NDArray[Any]]

_log = structlog.get_logger(__name__)
# Bytes in one folder, for a dozen builds of Kotae's own policies and more; the least recently used parts go first.
_MOST = 500_000_000


class Kept:
    """The parts of one language.

    Args:
        folder: Where they are kept; None to keep nothing.
        base: What all of them rest on.
    """

    def __init__(self, folder: Path | None = None, base: str = "") -> None:
        self._folder = folder
        self._base = base

    def get(self, *rests_on: str, make: Callable[[], Arrays]) -> Arrays:
        """Return the part that rests on ``rests_on``, beside the base; made now if it is not there."""
        if self._folder is None:
            return make()
        name = hashlib.sha256("\n".join((self._base, *rests_on)).encode()).hexdigest()
        path = self._folder / f"{name}.npz"
        found = _read(path)
        if found is None:
            found = make()
            _write(path, found)
        return found


def tidy(folder: Path) -> None:
    """Remove the least recently used parts in ``folder`` where there are too many."""
    total = 0
    for path, about in sorted(_sizes(folder), key=lambda part: -part[1].st_mtime_ns):
        total += about.st_size
        if total > _MOST:
            path.unlink(missing_ok=True)


def _sizes(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for path in folder.glob("*.npz"):
        with suppress(FileNotFoundError):  # another build may be tidying too
            yield path, path.stat()


def _read(path: Path) -> Arrays | None:
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            found = {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        _log.warning("a kept part cannot be used and is learned anew", path=path.name, detail=str(error))
        return None
    with suppress(OSError):  # in a folder that may only be read
        os.utime(path)
    return found


def _write(path: Path, arrays: Arrays) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as stream:
            np.savez(stream, **arrays)  # type: ignore[arg-type]  # none is called allow_pickle
        partial.replace(path)
    except OSError as error:
        # A folder that cannot be written to costs the next build the time.
        _log.warning("a learned part cannot be kept", path=path.name, detail=str(error))
