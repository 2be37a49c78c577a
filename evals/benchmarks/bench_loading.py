"""Loading the policies as one file, and the memory that a process holds then."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from evals.benchmarks.rounds import Baseline, cold
from kotae.policy import Policy, bundle

pytestmark = [pytest.mark.benchmark(group="loading a bundle"), pytest.mark.usefixtures("one_core")]

ROUNDS = 8


@pytest.fixture(scope="module")
def path(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped policy as a bundle."""
    made = tmp_path_factory.mktemp("bundle") / "kotae.bundle"
    made.write_bytes(bundle.bundle_of(policy.folder, policy.scores))
    return made


def unpack_and_parse(path: Path) -> None:
    """The least that any reader of the file does."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".json"):
                json.loads(content)


def bench_load(benchmark: BenchmarkFixture, path: Path) -> None:
    """Read, check and compile it; the memory is that of a fresh process."""
    command = [sys.executable, "-m", "evals.benchmarks.loaded", str(path)]
    fresh = subprocess.run(command, capture_output=True, text=True, check=True)
    benchmark.extra_info.update(json.loads(fresh.stdout))
    inputs = [(path,)] * ROUNDS
    cold(benchmark, Policy.load, inputs, Baseline("unpack and parse", unpack_and_parse, inputs))
