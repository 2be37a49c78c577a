"""Whatever does not fit a file is said in the reader's language, in words of Kotae's own and not of its libraries."""

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from small_folder import fact, obligation, prohibition, sentence, vocabulary

from kotae.policy import PolicyError
from kotae.policy.mistakes import SAYINGS
from kotae.policy.schema import FactFile, Rule, Sentence, Situation, Vocabulary
from kotae.policy.texts import WRONG
from kotae.policy.yamlfile import read_model
from tests.suggest.scripted import situation

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
SETTING = {
    "channel": "chat", "scenario": "complaint", "recording_active": True,
    "authorised_offers": ["x"], "competitors": ["x"],
    "turns": [{"customer": "x"}],
}  # fmt: skip
EXAMPLES = ["x", {"reply": "x", **SETTING}]
CONDITION = {"together": ["a"], "within": "sentence", "unless": ["b"], "without": ["c"], "shape": "emoji", "sure": True}
# Each kind of file with every key in use.
SOUND: list[tuple[type[BaseModel], Any]] = [
    (Vocabulary, vocabulary("a", ["x"], ["y"])),
    (
        Rule,
        prohibition(
            ja=[CONDITION, {"say": ["x"]}], stakes="high", floors={"ja-JP": {"recall": 0.5, "false_flags": 0.1}},
            effective={"since": "2027-01-01", "until": "2027-02-01"},
            applies={"all": ["a"], "any": ["b"], "none": ["c"]}, exceptions=["authorised-offer"],
            must={"ja-JP": {"setting": SETTING, "violates": EXAMPLES, "complies": EXAMPLES}},
        ),
    ),
    (Rule, obligation(ja=[{"say": ["x"]}], triggered={"ja-JP": [{"say": ["x"]}]}, grounded=["all-consequences"])),
    (
        FactFile,
        fact(
            "a", ja=[{"say": ["x"], "given": ["b"]}], at_least=2, after="c",
            must={"ja-JP": {"yes": ["x", {"text": "x"}], "no": []}},
        ),
    ),
    (FactFile, fact("a", any_of=["b"])),
    (Sentence, sentence("a", ["money.no-offer"], "last", "x", "y")),
    (Situation, situation("general", {"a": "x"})),
]  # fmt: skip
WRONG_VALUES = (
    None, True, 0, -1, 10, 1.5, float("inf"), float("nan"), 10**4000, "", "x", "X!", "{", "9" * 5000, "x" * 5000,
    "2027-02-30", "2027-01-01T01:00:00", "true", [], ["x"], {}, {"x": "y"}, [[]], [{}], "\ud800",
)  # fmt: skip
OTHER_KEYS = ("colour", "fr-FR", "en-US", "text")


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a file, by keys."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(p for key, child in inside for p in paths(child, (*path, key)))]


def broken(sound: Any) -> Iterator[Any]:
    """Files in which one value is another, a key has another name, or is gone: every value, in every way."""
    for path in paths(sound)[1:]:
        changes: list[Callable[[Any, Any], object]] = [
            lambda holder, key, value=value: holder.__setitem__(key, value) for value in WRONG_VALUES
        ]
        if isinstance(path[-1], str):
            changes += [lambda holder, key, new=new: holder.__setitem__(new, holder.pop(key)) for new in OTHER_KEYS]
            changes.append(lambda holder, key: holder.pop(key))
        for change in changes:
            content = copy.deepcopy(sound)
            holder = content
            for key in path[:-1]:
                holder = holder[key]
            change(holder, path[-1])
            yield content


def test_there_are_words_in_both_languages_for_just_the_mistakes_that_a_file_can_hold() -> None:
    types = set()
    for model, sound in SOUND:
        model.model_validate(sound)
        for content in broken(sound):
            try:
                model.model_validate(content)
            except ValidationError as error:
                types |= {e["type"] for e in error.errors(include_url=False)}
    assert types == {*SAYINGS, WRONG, "string_pattern_mismatch"}


MISTAKES = [(model, content) for model, sound in SOUND for content in broken(sound)]


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(MISTAKES))
def test_no_mistake_is_told_in_the_words_of_a_library(tmp_path: Path, case: tuple[type[BaseModel], Any]) -> None:
    model, content = case
    path = tmp_path / "file.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    try:
        read_model(path, model, "file.yaml")
    except PolicyError as error:
        for problem in error.problems:
            assert "Input should" not in problem.what + problem.what_ja
            assert JAPANESE.search(problem.what_ja)
            assert JAPANESE.search(problem.mend_ja)
            assert problem.line > 0


@pytest.mark.parametrize(
    ("right", "wrong", "english", "japanese"),
    [
        ("owner: someone", "owner: 5", '"owner" must be a text', "「owner」は文字列でなければなりません"),
        ("owner: someone", "owner: ''", '"owner" is empty', "「owner」が空です"),
        ("owner: someone", "owner: []", '"owner" must be a text', "「owner」は文字列でなければなりません"),
        ("kind: house", "kind: custom", '"basis.1.kind" cannot be "custom"', "law、guideline、house"),
        ("- say:", "- say: x\n    shape:", '"detect.ja-JP.1.say" must be a list', "「- 」で始まる行"),
        ("rule: money.no-offer", "rule: Offers", '"Offers" is no name of a rule', "「分類.名前」"),
        ("'2026-11-21'", "'2026-02-30'", "2026-02-30 is no day", "2026-02-30 という日はありません"),
        ("'2026-11-21'", "today", "YYYY-MM-DD", "年-月-日"),
    ],
)
def test_a_mistake_is_told_in_plain_words(tmp_path: Path, right: str, wrong: str, english: str, japanese: str) -> None:
    text = yaml.safe_dump(prohibition(ja=[{"say": ["x"]}]), allow_unicode=True, sort_keys=False)
    assert right in text
    path = tmp_path / "file.yaml"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        read_model(path, Rule, "file.yaml")
    assert english in refused.value.problems[0].show()
    assert japanese in refused.value.problems[0].show("ja")


def test_of_an_example_only_the_way_it_is_written_is_judged(tmp_path: Path) -> None:
    """One mistake in an example with keys is one problem, not another because it is no plain text."""
    path = tmp_path / "file.yaml"
    must = {"ja-JP": {"violates": [{"reply": "x", "chanel": "chat"}], "complies": [7]}}
    path.write_text(yaml.safe_dump(prohibition(ja=[{"say": ["x"]}], must=must)), encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        read_model(path, Rule, "file.yaml")
    assert [p.what for p in refused.value.problems] == [
        '"must.ja-JP.complies.1" must be a text',
        '"must.ja-JP.violates.1.chanel" is not a known key',
    ]


@pytest.mark.parametrize(
    ("text", "english", "japanese"),
    [
        ("a: b: c", "there is a colon where none may stand", "ここにはコロンを書けません"),
        ("a: 'b", "a quotation mark is not closed", "引用符が閉じられていません"),
        ("a: [b", "a bracket is not closed", "括弧が閉じられていない"),
        ("a: *b", "a text may not begin with *", "文を * で始めることはできません"),
        ("a: @b", "a text may not begin with this character", "この文字で文を始めることはできません"),
        ("a: b\n---\nc: d", "begins a second document", "二つ目の文書"),
        ('a: "\\q"', "this \\ sequence means nothing", "この \\ の書き方は使えません"),
        ("a: b\x01", "the character U+0001 cannot be printed", "表示できない文字 U+0001"),
    ],
)
def test_what_is_no_yaml_is_said_in_plain_words(tmp_path: Path, text: str, english: str, japanese: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        read_model(path, Rule, "file.yaml")
    (problem,) = refused.value.problems
    assert problem.line > 0
    assert english in problem.show()
    assert japanese in problem.show("ja")
