"""No wheel without the bundle: what is installed would have to learn before it could judge."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BUNDLE = "service/kotae/policies.bundle"


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Refuses to build a wheel for others that lacks the bundle."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Look for the bundle; an editable install judges by the folder and needs none."""
        if version == "standard" and not (Path(self.root) / _BUNDLE).is_file():
            raise FileNotFoundError(f"{_BUNDLE} is missing: run `make wheel`, which builds it from policies/")
