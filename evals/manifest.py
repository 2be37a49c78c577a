"""The manifest of a run: what to know to repeat it."""

import os
import platform
import re
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import requires, version
from pathlib import Path

from evals.answers import Answers
from evals.dataset import Card, Item
from evals.summary import DatasetEntry, Manifest

ROOT = Path(__file__).parents[1]


def build(
    started: datetime,
    cards: Sequence[Card],
    items: Sequence[Item],
    answers: Answers,
    configuration: Mapping[str, str | int | None],
) -> Manifest:
    """Return the manifest of a run over ``items`` of the datasets ``cards``."""
    used = Counter(item.dataset for item in items)
    commit, dirty = git_state(ROOT)
    return Manifest(
        started=started.isoformat(timespec="seconds"),
        seconds=round(answers.seconds, 3),
        commit=commit,
        dirty=dirty,
        python=platform.python_version(),
        platform=f"{platform.platform()}, {os.cpu_count()} CPUs",
        packages=_packages(),
        datasets=[
            DatasetEntry(
                name=card["name"],
                version=card["version"],
                sha256=card["sha256"],
                items=card["items"],
                used=used[card["name"]],
            )
            for card in cards
        ],
        bundle_revisions=sorted(answers.revisions),
        generators=sorted(answers.generators),
        models=sorted(answers.models),
        environment=sorted(name for name in os.environ if name.startswith("KOTAE_")),
        configuration=dict(configuration),
    )


def git_state(root: Path) -> tuple[str, bool]:
    """Return the commit of the checkout at ``root`` and whether files differ from it; empty and False without git."""
    try:
        commit = _git(root, "rev-parse", "HEAD")
        return commit, bool(_git(root, "status", "--porcelain"))
    except (OSError, subprocess.CalledProcessError):
        return "", False


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _packages() -> dict[str, str]:
    """Return the versions of Kotae and of what it requires without extras."""
    needed = [re.match(r"[\w.-]+", line) for line in requires("kotae") or () if "extra ==" not in line]
    return {name: version(name) for name in ("kotae", *(match.group() for match in needed if match))}
