"""What a learned score is made of, as a reviewer reads it."""

import pytest
from rich.console import Console, Group

from kotae.policy.blend import SCALE
from kotae.policy.explanation import SIGNAL, WHOLE, WORDED, Share, Weight
from kotae.policy.problem import Lang
from kotae.terminal_explain.scores import legend, scored
from kotae.terminal_explain.speech import Speech


def shown(*shares: tuple[str, str, float], lang: Lang = "en") -> list[str]:
    weight = Weight(SCALE, SCALE // 2, tuple(Share(group, name, int(amount * SCALE)) for group, name, amount in shares))
    console, speech = Console(width=200), Speech(lang)
    with console.capture() as captured:
        console.print(Group(*scored(speech, weight, "counts from 0.50", 0), *legend(speech, [weight])))
    return [line.strip() for line in captured.get().splitlines()]


def test_what_speaks_for_and_against_is_told_apart_the_weightiest_first() -> None:
    lines = shown(("words", "gift", 0.1), ("facts", "contact.complaint", 0.3), ("vocabulary", "frame.quote", -0.2))
    assert lines[0] == "learned score 1.00 (counts from 0.50)"
    assert lines[1] == "for: +0.30 fact contact.complaint, +0.10 ‘gift’"
    assert lines[2] == "against: -0.20 frame.quote"


def test_a_word_that_counts_in_two_ways_is_told_once() -> None:
    assert shown(("words", "gift", 0.1), ("words", "(<gift>)", 0.2))[1] == "for: +0.30 ‘gift’"


@pytest.mark.parametrize(
    ("gram", "piece", "piece_ja"),
    [
        ("(<si)", "‘si…’", "「si…」"),
        ("(ck>)", "‘…ck’", "「…ck」"),
        ("(ack)", "‘…ack…’", "「…ack…」"),
        ("^あ", "‘あ’ at the beginning", "「あ」（節の頭）"),
        ("^ we will", "‘we will’ at the beginning", "「we will」（節の頭）"),
        ("す。$", "‘す。’ at the end", "「す。」（節の末）"),
    ],
)
def test_pieces_of_wording_are_written_for_people(gram: str, piece: str, piece_ja: str) -> None:
    assert shown(("words", gram, 0.1))[1] == f"for: +0.10 {piece}"
    assert shown(("words", gram, 0.1), lang="ja")[1] == f"押し上げ: +0.10 {piece_ja}"


def test_only_the_signs_that_were_shown_are_explained() -> None:
    assert shown(("words", "gift", 0.1))[-1].startswith("A learned score says")
    assert shown(("words", "0円", 0.1), ("words", "◆は", 0.1))[-1] == "In it, 0 is any number, ◆ a competitor."
    assert shown(("words", "◇", 0.1), lang="ja")[-1] == "そのうち、◇ は自社商品です。"


def test_the_words_found_and_the_whole_reply_are_named() -> None:
    assert shown((SIGNAL, WORDED, 0.4), (SIGNAL, WHOLE, -0.2))[1:3] == [
        "for: +0.40 the words of the condition",
        "against: -0.20 the reply as a whole",
    ]
    assert shown((SIGNAL, WORDED, 0.4), lang="ja")[1] == "押し上げ: +0.40 条件の言葉"
