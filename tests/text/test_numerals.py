"""Numerals: a number is plain digits however it is written, and a numeral that is part of a word stays one."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotae.text.fold import fold, fold_text

Steps = Callable[[Callable[[], object]], int]


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        (
            "5000円",
            ["5,000円", "五千円", "5千円", "５，０００円", "0.5万円", "五〇〇〇円"],
        ),
        ("12000円", ["12,000円", "1万2千円", "一万二千円", "1.2万円", "1万2000円"]),
        ("120000000円", ["1億2千万円", "1.2億円", "一億二千万円"]),
        ("10円", ["十円", "拾円"]),
        ("15円", ["十五円", "一五円"]),
        ("300円", ["三百円", "3百円"]),
        ("105円", ["百五円", "一〇五円"]),
        ("1円", ["壱円", "一円"]),
        ("2026年", ["二〇二六年", "２０２６年", "二千二十六年"]),
        ("3か月", ["三か月", "3ヶ月", "三ヵ月", "３カ月", "三箇月", "3個月"]),
        ("2か所", ["二箇所", "2ヶ所", "二カ所"]),
        ("2日", ["二日", "２日"]),
        ("3人", ["三人"]),
        ("10分間", ["十分間"]),
        ("20分", ["二十分"]),
        ("1回", ["一回"]),
        ("3割", ["三割"]),
    ],
)
def test_a_number_is_the_same_however_it_is_written(plain: str, written: list[str]) -> None:
    assert [fold_text(text) for text in written] == [plain] * len(written)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "一緒に",
            "万全の",
            "十分な",
            "十分です",
            "一人ひとり",
            "一日中",
            "一通り",
            "一社",
            "三階",
            "千葉県",
            "百貨店",
        ),
        *("二度と", "〇〇円", "〇〇〇円", "四季", "八百屋", "一般", "五感"),
    ],
)
def test_a_numeral_that_is_part_of_a_word_stays_one(text: str) -> None:
    assert fold_text(text) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1,000", "1000"),
        ("1,000,000", "1000000"),
        ("1,00", "1,00"),
        ("10,2000", "10,2000"),
        ("1, 000", "1, 000"),
        ("3.14", "3.14"),
        ("1.2.3", "1.2.3"),
        ("10,11,12", "10,11,12"),
        ("0120-000-000", "0120-000-000"),
        ("12:30", "12:30"),
    ],
)
def test_only_a_comma_that_groups_thousands_is_dropped(text: str, plain: str) -> None:
    assert fold_text(text) == plain


@pytest.mark.parametrize("text", ["1.25円", "1.2.3万円", "万円", "1.00005万円"])
def test_what_makes_no_whole_number_stays_as_it_is(text: str) -> None:
    assert fold_text(text) == text


def test_a_numeral_longer_than_any_stays_as_it_is() -> None:
    assert fold_text("九" * 25 + "円") == "九" * 25 + "円"
    assert fold_text("九" * 24 + "円") == "9" * 24 + "円"


@given(st.integers(1, 99_999_999))
def test_every_number_is_read_from_its_kanji(number: int) -> None:
    assert fold_text(_kanji(number) + "円") == f"{number}円"


@given(st.integers(0, 10**12))
def test_every_number_is_read_with_commas(number: int) -> None:
    assert fold_text(f"{number:,}円") == f"{number}円"


@given(st.text(st.sampled_from("〇一二三十百千万億0123456789,.円年月ヶ箇個か分 "), max_size=30))
def test_every_digit_maps_back_to_the_numeral_that_made_it(text: str) -> None:
    folded = fold(text)
    for at, char in enumerate(folded.text):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert not char.isdecimal() or any(c.isnumeric() or c in "〇" for c in text[start:end])


@pytest.mark.parametrize("piece", ["九", "9", "1,000", "一億", "9,", "9.", "三ヶ月", "万"])
def test_twice_the_numerals_are_at_most_about_twice_the_work(steps_of: Steps, piece: str) -> None:
    once, twice = (steps_of(lambda n=n: fold(piece * n)) for n in (200, 400))
    assert twice < 2.2 * once


def _kanji(number: int) -> str:
    """Write ``number`` as Japanese does."""
    out = ""
    if number >= 10_000:
        out, number = _kanji(number // 10_000) + "万", number % 10_000
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十")):
        digit, number = number // unit, number % unit
        if digit:
            out += ("" if digit == 1 else "〇一二三四五六七八九"[digit]) + sign
    return out + ("〇一二三四五六七八九"[number] if number else "")
