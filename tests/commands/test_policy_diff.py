"""``kotae policy diff``: what changed in words, and which replies are judged otherwise for it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kotae.commands.policy import policy
from kotae.policy.bundle import bundle_of
from kotae.policy.folder import read_folder
from tests.policy.small_folder import EN, JA, File, fact, prohibition, sentence, vocabulary, write_folder

RULE, OTHER = "money.no-offer", "conduct.courteous"
WORDS = "money.giving"
MUST = {JA.value: {"violates": ["代金を返金します。"], "complies": ["お品を確認します。"]}}


def rule(**changes: object) -> File:
    return prohibition(RULE, ja=[{"together": [WORDS]}], en=[{"say": ["refund"]}], **{"must": MUST, **changes})


def house(root: Path, *files: File, words: tuple[str, ...] = ("返金",)) -> Path:
    """A folder with one rule that forbids ``words``."""
    return write_folder(root, vocabulary(WORDS, ja=words), *(files or (rule(),)))


def example(reply: str, *violations: str, **changes: object) -> dict[str, object]:
    turns = [{"role": "customer", "text": "壊れていました。"}]
    return {
        "locale": JA.value,
        "channel": "chat",
        "turns": turns,
        "candidate": reply,
        "violations": violations,
        **changes,
    }


def archive(path: Path, *lines: dict[str, object]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def diff(*options: str | Path) -> Result:
    return CliRunner(env={"KOTAE_LANG": None, "COLUMNS": "110"}).invoke(policy, ["diff", *map(str, options)])


def lines(result: Result) -> list[str]:
    return [line.rstrip() for line in result.stdout.splitlines()]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return house(tmp_path / "old")


# --- in words ----------------------------------------------------------------------------------------------------


def test_the_same_twice_is_exit_code_0(old: Path, tmp_path: Path) -> None:
    result = diff(old, house(tmp_path / "new"))
    assert result.exit_code == 0, result.output
    assert "In words: nothing differs." in lines(result)
    assert "In verdicts: nothing differs on 2 replies." in lines(result)


def test_words_of_a_vocabulary_are_added_and_removed(old: Path, tmp_path: Path) -> None:
    result = diff(old, house(tmp_path / "new", words=("返却", "返金", "進呈")))
    assert result.exit_code == 1
    shown = lines(result)
    start = shown.index(f"~ vocabulary {WORDS}")
    assert shown[start + 1 : start + 4] == ["    words.ja-JP", "      + 返却", "      + 進呈"]


def test_a_changed_key_shows_both_texts(old: Path, tmp_path: Path) -> None:
    result = diff(old, house(tmp_path / "new", rule(message={"ja": "だめです。", "en": "This is forbidden."})))
    shown = lines(result)
    start = shown.index(f"~ rule {RULE}")
    assert shown[start + 1 : start + 4] == ["    message.ja", "      - 違反です。", "      + だめです。"]


def test_a_key_that_is_new_or_gone_is_shown_with_all_it_holds(old: Path, tmp_path: Path) -> None:
    new = house(tmp_path / "new", rule(effective={"since": "2026-12-01"}))
    assert lines(diff(old, new))[5:7] == ["    effective.since", "      + 2026-12-01"]
    assert lines(diff(new, old))[5:7] == ["    effective.since", "      - 2026-12-01"]


def test_words_in_another_order_say_so(tmp_path: Path) -> None:
    one, two = house(tmp_path / "one", words=("返金", "進呈")), house(tmp_path / "two", words=("進呈", "返金"))
    assert "      in another order" in lines(diff(one, two))


def test_whole_files_are_added_and_removed(old: Path, tmp_path: Path) -> None:
    more = (fact("customer.cancels", ja=[{"say": ["解約"]}]), sentence("no", [RULE], "first", ja="致しかねます。"))
    new = house(tmp_path / "new", rule(), *more)
    assert {"+ fact customer.cancels", "+ sentence no"} <= set(lines(diff(old, new)))
    assert {"- fact customer.cancels", "- sentence no"} <= set(lines(diff(new, old)))


def test_comments_and_layout_are_no_difference(old: Path, tmp_path: Path) -> None:
    new = house(tmp_path / "new")
    for path in new.rglob("*.yaml"):
        path.write_text("# for all of us\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert diff(old, new).exit_code == 0


# --- in verdicts -------------------------------------------------------------------------------------------------


def test_a_must_example_judged_otherwise_is_shown_with_its_place(old: Path, tmp_path: Path) -> None:
    result = diff(old, house(tmp_path / "new", words=("返却",)))
    assert result.exit_code == 1
    shown = lines(result)
    assert (
        "In verdicts: 1 of 2 replies differ (verdicts now as labelled: 0, now against the label: 1, neither: 0)"
        in shown
    )
    start = shown.index(RULE)
    place = f"new/rules/{RULE}.yaml:"
    assert shown[start + 1].startswith(f"  - no longer flagged, against its label  {place}")
    assert shown[start + 2 : start + 4] == [
        "      customer すみません、お尋ねしたいことがあります。",
        "      reply    代金を返金します。",
    ]


def test_labelled_examples_of_either_folder_are_judged_once(old: Path, tmp_path: Path) -> None:
    new = house(tmp_path / "new", words=("返金", "進呈"))
    for root in (old, new):
        archive(root / "examples" / "some.jsonl", example("粗品を進呈します。", RULE), example("確認します。"))
    archive(old / "examples" / "older.jsonl", example("進呈はしません。"))
    shown = lines(with_scores_off(old, new))
    assert (
        "In verdicts: 2 of 5 replies differ (verdicts now as labelled: 1, now against the label: 1, neither: 0)"
        in shown
    )
    assert shown[shown.index(RULE) + 1] == "  + flagged now, against its label  older.jsonl, line 1"
    assert "  + flagged now, as labelled  some.jsonl, line 1" in shown


def with_scores_off(old: Path, new: Path, *options: str) -> Result:
    """Compare folders whose examples are not learned from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kotae.policy.bundle.scores_for", lambda _root, _folder: {})
        return diff(old, new, *options)


def test_an_archive_is_judged_instead_of_the_examples(old: Path, tmp_path: Path) -> None:
    unlabelled = example("粗品を進呈します。")
    del unlabelled["violations"]
    dialogues = archive(tmp_path / "dialogues.jsonl", unlabelled, example("進呈。", disputed=[RULE]), example("はい。"))
    result = diff(old, house(tmp_path / "new", words=("返金", "進呈")), "--archive", dialogues)
    assert (
        "In verdicts: 2 of 5 replies differ (verdicts now as labelled: 0, now against the label: 0, neither: 2)"
        in lines(result)
    )
    assert "  + flagged now, not labelled  dialogues.jsonl, line 1" in lines(result)


def test_at_most_so_many_replies_of_a_rule_are_shown(old: Path, tmp_path: Path) -> None:
    dialogues = archive(tmp_path / "dialogues.jsonl", *(example(f"{n}個を進呈します。", RULE) for n in range(5)))
    result = diff(old, house(tmp_path / "new", words=("返金", "進呈")), "--archive", dialogues, "--limit", "2")
    assert result.stdout.count("flagged now") == 2
    assert "    … and 3 more (--limit)" in lines(result)


def test_a_rule_put_into_shadow_names_the_mode(old: Path, tmp_path: Path) -> None:
    result = diff(old, house(tmp_path / "new", rule(mode="shadow")))
    assert "  ~ 1 flagged as before, in mode shadow instead of enforce" in lines(result)


def test_a_new_rule_in_shadow_says_what_it_would_flag(old: Path, tmp_path: Path) -> None:
    new = house(tmp_path / "new", rule(), prohibition(OTHER, ja=[{"say": ["壊した"]}], mode="shadow"))
    dialogues = archive(tmp_path / "dialogues.jsonl", example("お客様が壊したのでは。", OTHER))
    assert "  + flagged now, in shadow, as labelled  dialogues.jsonl, line 1" in lines(
        diff(old, new, "--archive", dialogues)
    )


def test_effective_dates_are_read_on_the_day_given(old: Path, tmp_path: Path) -> None:
    new = house(tmp_path / "new", rule(effective={"until": "2026-11-30"}))
    assert "no longer flagged" not in diff(old, new, "--as-of", "2026-11-30").stdout
    assert "no longer flagged" in diff(old, new, "--as-of", "2026-12-01").stdout


def test_control_characters_of_a_reply_do_not_reach_the_terminal(old: Path, tmp_path: Path) -> None:
    dialogues = archive(tmp_path / "dialogues.jsonl", example("進呈\x1b[2J\u202e"))
    result = diff(old, house(tmp_path / "new", words=("返金", "進呈")), "--archive", dialogues)
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


def test_many_replies_are_judged_by_several_processes_with_the_same_result(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialogues = archive(tmp_path / "dialogues.jsonl", *(example(f"{n}個を進呈。", RULE) for n in range(30)))
    new = house(tmp_path / "new", words=("返金", "進呈"))
    alone = diff(old, new, "--archive", dialogues)
    monkeypatch.setattr("kotae.commands.policy_diff._WORTH_PROCESSES", 1)
    assert diff(old, new, "--archive", dialogues).stdout == alone.stdout


# --- bundles, languages, mistakes --------------------------------------------------------------------------------


def test_a_bundle_stands_for_its_folder(old: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "old.bundle"
    bundle.write_bytes(bundle_of(read_folder(old), {}))
    assert diff(bundle, old).exit_code == diff(old, bundle).exit_code == 0
    result = diff(bundle, house(tmp_path / "new", words=("返却",)))
    assert f"~ vocabulary {WORDS}" in lines(result)
    assert "no longer flagged, against its label" in result.stdout


def test_differences_are_said_in_japanese(old: Path, tmp_path: Path) -> None:
    shown = lines(diff(old, house(tmp_path / "new", words=("返却",)), "--lang", "ja"))
    assert "言葉の違い: 1件" in shown
    assert f"~ 語彙 {WORDS}" in shown
    assert any(line.startswith("  - 違反とされなくなる・ラベルと違う") for line in shown)
    assert "      返答     代金を返金します。" in shown


def test_a_folder_that_cannot_be_used_is_exit_code_2(old: Path, tmp_path: Path) -> None:
    result = diff(old, house(tmp_path / "new", words=("返金", "返金")))
    assert result.exit_code == 2
    assert f"new/vocabulary/{WORDS}.yaml:" in result.stderr


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "this is not JSON"),
        ("{}", "locale"),
        (json.dumps({**example(""), "candidate": ""}), '"candidate" is missing'),
    ],
)
def test_an_archive_that_cannot_be_read_is_exit_code_2(old: Path, tmp_path: Path, line: str, named: str) -> None:
    (tmp_path / "dialogues.jsonl").write_text(f"{json.dumps(example('はい。'))}\n{line}\n", encoding="utf-8")
    result = diff(old, old, "--archive", tmp_path / "dialogues.jsonl")
    assert result.exit_code == 2
    assert "dialogues.jsonl, line 2" in result.stderr
    assert named in result.stderr


def test_english_and_japanese_are_judged_each_by_its_own_words(old: Path, tmp_path: Path) -> None:
    new = house(tmp_path / "new", prohibition(RULE, ja=[{"together": [WORDS]}], must=MUST))
    dialogues = archive(
        tmp_path / "dialogues.jsonl", example("A refund.", RULE, locale=EN.value), example("返金。", RULE)
    )
    shown = lines(diff(old, new, "--archive", dialogues))
    assert "  - no longer flagged, against its label  dialogues.jsonl, line 1" in shown
    assert "dialogues.jsonl, line 2" not in "".join(shown)
