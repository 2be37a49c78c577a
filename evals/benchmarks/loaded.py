"""Load policies in a process of its own and print, as JSON, what that took.

Run as ``python -m evals.benchmarks.loaded PATH``.
"""

import json
import resource
import sys
from pathlib import Path
from time import perf_counter

from kotae.policy import Policy

# ru_maxrss is in bytes on macOS and in KiB elsewhere.
_UNIT = 1 if sys.platform == "darwin" else 1024


def main(path: Path) -> None:
    """Print the seconds that loading ``path`` took and the most memory the process held meanwhile, in megabytes."""
    start = perf_counter()
    policy = Policy.load(path)
    seconds = perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / 1e6
    print(json.dumps({"first_load_seconds": seconds, "peak_megabytes": megabytes, "revision": policy.revision}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
