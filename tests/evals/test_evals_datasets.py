import hashlib
import json

import pytest

from evals import dataset
from evals.dataset import DatasetError, load, names

CARD = """---
name: small
version: 1.0.0
file: small.jsonl
sha256: {sha256}
items: {items}
held_back: odd
licence: Apache-2.0
---
Text.
"""
ENTRY = {
    "id": "small-0001",
    "locale": "ja-JP",
    "channel": "chat",
    "turns": [{"role": "customer", "text": "こんにちは"}],
    "candidate": "はい。",
}
LINE = json.dumps(ENTRY, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", names())
def test_a_dataset_is_the_one_its_card_describes(name):
    loaded = load(name)
    assert len(loaded.items) == loaded.card["items"]
    assert loaded.card["name"] == name
    assert loaded.card["licence"] == "Apache-2.0"
    assert len({item.id for item in loaded.items}) == len(loaded.items)


@pytest.mark.parametrize("name", names())
def test_half_of_a_dataset_is_held_back(name):
    items = load(name).items
    assert sum(item.held_back for item in items) == len(items) / 2
    assert all(item.held_back == (int(item.id[-1]) % 2 == 1) for item in items)


def test_both_datasets_are_there():
    assert names() == ["dev", "natural"]


def write(folder, line=LINE, *, sha256=None, items=1):
    (folder / "small.jsonl").write_text(line, encoding="utf-8")
    digest = sha256 or hashlib.sha256(line.encode()).hexdigest()
    (folder / "small.card.md").write_text(CARD.format(sha256=digest, items=items), encoding="utf-8")


def test_a_changed_file_is_refused(tmp_path):
    write(tmp_path, sha256="0" * 64)
    with pytest.raises(DatasetError, match="update the card"):
        load("small", tmp_path)


def test_a_wrong_count_is_refused(tmp_path):
    write(tmp_path, items=2)
    with pytest.raises(DatasetError, match="1 items, its card says 2"):
        load("small", tmp_path)


def test_a_malformed_item_is_refused_by_line(tmp_path):
    write(tmp_path, LINE + "{\n", items=2)
    with pytest.raises(DatasetError, match=r"small\.jsonl:2"):
        load("small", tmp_path)


def test_a_key_missing_from_the_card_is_refused(tmp_path):
    write(tmp_path)
    path = tmp_path / "small.card.md"
    path.write_text(path.read_text().replace("held_back: odd\n", ""))
    with pytest.raises(DatasetError, match="held_back"):
        load("small", tmp_path)


def test_an_unknown_dataset_is_refused_with_those_there_are():
    with pytest.raises(DatasetError, match="dev, natural"):
        load("nothing")


def test_a_small_dataset_loads(tmp_path):
    write(tmp_path)
    (only,) = load("small", tmp_path).items
    assert (only.id, only.dataset, only.candidate, only.held_back) == ("small-0001", "small", "はい。", True)
    assert dataset.names(tmp_path) == ["small"]
