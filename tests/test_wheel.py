"""The wheel judges as it is installed: no policies folder, nothing to learn, nothing that learning needs."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from kotae.policy import Policy
from kotae.policy.bundle import bundle_of
from kotae.policy.folder import read_folder
from tests.policy.small_folder import prohibition, vocabulary, write_folder

REPOSITORY = Path(__file__).resolve().parents[1]
PARTS = ("pyproject.toml", "README.md", "LICENSE", ".gitignore", ".ci", "service")
# As where the extra "train" is not installed.
KOTAE = """
import sys
sys.modules["sklearn"] = sys.modules["scipy"] = None
from kotae.cli import main
main()
"""
REPLY = {
    "id": "e1",
    "locale": "ja-JP",
    "channel": "chat",
    "turns": [{"role": "customer", "text": "荷物が届きません。"}],
    "candidate": "商品券をお送りします。",
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with policies of one rule, learned from before, and without a bundle."""
    root = tmp_path_factory.mktemp("source")
    for part in PARTS:
        path = REPOSITORY / part
        if path.is_dir():
            shutil.copytree(path, root / part, ignore=shutil.ignore_patterns("__pycache__", "policies.bundle"))
        else:
            shutil.copy(path, root / part)
    policies = root / "policies"
    write_folder(
        policies, prohibition(ja=[{"together": ["money.voucher"]}]), vocabulary("money.voucher", ja=["商品券"])
    )
    (policies / ".built").mkdir()
    (policies / ".built" / "old.scores").write_bytes(b"what is built stays behind")
    return root


def wheel(source: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    return subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built(source: Path) -> Path:
    folder = read_folder(source / "policies")
    (source / "service" / "kotae" / "policies.bundle").write_bytes(bundle_of(folder, {}))
    ended = wheel(source)
    assert ended.returncode == 0, ended.stderr
    (path,) = (source / "dist").glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", target, built]
    subprocess.run(command, check=True, capture_output=True)
    return target


def without_checkout(installed: Path) -> Mapping[str, str]:
    """An environment in which what is installed comes before this checkout."""
    return {k: v for k, v in os.environ.items() if not k.startswith("KOTAE_")} | {"PYTHONPATH": str(installed)}


def test_a_wheel_without_the_bundle_is_not_built(source: Path) -> None:
    bundle = source / "service" / "kotae" / "policies.bundle"
    bundle.unlink(missing_ok=True)
    ended = wheel(source)
    assert ended.returncode != 0
    assert "service/kotae/policies.bundle is missing: run `make wheel`" in ended.stderr


def test_it_holds_the_bundle_and_the_files_but_nothing_else_that_was_built(built: Path) -> None:
    with zipfile.ZipFile(built) as archive:
        names = set(archive.namelist())
    assert {"kotae/policies.bundle", "kotae/cli.py", "kotae/policies/vocabulary/money.voucher.yaml"} <= names
    assert not [name for name in names if ".built" in name or name.startswith(("service", "policies", ".ci"))]


def test_replies_are_checked_by_the_bundle(source: Path, installed: Path, tmp_path: Path) -> None:
    # The packaged folder is not what is read.
    shutil.rmtree(installed / "kotae" / "policies")
    ended = subprocess.run(
        [sys.executable, "-c", KOTAE, "check", "--input", "-", "--output", "-"],
        input=json.dumps(REPLY, ensure_ascii=False),
        env=without_checkout(installed),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert [violation["rule"] for violation in found["violations"]] == ["money.no-offer"]
    assert found["revision"] == Policy(read_folder(source / "policies")).revision


def test_it_serves(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", KOTAE, "serve", "--address", "127.0.0.1:0"]
    with subprocess.Popen(
        command, env=without_checkout(installed), cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            words, _, address = process.stdout.readline().strip().rpartition(" ")
            assert words == "kotae: serving on"
            with grpc.insecure_channel(address) as channel:
                answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest())
            assert answer.status == health_pb2.HealthCheckResponse.SERVING
        finally:
            process.terminate()
