"""``kotae policy build``: one file, refused where a must-example is judged otherwise, the same bytes everywhere."""

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evals import determinism
from evals.determinism import Setting, settings
from kotae.commands.policy import policy
from kotae.policy import Point, Policy
from tests.commands.learning_folder import MUST, OFFERS, OTHERS, RULE, learning_folder
from tests.policy.small_folder import DAY, JA, prohibition, talk, write_folder


def house(root: Path, *words: str) -> Path:
    """A folder with one rule of these words and nothing to learn from."""
    return write_folder(root, prohibition(RULE, ja=[{"say": list(words)}], must=MUST))


def build(*options: str | Path) -> Result:
    return CliRunner(env={"KOTAE_LANG": None}).invoke(policy, ["build", *map(str, options)])


def test_the_bundle_is_named_by_its_revision(tmp_path: Path) -> None:
    root = house(tmp_path / "house", "商品券")
    result = build("--policies", root)
    assert result.exit_code == 0, result.output
    (path,) = (root / ".built").glob("*.bundle")
    assert path.stem == Policy.load(path).revision == Policy.load(root).revision
    assert str(path) in result.output
    assert f"Revision {path.stem}" in result.output
    assert "1 rules and 0 facts, 0 of them learned; all 2 must-examples are judged as written." in result.output


def test_the_bundle_may_be_written_elsewhere(tmp_path: Path) -> None:
    result = build("--policies", house(tmp_path / "house", "商品券"), "--output", tmp_path / "it.bundle")
    assert result.exit_code == 0
    assert Policy.load(tmp_path / "it.bundle").revision in result.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["house", "it.bundle"]


def test_other_commands_take_the_bundle_for_the_folder(tmp_path: Path) -> None:
    build("--policies", house(tmp_path / "house", "商品券"), "--output", tmp_path / "it.bundle")
    for command in ("test", "lint"):
        result = CliRunner().invoke(policy, [command, "--policies", str(tmp_path / "it.bundle")])
        shown = CliRunner().invoke(policy, [command, "--policies", str(tmp_path / "house")])
        assert result.stdout.splitlines()[-1] == shown.stdout.splitlines()[-1]
        assert result.exit_code == shown.exit_code


def test_a_must_example_judged_otherwise_refuses_the_bundle(tmp_path: Path) -> None:
    """The file, the line and the mend are named, and nothing is written."""
    root = house(tmp_path / "house", "粗品")
    result = build("--policies", root)
    assert result.exit_code == 1
    lines = (root / "rules" / f"{RULE}.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "商品券を" in text)
    assert f'house/rules/{RULE}.yaml:{line}:7: "商品券をお送りします。" must violate {RULE}' in result.stderr
    assert "mend: " in result.stderr
    assert "1 of 2 must-examples are judged otherwise than written; no bundle was built." in result.stderr
    assert not list(tmp_path.rglob("*.bundle"))


def test_a_floor_that_is_left_refuses_the_bundle(tmp_path: Path) -> None:
    """``policy test`` says the same before."""
    floors = {JA.value: {"recall": 0.5}}
    root = write_folder(tmp_path / "house", prohibition(RULE, ja=[{"say": ["商品券"]}], must=MUST, floors=floors))
    result = build("--policies", root)
    assert result.exit_code == 1
    assert f"nothing was measured of {RULE} in ja-JP, so its floor cannot be held" in result.stderr
    assert "1 of the floors that rules state are left; no bundle was built." in result.stderr
    assert not list(tmp_path.rglob("*.bundle"))
    tested = CliRunner().invoke(policy, ["test", "--policies", str(root)])
    assert tested.exit_code == 1
    assert f"nothing was measured of {RULE} in ja-JP" in tested.stdout


def test_what_is_wrong_is_said_in_japanese(tmp_path: Path) -> None:
    result = build("--policies", house(tmp_path / "house", "粗品"), "--lang", "ja")
    assert "「商品券をお送りします。」" in result.stderr
    assert "直し方: " in result.stderr
    assert "2件の例のうち1件の判定が書かれたとおりでないため、バンドルは作られていません。" in result.stderr


def test_a_folder_with_mistakes_is_exit_code_2(tmp_path: Path) -> None:
    root = house(tmp_path / "house", "商品券", "商品券")
    result = build("--policies", root)
    assert result.exit_code == 2
    assert f"house/rules/{RULE}.yaml:" in result.stderr


@pytest.mark.parametrize("command", ["build", "evaluate"])
def test_a_bundle_is_not_taken_for_the_folder_it_was_built_from(tmp_path: Path, command: str) -> None:
    bundle = tmp_path / "it.bundle"
    build("--policies", house(tmp_path / "house", "商品券"), "--output", bundle)
    for lang, says in (("en", "name the policy folder from which"), ("ja", "ポリシーのフォルダーを指定してください")):
        result = CliRunner().invoke(policy, [command, "--policies", str(bundle), "--lang", lang])
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"{bundle}: ")
        assert says in result.stderr


def test_a_place_that_cannot_be_written_to_is_exit_code_2(tmp_path: Path) -> None:
    result = build("--policies", house(tmp_path / "house", "商品券"), "--output", tmp_path / "missing" / "it.bundle")
    assert result.exit_code == 2
    assert "it.bundle: cannot be written" in result.stderr
    assert "--output" in result.stderr


def test_examples_without_the_means_to_learn_are_exit_code_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = learning_folder(tmp_path / "house")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    result = build("--policies", root)
    assert result.exit_code == 2
    assert "kotae[train]" in result.stderr


def test_an_example_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    root = learning_folder(tmp_path / "house")
    with (root / "examples" / "ordinary.jsonl").open("a", encoding="utf-8") as stream:
        stream.write("{\n")
    result = build("--policies", root)
    assert result.exit_code == 2
    assert f"ordinary.jsonl, line {len(OTHERS) + 1}: this is not JSON" in result.stderr


def test_what_was_learned_from_other_files_than_are_there_now_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sklearn")
    root = learning_folder(tmp_path / "house")

    def edit_meanwhile(*_: object) -> dict[object, object]:
        house(root, "商品券", "粗品")
        return {}

    monkeypatch.setattr("kotae.policy.train.build.learn_scores", edit_meanwhile)
    result = build("--policies", root)
    assert result.exit_code == 2
    assert "the policies were changed while their examples were learned from" in result.stderr
    assert not list(root.rglob("*.scores"))


# --- the same bytes ----------------------------------------------------------------------------------------------


def built(root: Path, output: Path, setting: Setting) -> bytes:
    """Build in a process of its own, with its own processor, threads, hash seed and order of files."""
    determinism.build(root, output, setting)
    return output.read_bytes()


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A folder that is learned from, and its bundle."""
    pytest.importorskip("sklearn")
    root = learning_folder(tmp_path_factory.mktemp("learned") / "house")
    return root, built(root, root.parent / "it.bundle", settings()[0])


def test_two_builds_have_the_same_bytes_on_unlike_machines(tmp_path: Path, learned: tuple[Path, bytes]) -> None:
    root, first = learned
    second = built(root, tmp_path / "again.bundle", settings()[1])
    assert hashlib.sha256(second).hexdigest() == hashlib.sha256(first).hexdigest()


def test_what_was_learned_is_in_the_bundle_with_its_figures(learned: tuple[Path, bytes]) -> None:
    loaded = Policy.load(learned[0].parent / "it.bundle")
    contact = talk()
    for text, flagged in ((OFFERS[0], True), (OTHERS[0], False)):
        verdict = loaded.judge(contact, loaded.facts(contact), text, point=Point.CHECK, as_of=DAY)
        assert [f.rule for f in verdict.findings] == [RULE] * flagged
    figures = loaded.scores[JA].figures[RULE][Point.CHECK]
    assert (figures.violating, figures.complying) == (3 * len(OFFERS), 4 * len(OTHERS))
    assert figures.caught > figures.violating / 2


def test_a_language_without_examples_is_left_to_its_conditions(learned: tuple[Path, bytes]) -> None:
    assert set(Policy.load(learned[0].parent / "it.bundle").scores) == {JA}


def test_loading_the_folder_after_building_learns_nothing_again(
    learned: tuple[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("learned again")

    monkeypatch.setattr("kotae.policy.train.build.learn_scores", refuse)
    assert Policy.load(learned[0]).revision == Policy.load(learned[0].parent / "it.bundle").revision
