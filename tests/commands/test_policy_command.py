"""``kotae policy lint | test | schema``: what compliance reviewers see, in their language, and the exit codes."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kotae.commands.policy import policy
from kotae.policy.keys import schema_of
from kotae.policy.schema import FactFile, Rule, Sentence, Situation, Vocabulary
from tests.policy.small_folder import EN, JA, File, fact, prohibition, sentence, vocabulary, write_folder
from tests.suggest.scripted import situation

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
MUST = {
    JA.value: {"violates": ["代金は返金いたします。"], "complies": ["確認いたします。"]},
    EN.value: {"violates": ["I will refund you."], "complies": ["Let me check that."]},
}
REFUND = vocabulary("money.giving", ja=["返金いたします"], en=["refund you"])


def no_offer(**changes: object) -> File:
    found = [{"together": ["money.giving"]}]
    return prohibition("money.no-offer", ja=found, en=found, **{"must": MUST, **changes})


def cancels(**changes: object) -> File:
    must = {JA.value: {"yes": ["解約します"], "no": ["料金は"]}, EN.value: {"yes": ["cancel it"], "no": ["how much"]}}
    return fact("customer.cancels", ja=[{"say": ["解約"]}], en=[{"say": ["cancel"]}], **{"must": must, **changes})


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A folder in which nothing is wrong."""
    return write_folder(tmp_path / "house", no_offer(), cancels(), REFUND)


def run(command: str, *options: str | Path, **env: str) -> Result:
    return CliRunner(env={"KOTAE_LANG": None, **env}).invoke(policy, [command, *map(str, options)])


def lint(folder: Path, *options: str, **env: str) -> Result:
    return run("lint", "--policies", folder, *options, **env)


def judge(folder: Path, *options: str, **env: str) -> Result:
    return run("test", "--policies", folder, *options, **env)


# lint


def test_a_sound_folder_is_exit_code_0(sound: Path) -> None:
    result = lint(sound)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 rules, 1 facts, 1 vocabularies: no problems." in result.stdout
    assert re.search(r"Revision of the files [0-9a-f]{12}\.", result.stdout)


def test_the_revision_follows_what_the_files_mean(sound: Path, tmp_path: Path) -> None:
    before = lint(sound).stdout
    path = sound / "rules" / "money.no-offer.yaml"
    path.write_text(f"# Only a comment\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert lint(sound).stdout == before
    write_folder(sound, no_offer(owner="someone else"))
    assert lint(sound).stdout != before


@pytest.mark.parametrize(
    ("extra", "file", "says", "says_ja"),
    [
        (vocabulary("money.unused", ja=["粗品"]), "vocabulary/money.unused.yaml", "money.unused", "使われていません"),
        (no_offer(must={JA.value: MUST[JA.value]}), "rules/money.no-offer.yaml", "no must-example", "例がありません"),
        (
            situation("general", {"a": "{prize}です"}),
            "replies/playbook/general.yaml",
            "there is no slot {prize}",
            "差し込みはありません",
        ),
        (
            sentence("offer", ["money.no-offer"], "last", ja="{prize}です"),
            "replies/sentences/offer.yaml",
            "there is no slot {prize}",
            "差し込みはありません",
        ),
    ],
    ids=["unused vocabulary", "no example", "slot of a reply", "slot of a sentence"],
)
def test_what_will_not_do_its_work_is_exit_code_1(sound: Path, extra: File, file: str, says: str, says_ja: str) -> None:
    write_folder(sound, extra)
    result = lint(sound)
    assert result.exit_code == 1
    assert re.search(rf"^house/{re.escape(file)}:\d+:\d+: .*{re.escape(says)}", result.stdout, re.MULTILINE)
    assert "    mend: " in result.stdout
    assert "problem(s)" in result.stdout
    japanese = lint(sound, "--lang", "ja")
    assert japanese.exit_code == 1
    assert re.search(rf"^house/{re.escape(file)}:\d+:\d+: .*{says_ja}", japanese.stdout, re.MULTILINE)
    assert "    直し方: " in japanese.stdout


@pytest.fixture
def idle(sound: Path) -> Path:
    """A sound folder in which two words have no example."""
    return write_folder(sound, vocabulary("money.giving", ja=["返金いたします", "進呈"], en=["refund you", "hand you"]))


def test_words_without_an_example_are_counted_by_file_and_fail_nothing(idle: Path) -> None:
    result = lint(idle)
    assert result.exit_code == 0
    assert "Warning: 2 words and phrases are in no example" in result.stdout
    assert 'house/vocabulary/money.giving.yaml: 2 of 4, such as "' in result.stdout
    assert "no problems, 2 warnings." in result.stdout
    japanese = lint(idle, "--lang", "ja")
    assert "注意: どの例にも使われていない言葉が2件あります" in japanese.stdout
    assert "4件中2件（" in japanese.stdout
    assert "問題はありません（注意2件）" in japanese.stdout


def test_every_word_without_an_example_is_listed_with_its_place_on_request(idle: Path) -> None:
    result = lint(idle, "--all")
    text = (idle / "vocabulary" / "money.giving.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, words in enumerate(text, 1) if "進呈" in words)
    column = text[line - 1].index("進呈") + 1
    assert f'house/vocabulary/money.giving.yaml:{line}:{column}: no example has "進呈"\n    mend: ' in result.stdout
    assert result.exit_code == 0
    assert "「進呈」を使った例がありません\n    直し方: " in lint(idle, "--all", "--lang", "ja").stdout


def test_warnings_fail_where_that_is_asked_for(idle: Path, sound: Path) -> None:
    assert lint(idle, "--strict").exit_code == 1
    write_folder(sound, REFUND)
    assert lint(sound, "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("right", "wrong", "at", "says", "says_ja"),
    [
        ("mode: enforce", "mode: enforced", "mode: enforced", '"mode" cannot be "enforced"', "使えません"),
        ("owner: someone", "ownr: someone", "ownr: ", '"ownr" is not a known key', "というキーはありません"),
        ("- money.giving", "- money.givin", "- money.givin", 'did you mean "money.giving"?', "ではありませんか"),
        ("rule: money.no-offer", "rule: money.no-gift", "rule: ", 'the file "money.no-offer"', "ファイル名"),
        (
            "kind: prohibition",
            "kind: prohibition\nkind: obligation",
            "kind: obligation",
            "stands twice",
            "二度あります",
        ),
        ("owner: someone", "owner: 'someone", "", "not valid YAML", "YAMLとして読めません"),
    ],
    ids=["bad value", "unknown key", "unknown vocabulary", "other name", "key twice", "not YAML"],
)
def test_a_folder_that_cannot_be_used_is_exit_code_2(
    sound: Path, right: str, wrong: str, at: str, says: str, says_ja: str
) -> None:
    path = sound / "rules" / "money.no-offer.yaml"
    text = path.read_text(encoding="utf-8")
    assert right in text
    text = text.replace(right, wrong)
    path.write_text(text, encoding="utf-8")
    line = next(number for number, words in enumerate(text.splitlines(), 1) if at in words) if at else r"\d+"
    for command in (lint, judge):
        result = command(sound)
        assert (result.exit_code, result.stdout) == (2, "")
        assert re.search(rf"^house/rules/money\.no-offer\.yaml:{line}:\d+: ", result.stderr, re.MULTILINE)
        assert says in result.stderr
        assert "    mend: " in result.stderr
        japanese = command(sound, "--lang", "ja")
        assert (japanese.exit_code, japanese.stdout) == (2, "")
        assert says_ja in japanese.stderr
        assert "    直し方: " in japanese.stderr


def test_every_problem_is_told_and_not_only_the_first(sound: Path) -> None:
    for path in (sound / "rules" / "money.no-offer.yaml", sound / "facts" / "customer.cancels.yaml"):
        path.write_text(path.read_text(encoding="utf-8") + "extra: 1\nanother: 2\n", encoding="utf-8")
    told = lint(sound).stderr
    assert told.count("is not a known key") == 4
    assert told.index("house/facts/") < told.index("house/rules/")


@pytest.mark.parametrize("command", ["lint", "test"])
def test_a_folder_that_is_no_policy_folder_is_exit_code_2(tmp_path: Path, command: str) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        result = run(command, "--policies", folder)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "rules" in result.stderr
        assert "rules/・facts/・vocabulary/" in run(command, "--policies", folder, "--lang", "ja").stderr


# test


def test_examples_judged_as_written_are_exit_code_0(sound: Path) -> None:
    result = judge(sound)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "8 of 8 examples of 2 rules and facts are judged as written.\n"


@pytest.mark.parametrize(
    ("extra", "file", "says", "says_ja"),
    [
        (
            no_offer(must={**MUST, JA.value: {"violates": ["粗品を差し上げます。"], "complies": []}}),
            "rules/money.no-offer.yaml",
            '"粗品を差し上げます。" must violate money.no-offer',
            "違反するはず",
        ),
        (
            no_offer(must={**MUST, EN.value: {"violates": [], "complies": ["I refund you."]}}),
            "rules/money.no-offer.yaml",
            '"I refund you." must comply with money.no-offer',
            "違反しないはず",
        ),
        (
            cancels(must={JA.value: {"yes": ["やめます"], "no": []}}),
            "facts/customer.cancels.yaml",
            '"やめます" must establish customer.cancels',
            "当たるはず",
        ),
        (
            cancels(must={EN.value: {"yes": [], "no": ["I cannot cancel"]}}),
            "facts/customer.cancels.yaml",
            '"I cannot cancel" must not establish customer.cancels',
            "当たらないはず",
        ),
    ],
    ids=["violates", "complies", "yes", "no"],
)
def test_an_example_judged_otherwise_is_exit_code_1(
    sound: Path, extra: File, file: str, says: str, says_ja: str
) -> None:
    write_folder(sound, extra)
    result = judge(sound)
    assert result.exit_code == 1
    (problem,) = re.findall(r"^house/.*$", result.stdout, re.MULTILINE)
    assert re.match(rf"house/{re.escape(file)}:\d+:\d+: ", problem)
    assert says in problem
    total = int(re.search(r"of (\d+) examples", result.stdout)[1])  # type: ignore[index]
    assert f"{total - 1} of {total} examples" in result.stdout
    japanese = judge(sound, "--lang", "ja")
    assert japanese.exit_code == 1
    assert says_ja in japanese.stdout
    assert "    直し方: " in japanese.stdout


def test_the_place_of_a_wrong_example_is_its_line(sound: Path) -> None:
    path = sound / "rules" / "money.no-offer.yaml"
    text = path.read_text(encoding="utf-8").replace("I will refund you.", "I will pay you.")
    path.write_text(text, encoding="utf-8")
    line = next(number for number, words in enumerate(text.splitlines(), 1) if "I will pay you." in words)
    assert f"house/rules/money.no-offer.yaml:{line}:" in judge(sound).stdout


def test_the_setting_of_an_example_counts(sound: Path) -> None:
    rule = no_offer(applies={"all": ["customer.cancels"]}, must={})
    write_folder(sound, rule)
    assert judge(sound).exit_code == 0
    talk = {"turns": [{"customer": "解約します"}]}
    example = {"reply": "返金いたします。", **talk}
    write_folder(sound, {**rule, "must": {JA.value: {"violates": [example], "complies": ["返金いたします。"]}}})
    assert judge(sound).exit_code == 0


def test_a_rule_in_force_later_is_tried_when_it_is_in_force(sound: Path) -> None:
    write_folder(sound, no_offer(effective={"since": "2050-01-01"}))
    assert judge(sound).exit_code == 0


def test_no_examples_at_all_are_no_success(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, no_offer(must={}), REFUND)
    result = judge(folder)
    assert result.exit_code == 1
    assert result.stdout.startswith("0 of 0 examples")


# Language


@pytest.mark.parametrize("command", ["lint", "test"])
def test_the_language_is_english_unless_asked_for(sound: Path, command: str) -> None:
    write_folder(sound, no_offer(must={**MUST, EN.value: {"violates": ["nothing"], "complies": []}}))
    plain = run(command, "--policies", sound)
    assert not JAPANESE.search(plain.stdout)
    by_option = run(command, "--policies", sound, "--lang", "ja")
    by_environment = run(command, "--policies", sound, KOTAE_LANG="ja")
    assert JAPANESE.search(by_option.stdout)
    assert by_environment.stdout == by_option.stdout
    assert run(command, "--policies", sound, "--lang", "en", KOTAE_LANG="ja").stdout == plain.stdout


@pytest.mark.parametrize("command", ["lint", "test"])
def test_a_language_that_is_not_spoken_is_exit_code_2(sound: Path, command: str) -> None:
    result = run(command, "--policies", sound, "--lang", "fr")
    assert (result.exit_code, result.stdout) == (2, "")


# schema


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("rule", Rule),
        ("fact", FactFile),
        ("vocabulary", Vocabulary),
        ("sentence", Sentence),
        ("situation", Situation),
    ],
)
def test_the_schema_of_each_kind_is_printed_as_json(kind: str, model: type[Rule]) -> None:
    result = run("schema", kind)
    assert result.exit_code == 0
    schema = json.loads(result.stdout)
    assert schema == schema_of(model, "en")
    # An editor that knows the schema finds a misspelt key.
    assert schema["additionalProperties"] is False
    assert kind in schema["required"]


def test_the_schema_of_a_rule_is_the_default() -> None:
    assert run("schema").stdout == run("schema", "rule").stdout


def test_the_schema_says_what_a_key_means_in_the_language_asked_for() -> None:
    says = {
        lang: json.loads(run("schema", "--lang", lang).stdout)["properties"]["mode"]["description"]
        for lang in ("en", "ja")
    }
    assert says["en"].startswith("enforce: decides; shadow: is judged and reported")
    assert says["ja"].startswith("enforce は判定に使う")


def test_there_is_no_schema_of_anything_else() -> None:
    result = run("schema", "poem")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "vocabulary" in result.stderr
