"""What each named shape finds in a text as sent, and what it leaves alone."""

from collections.abc import Callable
from typing import get_args

import pytest

from kotae.policy.shapes import SHAPES, ShapeName, find
from kotae.text.fold import fold

FOUND = {
    "placeholder": [
        "［会社名］のご担当者様",
        "{due_date}までにお支払いください。",
        "%FIRST_NAME%様",
        "担当の〇〇が伺います。",
        "＜支店名＞までお越しください。",
        "開始は【時刻を記入】でございます。",
        "合計はXXXX円でございます。",
        "Your table is booked for undefined.",
        "Dear ${name}, thank you.",
    ],
    "markup": [
        "# ご案内",
        "ご持参いただくもの\n- 印鑑",
        "**大切なお知らせ**です。",
        '{"text": "はい"}',
        "```\nok\n```",
        "<reply>はい</reply>",
        "get_order(7)の結果です。",
    ],
    "option-marker": ["案２：店頭でお受け取り。", "Option B: we mail it.", "返信1：承知いたしました。"],
    "role-label": ["担当者：承知いたしました。", "はい。\nお客様：お願いします。", "Assistant: Of course."],
    "emoji": [
        "承りました🎉",
        "お待ちしております(^^)/",
        "助かりました（笑）",
        "そうですねw",
        "よろしくお願いします m(_ _)m",
    ],
    "card-number": [
        "カードは4012 8888 8888 1881でございます。",
        "三七八二、八二二四、六三一〇、〇〇五ですね。",
        "5105-1051-0510-5100",
    ],
    "my-number": ["1234-5678-9018でお間違いないですか。", "１２３４５６７８９０１８"],
    "long-number": ["口座番号は7654321でございます。", "account 00123456789"],
    "plain-ending": [
        "もう発送したよ。",
        "確認するからちょっと待って。",
        "それは無理だと思う。",
        "明日には届くはず。",
        "こちらに名前を書け。そのあと送れ。",
        "窓口は三階だ。",
        "在庫がない。",
        "一緒に見ていこうか。",
        "期日までに返却すること。",
        "本体を再起動しなさい。",
        "もう終わっちゃったんだよね。",
        "来週になるかも。",
    ],
    "interjection": [
        "えーと、確認いたします。",
        "うわあ、それは大変でしたね。",
        "はい、えっと、ございます。",
        "あ、失礼いたしました。",
    ],
    "bare-command": ["Give me your account number.", "Calm down.", "Okay, listen.", "Don't be difficult."],
}

LEFT_ALONE = {
    "placeholder": [
        "「[お客様名]様」というメールが届いたのですね。",
        "該当する項目に〇をお付けください。",
        "カード番号は****-****-****-1234と表示されます。",
        "サイズはXLとXXLがございます。",
        "【重要】営業時間が変わります。",
    ],
    "markup": [
        "営業は10時-18時でございます。",
        "「#夏限定」の印が付いた品でございます。",
        "末尾が***1234のカードです。",
    ],
    "option-marker": [
        "ご契約には「オプション1」が付いております。",
        "That came with version 3.",
        "ご案内は1件でございます。",
    ],
    "role-label": [
        "受付時間：9時から17時でございます。",
        "担当者より：とのご伝言がございました。",
        "Our agent: she is here.",
    ],
    "emoji": [
        "お問い合わせ（代表）でございます。",
        "対象は(1)と(2)です。",
        "Call ext. 8 (toll free)",
        "ご家族で笑ってお過ごしください。",
    ],
    "card-number": ["4012 8888 8888 1882", "ご注文番号は2025-0914-337812です。", "末尾4242のカードでございます。"],
    "my-number": ["1234-5678-9012", "電話は03-1234-5678です。"],
    "long-number": ["10,000円でございます。", "2026年11月21日でございます。", "末尾1234でございます。"],
    "plain-ending": [
        "承知いたしました。少々お待ちくださいませ。",
        "営業時間は10時から20時。",
        "ご入用のものは、申込書と印鑑。",
        "「もう知らない」とのお言葉、重く受け止めます。",
        "使えるかどうか、お調べいたします。",
        "ご不便をおかけしてごめんなさい。",
        "お手元のタブレットは最新のモデル。",
        "何卒よろしくお願い申し上げます。",
        "どうぞお気をつけて。",
        "さようでございますか。",
        "・持ち物を確認する",
    ],
    "interjection": [
        "アーカイブをご覧いただけます。",
        "うんていは公園の北側にございます。",
        "あらかじめご了承ください。",
        "「おっと！」と表示されます。",
    ],
    "bare-command": [
        "Please give me your account number.",
        "Press 2 for billing.",
        "Feel free to call us.",
        "Check your inbox in ten minutes, and the link will be there.",
        "Give us a call back if you need anything.",
    ],
}


@pytest.mark.parametrize(("shape", "text"), [(s, t) for s, texts in FOUND.items() for t in texts])
def test_a_shape_is_found(shape: ShapeName, text: str) -> None:
    assert find(shape, fold(text))


@pytest.mark.parametrize(("shape", "text"), [(s, t) for s, texts in LEFT_ALONE.items() for t in texts])
def test_what_only_looks_like_a_shape_is_left_alone(shape: ShapeName, text: str) -> None:
    assert not find(shape, fold(text))


def test_the_list_is_closed_and_every_shape_has_examples() -> None:
    assert set(SHAPES) == set(get_args(ShapeName)) == FOUND.keys() == LEFT_ALONE.keys()


def test_a_shape_is_located_in_the_folded_text() -> None:
    folded = fold("はい、［お名前］様。")
    ((start, end),) = find("placeholder", folded)
    assert folded.source[slice(*folded.span(start, end))] == "［お名前］"


def test_what_folding_drops_is_located_beside_it() -> None:
    folded = fold("お荷物は＿＿運輸でお届けします。")
    ((start, end),) = find("placeholder", folded)
    assert folded.text[start:end] == "運"


@pytest.mark.parametrize("shape", get_args(ShapeName))
def test_nothing_is_found_in_an_empty_text(shape: ShapeName) -> None:
    assert find(shape, fold("")) == []


@pytest.mark.parametrize("shape", ["placeholder", "markup", "option-marker", "role-label", "card-number", "my-number"])
def test_what_shows_nothing_hides_no_shape(shape: ShapeName) -> None:
    for text in FOUND[shape]:
        plain, hidden = fold(text), fold("\u200b".join(text))
        as_sent = [plain.source[slice(*plain.span(*span))] for span in find(shape, plain)]
        assert [hidden.source[slice(*hidden.span(*s))].replace("\u200b", "") for s in find(shape, hidden)] == as_sent


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("placeholder", "合計はＸＸＸＸ円でございます。"),
        ("option-marker", "Ｏｐｔｉｏｎ Ｂ： we mail it."),
        ("role-label", "Аssistаnt: Of course."),
        ("card-number", "4012  8888  8888  1881"),
        ("plain-ending", "モウ発送シタヨ。"),
    ],
)
def test_other_letters_hide_no_shape(shape: ShapeName, text: str) -> None:
    assert find(shape, fold(text))


@pytest.mark.parametrize("text", ["sizes 36, 38, 40", "12  日本 34  56"])
def test_numbers_of_a_list_are_not_one(text: str) -> None:
    assert find("long-number", fold(text)) == []


@pytest.mark.parametrize("piece", ["「あ」😊", "「😊", '"😊'])
def test_twice_the_quotations_are_at_most_about_twice_the_work(
    steps_of: Callable[[Callable[[], object]], int], piece: str
) -> None:
    short, long = fold(piece * 200), fold(piece * 400)
    once, twice = steps_of(lambda: find("emoji", short)), steps_of(lambda: find("emoji", long))
    assert twice < 2.2 * once
