"""Policy files are read fast where that is safe, and to the same effect either way."""

from pathlib import Path

import pytest

from kotae.policy import PolicyError, default_folder, yamlfile
from kotae.policy.schema import Rule, Vocabulary
from kotae.policy.yamlfile import read_model

POLICIES = default_folder()


@pytest.mark.parametrize("name", ["rules/money.no-offer", "rules/recording.disclose", "vocabulary/money.benefit"])
def test_values_and_places_are_the_same_either_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = Rule if name.startswith("rules") else Vocabulary
    fast = read_model(POLICIES / f"{name}.yaml", model, name)
    monkeypatch.setattr(yamlfile, "_SAFE_DEPTH", 0)
    assert read_model(POLICIES / f"{name}.yaml", model, name) == fast


@pytest.mark.parametrize("nest", ["[", "{a: ", "- ", "? "])
def test_a_file_that_nests_without_end_is_a_mistake_like_others(tmp_path: Path, nest: str) -> None:
    path = tmp_path / "money.benefit.yaml"
    path.write_text(nest * 100_000, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"nested too deeply|not valid YAML"):
        read_model(path, Vocabulary, path.name)
