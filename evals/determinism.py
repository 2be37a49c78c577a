"""``make determinism``: the same bytes of a bundle from unlike machines, of verdicts from any process."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path

import click
import numpy as np
from rich.console import Console

from evals import dataset
from evals.console import console
from kotae.conversation import Conversation
from kotae.dialogue import read_lines
from kotae.policy import Point, Policy, default_folder

CANDIDATES = 10_000
_DAY = date(2026, 11, 21)
# Read by every Python that starts with this file on its path: folders list their files backwards.
_BACKWARDS = """
import os
_listdir, _scandir = os.listdir, os.scandir
class _Backwards:
    def __init__(self, path="."):
        with _scandir(path) as entries:
            self._entries = iter(sorted(entries, key=lambda entry: entry.name, reverse=True))
    def __iter__(self): return self._entries
    def __next__(self): return next(self._entries)
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def close(self): pass
os.scandir = lambda path=".": _scandir(path) if isinstance(path, int) else _Backwards(path)
os.listdir = lambda path=".": sorted(_listdir(path), reverse=True)
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a process differs from others: in words, in its environment, and in how folders list their files."""

    name: str
    environment: Mapping[str, str]
    backwards: bool = False


def settings() -> tuple[Setting, Setting]:
    """Return two settings to build in: as it is, and on an old processor with everything in another order."""
    features = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    unlike = {
        "PYTHONHASHSEED": "1",
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": " ".join(features),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    plain = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "2"}
    return (
        Setting("as it is, two threads", plain),
        Setting(
            f"as on a Prescott, without {', '.join(features)}, one thread, files backwards", unlike, backwards=True
        ),
    )


def build(folder: Path, output: Path, setting: Setting) -> str:
    """Learn from the policy ``folder`` in a process of its own, write the bundle, return its SHA-256.

    Raises:
        subprocess.CalledProcessError: It could not be built.
    """
    kotae = [
        str(Path(sys.executable).with_name("kotae")),
        "policy",
        "build",
        "--policies",
        str(folder),
        "--output",
        str(output),
    ]
    _run(kotae, setting)
    return hashlib.sha256(output.read_bytes()).hexdigest()


def judge(policies: Path, setting: Setting, most: int = CANDIDATES) -> str:
    """Judge the candidates in a process of its own and return the SHA-256 of the verdicts.

    Raises:
        subprocess.CalledProcessError: They could not be judged.
    """
    return _run([sys.executable, "-m", "evals.determinism", "--verdicts", str(policies), "--most", str(most)], setting)


def canonical(policy: Policy, replies: Iterable[tuple[Conversation, str]]) -> Iterator[bytes]:
    """Yield, for each reply, the facts of its conversation and the verdicts at both points as canonical JSON."""
    for conversation, text in replies:
        facts = policy.facts(conversation)
        verdicts = [asdict(policy.judge(conversation, facts, text, point=point, as_of=_DAY)) for point in Point]
        judged = {"facts": [asdict(fact) for fact in facts], "verdicts": verdicts}
        yield json.dumps(judged, sort_keys=True, separators=(",", ":"), default=str).encode() + b"\n"


def candidates() -> Iterator[tuple[Conversation, str]]:
    """Yield the labelled replies of the datasets and of ``policies/examples``, always in the same order."""
    for name in dataset.names():
        yield from ((item.conversation, item.candidate) for item in dataset.load(name).items)
    for path in sorted((default_folder() / "examples").glob("*.jsonl")):
        for _, dialogue in read_lines(path.read_bytes(), path.name):
            yield dialogue.conversation, dialogue.candidate


@click.command(epilog="Exit codes: 0 all bytes are the same; 1 some differ.")
@click.option("--verdicts", type=click.Path(path_type=Path), help="Only judge, with these policies.", hidden=True)
@click.option("--most", default=CANDIDATES, show_default=True, help="How many candidates to judge.")
def main(verdicts: Path | None, most: int) -> None:
    """Build a bundle and judge candidates in processes that differ in all that must not matter; compare the bytes."""
    if verdicts:
        digest = hashlib.sha256()
        for line in canonical(Policy.load(verdicts), islice(candidates(), most)):
            digest.update(line)
        click.echo(digest.hexdigest())
        return
    out = console()
    with tempfile.TemporaryDirectory() as scratch:
        same = _compare(out, Path(scratch), most)
    out.print("All bytes are the same." if same else "Some bytes differ.", style="bold green" if same else "bold red")
    sys.exit(not same)


def _compare(out: Console, scratch: Path, most: int) -> bool:
    bundles = [scratch / f"{number}.bundle" for number, _ in enumerate(settings())]
    out.print("SHA-256 of the bundle, built")
    built = [
        _shown(out, setting.name, build(default_folder(), b, setting))
        for setting, b in zip(settings(), bundles, strict=True)
    ]
    out.print(f"SHA-256 of the verdicts on {most:,} candidates at both points")
    judged = [
        _shown(out, f"bundle {number}, PYTHONHASHSEED={seed}", judge(bundles[number - 1], _seeded(seed), most))
        for number, seed in ((1, "0"), (1, "4711"), (2, "0"))
    ]
    return len(set(built)) == len(set(judged)) == 1


def _seeded(seed: str) -> Setting:
    return Setting(seed, {"PYTHONHASHSEED": seed})


def _shown(out: Console, what: str, digest: str) -> str:
    out.print(f"  {digest}  {what}", soft_wrap=True)
    return digest


def _run(command: list[str], setting: Setting) -> str:
    """Run ``command`` in ``setting`` and return what it says."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | setting.environment
        if setting.backwards:
            (Path(folder) / "sitecustomize.py").write_text(_BACKWARDS, encoding="utf-8")
            environment["PYTHONPATH"] = os.pathsep.join([folder, *filter(None, [environment.get("PYTHONPATH")])])
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
