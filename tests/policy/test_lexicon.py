"""Where the words of a vocabulary are found, and where the same letters are a part of something else."""

from collections.abc import Callable

import pytest

from kotae.conversation import Locale
from kotae.policy.lexicon import Lexicon, term

JA, EN = Locale.JA, Locale.EN
Steps = Callable[[Callable[[], object]], int]


def found(locale: Locale, word: str, text: str) -> list[str]:
    """What ``word`` finds in ``text``, as the caller wrote it."""
    reading = Lexicon(locale, {"words": [word]}).read(text)
    return [text[slice(*reading.folded.span(*span))] for span in reading.hits.get("words", ())]


# --- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "word", "text", "as_written"),
    [
        (JA, "返金", "ご返金します", "返金"),
        (JA, "クーポン", "ｸｰﾎﾟﾝです", "ｸｰﾎﾟﾝ"),
        (JA, "くーぽん", "クーポンです", "クーポン"),
        (JA, "返金", "返\u200b金します", "返\u200b金"),
        (JA, "五千円", "5,000円です", "5,000円"),
        (EN, "gift card", "A GIFT  Card!", "GIFT  Card"),
        (EN, "i'm sorry", "I’m sorry.", "I’m sorry"),
    ],
)
def test_a_word_is_found_however_it_is_written(locale: Locale, word: str, text: str, as_written: str) -> None:
    assert found(locale, word, text) == [as_written]


def test_every_place_of_a_word_is_found_in_order() -> None:
    reading = Lexicon(JA, {"words": ["返金", "返金額", "金額"]}).read("返金額と返金")
    assert reading.hits["words"] == [(0, 2), (0, 3), (1, 3), (4, 6)]


def test_a_word_may_belong_to_several_vocabularies() -> None:
    reading = Lexicon(JA, {"money": ["返金"], "claim": ["返金", "補償"]}).read("返金")
    assert set(reading.hits) == {"money", "claim"}


def test_a_vocabulary_without_a_word_in_the_text_has_no_hits() -> None:
    assert "money" not in Lexicon(JA, {"money": ["返金"], "empty": []}).read("はい").hits


@pytest.mark.parametrize(
    ("text", "named"),
    [("refund", {"whole", "open"}), ("refunding", {"open"}), ("a refund, gift", {"whole", "open", "apart"})],
)
def test_words_that_share_a_part_each_look_at_its_neighbours_in_their_own_way(text: str, named: set[str]) -> None:
    lexicon = Lexicon(EN, {"whole": ["refund"], "open": ["refund*"], "apart": ["refund…gift"]})
    assert lexicon.read(text).hits.keys() == named


def test_a_lexicon_without_words_reads_all_the_same() -> None:
    assert Lexicon(JA, {}).read("はい。").clauses


@pytest.mark.parametrize("word", ["", " ", "…", "*", "。", "\u200b", "\u0301", "……"])
def test_a_word_of_which_nothing_is_left_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="nothing is left of this word"):
        term(word)


# --- gaps --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["お客様に返金します", "お客様には、必ず返金します", "お客様返金"])
def test_a_gap_takes_in_anything_within_a_sentence(text: str) -> None:
    assert found(JA, "お客様…返金", text) == [text.removesuffix("します")]


@pytest.mark.parametrize(
    "text",
    ["返金をお客様に", "お客様です。返金します", "お客様\n返金", "お客様", "返金", "返金。お客様"],
)
def test_the_parts_of_a_gap_stand_in_order_and_in_one_sentence(text: str) -> None:
    assert found(JA, "お客様…返金", text) == []


def test_a_gap_takes_the_shortest_way_from_each_beginning() -> None:
    assert found(JA, "会員…返金", "会員は返金、会員も返金。返金") == ["会員は返金", "会員も返金"]


def test_a_phrase_may_have_several_gaps() -> None:
    assert found(EN, "if you…cancel…lose", "If you ever cancel, you lose points.") == ["If you ever cancel, you lose"]
    assert found(EN, "if you…cancel…lose", "If you lose it, cancel.") == []


def test_the_same_part_may_stand_on_both_sides_of_a_gap() -> None:
    assert found(JA, "返金…返金", "返金か返金か") == ["返金か返金"]
    assert found(JA, "返金…返金", "返金か") == []


def test_a_gap_at_an_end_is_no_gap() -> None:
    assert found(JA, "返金…", "返金します") == found(JA, "…返金", "返金します") == ["返金"]


# --- boundaries of words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["refund", "Refund.", "(refund)", "a refund, please", "no-refund", "返金refundです"])
def test_a_latin_word_stands_alone(text: str) -> None:
    assert len(found(EN, "refund", text)) == 1


@pytest.mark.parametrize("text", ["refunds", "prerefund", "refunded", "refund2"])
def test_a_latin_word_is_no_part_of_another(text: str) -> None:
    assert found(EN, "refund", text) == []


@pytest.mark.parametrize(
    ("text", "as_written"),
    [("refund", "refund"), ("refunds", "refund"), ("refunding", "refund"), ("Refunded!", "Refund")],
)
def test_an_open_end_takes_any_ending(text: str, as_written: str) -> None:
    assert found(EN, "refund*", text) == [as_written]


def test_an_open_end_leaves_the_beginning_closed() -> None:
    assert found(EN, "fund*", "refunding") == []


def test_an_open_end_may_stand_after_a_gap() -> None:
    assert found(EN, "we…refund*", "We are refunding you") == ["We are refund"]


# --- short katakana ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["タダです", "ﾀﾀﾞです", "今ならタダ", "「タダ」", "タ\u200bダです"])
def test_a_short_katakana_word_is_found_in_katakana(text: str) -> None:
    assert len(found(JA, "タダ", text)) == 1


@pytest.mark.parametrize("text", ["いただく", "ただいま", "またたびただ"])
def test_a_short_katakana_word_is_not_found_in_hiragana(text: str) -> None:
    assert found(JA, "タダ", text) == []


@pytest.mark.parametrize(
    "text",
    ["スタダム", "タダノ", "カタダ", "タダーン", "ス\u200bタ\u200bダ\u200bム", "ガタダ", "ガタダム", "ス タ ダ ム"],
)
def test_a_short_katakana_word_is_no_part_of_a_longer_one(text: str) -> None:
    assert found(JA, "タダ", text) == []


@pytest.mark.parametrize("text", ["サービス タダです", "タ ダ で す", "・タダ"])
def test_a_short_katakana_word_beside_a_space_stands_alone(text: str) -> None:
    assert len(found(JA, "タダ", text)) == 1


def test_a_long_katakana_word_is_found_in_hiragana_and_inside_words() -> None:
    assert found(JA, "クーポン", "くーぽん") == ["くーぽん"]
    assert found(JA, "クーポン", "クーポンコード") == ["クーポン"]


def test_a_short_hiragana_word_is_found_in_katakana() -> None:
    assert found(JA, "ただ", "タダ") == ["タダ"]


# --- the end of a sentence ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["返して", "返して。", "返して！", "返して?", "「返して」と", "（返して）", "返して\nはい", "返して…"]
)
def test_a_closing_word_is_found_where_a_sentence_ends(text: str) -> None:
    assert found(JA, "返して。", text) == ["返して"]


@pytest.mark.parametrize("text", ["返してください", "返しては", "返して、はい"])
def test_a_closing_word_is_not_found_where_its_sentence_goes_on(text: str) -> None:
    assert found(JA, "返して。", text) == []


def test_only_the_last_part_of_a_closing_phrase_ends_the_sentence() -> None:
    assert found(JA, "お金…返して。", "お金をすぐ返して。") == ["お金をすぐ返して"]
    assert found(JA, "お金…返して。", "お金をすぐ返してください。") == []


# --- words that come with the request ----------------------------------------------------------------------------


def test_words_of_the_request_are_found_beside_those_of_the_vocabularies() -> None:
    lexicon = Lexicon(JA, {"money": ["返金"]})
    reading = lexicon.read("アサヒ光は返金します", {"request.competitors": ("アサヒ光", "ヨル電話")})
    assert reading.hits == {"money": [(5, 7)], "request.competitors": [(0, 4)]}


def test_words_of_the_request_are_gone_with_the_request() -> None:
    lexicon = Lexicon(EN, {})
    assert lexicon.read("Acme", {"request.competitors": ["Acme"]}).hits
    assert not lexicon.read("Acme").hits


@pytest.mark.parametrize(
    ("word", "count"), [("Acme", 2), ("acme tv", 1), ("", 0), ("\u200b", 0), ("cme", 0), ("Ac*", 0)]
)
def test_a_word_of_the_request_is_a_plain_word(word: str, count: int) -> None:
    reading = Lexicon(EN, {}).read("ACME and Acme TV, no Acmes", {"request.competitors": [word]})
    assert len(reading.hits.get("request.competitors", ())) == count


# --- work --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("返金", "返金"),
        ("返金…商品券", "返金"),
        ("返金…商品券", "商品券"),
        ("返金…商品券", "返金商品券"),
        ("返金…商品券…割引", "返金商品券"),
        ("返金…商品券", "返金。商品券"),
        ("返金。", "返金返金、"),
        ("タダ", "いただ"),
    ],
)
def test_twice_the_text_is_at_most_about_twice_the_work(steps_of: Steps, word: str, text: str) -> None:
    lexicon = Lexicon(JA, {"words": [word]})
    once, twice = (steps_of(lambda n=n: lexicon.read(text * n)) for n in (100, 200))
    assert twice < 2.2 * once


def test_more_vocabularies_are_no_more_work_on_a_text_without_their_words(steps_of: Steps) -> None:
    few = Lexicon(JA, {"v0": ["返金"]})
    many = Lexicon(JA, {f"v{n}": [f"返金{n}番"] for n in range(500)})
    text = "商品券をお送りします。" * 20
    assert steps_of(lambda: many.read(text)) == steps_of(lambda: few.read(text))


def test_fifty_thousand_words_are_looked_for_in_the_same_pass(steps_of: Steps) -> None:
    few, many = (Lexicon(EN, {"words": [f"word{n} thing*" for n in range(size)]}) for size in (10, 50_000))
    text = "word7 things and other words " * 20
    assert many.read(text).hits == few.read(text).hits
    assert steps_of(lambda: many.read(text)) == steps_of(lambda: few.read(text))
