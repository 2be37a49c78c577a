"""Folding: however the same words are written, they fold to the same text, and words of other meanings stay apart."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotae.text.fold import fold, fold_text

OFFER = "商品券をお送りし、クーポンも差し上げます"
PLAIN = "商品券をお送りし、くーぽんも差し上げます"


def between(text: str, mark: str) -> str:
    return mark.join(text)


@given(
    st.text(st.sampled_from("あカーっ一二十千万口力工夕返金箇月日円分,.、。 ・\n-|~09５aＡéß①㌔ﾞ゛々ヶ"), max_size=30)
)
def test_a_text_folds_alike_with_and_without_a_mark_that_shows_nothing(text: str) -> None:
    plain, marked = fold(text), fold("\u200b" + text)
    assert plain.text == marked.text
    assert [start + 1 for start in plain.starts[1:]] == list(marked.starts[1:])


# --- the same words, written otherwise ---------------------------------------------------------------------------


def test_japanese_folds_to_hiragana_and_kanji() -> None:
    assert fold_text(OFFER) == PLAIN


@pytest.mark.parametrize(
    ("how", "written"),
    [
        ("zero-width space", between(OFFER, "\u200b")),
        ("zero-width joiner", between(OFFER, "\u200d")),
        ("word joiner", between(OFFER, "\u2060")),
        ("byte-order mark", between(OFFER, "\ufeff")),
        ("soft hyphen", between(OFFER, "\u00ad")),
        ("variation selector", between(OFFER, "\ufe0f")),
        ("right-to-left mark", between(OFFER, "\u200f")),
        ("right-to-left override", "\u202e" + OFFER + "\u202c"),
        ("Hangul filler, which shows nothing", between(OFFER, "\u3164")),
        ("unpaired surrogate", between(OFFER, "\ud800")),
        ("combining low line", between(OFFER, "\u0332")),
        ("combining enclosing circle", between(OFFER, "\u20dd")),
        ("control character", between(OFFER, "\x01")),
        ("space", between(OFFER, " ")),
        ("ideographic space", between(OFFER, "\u3000")),
        ("no-break space", between(OFFER, "\u00a0")),
        ("middle dot", between(OFFER, "・")),
        ("half-width middle dot", between(OFFER, "･")),
        ("full stop", between(OFFER, ".")),
        ("full-width full stop", between(OFFER, "．")),
        ("asterisk", between(OFFER, "*")),
        ("underscore", between(OFFER, "_")),
        ("slash", between(OFFER, "/")),
        ("old kanji", OFFER.replace("券", "劵")),
        ("half-width katakana", OFFER.replace("クーポン", "ｸｰﾎﾟﾝ")),
        ("hiragana", OFFER.replace("クーポン", "くーぽん")),
        ("decomposed", unicodedata.normalize("NFD", OFFER)),
        ("voicing mark apart", OFFER.replace("ポ", "ホ゜")),
        ("voicing mark after a zero-width space", OFFER.replace("ポ", "ホ\u200b\u309a")),
        ("dash for the long mark", OFFER.replace("ー", "―")),
        ("minus for the long mark", OFFER.replace("ー", "−")),
        ("wave for the long mark", OFFER.replace("ー", "〜")),
        ("kanji one for the long mark", OFFER.replace("ー", "一")),
        ("long mark drawn out", OFFER.replace("ー", "ーーー")),
    ],
)
def test_an_evasion_folds_to_the_plain_text(how: str, written: str) -> None:
    assert fold_text(written) == PLAIN


def test_all_katakana_folds_to_all_hiragana() -> None:
    assert fold_text("ヘンキンイタシマス") == "へんきんいたします"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ク力一ド", "くかーど"),
        ("クレジッ卜力ード", "くれじっとかーど"),
        ("キャッシュバ夕ーン", "きゃっしゅばたーん"),
        ("ゼ口カロリー", "ぜろかろりー"),
        ("プレ工ント", "ぷれえんと"),
        ("ソ二ック", "そにっく"),
        ("ア八ハ", "あはは"),
        ("ク口一ン", "くろーん"),
        ("フリ-です", "ふりーです"),
        ("力ード", "かーど"),
        ("力夕口グの夕ダ", "かたろぐのただ"),
        ("工アコン、二ュース", "えあこん、にゅーす"),
        ("チケッ卜を", "ちけっとを"),
        ("ギフ卜券", "ぎふと券"),
        ("ノ一卜に", "のーとに"),
        ("ゼ口です", "ぜろです"),
        ("力.ード", "かーど"),
        ("クーポンコ一ドとメンバ一は", "くーぽんこーどとめんばーは"),
    ],
)
def test_a_kanji_that_looks_like_katakana_is_read_as_it_between_katakana(written: str, plain: str) -> None:
    assert fold_text(written) == plain


@pytest.mark.parametrize(
    "text",
    [
        "能力に応じて",
        "口こみ",
        "口々に",
        "お力になれず",
        "お口に合わず",
        "その一つ",
        "この二つ",
        "夕方のお届け",
        "工場の都合",
        "ぜひ一度",
        "千葉のかた",
    ],
)
def test_a_kanji_between_hiragana_is_a_kanji(text: str) -> None:
    assert fold_text(text) == text.replace("カ", "か")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("口コミを", "口こみを"),
        ("各種口コミを", "各種口こみを"),
        ("能力アップ", "能力あっぷ"),
        ("ブランド力が", "ぶらんど力が"),
        ("アジア一の", "あじあ一の"),
        ("アジア一です", "あじあ一です"),
        ("千ポイント", "1000ぽいんと"),
        ("千ケース", "千けーす"),
        ("クリスマス夕食", "くりすます夕食"),
        ("アルバイト工です", "あるばいと工です"),
    ],
)
def test_a_kanji_beside_katakana_is_a_kanji_where_it_may_be_one(text: str, plain: str) -> None:
    assert fold_text(text) == plain


@pytest.mark.parametrize("text", ["わいん二か月", "びーる二つ"])
def test_a_numeral_after_katakana_is_a_numeral(text: str) -> None:
    katakana = text.replace("わいん", "ワイン").replace("びーる", "ビール").replace("か月", "カ月")
    assert fold_text(katakana) == text.replace("二か月", "2か月")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("賠償の圓", "賠償の円"),
        ("辯濟いたします", "弁済いたします"),
        ("賣上を還元", "売上を還元"),
        ("藥代を擔當が", "薬代を担当が"),
        ("寶くじ", "宝くじ"),
        ("氣持ち", "気持ち"),
    ],
)
def test_old_kanji_fold_to_those_of_today(written: str, plain: str) -> None:
    assert fold_text(written) == plain


@pytest.mark.parametrize(
    ("how", "written"),
    [
        ("capitals", "REFUND"),
        ("full width", "ｒｅｆｕｎｄ"),
        ("mathematical bold", "𝐫𝐞𝐟𝐮𝐧𝐝"),
        ("circled", "ⓡⓔⓕⓤⓝⓓ"),
        ("Cyrillic е", "rеfund"),
        ("Greek υ", "refυnd"),
        ("accents", "réfünd"),
        ("decomposed accents", unicodedata.normalize("NFD", "réfünd")),
        ("struck through", between("refund", "\u0336")),
        ("dots", "r.e.f.u.n.d"),
        ("spaces", "r e f u n d"),
        ("hyphens", "r-e-f-u-n-d"),
        ("zero-width space", between("refund", "\u200b")),
        ("soft hyphen", "re\u00adfund"),
    ],
)
def test_a_latin_word_folds_to_plain_small_letters(how: str, written: str) -> None:
    assert fold_text(written) == "refund"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("I’m “sure”", 'i\'m "sure"'),
        ("gift  card", "gift card"),
        ("gift\u00a0\tcard", "gift card"),
        ("a day, plan B I think", "a day, plan b i think"),
        ("vitamin C a day", "vitamin c a day"),
        ("see www.example.com or a.b@example.com", "see www.example.com or a.b@example.com"),
        ("$3.50", "$3.50"),
    ],
)
def test_what_sets_latin_words_apart_stays(written: str, plain: str) -> None:
    assert fold_text(written) == plain


# --- sentences and lines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("stop", [".", "．", "｡", "…", ". "])
def test_a_full_stop_of_any_make_after_a_polite_predicate_ends_the_sentence(stop: str) -> None:
    assert fold_text(f"お受けできません{stop}商品券です") == "お受けできません。商品券です"


def test_dots_between_the_letters_of_a_polite_predicate_are_dropped() -> None:
    assert fold_text("返.金.い.た.し.ま.す.の.で.安.心") == "返金いたしますので安心"


def test_a_wrapped_japanese_line_goes_on() -> None:
    assert fold_text("このたびの件につきましては、お支払いいただいた代金の返\n金をいたします") == (
        "このたびの件につきましては、お支払いいただいた代金の返金をいたします"
    )


@pytest.mark.parametrize(
    "text",
    [
        "山田様\nお世話になっております",
        "ご返金につきましては、お受けすることができません\n商品券をお送りします",
        "以下のとおりでございますので、ご確認ください:\n・商品券",
        "お問い合わせいただき、誠にありがとうございます。\nご案内いたします",
        "このたびはお待たせしてしまい、まことに申し訳\n\nございません",
    ],
)
def test_a_line_that_its_writer_ended_stays_ended(text: str) -> None:
    assert "\n" in fold_text(text)


def test_a_wrapped_english_line_goes_on_and_a_short_one_does_not() -> None:
    assert fold_text("We looked into it and are glad to send you a gift\ncard") == (
        "we looked into it and are glad to send you a gift card"
    )
    assert fold_text("Dear Ms. Lee\nthank you") == "dear ms. lee\nthank you"


@pytest.mark.parametrize("line_break", ["\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_every_make_of_line_break_is_one(line_break: str) -> None:
    assert fold_text(f"です。{line_break}はい") == "です。\nはい"


# --- the map back ------------------------------------------------------------------------------------------------


def test_a_span_covers_what_was_folded_away_inside_it() -> None:
    folded = fold("はい。返\u200b 金します")
    start = folded.text.index("返金")
    assert folded.source[slice(*folded.span(start, start + 2))] == "返\u200b 金"


def test_a_span_of_a_numeral_covers_the_whole_numeral() -> None:
    folded = fold("代金は五千円です")
    start = folded.text.index("5")
    assert folded.source[slice(*folded.span(start, start + 1))] == "五千"


def test_an_empty_span_is_empty() -> None:
    folded = fold("返金")
    assert folded.span(1, 1) == (1, 1)
    assert folded.span(2, 2) == (2, 2)


ALPHABET = st.sampled_from(
    "返金券商品力口二一ー-〜~千万百十0五,.．。、 \u3000・*ァかガｶﾞ゛\u3099\u200b\ud800ａAéе\u0301'r\n圓ヶ月円"
)
TEXTS = st.text(ALPHABET, max_size=40) | st.text(max_size=40)


@given(TEXTS)
def test_every_folded_character_comes_from_the_source_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)


@given(TEXTS, st.data())
def test_a_wider_folded_range_never_maps_to_a_narrower_one(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    size = len(folded.text)
    a, b, c, d = sorted(data.draw(st.lists(st.integers(0, size), min_size=4, max_size=4)))
    if b < c:
        (outer_start, outer_end), (inner_start, inner_end) = folded.span(a, d), folded.span(b, c)
        assert outer_start <= inner_start <= inner_end <= outer_end


@given(TEXTS.map(lambda text: text.replace("\n", "")))
def test_what_is_folded_stays_so_when_folded_again(text: str) -> None:
    once = fold_text(text)
    assert fold_text(once) == once


@given(TEXTS)
def test_folded_text_can_be_encoded(text: str) -> None:
    fold_text(text).encode()


# --- hostile texts -----------------------------------------------------------------------------------------------

MILLION = 1_000_000


@pytest.mark.parametrize(
    "char",
    [
        *("a", "あ", "カ", "ｶ", "一", "9", ",", ".", "。", "ー", " ", "\n", "\0", "「", "😀", "ß", "〇"),
        *("\u0301", "\u3099", "\u200b", "\u200f", "\u202e", "\ufe0f", "\ud800", "\udfff"),
    ],
    ids=ascii,
)
def test_a_million_of_one_character_fold_like_any_text(char: str) -> None:
    folded = fold(char * MILLION)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    if folded.text:
        assert folded.span(0, len(folded.text)) <= (MILLION, MILLION)
        assert folded.starts[-1] < folded.ends[-1] <= MILLION


@pytest.mark.parametrize(
    "text",
    ["返金はできませんが、商品券をお送りします。" * 17_000, "We can't refund that, but here is a gift card. " * 21_000],
    ids=["Japanese", "English"],
)
def test_a_megabyte_folds_and_its_last_word_maps_back(text: str) -> None:
    folded = fold(text + "商品\u200b券")
    assert len(text.encode()) > 980_000
    size = len(folded.text)
    assert folded.text.endswith("商品券")
    assert folded.source[slice(*folded.span(size - 3, size))] == "商品\u200b券"


@pytest.mark.parametrize(
    "text",
    [
        "\ud800",
        "\udc00\ud800",
        "返\ud83d金",
        "\u200f返金\u200e",
        "\u202e\u2066返\u2069金\u202c",
        "\u0301返金",
        "\u3099",
        "返\x00金",
        "\ufeff",
        "\U000e0001\U000e0020返金",
        "\uffff\U0010ffff",
        "Z̸̢͇a̷͚l̵̛g̶o̷",
    ],
    ids=ascii,
)
def test_what_shows_nothing_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert set(folded.text) <= set("返金zalgo\uffff\U0010ffff")
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


@given(st.characters())
def test_no_character_folds_to_more_than_six(char: str) -> None:
    assert len(fold_text(char)) <= 6


def test_a_ligature_of_many_letters_stays_whole() -> None:
    assert fold_text("\ufdfa㌖") == "\ufdfaきろめーとる"


@pytest.mark.parametrize("text", [OFFER, "a ", "ー", "五千円", "か\u3099", "\u0301", "カ口", "あ\n", "r.e.f ", "1,000"])
def test_twice_the_text_is_at_most_about_twice_the_work(
    steps_of: Callable[[Callable[[], object]], int], text: str
) -> None:
    once, twice = (steps_of(lambda n=n: fold(text * n)) for n in (200, 400))
    assert twice < 2.2 * once
