"""Load policies in a process of its own and print, as JSON, the memory that it took.

Run as ``python -m evals.benchmarks.loaded PATH``.
"""

import json
import resource
import sys
from pathlib import Path

from kotae.policy import Policy

# ru_maxrss is in bytes on macOS and in KiB elsewhere.
_UNIT = 1 if sys.platform == "darwin" else 1024


def main(path: Path) -> None:
    """Load the policies at ``path`` and print the most memory that the process held meanwhile, in megabytes."""
    Policy.load(path)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / 1e6
    print(json.dumps({"peak_megabytes": megabytes}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
