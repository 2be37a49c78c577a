"""llm-guard's Regex output scanner.

The package's own beginning imports all of its scanners, and with them torch and transformers, several gigabytes that
the Regex scanner never calls. Here the packages' beginnings are left out; the scanner and all it uses are llm-guard's.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from evals.peers.measure import Judge, Part, run


def load(part: Part) -> Judge:
    """Build one scanner of all expressions; nothing is redacted, and findings are not written to the log."""
    _leave_out_beginnings("llm_guard", "llm_guard.input_scanners", "llm_guard.output_scanners")
    from llm_guard.output_scanners.regex import Regex
    from llm_guard.util import configure_logger

    configure_logger("CRITICAL")
    scanner = Regex(part["expressions"], is_blocked=True, match_type="search", redact=False)
    return lambda text: not scanner.scan("", text)[1]


def _leave_out_beginnings(*packages: str) -> None:
    if packages[0] in sys.modules:
        return
    spec = importlib.util.find_spec(packages[0])
    assert spec
    assert spec.submodule_search_locations
    root = Path(spec.submodule_search_locations[0])
    for name in packages:
        module = ModuleType(name)
        module.__path__ = [str(root.joinpath(*name.split(".")[1:]))]
        sys.modules[name] = module


if __name__ == "__main__":
    run(load)
