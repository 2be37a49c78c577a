"""A bundle: the policy as one file that says what its folder says, and is the same byte by byte."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from small_folder import DAY, EN, JA, fact, obligation, prohibition, sentence, talk, vocabulary, write_folder

from kotae.policy import Point, Policy, PolicyError
from kotae.policy.blend import SCALE, Blend
from kotae.policy.bundle import bundle_of, read_meaning, revision_of
from kotae.policy.contract import run
from kotae.policy.figures import Figures
from kotae.policy.folder import Folder, read_folder
from kotae.policy.score import NEVER, Scores, Table

RULE, OWED, FACT = "money.no-offer", "recording.disclose", "customer.cancels"
SINCE = {"since": "2026-01-01"}
# All examples are of recorded calls, but one says otherwise itself, with the value that is the default.
MUST = {
    JA.value: {
        "setting": {"recording_active": True},
        "violates": ["承知しました。"],
        "complies": ["録音しております。", {"reply": "承知しました。", "recording_active": False}],
    }
}


def house(root: Path) -> Path:
    """A folder with something of every kind."""
    return write_folder(
        root,
        prohibition(
            RULE, ja=[{"together": ["money.giving"]}], en=[{"say": ["refund"]}], effective={"since": "2026-01-01"}
        ),
        obligation(OWED, ja=[{"say": ["録音して"]}], applies={"all": ["contact.recorded"]}, must=MUST),
        fact(FACT, ja=[{"say": ["解約"]}]),
        vocabulary("money.giving", ja=["返金"]),
        sentence("disclosure", [OWED], "first", ja="このお電話は録音しております。"),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return read_folder(house(tmp_path / "house"))


@pytest.fixture
def scores() -> dict[object, Scores]:
    """Scores that find a violation in every clause, and figures for the rule."""
    none = Table((), np.zeros(0, np.uint64), np.zeros((0, 0), np.int32), np.zeros(0, np.int32))
    keys, weights = np.array([3, 1 << 63], np.uint64), np.array([[-5], [1 << 20]], np.int32)
    clauses = Table((RULE,), keys, weights, np.array([900], np.int32))
    thresholds = {Point.CHECK: {RULE: 800}, Point.SUGGEST: {RULE: -NEVER}}
    blends = {RULE: Blend(SCALE, 0, 7, 0, 0)}
    figures = {RULE: {Point.CHECK: Figures(8, 10, 1, 90), Point.SUGGEST: Figures(10, 10, 30, 90)}}
    return {EN: Scores(clauses, none, none, blends, thresholds, figures)}


def written(path: Path, folder: Folder, scores: object = None) -> Path:
    path.write_bytes(bundle_of(folder, scores or {}))
    return path


def judged(policy: Policy, text: str, locale: object = JA) -> object:
    contact = talk("c: 解約します", locale=locale, recording_active=True)
    return policy.judge(contact, policy.facts(contact), text, point=Point.CHECK, as_of=DAY)


# --- what it says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["返金します。", "録音しております。", "録音しております。返金はどうですか。"])
def test_a_bundle_judges_as_its_folder_does(tmp_path: Path, folder: Folder, text: str) -> None:
    assert judged(Policy.load(written(tmp_path / "it.bundle", folder)), text) == judged(Policy(folder), text)


def test_a_bundle_has_the_revision_of_its_folder(tmp_path: Path, folder: Folder, scores: dict[object, Scores]) -> None:
    loaded = Policy.load(written(tmp_path / "it.bundle", folder, scores))
    assert loaded.revision == revision_of(folder, scores) == Policy(folder, scores).revision


def test_a_bundle_keeps_the_must_examples_with_their_own_settings(tmp_path: Path, folder: Folder) -> None:
    outcomes = list(run(Policy.load(written(tmp_path / "it.bundle", folder))))
    assert len(outcomes) == 3
    assert [o.problem for o in outcomes if o.problem] == []


def test_a_bundle_keeps_what_was_learned_and_the_figures_that_justify_it(
    tmp_path: Path, folder: Folder, scores: dict[object, Scores]
) -> None:
    kept = Policy.load(written(tmp_path / "it.bundle", folder, scores)).scores[EN]
    own = scores[EN]
    assert (kept.thresholds, kept.blends, kept.figures) == (own.thresholds, own.blends, own.figures)
    assert kept.clauses.rules == (RULE,)
    for name in ("keys", "weights", "bias"):
        stored, given = getattr(kept.clauses, name), getattr(own.clauses, name)
        assert stored.dtype == given.dtype
        assert stored.tolist() == given.tolist()


def test_a_bundle_judges_by_its_scores(tmp_path: Path, folder: Folder, scores: dict[object, Scores]) -> None:
    loaded = Policy.load(written(tmp_path / "it.bundle", folder, scores))
    assert [f.rule for f in judged(loaded, "Fine.", EN).findings] == [RULE, OWED]
    assert [f.rule for f in judged(Policy(folder), "Fine.", EN).findings] == [OWED]


def test_what_the_files_mean_is_read_from_either(tmp_path: Path, folder: Folder) -> None:
    from_bundle = read_meaning(written(tmp_path / "it.bundle", folder))
    assert from_bundle.content() == read_meaning(tmp_path / "house").content()
    assert from_bundle.entries.keys() == folder.entries.keys()


# --- its bytes ---------------------------------------------------------------------------------------------------


def test_comments_and_layout_change_nothing(tmp_path: Path, folder: Folder, scores: dict[object, Scores]) -> None:
    for path in (tmp_path / "house").rglob("*.yaml"):
        turned_round = dict(reversed(yaml.safe_load(path.read_text(encoding="utf-8")).items()))
        text = "# a comment\n" + yaml.safe_dump(turned_round, allow_unicode=True, sort_keys=False, indent=6)
        path.write_text(text, encoding="utf-8")
    assert bundle_of(read_folder(tmp_path / "house"), scores) == bundle_of(folder, scores)


def test_what_an_example_names_itself_is_meant_even_if_it_is_the_default(tmp_path: Path, folder: Folder) -> None:
    """It stands against the setting that the examples share."""
    rule = tmp_path / "house" / "rules" / f"{OWED}.yaml"
    content = yaml.safe_load(rule.read_text(encoding="utf-8"))
    del content["must"]["ja-JP"]["complies"][1]["recording_active"]
    rule.write_text(yaml.safe_dump(content), encoding="utf-8")
    assert revision_of(read_folder(tmp_path / "house"), {}) != revision_of(folder, {})


def test_figures_are_part_of_the_revision(folder: Folder, scores: dict[object, Scores]) -> None:
    own = scores[EN]
    bare = {EN: replace(own, figures={})}
    assert revision_of(folder, bare) != revision_of(folder, scores)


def test_nothing_in_it_tells_of_the_time_or_the_machine(
    tmp_path: Path, folder: Folder, scores: dict[object, Scores]
) -> None:
    with zipfile.ZipFile(written(tmp_path / "it.bundle", folder, scores)) as archive:
        for member in archive.infolist():
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert member.create_system == 3
            assert member.compress_type == zipfile.ZIP_STORED


# --- what cannot be read -----------------------------------------------------------------------------------------


def repacked(path: Path, **members: bytes | None) -> Path:
    """Write the bundle at ``path`` anew with other content for some of its members, or without them."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content |= {f"{name}.json": changed for name, changed in members.items()}  # type: ignore[misc]
    with zipfile.ZipFile(path, "w") as archive:
        for name, kept in content.items():
            if kept is not None:
                archive.writestr(name, kept)
    return path


@pytest.mark.parametrize(
    "members",
    [
        {"about": json.dumps({"format": 99}).encode()},
        {"about": b"[]"},
        {"about": None},
        {"folder": b"{"},
        {"folder": b"[[]]"},
        {"folder": b'[[{"rule": "x"}], [], [], [], []]'},
        {"folder": None},
    ],
)
def test_a_bundle_that_cannot_be_read_is_refused_with_the_mend(
    tmp_path: Path, folder: Folder, members: dict[str, bytes | None]
) -> None:
    path = repacked(written(tmp_path / "it.bundle", folder), **members)
    with pytest.raises(PolicyError, match="no bundle that this version of Kotae can read") as refused:
        Policy.load(path)
    (problem,) = refused.value.problems
    assert problem.file == "it.bundle"
    assert "kotae policy build" in problem.mend
    assert "kotae policy build" in problem.mend_ja


def test_a_bundle_learned_with_other_features_is_refused(
    tmp_path: Path, folder: Folder, scores: dict[object, Scores], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its scores would mean nothing; conditions alone mean the same for ever."""
    learned, bare = written(tmp_path / "it.bundle", folder, scores), written(tmp_path / "bare.bundle", folder)
    monkeypatch.setattr("kotae.policy.bundle.TRAINER", 10_000)
    with pytest.raises(PolicyError, match="learned by trainer"):
        Policy.load(learned)
    assert not Policy.load(bare).scores


@pytest.mark.parametrize("keep", [0, 10, -10])
def test_a_bundle_cut_short_is_refused(tmp_path: Path, folder: Folder, keep: int) -> None:
    path = written(tmp_path / "it.bundle", folder)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(PolicyError):
        Policy.load(path)


def test_a_bundle_with_a_changed_byte_is_refused(tmp_path: Path, folder: Folder) -> None:
    path = written(tmp_path / "it.bundle", folder)
    content = path.read_bytes()
    path.write_bytes(content.replace("返金".encode(), "返済".encode(), 1))
    with pytest.raises(PolicyError):
        Policy.load(path)


# --- learning once -----------------------------------------------------------------------------------------------


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch, scores: dict[object, Scores]) -> list[Path]:
    """Let every learning take no time; the folders learned from."""
    pytest.importorskip("sklearn")
    asked: list[Path] = []
    monkeypatch.setattr("kotae.policy.train.build.learn_scores", lambda root, *_: asked.append(root) or scores)
    return asked


@pytest.fixture
def root(tmp_path: Path, folder: Folder) -> Path:
    (tmp_path / "house" / "examples").mkdir()
    (tmp_path / "house" / "examples" / "some.jsonl").write_text("{}\n", encoding="utf-8")
    return tmp_path / "house"


def test_a_folder_is_learned_from_once(root: Path, learned: list[Path]) -> None:
    first, second = Policy.load(root), Policy.load(root)
    assert learned == [root]
    assert first.revision == second.revision


def test_a_folder_is_learned_from_anew_once_its_examples_change(root: Path, learned: list[Path]) -> None:
    Policy.load(root)
    (root / "examples" / "more.jsonl").write_text("{}\n", encoding="utf-8")
    Policy.load(root)
    assert learned == [root, root]


def test_what_was_learned_and_is_damaged_is_learned_anew(root: Path, learned: list[Path]) -> None:
    Policy.load(root)
    (kept,) = (root / ".built").iterdir()
    kept.write_bytes(b"damaged")
    Policy.load(root)
    assert learned == [root, root]


def test_a_folder_that_cannot_be_written_to_is_used_all_the_same(root: Path, learned: list[Path]) -> None:
    (root / ".built").write_text("in the way", encoding="utf-8")
    assert Policy.load(root).scores
    assert learned == [root]


def test_a_bundle_needs_nothing_that_learning_needs(
    tmp_path: Path, folder: Folder, scores: dict[object, Scores], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert Policy.load(written(tmp_path / "it.bundle", folder, scores)).scores


def test_a_folder_without_the_means_to_learn_is_refused_with_the_mend(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(PolicyError, match=r"kotae\[train\]"):
        Policy.load(root)
