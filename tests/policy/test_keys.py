"""The JSON Schema that an editor reads: it describes every key, takes every file of the policies and finds mistakes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import jsonschema
import pytest
import yaml
from pydantic import BaseModel

from kotae.policy.keys import KEYS, schema_of
from kotae.policy.schema import FactFile, Rule, Sentence, Situation, Vocabulary

POLICIES = Path(__file__).parents[2] / "policies"
MODELS: dict[str, type[BaseModel]] = {
    "rules": Rule,
    "facts": FactFile,
    "vocabulary": Vocabulary,
    "replies/sentences": Sentence,
    "replies/playbook": Situation,
}
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2, as editors read it: off and 2026-11-21 are words, true and false are not."""

    yaml_implicit_resolvers: ClassVar = {
        letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


def objects(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield schema["title"], schema
    yield from ((name, d) for name, d in schema.get("$defs", {}).items() if "properties" in d)


@pytest.mark.parametrize("model", MODELS.values())
def test_every_key_is_described_in_both_languages(model: type[BaseModel]) -> None:
    for (name, english), (_, japanese) in zip(
        objects(schema_of(model, "en")), objects(schema_of(model, "ja")), strict=True
    ):
        for key, property_ in {"": english, **english["properties"]}.items():
            said = (japanese["properties"][key] if key else japanese)["description"]
            assert JAPANESE.search(said), (name, key)
            assert property_["description"].endswith("."), (name, key)
            assert not re.search(r"``|\bdict\b|list\[", property_["description"]), (name, key)


def test_no_key_is_described_that_is_not_there() -> None:
    there = {(name, key) for m in MODELS.values() for name, d in objects(schema_of(m, "en")) for key in d["properties"]}
    assert {(name, key) for name, keys in KEYS.items() for key in keys if key} == there


@pytest.mark.parametrize("sub", MODELS)
def test_every_file_of_the_policies_is_taken(sub: str) -> None:
    schema = schema_of(MODELS[sub], "en")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted((POLICIES / sub).glob("*.yaml"))
    assert files
    for path in files:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=EditorLoader)
        assert [f"{path.name}: {e.json_path}: {e.message}" for e in validator.iter_errors(content)] == []


@pytest.mark.parametrize(
    ("right", "wrong", "at"),
    [
        ("mode: enforce", "mode: enforced", "$.mode"),
        ("owner:", "ownr:", "$"),
        ("- kind: house", "- kind: custom", "$.basis[0].kind"),
        ("  en-US:\n    - together", "  en-GB:\n    - together", "$.detect"),
        ("verified: 2026-11-21", "verified: last year", "$.basis[0].verified"),
        ("scenario: complaint", "scenario: chess", "$.must['ja-JP'].setting.scenario"),
    ],
)
def test_an_editor_finds_a_mistake_where_it_is(right: str, wrong: str, at: str) -> None:
    text = (POLICIES / "rules" / "money.no-offer.yaml").read_text(encoding="utf-8")
    assert right in text
    content = yaml.load(text.replace(right, wrong, 1), Loader=EditorLoader)
    paths = {e.json_path for e in jsonschema.Draft202012Validator(schema_of(Rule, "en")).iter_errors(content)}
    assert at in paths, json.dumps(sorted(paths))
