"""How a model's answer is read: whole, wrapped, cut short, or not at all."""

import json

import pytest
from openai import omit
from pydantic import ValidationError

from kotae.suggest.model_output import LONGEST_REPLY, OutputFormat, Replies, Reply, is_json, read_replies


def reply(text: str, **more: object) -> dict[str, object]:
    return {"approach": "謝る", "text": text, "cited": [], **more}


ONE = {"replies": [reply("はい。", cited=["kb-1"]), reply("いいえ。")]}
WHOLE = json.dumps(ONE, ensure_ascii=False)
READ = (Reply(approach="謝る", text="はい。", cited=["kb-1"]), Reply(approach="謝る", text="いいえ。", cited=[]))


@pytest.mark.parametrize(
    "content",
    [
        WHOLE,
        json.dumps(ONE, indent=2),
        f"\n {WHOLE}\n",
        f"```json\n{WHOLE}\n```",
        f"こちらです。\n{WHOLE}\nご確認ください。",
        f'<think>{{"replies": []}} では足りない。</think>\n{WHOLE}',
        f"<think>まず謝る</think><think>次に</think>{WHOLE}",
        f"まず謝る</think>{WHOLE}",
        json.dumps(ONE["replies"]),
        f"返答の一覧です：{json.dumps(ONE['replies'])} 以上",
        f"Fill in {{name}} first. {WHOLE}",
        json.dumps({"note": "two ways", **ONE}),
    ],
    ids=[
        "whole",
        "indented",
        "white space",
        "code fence",
        "prose",
        "thoughts",
        "more thoughts",
        "end of thoughts",
        "bare list",
        "list in prose",
        "braces in prose",
        "another key",
    ],
)
def test_replies_are_read_however_they_are_wrapped(content: str) -> None:
    assert read_replies(content) == READ


@pytest.mark.parametrize(
    "content",
    [
        "",
        "  ",
        "はい、承ります。",
        "{}",
        "[]",
        "null",
        '"はい"',
        "42",
        '{"replies": "はい"}',
        '{"replies": {}}',
        "{{{",
        "[}",
    ],
)
def test_what_holds_no_replies_gives_none(content: str) -> None:
    assert read_replies(content) == ()


def test_thoughts_without_an_answer_give_none() -> None:
    assert read_replies(f"{WHOLE}</think>") == ()


def test_of_an_answer_cut_short_the_complete_replies_are_read() -> None:
    whole = json.dumps({"replies": [reply("一つ目です。"), reply("二つ目です。")]}, ensure_ascii=False)
    read = [tuple(r.text for r in read_replies(whole[:length])) for length in range(len(whole) + 1)]
    assert set(read) == {(), ("一つ目です。",), ("一つ目です。", "二つ目です。")}
    # More of the answer never gives less, and half a text is never a reply.
    assert [len(texts) for texts in read] == sorted(len(texts) for texts in read)


@pytest.mark.parametrize(
    "item",
    [
        "はい。",
        None,
        ["はい。"],
        {},
        reply(""),
        reply(" \n"),
        reply("あ" * (LONGEST_REPLY + 1)),
        {**reply(""), "text": 5},
        {**reply("はい。"), "approach": ["謝る"]},
        {**reply("はい。"), "cited": "kb-1"},
        {**reply("はい。"), "text": None},
    ],
)
def test_an_item_that_is_no_reply_is_passed_over(item: object) -> None:
    content = json.dumps({"replies": [item, reply("承ります。")]})
    assert [r.text for r in read_replies(content)] == ["承ります。"]


def test_the_longest_reply_is_still_one() -> None:
    (read,) = read_replies(json.dumps([reply("あ" * LONGEST_REPLY)]))
    assert len(read.text) == LONGEST_REPLY


@pytest.mark.parametrize(
    "item", [{"text": "はい。"}, {"text": "はい。", "approach": None, "cited": None, "tone": "calm"}]
)
def test_only_the_text_must_be_there(item: dict[str, object]) -> None:
    assert read_replies(json.dumps([item])) == (Reply(approach="", text="はい。", cited=[]),)


def test_white_space_around_a_text_is_not_part_of_it() -> None:
    assert [r.text for r in read_replies(json.dumps([reply("\n 一行目\n二行目 ")]))] == ["一行目\n二行目"]


@pytest.mark.parametrize(
    ("content", "looks_like_it"),
    [
        (WHOLE, True),
        (f"\n{WHOLE}", True),
        (WHOLE[:20], True),
        (f"<think>はて</think> {WHOLE}", True),
        ("", False),
        ("はい、承ります。", False),
        (f"```json\n{WHOLE}\n```", False),
        (f"{WHOLE}</think>はい", False),
    ],
)
def test_the_look_of_json_tells_a_server_that_keeps_to_the_form(content: str, looks_like_it: bool) -> None:
    assert is_json(content) is looks_like_it


def test_the_forms_are_asked_for_strictest_first() -> None:
    schema, loose, none = (form.as_parameter() for form in sorted(OutputFormat))
    assert isinstance(schema, dict)
    assert schema["type"] == "json_schema"
    assert schema["json_schema"] == {"name": "replies", "schema": Replies.model_json_schema(), "strict": True}
    assert loose == {"type": "json_object"}
    assert none is omit


def test_the_schema_admits_nothing_but_replies() -> None:
    assert Replies.model_validate(ONE)
    for wrong in (
        {**ONE, "more": 1},
        {"replies": [{**reply("はい。"), "tone": "calm"}]},
        {"replies": [{"text": "はい。"}]},
    ):
        with pytest.raises(ValidationError):
            Replies.model_validate(wrong)
