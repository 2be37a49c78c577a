"""Building again after a change: only what the change touches is learned, and what comes out is the same."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml
from small_folder import JA, sentence, vocabulary, write_folder
from test_learning import OWED, RULE, example, examples, folder_with

from kotae.policy import Policy
from kotae.policy.folder import read_folder
from kotae.policy.score import Scores
from kotae.policy.scorefile import scores_to_bytes
from kotae.policy.train import learn_rules as learning
from kotae.policy.train.examples import read_examples
from kotae.policy.train.ground import rests_on
from kotae.policy.train.kept import Kept, tidy
from kotae.policy.train.learn import Learner

pytest.importorskip("sklearn")

Edit = Callable[[Path], None]


def learned(root: Path, *, keep: bool = True) -> Scores:
    folder = read_folder(root)
    policy = Policy(folder)
    kept = Kept(root / ".built" / "parts", rests_on(folder, JA, root / "examples")) if keep else Kept()
    found = list(read_examples(root / "examples", policy, JA))
    return Learner(policy, JA, found, lambda _: None, kept).learn().scores


def written(scores: Scores) -> bytes:
    return scores_to_bytes({JA: scores})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that was learned from."""
    root = folder_with(tmp_path / "policies", examples())
    write_folder(root, vocabulary("money.gift", ja=["粗品"]), vocabulary("frame.asking", ja=["ますか"]))
    learned(root)
    return root


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many examples each model of a rule is fitted to, from now on."""
    calls: list[int] = []
    fit = learning.fit

    def count(matrix: object, labels: object, *rest: object) -> object:
        calls.append(int(labels.sum()))  # type: ignore[attr-defined]
        return fit(matrix, labels, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(learning, "fit", count)
    return calls


def rule_with(name: str, **changes: object) -> Edit:
    def edit(root: Path) -> None:
        path = root / "rules" / f"{name}.yaml"
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        path.write_text(yaml.safe_dump({**content, **changes}, allow_unicode=True), encoding="utf-8")

    return edit


def file_with(content: dict[str, object]) -> Edit:
    def edit(root: Path) -> None:
        write_folder(root, content)

    return edit


GIFT = [{"together": ["money.gift"], "unless": ["frame.asking"]}]
MUST = {"ja-JP": {"violates": ["粗品を進呈いたします。"], "complies": ["窓口は九時に開きます。"]}}
WITHIN = {
    "nothing": lambda root: None,
    "the words a rule puts together": rule_with(RULE, detect={"ja-JP": [{"say": ["商品券"]}, *GIFT]}),
    "whom a rule is applied to": rule_with(RULE, applies={"all": ["customer.wants-to-cancel"]}),
    "its must-examples": rule_with(RULE, must=MUST),
    "its stakes": rule_with(RULE, stakes="high"),
    "what an obligation asks": rule_with(OWED, applies={}, fulfilled={"ja-JP": [{"say": ["録音して"]}, *GIFT]}),
    "an approved sentence": file_with(sentence("disclosure", [OWED], "first", ja="音声は保存しております。")),
}
BENEATH = {
    "a word": file_with(vocabulary("money.gift", ja=["粗品", "進呈"])),
    "a word that a rule lists itself": rule_with(RULE, detect={"ja-JP": [{"say": ["商品券", "景品"]}]}),
    "a fact that excuses": rule_with(OWED, applies={"none": ["customer.wants-to-cancel"]}),
}


@pytest.mark.parametrize("edit", WITHIN.values(), ids=WITHIN)
def test_a_change_within_rules_fits_no_model_and_gives_the_same_bytes(
    root: Path, fitted: list[int], edit: Edit
) -> None:
    edit(root)
    again = written(learned(root))
    assert fitted == []
    assert again == written(learned(root, keep=False))
    assert fitted


@pytest.mark.parametrize("edit", BENEATH.values(), ids=BENEATH)
def test_a_change_beneath_all_rules_is_learned_anew(root: Path, fitted: list[int], edit: Edit) -> None:
    edit(root)
    again = written(learned(root))
    assert fitted
    assert again == written(learned(root, keep=False))


def test_another_example_is_learned_anew(root: Path, fitted: list[int]) -> None:
    line = example(999, "もしもし", "粗品を進呈いたします。", {RULE: "粗品を進呈いたします"}, [])
    with (root / "examples" / "hand-written.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(f"{json.dumps(line)}\n")
    again = written(learned(root))
    assert fitted
    assert again == written(learned(root, keep=False))


def test_what_is_said_to_people_is_not_learned_at_all(root: Path) -> None:
    before = read_folder(root).judgement
    for changes in ({"message": {"ja": "別の文", "en": "Other words"}}, {"mode": "shadow"}, {"owner": "someone else"}):
        rule_with(RULE, **changes)(root)
    assert read_folder(root).judgement == before
    rule_with(RULE, must=MUST)(root)
    assert read_folder(root).judgement != before


def test_a_damaged_part_is_learned_anew(root: Path, fitted: list[int]) -> None:
    first = written(learned(root))
    for path in (root / ".built" / "parts").glob("*.npz"):
        path.write_bytes(path.read_bytes()[:-30])
    assert written(learned(root)) == first
    assert fitted


def test_a_folder_that_cannot_be_written_to_is_learned_from_each_time(tmp_path: Path) -> None:
    root = folder_with(tmp_path / "policies", examples())
    (root / ".built").write_text("a file where a folder should be")
    assert written(learned(root)) == written(learned(root, keep=False))


def test_the_least_recently_used_parts_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(tmp_path, "base")
    made: list[str] = []

    def use(name: str) -> None:
        def make() -> dict[str, np.ndarray]:
            made.append(name)
            return {"values": np.zeros(100, np.uint8)}

        known = set(tmp_path.glob("*.npz"))
        kept.get(name, make=make)
        for path in set(tmp_path.glob("*.npz")) - known:
            os.utime(path, (len(made), len(made)))

    for name in ("first", "second", "third", "first"):
        use(name)
    size = next(tmp_path.glob("*.npz")).stat().st_size
    monkeypatch.setattr("kotae.policy.train.kept._MOST", 2 * size)
    tidy(tmp_path)
    for name in ("first", "third", "second"):
        use(name)
    assert made == ["first", "second", "third", "second"]
