"""litellm's proxy, a real OpenAI-compatible server, with models that answer by rote. It reaches for nothing outside."""

import json
import os
import secrets
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from evals.locked_environment import installed
from tests.servers.process import running

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements-litellm.lock"
ENVIRONMENT = ROOT / ".venv-litellm"


@dataclass(frozen=True)
class Proxy:
    """A running proxy, and how to ask it."""

    base_url: str
    key: str
    process: "subprocess.Popen[bytes]"

    @property
    def environment(self) -> dict[str, str]:
        """What a client of the openai package reads."""
        return {"OPENAI_BASE_URL": self.base_url, "OPENAI_API_KEY": self.key}

    def die(self) -> None:
        """End it without a word to its clients."""
        self.process.kill()
        self.process.wait()


@contextmanager
def litellm_proxy(folder: Path, models: Mapping[str, str]) -> Iterator[Proxy]:
    """Run a proxy that answers for each of ``models`` with the text given; ``folder`` takes its configuration and log.

    A text such as ``litellm.RateLimitError`` has it answer with that error.
    """
    entries = [
        {"model_name": name, "litellm_params": {"model": "openai/rote", "api_key": "none", "mock_response": text}}
        for name, text in models.items()
    ]
    config = folder / "litellm.yaml"
    config.write_text(json.dumps({"model_list": entries, "router_settings": {"num_retries": 0}}))
    port, key = _free_port(), f"sk-{secrets.token_hex(16)}"
    command: list[str | Path] = [
        installed(LOCK, ENVIRONMENT) / "litellm",
        "--config",
        config,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    # Nothing of the caller's environment, where keys and databases might be named.
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "LITELLM_MODE": "PRODUCTION",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_MASTER_KEY": key,
    }
    address = f"http://127.0.0.1:{port}"
    with running(command, environment, folder / "litellm.log", lambda: _alive(address)) as process:
        yield Proxy(f"{address}/v1", key, process)


def _alive(address: str) -> bool:
    try:
        with urlopen(f"{address}/health/liveliness", timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
