"""What is learned from and what is measured with stay apart: no reply of one is nearly a reply of the other."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy import sparse

from kotae.policy import default_folder

ROOT = Path(__file__).resolve().parents[2]
POLICIES = default_folder()
DATASETS = sorted((ROOT / "evals" / "datasets").glob("*.jsonl"))
# From this share of common character 5-grams on (Jaccard), two replies are nearly the same.
NEAR = 0.5
SIZE = 5
# A farewell of three stock phrases: whoever takes leave writes nearly this.
STOCK = {"natdev-0143"}
Reply = tuple[str, str]


def grams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + SIZE] for i in range(len(text) - SIZE + 1))


def near_duplicates(replies: Sequence[Reply], others: Sequence[Reply]) -> list[str]:
    """Name each pair of nearly the same texts, one of ``replies`` and one of ``others``; held-back texts are not shown.

    The grams of ``others`` are an inverted index, looked up for all ``replies`` at once.
    """
    index: dict[str, int] = {}
    of_others = [[index.setdefault(gram, len(index)) for gram in grams(text)] for _, text in others]
    own = [grams(text) for _, text in replies]
    known = [[index[gram] for gram in found if gram in index] for found in own]
    shared = (_rows(known, len(index)) @ _rows(of_others, len(index)).T).tocoo()
    sizes, other_sizes = np.array([len(found) for found in own]), np.array([len(found) for found in of_others])
    together = sizes[shared.row] + other_sizes[shared.col] - shared.data
    near = shared.data >= NEAR * together
    pairs = zip(shared.row[near].tolist(), shared.col[near].tolist(), strict=True)
    return [f"{replies[mine][0]} ~ {others[other][0]}" for mine, other in sorted(pairs)]


def _rows(found: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    columns = np.array([column for row in found for column in row], dtype=np.int32)
    ends = np.cumsum([0, *map(len, found)])
    return sparse.csr_matrix((np.ones(len(columns), dtype=np.int32), columns, ends), shape=(len(found), width))


def candidates(path: Path) -> Iterator[Reply]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            item = json.loads(line)
            yield f"{path.name}:{number} ({item['id']})", item["candidate"]


def must_examples(path: Path) -> Iterator[Reply]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for locale, must in yaml.load(path.read_text(encoding="utf-8"), loader)["must"].items():
        for side in ("violates", "complies"):
            for number, example in enumerate(must[side]):
                reply = example["reply"] if isinstance(example, dict) else example
                yield f"{path.name} must.{locale}.{side}.{number}", reply


@pytest.fixture(scope="module")
def measured() -> list[Reply]:
    """The replies of all datasets."""
    replies = [reply for path in DATASETS for reply in candidates(path)]
    return [(name, text) for name, text in replies if name.split("(")[1].rstrip(")") not in STOCK]


def test_there_is_something_to_keep_apart(measured: list[Reply]) -> None:
    assert len(measured) > 1000
    assert len(list((POLICIES / "examples").glob("*.jsonl"))) > 30


def test_no_example_is_nearly_a_reply_that_is_measured_with(measured: list[Reply]) -> None:
    examples = [reply for path in sorted((POLICIES / "examples").glob("*.jsonl")) for reply in candidates(path)]
    assert near_duplicates(examples, measured) == []


def test_no_must_example_is_nearly_a_reply_that_is_measured_with(measured: list[Reply]) -> None:
    musts = [reply for path in sorted((POLICIES / "rules").glob("*.yaml")) for reply in must_examples(path)]
    assert len(musts) > 300
    assert near_duplicates(musts, measured) == []


def test_no_dataset_has_nearly_the_same_reply_twice() -> None:
    for path in DATASETS:
        texts = Counter(text for _, text in candidates(path))
        assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("abcdefghij", True),
        ("abcdefghijk", True),
        ("xabcdefghij", True),
        ("abcdefgh", True),
        ("abcdefg", True),
        ("abcdef", False),
        ("zyxwvutsrq", False),
        ("abcd", False),
        ("", False),
    ],
)
def test_half_of_the_grams_in_common_is_near(text: str, near: bool) -> None:
    assert bool(near_duplicates([("one", text)], [("other", "abcdefghij")])) is near
