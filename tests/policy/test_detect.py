"""A meaning in a text: words together in one stretch, unless what governs them says otherwise."""

from pathlib import Path
from typing import Any

import pytest
from small_folder import EN, JA, judged, prohibition, small_policy, talk, vocabulary

from kotae.conversation import Locale
from kotae.policy.detect import Gate, Pattern
from kotae.policy.lexicon import Lexicon

WORDS = (
    vocabulary("thing", ["返金", "商品券", "お車代"], ["refund", "gift card", "fare"]),
    vocabulary("giving", ["いたします", "お送り", "差し上げ", "頂戴いたしません"], ["send", "give", "cover", "waive"]),
    vocabulary("refusal", ["できません", "かねます", "いたしません"], ["can't", "unable", "won't"]),
    vocabulary("question", ["でしょうか"], ["would you like"]),
)


def found(path: Path, text: str, locale: Locale = JA, *more: dict[str, Any], **condition: Any) -> list[str]:
    """What a rule with this one condition, and ``more``, finds in ``text``."""
    conditions = [condition, *more]
    policy = small_policy(path, *WORDS, prohibition(ja=conditions, en=conditions))
    return [finding.evidence for finding in judged(policy, text, talk(locale=locale)).findings]


# --- which conditions are looked at ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "looked_at"),
    [
        ("はい", {"late": [1]}),
        ("返金", {"early": [0], "late": [1]}),
        ("送る", {"late": [1]}),
        ("返金。送る", {"early": [0, 1], "late": [0, 1]}),
    ],
)
def test_a_condition_is_looked_at_where_all_its_words_stand(text: str, looked_at: dict[str, list[int]]) -> None:
    lexicon = Lexicon(JA, {"thing": ["返金"], "giving": ["送る"]})
    one, both = (Pattern("", words, "text", ()) for words in (("thing",), ("thing", "giving")))
    shape = Pattern("", (), "clause", (), shape="emoji")
    assert Gate.of({"early": [one, both], "late": [both, shape]}).opened(lexicon.read(text)) == looked_at


# --- together ----------------------------------------------------------------------------------------------------


def test_a_word_of_each_vocabulary_must_stand_there(tmp_path: Path) -> None:
    together = {"together": ["thing", "giving"]}
    assert found(tmp_path, "商品券をお送りします。", **together) == ["商品券をお送りします"]
    assert found(tmp_path, "商品券はございません。", **together) == []
    assert found(tmp_path, "書類をお送りします。", **together) == []


def test_the_words_may_come_in_any_order(tmp_path: Path) -> None:
    assert found(tmp_path, "お送りするのは商品券です。", together=["thing", "giving"])


def test_words_in_two_clauses_are_not_together(tmp_path: Path) -> None:
    text = "商品券は届きましたが、書類をお送りします。"
    assert found(tmp_path, text, together=["thing", "giving"]) == []
    assert found(tmp_path, text, together=["thing", "giving"], within="sentence") == [text.removesuffix("。")]


def test_words_in_two_sentences_are_together_only_within_the_text(tmp_path: Path) -> None:
    text = "商品券ですね。お送りします。"
    assert found(tmp_path, text, together=["thing", "giving"], within="sentence") == []
    assert found(tmp_path, text, together=["thing", "giving"], within="text") == [text.removesuffix("。")]


def test_each_stretch_is_a_finding_of_its_own(tmp_path: Path) -> None:
    text = "返金いたします。確認します。商品券をお送りします。"
    assert found(tmp_path, text, together=["thing", "giving"]) == ["返金いたします", "商品券をお送りします"]


def test_a_stretch_that_two_conditions_find_is_one_finding(tmp_path: Path) -> None:
    assert found(tmp_path, "返金いたします。", JA, {"say": ["返金"]}, together=["thing", "giving"]) == [
        "返金いたします"
    ]


def test_any_condition_of_several_suffices(tmp_path: Path) -> None:
    assert found(tmp_path, "悪いようにはしません。", JA, {"say": ["悪いように"]}, together=["thing", "giving"])


def test_a_condition_holds_in_its_own_language_alone(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, prohibition(ja=[{"say": ["refund"]}]))
    assert not judged(policy, "A refund.", talk(locale=EN)).findings
    assert judged(policy, "refundです。", talk(locale=JA)).findings


def test_a_vocabulary_without_words_in_the_language_finds_nothing(tmp_path: Path) -> None:
    policy = small_policy(
        tmp_path, vocabulary("only.japanese", ["返金"]), prohibition(en=[{"together": ["only.japanese"]}])
    )
    assert not judged(policy, "返金 refund", talk(locale=EN)).findings


# --- say ---------------------------------------------------------------------------------------------------------


def test_one_of_the_words_said_suffices(tmp_path: Path) -> None:
    said = {"say": ["埋め合わせ", "特別に…いたします"]}
    assert found(tmp_path, "埋め合わせを考えます。", **said) == ["埋め合わせを考えます"]
    assert found(tmp_path, "今回は特別に対応いたします。", **said)
    assert found(tmp_path, "今回は特別です。", **said) == []


def test_a_phrase_that_crosses_clauses_is_found_with_all_of_them(tmp_path: Path) -> None:
    text = "はい。返金はできますので、ご安心ください。"
    assert found(tmp_path, text, say=["返金…安心"]) == ["返金はできますので、ご安心ください"]


def test_words_said_are_exonerated_like_vocabularies(tmp_path: Path) -> None:
    said = {"say": ["埋め合わせ"], "unless": ["refusal"]}
    assert found(tmp_path, "埋め合わせはいたしかねます。", **said) == []


# --- shape -------------------------------------------------------------------------------------------------------


def test_a_shape_is_found_without_words(tmp_path: Path) -> None:
    assert found(tmp_path, "担当の[担当者名]です。", shape="placeholder") == ["担当の[担当者名]です"]
    assert found(tmp_path, "担当の山田です。", shape="placeholder") == []


def test_a_shape_together_with_words_needs_both(tmp_path: Path) -> None:
    both = {"shape": "long-number", "together": ["giving"]}
    assert found(tmp_path, "7654321にお送りします。", **both)
    assert found(tmp_path, "7654321でございます。", **both) == []
    assert found(tmp_path, "ご住所にお送りします。", **both) == []


def test_a_shape_and_words_in_two_clauses_are_not_together(tmp_path: Path) -> None:
    both = {"shape": "long-number", "together": ["giving"]}
    assert found(tmp_path, "番号は7654321ですが、書類をお送りします。", **both) == []


# --- unless ------------------------------------------------------------------------------------------------------

OFFER = {"together": ["thing", "giving"], "unless": ["refusal"]}


def test_a_frame_exonerates_what_it_governs(tmp_path: Path) -> None:
    assert found(tmp_path, "商品券をお送りすることはできません。", **OFFER) == []
    assert found(tmp_path, "We can't send a gift card.", EN, **OFFER) == []


def test_a_japanese_frame_before_what_was_found_governs_something_else(tmp_path: Path) -> None:
    assert found(tmp_path, "お受けできません代わりに商品券をお送りします。", **OFFER)


def test_an_english_frame_may_stand_on_either_side(tmp_path: Path) -> None:
    assert found(tmp_path, "We give you a refund.", EN, **OFFER) == ["We give you a refund"]
    assert found(tmp_path, "We can't give a refund.", EN, **OFFER) == []
    assert found(tmp_path, "To give a refund we are unable.", EN, **OFFER) == []


@pytest.mark.parametrize(
    "text",
    [
        "返金はできませんが、商品券をお送りします。",
        "返金はできませんので商品券をお送りします。",
        "お約束はいたしかねます。商品券をお送りします。",
        "商品券をお送りしますが、返品はできません。",
        "商品券をお送りします。それ以上はできません。",
    ],
)
def test_a_japanese_frame_in_another_clause_exonerates_nothing(tmp_path: Path, text: str) -> None:
    assert ["商品券をお送りします" in evidence for evidence in found(tmp_path, text, **OFFER)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "We can't change the date, but we will send a gift card.",
        "I'm unable to do that; I'll send a gift card.",
        "We won't argue. We will send a gift card.",
        "We will send a gift card, but we can't change the date.",
        "We will send a gift card because we can't change the date.",
    ],
)
def test_an_english_frame_in_another_clause_exonerates_nothing(tmp_path: Path, text: str) -> None:
    assert len(found(tmp_path, text, EN, **OFFER)) == 1


def test_a_frame_in_another_clause_exonerates_within_a_sentence(tmp_path: Path) -> None:
    assert found(tmp_path, "商品券をお送りしたいのですが、できません。", **OFFER, within="sentence") == []


def test_a_frame_that_is_part_of_a_word_found_is_none(tmp_path: Path) -> None:
    assert found(tmp_path, "お車代は頂戴いたしません。", **OFFER) == ["お車代は頂戴いたしません"]
    assert found(tmp_path, "お車代は頂戴いたしませんとは、お約束できません。", **OFFER) == []


def test_one_of_several_frames_suffices(tmp_path: Path) -> None:
    either = {"together": ["thing", "giving"], "unless": ["refusal", "question"]}
    assert found(tmp_path, "商品券をお送りしましょうか、いかがでしょうか。", **either) == []
    assert found(tmp_path, "商品券をお送りすることはできません。", **either) == []


# --- without -----------------------------------------------------------------------------------------------------

ALONE = {"together": ["thing", "giving"], "without": ["refusal"]}


def test_what_must_not_stand_there_exonerates_before_and_after(tmp_path: Path) -> None:
    assert found(tmp_path, "商品券をお送りすることはできません。", **ALONE) == []
    assert found(tmp_path, "お受けできません代わりに商品券をお送りします。", **ALONE) == []
    assert found(tmp_path, "商品券をお送りします。", **ALONE)


def test_what_stands_outside_the_stretch_does_not_count(tmp_path: Path) -> None:
    text = "返金はできませんが、商品券をお送りします。"
    assert found(tmp_path, text, **ALONE) == ["商品券をお送りします"]
    assert found(tmp_path, text, **ALONE, within="sentence") == []


def test_what_is_part_of_a_word_found_does_not_count(tmp_path: Path) -> None:
    assert found(tmp_path, "お車代は頂戴いたしません。", **ALONE)


# --- words of the request ----------------------------------------------------------------------------------------


def test_competitors_and_own_products_are_vocabularies_of_the_request(tmp_path: Path) -> None:
    rule = prohibition(
        "retention.no-disparagement", ja=[{"together": ["request.competitors"], "unless": ["request.own-products"]}]
    )
    policy = small_policy(tmp_path, rule)
    named = talk(competitors=("アサヒ光",), own_products=("ヒカリプラス",))
    assert judged(policy, "アサヒ光は遅いです。", named).findings
    assert not judged(policy, "アサヒ光よりヒカリプラスです。", named).findings
    assert not judged(policy, "アサヒ光は遅いです。", talk()).findings
