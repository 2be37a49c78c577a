"""``kotae policy new``: a file with all that must be in it; the lint names what is left to write, then passes."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kotae.commands.policy import policy
from kotae.policy import Kind
from kotae.policy.folder import read_folder

# What a reviewer writes for each placeholder, by the words in it; anything else gets a text of its own.
ANSWERS = {"law, guideline or house": "house", "YYYY-MM-DD": "2026-12-01"}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A policy folder without a rule."""
    (tmp_path / "house" / "rules").mkdir(parents=True)
    return tmp_path / "house"


def run(*words: str, house: Path) -> Result:
    return CliRunner(env={"KOTAE_LANG": None}).invoke(policy, [*words, "--policies", str(house)])


def new_rule(house: Path, name: str = "money.no-gift", kind: str = "prohibition", *options: str) -> Result:
    return run("new", "rule", name, "--kind", kind, *options, house=house)


def fill_in(path: Path) -> None:
    """Write something for every placeholder that is not in a comment."""
    numbers = iter(range(1000))

    def answer(match: re.Match[str]) -> str:
        known = [text for words, text in ANSWERS.items() if words in match[0]]
        return known[0] if known else f"text {next(numbers)}"

    lines = path.read_text(encoding="utf-8").splitlines()
    filled = [line if line.startswith("#") else re.sub("<<.*?>>", answer, line) for line in lines]
    path.write_text("\n".join(filled) + "\n", encoding="utf-8")


@pytest.mark.parametrize("kind", list(Kind))
def test_a_filled_in_rule_passes_the_lint(house: Path, kind: Kind) -> None:
    assert new_rule(house, kind=kind.value).exit_code == 0
    fill_in(house / "rules" / "money.no-gift.yaml")
    result = run("lint", house=house)
    assert (result.exit_code, result.stderr) == (0, "")
    rule = read_folder(house).rules["money.no-gift"]
    assert (rule.kind, rule.mode) == (kind, "shadow")


@pytest.mark.parametrize("kind", list(Kind))
def test_the_lint_names_every_placeholder_with_its_place_until_it_is_filled_in(house: Path, kind: Kind) -> None:
    new_rule(house, kind=kind.value)
    path = house / "rules" / "money.no-gift.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    left = [number for number, line in enumerate(lines, 1) if "<<" in line and not line.startswith("#")]
    assert len(left) == 18
    while left:
        result = run("lint", house=house)
        assert result.exit_code == 2
        named = re.findall(
            r"^house/rules/money\.no-gift\.yaml:(\d+):\d+: .* is still to be written", result.stderr, re.M
        )
        assert [int(number) for number in named] == left
        assert result.stderr.count("mend:") == len(left)
        first = left.pop(0)
        words = next((text for key, text in ANSWERS.items() if key in lines[first - 1]), f"text {first}")
        lines[first - 1] = re.sub("<<.*>>", words, lines[first - 1])
        path.write_text("\n".join(lines), encoding="utf-8")
    assert run("lint", house=house).exit_code == 0


def test_a_placeholder_is_named_in_japanese_too(house: Path) -> None:
    new_rule(house)
    result = run("lint", "--lang", "ja", house=house)
    assert "「title.ja」がまだ書かれていません: 規則の題名" in result.stderr


def test_another_mistake_is_named_beside_the_placeholders(house: Path) -> None:
    new_rule(house)
    path = house / "rules" / "money.no-gift.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("mode: shadow", "mode: on"), encoding="utf-8")
    result = run("lint", house=house)
    assert '"mode" cannot be "on"' in result.stderr
    assert '"title.en" is still to be written' in result.stderr


def test_every_key_comes_with_plain_words_in_both_languages(house: Path) -> None:
    new_rule(house)
    text = (house / "rules" / "money.no-gift.yaml").read_text(encoding="utf-8")
    for key in ("title", "mode", "owner", "rationale", "basis", "message", "instead", "detect", "must"):
        before = text[: text.index(f"\n{key}:")].rpartition("\n\n")[2]
        assert before.startswith("#") or key == "mode"
        assert re.search("[ぁ-ん]", before) or key == "title"


def test_the_answer_names_the_file_and_the_next_step(house: Path) -> None:
    result = new_rule(house)
    assert str(house / "rules" / "money.no-gift.yaml") in result.stdout
    assert "kotae policy lint" in result.stdout


def test_a_file_that_is_there_is_not_overwritten(house: Path) -> None:
    path = house / "rules" / "money.no-gift.yaml"
    path.write_text("mine", encoding="utf-8")
    result = new_rule(house)
    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert "choose another name" in result.stderr
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_file_with_the_other_ending_counts_too(house: Path) -> None:
    (house / "rules" / "money.no-gift.yml").write_text("mine", encoding="utf-8")
    assert new_rule(house).exit_code == 2


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("Money.NoGift", "write money.no-gift"),
        ("money.no_gift", "write money.no-gift"),
        ("money.no gift.yaml", "write money.no-gift"),
        ("gift", "write a name such as money.no-offer"),
        ("金銭.贈り物", "write a name such as money.no-offer"),
        ("../rules.gift", "write"),
        ("money.gift\n", "write money.gift"),
    ],
)
def test_a_bad_name_is_refused_with_the_mend(house: Path, name: str, mend: str) -> None:
    result = new_rule(house, name)
    assert result.exit_code == 2
    assert "family.name" in result.stderr
    assert f"mend: {mend}" in result.stderr
    assert list(house.rglob("*.y*ml")) == []


def test_a_bad_name_is_refused_in_japanese_too(house: Path) -> None:
    result = new_rule(house, "Money.Gift", "prohibition", "--lang", "ja")
    assert "直し方: money.gift としてください" in result.stderr


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    result = new_rule(tmp_path)
    assert result.exit_code == 2
    assert 'no folder "rules"' in result.stderr


def test_a_filled_in_vocabulary_passes_the_lint_once_a_rule_uses_it(house: Path) -> None:
    new_rule(house)
    rule = house / "rules" / "money.no-gift.yaml"
    fill_in(rule)
    result = run("new", "vocabulary", "gift.words", house=house)
    assert result.exit_code == 0
    assert "together: [gift.words]" in result.stdout
    path = house / "vocabulary" / "gift.words.yaml"
    assert run("lint", house=house).stderr.count("is still to be written") == 4
    fill_in(path)
    assert "no rule or fact uses" in run("lint", house=house).stdout
    says = re.compile(r"- say:\n +- text \d+")
    rule.write_text(says.sub("- together: [gift.words]", rule.read_text(encoding="utf-8")), encoding="utf-8")
    assert run("lint", house=house).exit_code == 0


def test_a_bad_name_of_a_vocabulary_is_refused(house: Path) -> None:
    result = run("new", "vocabulary", "Gift_Words", house=house)
    assert result.exit_code == 2
    assert "mend: write gift-words" in result.stderr
