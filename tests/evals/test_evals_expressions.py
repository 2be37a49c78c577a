import re

import pytest

from evals.expressions import naive_loop, of_condition, of_rules, of_word, prohibited
from kotae.conversation import Locale
from kotae.policy.folder import read_folder
from kotae.policy.schema import Condition
from tests.policy.small_folder import obligation, prohibition, vocabulary, write_folder

WORDS = {"benefit": ["返金", "クーポン"], "giving": ["いたします"], "refusal": ["いたしかねます", "できません"]}


def finds(expression, text):
    return re.search(expression, text) is not None


@pytest.mark.parametrize(
    ("word", "found", "passed"),
    [
        ("refund", "A refund is due.", "Refunding it"),
        ("refund*", "Refunds are due.", "a prefund"),
        ("we'll pay", "So we’ll pay.", "we will pay"),
        ("waive…fee", "We waive that late fee.", "We waive it. The fee stays."),
        ("タダ", "これはタダです", "ブタダンス"),
        ("だ。", "そうだ。", "そうだから"),
        ("a.b", "a.b", "axb"),
    ],
)
def test_a_word_is_found_as_the_vocabulary_means_it(word, found, passed):
    expression = f"(?i){of_word(word)}"
    assert finds(expression, found)
    assert not finds(expression, passed)


def test_words_stand_together_in_one_sentence_in_either_order():
    expression = of_condition(Condition(together=["benefit", "giving"]), Locale.JA, WORDS)
    assert finds(expression, "はい。クーポンをお送りいたします。")
    assert finds(expression, "いたします、返金を。")
    assert not finds(expression, "返金の件ですね。お調べいたします。")


def test_words_of_a_whole_text_may_stand_in_different_sentences():
    expression = of_condition(Condition(together=["benefit", "giving"], within="text"), Locale.JA, WORDS)
    assert finds(expression, "返金の件ですね。お調べいたします。")


def test_exonerating_words_in_the_same_sentence_set_what_was_found_aside():
    expression = of_condition(Condition(together=["benefit"], unless=["refusal"]), Locale.JA, WORDS)
    assert not finds(expression, "返金はいたしかねます。")
    assert finds(expression, "返金します。ほかのことはできません。")


def test_words_of_a_condition_itself_are_found():
    assert finds(of_condition(Condition(say=["ここだけの話"]), Locale.JA, {}), "ここだけの話ですが")


@pytest.mark.parametrize("condition", [Condition(shape="emoji"), Condition(together=["request.competitors"])])
def test_what_no_expression_can_say_is_none(condition):
    assert of_condition(condition, Locale.JA, WORDS) is None


def test_the_loop_names_prohibitions_that_are_said_and_obligations_that_are_not(tmp_path):
    folder = read_folder(
        write_folder(
            tmp_path,
            vocabulary("benefit", ja=WORDS["benefit"]),
            prohibition(ja=[{"together": ["benefit"]}, {"shape": "emoji"}]),
            obligation(ja=[{"say": ["録音"]}]),
        )
    )
    rules = of_rules(folder, Locale.JA)
    judge = naive_loop(rules)
    assert judge("返金します。") == ["money.no-offer", "recording.disclose"]
    assert judge("録音しています。") == []
    assert [rule.left_out for rule in rules] == [1, 0]
    assert len(prohibited(rules)) == 1
