"""Environments of their own for tools that Kotae does not depend on, each installed from its lock file."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path


def installed(lock: Path, environment: Path) -> Path:
    """Return the folder of commands of ``environment``, after installing what ``lock`` names where that has changed.

    Raises:
        subprocess.CalledProcessError: It cannot be installed; uv has said why.
    """
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = environment / ".lock-digest"
    if not stamp.exists() or stamp.read_text() != digest:
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, environment], check=True)
        subprocess.run(
            [uv, "pip", "sync", "--quiet", "--require-hashes", lock],
            env=os.environ | {"VIRTUAL_ENV": str(environment)},
            check=True,
        )
        stamp.write_text(digest)
    return environment / "bin"
