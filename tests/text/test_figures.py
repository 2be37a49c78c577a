"""Figures: however an amount, a share or a stretch of time is written, it is the same figure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kotae.conversation import Locale
from kotae.text.figures import Figure, figures, numbers
from kotae.text.fold import fold_text

JA, EN = Locale.JA, Locale.EN


def of(text: str, locale: Locale) -> set[tuple[str, float]]:
    """The figures of ``text``, each as its unit and its value."""
    return {(f.unit, f.value) for f in figures(fold_text(text), locale)}


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        (["5,000円", "五千円", "５０００円", "5千円", "¥5000", "0.5万円"], ("yen", 5000)),
        (["20ドル", "$20", "20ﾄﾞﾙ"], ("dollar", 20)),
        (["50%", "５０％", "50パーセント", "5割", "五割", "半額", "半値"], ("%", 50)),
        (["無料", "無償", "全額", "0円", "100%", "10割"], ("%", 100)),
        (["15%", "一割五分", "1割5分引き"], ("%", 15)),
        (["3か月", "3ヶ月", "３カ月", "三箇月", "3ヵ月", "四半期"], ("month", 3)),
        (["6か月", "半年"], ("month", 6)),
        (["2年", "24か月"], ("month", 24)),
        (["1か月", "初月", "最初の月"], ("month", 1)),
        (["14日", "2週間"], ("day", 14)),
        (["3回", "三回"], ("time", 3)),
        (["2時間"], ("hour", 2)),
        (["30分間", "三十分以内"], ("minute", 30)),
        (["1,200ポイント", "1200点"], ("point", 1200)),
        (["3本"], ("本", 3)),
    ],
)
def test_a_japanese_figure_is_the_same_however_it_is_written(written: list[str], figure: tuple[str, float]) -> None:
    assert [of(text, JA) for text in written] == [{figure}] * len(written)


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        (["50%", "50 percent", "fifty percent", "half price", "half off", "half the price"], ("%", 50)),
        (["half of your monthly fee", "half-price", "half that charge"], ("%", 50)),
        (["free", "no charge", "at no extra cost", "complimentary", "we waive it", "$0", "100%"], ("%", 100)),
        (["$20", "20 dollars", "twenty bucks", "$ 20", "20-dollar"], ("dollar", 20)),
        (["three months", "3 months", "a quarter", "3-month", "three extra months", "three full months"], ("month", 3)),
        (["six months", "half a year", "half-year"], ("month", 6)),
        (["a whole year", "12 months", "twelve months", "one year", "an extra year"], ("month", 12)),
        (["the first month", "one month", "1 month", "a full month"], ("month", 1)),
        (["two weeks", "14 days"], ("day", 14)),
        (["ten minutes", "10 minutes"], ("minute", 10)),
        (["1,200 points", "1200 points"], ("point", 1200)),
        (["two boxes", "2 boxes"], ("box", 2)),
        (["1.5 hours"], ("hour", 1.5)),
    ],
)  # fmt: skip
def test_an_english_figure_is_the_same_however_it_is_written(written: list[str], figure: tuple[str, float]) -> None:
    assert [of(text, EN) for text in written] == [{figure}] * len(written)


def test_free_months_are_free_and_months() -> None:
    assert of("three free months", EN) == {("month", 3), ("%", 100)}
    assert of("a month free", EN) == {("month", 1), ("%", 100)}


def test_every_figure_of_a_text_counts_once() -> None:
    assert of("3か月、5,000円、また3か月で5千円", JA) == {("month", 3), ("yen", 5000)}


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("2026年11月21日", JA),
        ("11月21日まで", JA),
        ("来年3月末", JA),
        ("2026年度", JA),
        ("一緒に", JA),
        ("十分な", JA),
        ("三階の窓口", JA),
        ("お電話番号は0312345678", JA),
        ("feel free to call", EN),
        ("a toll-free number, hands-free", EN),
        ("sugar-free", EN),
        ("a month", EN),
        ("page 3", EN),
        ("half of them", EN),
        ("", JA),
        ("", EN),
    ],
)
def test_what_is_no_figure_of_an_offer_is_left_out(text: str, locale: Locale) -> None:
    assert of(text, locale) == set()


def test_figures_of_different_units_or_values_differ() -> None:
    assert of("3か月", JA).isdisjoint(of("3日と3回と3,000円と4か月", JA))


def test_bare_numbers_are_told_whatever_they_count() -> None:
    assert numbers(fold_text("1,200ポイントと2.5倍、三か月")) == {1200.0, 2.5, 3.0}
    assert numbers("") == frozenset()


@settings(deadline=None)
@given(st.integers(1, 9_999_999))
def test_an_amount_is_read_with_and_without_commas(amount: int) -> None:
    expected = {("yen", float(amount))}
    assert of(f"{amount}円", JA) == of(f"{amount:,}円", JA) == of(f"{amount:,} yen", EN) == expected


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(list(Locale)))
def test_any_text_has_figures_or_none(text: str, locale: Locale) -> None:
    assert all(isinstance(f, Figure) and f.value >= 0 for f in figures(fold_text(text), locale))


@pytest.mark.parametrize("piece", ["9", "9円", "9.", "半額", "half ", "a free ", "¥", "9 free ", "無料", "1,000"])
@pytest.mark.parametrize("locale", list(Locale))
def test_a_text_of_one_piece_over_and_over_is_read_like_any_other(piece: str, locale: Locale) -> None:
    assert isinstance(figures(piece * 20_000, locale), frozenset)
