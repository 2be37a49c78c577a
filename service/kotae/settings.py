"""The service's settings: from the environment as ``KOTAE_…``, overridden by what the command line gives.

``OPENAI_API_KEY`` and ``OPENAI_BASE_URL`` are not among them: the openai package reads those itself.
"""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kotae.suggest.result import Mode

PREFIX = "KOTAE_"

_ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.%]+\]|[^\[\]:/\s]+):(\d{1,5})")


class GeneratorName(StrEnum):
    """What proposes replies."""

    PLAYBOOK = "playbook"
    OPENAI = "openai"


class LogLevel(StrEnum):
    """What is worth a line in the log. ``debug`` may quote conversations: never set it where those are private."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class SettingsError(ValueError):
    """Settings that cannot be used; the message names each by its environment variable, with the mend."""


def _address(value: str) -> str:
    match = _ADDRESS.fullmatch(value)
    if match is None or int(match[2]) > 65_535:
        raise ValueError("give a host and a port, such as 127.0.0.1:50051 or [::1]:50051; port 0 takes a free one")
    return value


class Settings(BaseSettings):
    """How the service runs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    address: Annotated[str, AfterValidator(_address)] = Field(
        "127.0.0.1:50051", description="Host and port to listen on; port 0 takes a free one."
    )
    generator: GeneratorName = Field(
        GeneratorName.PLAYBOOK,
        description="What proposes replies: approved replies alone, or a model on an OpenAI-compatible server.",
    )
    model: str = Field("", description="The model to ask, as its server calls it; needed for openai.")
    mode: Mode = Field(
        Mode.VETTED, description="vetted: a model writes and the policy judges; approved: approved replies alone."
    )
    policies: Path | None = Field(
        None, description="The folder of policies, or a bundle; default: those that come with Kotae."
    )
    deadline_seconds: float = Field(
        10.0, gt=0, allow_inf_nan=False, description="Time for a call whose caller sets no deadline."
    )
    grace_seconds: float = Field(
        30.0, ge=0, allow_inf_nan=False, description="Time for calls in flight to finish when the service is stopped."
    )
    metrics_address: Annotated[str, AfterValidator(_address)] | None = Field(
        None, description="Host and port for Prometheus metrics over HTTP; none are exposed by default."
    )
    log_level: LogLevel = Field(LogLevel.INFO, description="The least level that is logged.")

    @model_validator(mode="after")
    def _go_together(self) -> "Settings":
        if self.mode is Mode.APPROVED:
            raise ValueError("approved mode is not available yet: leave --mode and KOTAE_MODE out, or give vetted")
        if self.generator is GeneratorName.OPENAI and not self.model:
            raise ValueError("the openai generator needs a model: name one with --model or KOTAE_MODEL")
        return self


def load(**given: Any) -> Settings:
    """Return the settings of the environment, with those ``given`` (but None) put over them.

    Raises:
        SettingsError: A setting has no usable value.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**chosen)
    except ValidationError as error:
        lines = [_explain(problem["loc"], problem["msg"], chosen) for problem in error.errors()]
        raise SettingsError("\n".join(lines)) from None


def _explain(place: tuple[int | str, ...], message: str, given: dict[str, Any]) -> str:
    message = message.removeprefix("Value error, ")
    if not place:
        return message
    name = str(place[0])
    variable = PREFIX + name.upper()
    return f"{'--' + name.replace('_', '-') if name in given else variable}: {message}"
