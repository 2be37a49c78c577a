"""Reading a policy folder: each mistake is named with file, line and column, and how to mend it, in two languages."""

from pathlib import Path

import pytest
from small_folder import EN, JA, fact, obligation, prohibition, sentence, vocabulary, write_folder

from kotae.policy import PolicyError, Problem
from kotae.policy.folder import default_folder, read_folder
from kotae.policy.lint import warnings

VOCABULARY = "vocabulary/money.words.yaml"
RULE = "rules/money.no-offer.yaml"
FACT = "facts/customer.cancels.yaml"

GOOD_VOCABULARY = """\
vocabulary: money.words
about: {ja: 例, en: Example}
words:
  ja-JP: [返金, 割引]
  en-US: [refund]
"""
GOOD_RULE = """\
rule: money.no-offer
title: {ja: 例, en: Example}
kind: prohibition
mode: enforce
owner: someone
rationale: {ja: 例, en: Example}
basis:
  - {kind: house, source: a rule of the house, verified: 2026-11-21}
message: {ja: 例, en: Example}
instead: {ja: 例, en: Example}
applies:
  all: [customer.cancels]
detect:
  ja-JP:
    - together: [money.words]
must: {}
"""
GOOD_FACT = """\
fact: customer.cancels
about: {ja: 例, en: Example}
by: customer
turns: any
detect:
  ja-JP:
    - say: [解約]
"""


def problems(root: Path, file: str = "", text: str = "") -> tuple[Problem, ...]:
    """What is found wrong with a small folder, in which ``file`` has ``text``."""
    root = root / "policies"
    for name, content in {VOCABULARY: GOOD_VOCABULARY, RULE: GOOD_RULE, FACT: GOOD_FACT, file: text}.items():
        if name:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content, encoding="utf-8")
    try:
        read_folder(root)
    except PolicyError as error:
        return error.problems
    return ()


def place_of(text: str, words: str) -> tuple[int, int]:
    """The line and column, from 1, at which ``words`` stand in ``text``."""
    before = text[: text.index(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def test_a_folder_without_mistakes_is_read(tmp_path: Path) -> None:
    assert problems(tmp_path) == ()
    folder = read_folder(tmp_path / "policies")
    assert (*folder.rules, *folder.facts, *folder.vocabularies) == ("money.no-offer", "customer.cancels", "money.words")
    assert folder.vocabularies["money.words"].words == {JA: ["返金", "割引"], EN: ["refund"]}


def test_the_policies_of_the_project_are_without_mistakes_and_without_warnings() -> None:
    folder = read_folder(default_folder())
    assert list(warnings(folder)) == []


# --- mistakes ----------------------------------------------------------------------------------------------------

MISTAKES = {
    "an unknown key": (
        RULE, "mode: enforce\n", "mode: enforce\nowners: someone\n", "owners",
        ['"owners" is not a known key', "correct the spelling"], ["「owners」というキーはありません", "つづりを直す"],
    ),
    "an unknown key deep inside": (
        RULE, "all: [customer.cancels]", "every: [customer.cancels]", "every",
        ['"applies.every" is not a known key', "kotae policy schema"], ["「applies.every」というキーはありません"],
    ),
    "a missing key": (
        FACT, "by: customer\n", "", "fact:",
        ['"by" is missing', "add it"], ["「by」がありません", "書き加えて"],
    ),
    "a value that is not allowed": (
        RULE, "mode: enforce", "mode: enforced", "mode",
        ['"mode" cannot be "enforced"', "'enforce', 'shadow' or 'off'"], ["「mode」に「enforced」は使えません"],
    ),
    "an unknown language": (
        VOCABULARY, "en-US", "en-GB", "en-GB",
        ['"words" has no key "en-GB"', "'ja-JP' or 'en-US'"],
        ["「words」に「en-GB」というキーはありません", "ja-JP、en-US"],
    ),
    "an unknown vocabulary": (
        RULE, "together: [money.words]", "together: [money.wrods]", "money.wrods",
        ['there is no vocabulary "money.wrods"', 'did you mean "money.words"?'],
        ["「money.wrods」という語彙はありません", "「money.words」ではありませんか"],
    ),
    "an unknown vocabulary unlike any": (
        RULE, "together: [money.words]", "together: [zzz]", "zzz",
        ['there is no vocabulary "zzz"', "add the vocabulary or correct the name"],
        ["「zzz」という語彙はありません", "語彙を加えるか"],
    ),
    "an unknown frame": (
        RULE, "together: [money.words]", "together: [money.words]\n      unless: [money.wrods]", "money.wrods",
        ['there is no vocabulary "money.wrods"', "did you mean"], ["という語彙はありません", "ではありませんか"],
    ),
    "an unknown word that must not stand there": (
        RULE, "together: [money.words]", "together: [money.words]\n      without: [money.wrods]", "money.wrods",
        ['there is no vocabulary "money.wrods"', "did you mean"], ["という語彙はありません", "ではありませんか"],
    ),
    "an unknown fact": (
        RULE, "customer.cancels", "customer.cancel", "customer.cancel",
        ['there is no fact "customer.cancel"', 'did you mean "customer.cancels"?'],
        ["「customer.cancel」という事実はありません", "「customer.cancels」ではありませんか"],
    ),
    "an unknown fact of the request": (
        FACT, "say: [解約]", "say: [解約]\n      given: [contact.complaints]", "contact.complaints",
        ['there is no fact of the request "contact.complaints"', 'did you mean "contact.complaint"?'],
        ["「contact.complaints」という依頼の事実はありません", "ではありませんか"],
    ),
    "another name than the file's": (
        FACT, "fact: customer.cancels", "fact: customer.cancelled", "fact",
        ['the fact is called "customer.cancelled", the file "customer.cancels"', "give both the same name"],
        ["factの名前「customer.cancelled」がファイル名「customer.cancels」と違います", "同じ名前に"],
    ),
    "a key that stands twice": (
        RULE, "owner: someone\n", "owner: someone\nowner: nobody\n", "owner: nobody",
        ['the key "owner" stands twice', "keep one of the two"], ["キー「owner」が二度あります", "どちらか一つ"],
    ),
    "a key that stands twice deep inside": (
        VOCABULARY, "  en-US: [refund]", "  en-US: [refund]\n  en-US: [gift]", "en-US: [gift]",
        ['the key "en-US" stands twice', "keep one"], ["キー「en-US」が二度あります", "どちらか一つ"],
    ),
    "a condition of two ways": (
        RULE, "together: [money.words]", "together: [money.words]\n      say: [返金]", "together",
        ['a condition has "together"', "keep one way, with at least one entry"],
        ["条件には「together」か「shape」", "一方だけを残し"],
    ),
    "a fact with neither words nor facts": (
        FACT, "detect:\n  ja-JP:\n    - say: [解約]\n", "", "fact:",
        ['a fact has either "detect" or "any_of"', "keep one of the two"],
        ["事実には「detect」か「any_of」のどちらか一方", "一方だけを残して"],
    ),
    "a prohibition with what fulfils it": (
        RULE, "detect:", "fulfilled:", "rule:",
        ['a prohibition is described by "detect" alone', 'write "detect"'],
        ["禁止の規則は「detect」だけで書きます", "「fulfilled」を取り除いて"],
    ),
    "a word written twice": (
        VOCABULARY, "[返金, 割引]", "[返金, 割引, 返 金]", "返 金",
        ['"返 金" means the same to the matcher as "返金" above', "keep one of the two"],
        ["「返 金」は上の「返金」と同じ扱いになります", "どちらか一つ"],
    ),
    "a word of which nothing is left": (
        VOCABULARY, "[返金, 割引]", "[返金, '…']", "'…'",
        ['nothing of "…" can be matched', "remove it"], ["「…」は照合できません", "取り除いて"],
    ),
    "a word of a condition of which nothing is left": (
        FACT, "say: [解約]", "say: ['。']", "'。'",
        ['nothing of "。" can be matched', "remove it"], ["「。」は照合できません", "取り除いて"],
    ),
    "a colon in a text": (
        RULE, "owner: someone", "owner: someone: else", ": else",
        ["this is not valid YAML", "single quotes"], ["YAMLとして読めません", "一重引用符"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_place_and_the_mend_in_both_languages(tmp_path: Path, mistake: str) -> None:
    file, right, wrong, at, english, japanese = MISTAKES[mistake]
    text = {VOCABULARY: GOOD_VOCABULARY, RULE: GOOD_RULE, FACT: GOOD_FACT}[file]
    assert text.count(right) == 1
    broken = text.replace(right, wrong)
    found = [p for p in problems(tmp_path, file, broken) if p.file == f"policies/{file}"]
    (problem,) = found
    assert (problem.line, problem.column) == place_of(broken, at)
    place = f"policies/{file}:{problem.line}:{problem.column}: "
    for shown, words, mend in ((problem.show(), english, "mend: "), (problem.show("ja"), japanese, "直し方: ")):
        assert shown.startswith(place)
        assert mend in shown
        assert all(part in shown for part in words)


@pytest.mark.parametrize(
    "text",
    [
        GOOD_RULE.replace("owner: someone", "owner: [someone"),
        GOOD_RULE.replace("  ja-JP", "\tja-JP"),
        GOOD_RULE.replace("someone", "*nobody"),
        GOOD_RULE.replace("someone", "'someone"),
        GOOD_RULE + "---\nrule: another\n",
    ],
)
def test_broken_yaml_is_named_with_a_line(tmp_path: Path, text: str) -> None:
    (problem,) = problems(tmp_path, RULE, text)
    assert problem.file == f"policies/{RULE}"
    assert problem.line > 0
    assert problem.column > 0
    assert "this is not valid YAML" in problem.show()
    assert "YAMLとして読めません" in problem.show("ja")


@pytest.mark.parametrize("text", ["", "# nothing but a remark\n"])
def test_of_an_empty_file_everything_is_missing(tmp_path: Path, text: str) -> None:
    found = problems(tmp_path, VOCABULARY, text)
    assert {f'"{key}" is missing' for key in ("vocabulary", "about", "words")} <= {p.what for p in found}


@pytest.mark.parametrize("text", ["just words\n", "- a\n- b\n"])
def test_a_file_without_keys_is_refused(tmp_path: Path, text: str) -> None:
    assert any(p.file == f"policies/{VOCABULARY}" and p.line == 1 for p in problems(tmp_path, VOCABULARY, text))


def test_a_control_character_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, VOCABULARY, GOOD_VOCABULARY.replace("refund", "re\x01fund"))
    assert any("remove the characters that cannot be printed" in p.show() for p in found)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    write_folder(tmp_path, vocabulary("money.words", ["返金"]))
    (tmp_path / VOCABULARY).write_bytes("返金".encode("shift_jis"))
    with pytest.raises(PolicyError, match="save it as UTF-8") as refused:
        read_folder(tmp_path)
    assert "UTF-8のテキストとして保存" in refused.value.problems[0].show("ja")


def test_a_file_of_unreasonable_size_is_refused(tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / "rules" / "a.b.yaml").write_text("#" * 20_000_001)
    with pytest.raises(PolicyError, match="over 20 MB"):
        read_folder(tmp_path)


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match='there is no folder "rules"') as refused:
        read_folder(tmp_path)
    assert "「rules」フォルダーがありません" in refused.value.problems[0].show("ja")


def test_every_mistake_is_listed_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    write_folder(
        tmp_path / "policies",
        prohibition("a.first", ja=[{"together": ["x.one", "x.two"]}]),
        prohibition("a.second", ja=[{"say": ["返金"]}], applies={"none": ["x.three"]}),
        fact("customer.x", any_of=["x.four"]),
        fact("customer.y", ja=[{"say": ["返金"]}], after="x.five"),
        sentence("s", ["x.six"], "last", "はい。"),
    )
    with pytest.raises(PolicyError) as refused:
        read_folder(tmp_path / "policies")
    found = refused.value.problems
    assert [p.what.split('"')[1] for p in found] == ["x.four", "x.five", "x.six", "x.one", "x.two", "x.three"]
    assert list(found) == sorted(found)
    assert all(p.line for p in found)
    assert str(refused.value).count("mend: ") == 6


def test_a_circle_of_facts_names_every_fact_of_it_and_no_other(tmp_path: Path) -> None:
    write_folder(
        tmp_path,
        fact("customer.a", any_of=["customer.b"]),
        fact("customer.b", any_of=["customer.c"]),
        fact("customer.c", ja=[{"say": ["返金"]}], after="customer.a"),
        fact("customer.outside", any_of=["customer.a"]),
    )
    with pytest.raises(PolicyError) as refused:
        read_folder(tmp_path)
    found = refused.value.problems
    assert [Path(p.file).stem for p in found] == ["customer.a", "customer.b", "customer.c"]
    assert all((p.line, p.column) == (1, 1) for p in found)
    assert all("break the circle" in p.show() and "自分自身に基づいています" in p.show("ja") for p in found)


# --- what a folder means -----------------------------------------------------------------------------------------


def test_words_like_yes_and_dates_are_words(tmp_path: Path) -> None:
    assert problems(tmp_path, VOCABULARY, GOOD_VOCABULARY.replace("[refund]", "[yes, no, on, off, 2026-11-21]")) == ()
    words = read_folder(tmp_path / "policies").vocabularies["money.words"].words[EN]
    assert words == ["yes", "no", "on", "off", "2026-11-21"]


def test_competitors_and_own_products_need_no_file(tmp_path: Path) -> None:
    named = prohibition(ja=[{"together": ["request.competitors", "request.own-products"]}])
    assert read_folder(write_folder(tmp_path, named)).rules


def test_the_revision_changes_with_what_the_files_mean_and_not_with_their_layout(tmp_path: Path) -> None:
    assert problems(tmp_path) == ()
    revision = read_folder(tmp_path / "policies").revision
    assert (
        problems(tmp_path, VOCABULARY, "# a remark\n" + GOOD_VOCABULARY.replace("[返金, 割引]", "[ '返金',  割引 ]"))
        == ()
    )
    assert read_folder(tmp_path / "policies").revision == revision
    assert problems(tmp_path, VOCABULARY, GOOD_VOCABULARY.replace("割引", "値引")) == ()
    assert read_folder(tmp_path / "policies").revision != revision


# --- warnings ----------------------------------------------------------------------------------------------------


def warned(root: Path, *files: dict[str, object]) -> list[str]:
    """What is wrong with ``files`` although they can be used."""
    return [problem.show() for problem in warnings(read_folder(write_folder(root, *files)))]


MUST = {loc: {"violates": ["返金"], "complies": ["はい"]} for loc in ("ja-JP", "en-US")}


def test_a_vocabulary_that_nothing_uses_is_warned_of(tmp_path: Path) -> None:
    used = prohibition(ja=[{"together": ["a.a"], "unless": ["b.b"], "without": ["c.c"]}], must=MUST)
    files = [vocabulary(name, ["返金"]) for name in ("a.a", "b.b", "c.c", "d.d", "greeting.opening")]
    (warning,) = warned(tmp_path, used, *files)
    assert 'no rule or fact uses the vocabulary "d.d"' in warning


def test_a_rule_without_examples_of_both_sides_in_both_languages_is_warned_of(tmp_path: Path) -> None:
    half = {"ja-JP": {"violates": ["返金"], "complies": []}}
    found = warned(tmp_path, prohibition(ja=[{"say": ["返金"]}], must=half))
    assert [w.split("must-example that ")[1].split("\n")[0] for w in found] == [
        "complies in ja-JP",
        "violates in en-US",
        "complies in en-US",
    ]


@pytest.mark.parametrize("text", ["{ofer}です。", "{offer} {name}", "{}です。"])
def test_a_slot_that_nothing_fills_is_warned_of(tmp_path: Path, text: str) -> None:
    rule = obligation(ja=[{"say": ["録音"]}], must=MUST)
    approved = sentence("s", ["recording.disclose"], "last", text)
    approved["say"] = {"ja-JP": {"chat": [text]}}
    (warning,) = warned(tmp_path, rule, approved)
    assert "there is no slot" in warning
    assert "offer, consequences, competitor, own_product" in warning


def test_a_brace_left_open_in_an_approved_sentence_is_refused(tmp_path: Path) -> None:
    rule = obligation(ja=[{"say": ["録音"]}], must=MUST)
    with pytest.raises(PolicyError, match=r"a brace is left open\n\s+mend: close it, or remove it"):
        warned(tmp_path, rule, sentence("s", ["recording.disclose"], "last", "録音しております{offer"))
