"""Sentences and clauses: where one ends, and what only looks like an end."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kotae.conversation import Locale
from kotae.text.fold import fold_text
from kotae.text.segment import clauses, sentences

JA, EN = Locale.JA, Locale.EN
Steps = Callable[[Callable[[], object]], int]


def cut(text: str) -> list[str]:
    """The sentences of ``text``, which is folded already."""
    return [text[start:end] for start, end in sentences(text)]


def clauses_of(text: str, locale: Locale) -> list[str]:
    """The clauses of ``text``, which is folded already."""
    return [text[c.start : c.end].strip() for c in clauses(text, locale)]


# --- sentences ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n 。", ["。"]),
        ("はい", ["はい"]),
        ("はい。そうです。", ["はい。", "そうです。"]),
        ("はい!そうですか?ええ", ["はい!", "そうですか?", "ええ"]),
        ("えっ!?はい。。。どうぞ", ["えっ!?", "はい。。。", "どうぞ"]),
        ("はい。\n\nそうです。", ["はい。", "そうです。"]),
        ("山田様\nはい", ["山田様", "はい"]),
        ("はい。」そうです", ["はい。」", "そうです"]),
        ("(はい。)そうです", ["(はい。)", "そうです"]),
        ("  はい。  そうです  ", ["はい。", "そうです"]),
        ("yes. no", ["yes.", "no"]),
        ("yes... no", ["yes...", "no"]),
        ('"yes!" no', ['"yes!"', "no"]),
        ("yes.no", ["yes.no"]),
    ],
)
def test_a_sentence_ends_at_its_mark_and_the_marks_that_close_it(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "「はい。そうです。」とのこと。",
        "『はい!どうぞ?』と書いてあります。",
        "it costs $3.50 a day",
        "see www.example.com for more",
        "write to a.b@example.com today",
        "mr. tanaka and dr. lee are here",
        "blue pens vs. red ones, approx. ten",
        "order no. 15 is here",
        "open https://example.com/?a=1&b=2 there",
    ],
)
def test_what_only_looks_like_an_end_is_none(text: str) -> None:
    assert cut(text) == [text]


def test_no_as_an_answer_ends_its_sentence() -> None:
    assert cut("no. we are closed") == ["no.", "we are closed"]


@pytest.mark.parametrize("text", ["「はい。そうです。", "「はい。\nそうです。」"])
def test_a_quotation_that_nobody_closes_hides_no_ends(text: str) -> None:
    assert len(cut(text)) == 2


def test_a_quotation_longer_than_any_hides_no_ends() -> None:
    assert len(cut("「" + "はい。" * 40 + "」")) == 40


def test_a_question_mark_outside_an_address_ends_its_sentence() -> None:
    assert cut("is it https://example.com/? yes") == ["is it https://example.com/?", "yes"]
    assert cut("ok?yes") == ["ok?", "yes"]


# --- Japanese clauses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("返金はできませんが、商品券を送ります。", ["返金はできませんが、", "商品券を送ります。"]),
        ("返金はできませんが商品券を送ります。", ["返金はできませんが", "商品券を送ります。"]),
        ("確認しますので、お待ちください。", ["確認しますので、", "お待ちください。"]),
        ("確認いたしますのでお待ちください。", ["確認いたしますので", "お待ちください。"]),
        ("お待ちいただければ、すぐ伺います。", ["お待ちいただければ、", "すぐ伺います。"]),
        ("担当を確認しまして、折り返します。", ["担当を確認しまして、", "折り返します。"]),
        ("在庫がないため、書類を送ったうえで、返します。", ["在庫がないため、書類を送ったうえで、", "返します。"]),
        ("はい。そうですが、どうぞ。", ["はい。", "そうですが、", "どうぞ。"]),
        ("返金;割引", ["返金;", "割引"]),
    ],
)
def test_a_japanese_clause_ends_with_its_predicate(text: str, expected: list[str]) -> None:
    assert clauses_of(text, JA) == expected


@pytest.mark.parametrize(
    "text",
    [
        "返金につきましては、お受けいたしかねます。",
        "返金に関しましては、できません。",
        "返金につきまして、お受けいたしかねます。",
        "返金に関しまして、できません。",
        "当社としまして、できません。",
        "当社としましては、できません。",
        "返金、割引、商品券はできません。",
        "恐れ入りますが。",
        "お客様、返金はできません。",
    ],
)
def test_a_topic_stays_with_the_predicate_that_ends_its_clause(text: str) -> None:
    assert clauses_of(text, JA) == [text]


# --- English clauses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we can't, but we will help.", ["we can't,", "but we will help."]),
        ("we can't but we will help.", ["we can't", "but we will help."]),
        ("we can't; we will help.", ["we can't;", "we will help."]),
        ("one thing: we will help.", ["one thing:", "we will help."]),
        ("i see, i'll help.", ["i see,", "i'll help."]),
        ("we can't because it is late", ["we can't", "because it is late"]),
        ("we can't although it is early", ["we can't", "although it is early"]),
        ("if you wish, we will help. thanks", ["if you wish,", "we will help.", "thanks"]),
        ("at 10:30 we close", ["at 10:30 we close"]),
        ("pens, paper and ink", ["pens, paper and ink"]),
        ("a button, butter", ["a button, butter"]),
    ],
)
def test_an_english_clause_opens_with_what_joins_it(text: str, expected: list[str]) -> None:
    assert clauses_of(text, EN) == expected


def test_clauses_are_numbered_by_their_sentences() -> None:
    assert [c.sentence for c in clauses("はい。できませんが、送ります。はい", JA)] == [0, 1, 1, 2]


# --- any text ----------------------------------------------------------------------------------------------------

PIECES = (
    *(
        "返金",
        "ますが、",
        "ですが",
        "ません",
        "につきましては、",
        "。",
        "、",
        "!",
        "?",
        "\n",
        "「",
        "」",
        "『",
        "』",
        " ",
        ";",
        ":",
    ),
    *("mr.", "no. ", "1.5", ". ", ", but ", " but ", ", i'll ", "http://a?b", "...", '"', "'", ")"),
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=25).map("".join).map(fold_text)


@settings(deadline=None)
@given(TEXTS)
def test_sentences_cover_all_that_shows_in_order(text: str) -> None:
    found = sentences(text)
    edges = [0, *(edge for span in found for edge in span), len(text)]
    assert edges == sorted(edges)
    assert all(start < end and text[start:end] == text[start:end].strip() for start, end in found)
    between = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    assert not "".join(between).strip()


@settings(deadline=None)
@given(TEXTS, st.sampled_from(list(Locale)))
def test_clauses_cover_their_sentences(text: str, locale: Locale) -> None:
    whole = sentences(text)
    found = clauses(text, locale)
    for number, (start, end) in enumerate(whole):
        own = [c for c in found if c.sentence == number]
        assert [own[0].start, own[-1].end] == [start, end] or not "".join(
            text[a:b] for a, b in ((start, own[0].start), (own[-1].end, end))
        ).strip()
        assert all(not text[a.end : b.start].strip() for a, b in pairwise(own))
    assert all(c.start < c.end for c in found)
    assert [c.start for c in found] == sorted(c.start for c in found)


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize(
    "piece",
    [
        "返金はできませんが、",
        "返金ですが",
        "we can't, but ",
        "「",
        "「あ",
        "。",
        ". ",
        "http://a?",
        "a b ",
        "、",
        "mr. ",
    ],
)
def test_twice_the_text_is_at_most_about_twice_the_work(steps_of: Steps, piece: str, locale: Locale) -> None:
    once, twice = (steps_of(lambda n=n: clauses(piece * n, locale)) for n in (200, 400))
    assert twice < 2.2 * once


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("char", ["。", "「", "」", " ", "\n", ".", "?", "、", ";", "あ", "a"])
def test_three_hundred_thousand_of_one_character_are_cut_like_any_text(char: str, locale: Locale) -> None:
    found = clauses(char * 300_000, locale)
    assert all(0 <= c.start < c.end <= 300_000 for c in found)
