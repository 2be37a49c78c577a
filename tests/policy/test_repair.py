"""Mending a reply: approved sentences go where a speaker would say them, one bad sentence comes out, or neither."""

from pathlib import Path

import pytest
from small_folder import DAY, EN, File, judged, obligation, prohibition, sentence, small_policy, talk, vocabulary

from kotae.conversation import Channel, Conversation
from kotae.policy import Decision, EditType, Point, Policy, Repair, Status

SAID = "この通話は録音しております。"
SAID_EN = "This call is recorded."
OPENINGS = vocabulary("greeting.opening", ["お電話ありがとう", "はい、", "いつも"], ["Thank you for", "Hello"])
OFFER = prohibition("money.no-offer", ja=[{"say": ["商品券"]}], en=[{"say": ["gift card"]}])
DISCLOSE = obligation("recording.disclose", ja=[{"say": ["録音して"]}], en=[{"say": ["is recorded"]}])
BOUNDARY = obligation("abuse.set-boundary", ja=[{"say": ["お控え"]}], en=[{"say": ["refrain"]}])
CLAIM = obligation("money.take-claim-back", ja=[{"say": ["検討"]}], en=[{"say": ["review"]}])


def mended(policy: Policy, text: str, conversation: Conversation | None = None) -> Repair | None:
    """What ``text`` becomes as the next reply in ``conversation``, or in a bare Japanese chat."""
    conversation = conversation or talk()
    verdict = judged(policy, text, conversation)
    return policy.repair(conversation, policy.facts(conversation), text, verdict)


def text_of(repair: Repair | None) -> str:
    """The mended text, or an empty one where there is none."""
    return repair.text if repair else ""


def disclosing(path: Path, place: str, ja: str = SAID, en: str = SAID_EN) -> Policy:
    """A policy with one obligation and one sentence for it."""
    return small_policy(path, OPENINGS, DISCLOSE, sentence("disclosure", ["recording.disclose"], place, ja, en))


# --- insert ------------------------------------------------------------------------------------------------------


def test_an_approved_sentence_is_inserted_for_what_was_left_out(tmp_path: Path) -> None:
    repair = mended(disclosing(tmp_path, "first"), "ご住所をどうぞ。")
    assert repair is not None
    assert repair.text == SAID + "ご住所をどうぞ。"
    (edit,) = repair.edits
    assert (edit.type, edit.text, edit.rules, edit.start) == (EditType.INSERTED, SAID, ("recording.disclose",), 0)
    assert {o.rule: o.status for o in repair.verdict.obligations} == {"recording.disclose": Status.INSERTED}
    assert repair.verdict.complies


def test_a_reply_that_complies_is_left_as_it_is(tmp_path: Path) -> None:
    repair = mended(disclosing(tmp_path, "first"), SAID)
    assert repair is not None
    assert (repair.text, repair.edits) == (SAID, ())


def test_what_is_said_already_is_not_said_twice(tmp_path: Path) -> None:
    policy = small_policy(
        tmp_path,
        DISCLOSE,
        BOUNDARY,
        sentence("both", ["recording.disclose", "abuse.set-boundary"], "first", "お控えください。録音しております。"),
        sentence("disclosure", ["recording.disclose"], "first", SAID),
        sentence("stop", ["abuse.set-boundary"], "first", "お控えください。"),
    )
    assert text_of(mended(policy, "録音しております。")) == "お控えください。録音しております。"


def test_an_obligation_without_an_approved_sentence_cannot_be_mended(tmp_path: Path) -> None:
    assert mended(small_policy(tmp_path, DISCLOSE), "はい。") is None


def test_a_sentence_of_another_channel_is_not_used(tmp_path: Path) -> None:
    own = sentence("disclosure", ["recording.disclose"], "first", SAID)
    own["say"] = {"ja-JP": {"phone": [SAID]}}
    policy = small_policy(tmp_path, DISCLOSE, own)
    assert mended(policy, "はい。", talk(channel=Channel.CHAT)) is None
    assert mended(policy, "はい。", talk(channel=Channel.PHONE)) is not None


# --- place -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [
        ("first", "ご住所をどうぞ。", SAID + "ご住所をどうぞ。"),
        ("first", "お電話ありがとうございます。どうぞ。", "お電話ありがとうございます。" + SAID + "どうぞ。"),
        ("first", "はい、山田です。いつもどうも。どうぞ。", "はい、山田です。" + SAID + "いつもどうも。どうぞ。"),
        ("before-answer", "はい、山田です。いつもどうも。さて。", "はい、山田です。いつもどうも。" + SAID + "さて。"),
        ("before-answer", "ご住所をどうぞ。番地もどうぞ。", SAID + "ご住所をどうぞ。番地もどうぞ。"),
        ("first", "お電話ありがとうございます。", SAID + "お電話ありがとうございます。"),
        ("last", "ご住所をどうぞ。", "ご住所をどうぞ。" + SAID),
        ("last", "ご住所をどうぞ。\n", "ご住所をどうぞ。" + SAID + "\n"),
        ("first", "お電話ありがとうございます。\n\nどうぞ。", "お電話ありがとうございます。\n\n" + SAID + "どうぞ。"),
    ],
)  # fmt: skip
def test_a_japanese_sentence_goes_where_a_speaker_says_it(tmp_path: Path, place: str, text: str, expected: str) -> None:
    assert text_of(mended(disclosing(tmp_path, place), text)) == expected


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [
        ("first", "Go ahead.", f"{SAID_EN} Go ahead."),
        ("first", "Thank you for calling. Go ahead.", f"Thank you for calling. {SAID_EN} Go ahead."),
        ("first", "Hello! Thank you for calling. Go ahead.", f"Hello! {SAID_EN} Thank you for calling. Go ahead."),
        ("before-answer", "Hello! Thank you for calling. Go on.", f"Hello! Thank you for calling. {SAID_EN} Go on."),
        ("last", "Go ahead.", f"Go ahead. {SAID_EN}"),
        ("first", "Thank you for using a.example. Go on.", f"Thank you for using a.example. {SAID_EN} Go on."),
    ],
)  # fmt: skip
def test_an_english_sentence_is_set_apart_by_spaces(tmp_path: Path, place: str, text: str, expected: str) -> None:
    assert text_of(mended(disclosing(tmp_path, place), text, talk(locale=EN))) == expected


@pytest.mark.parametrize("place", ["first", "before-answer", "last"])
@pytest.mark.parametrize("text", ["お電話ありがとうございます。ご住所をどうぞ。", "ご住所をどうぞ。  ", "どうぞ"])
def test_an_edit_says_where_it_stands_in_the_mended_text(tmp_path: Path, place: str, text: str) -> None:
    repair = mended(disclosing(tmp_path, place), text)
    assert repair is not None
    (edit,) = repair.edits
    assert repair.text[edit.start : edit.start + len(edit.text)] == edit.text
    assert repair.text.replace(edit.text, "").strip().rstrip("。") == text.strip().rstrip("。")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("どうぞ", "どうぞ。" + SAID),
        ("お電話ありがとうございます！！どうぞ。", "お電話ありがとうございます！！" + SAID + "どうぞ。"),
    ],
)
def test_a_sentence_is_inserted_between_sentences(tmp_path: Path, text: str, expected: str) -> None:
    place = "last" if text == "どうぞ" else "first"
    assert text_of(mended(disclosing(tmp_path, place), text)) == expected


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (("first", "last"), SAID + "ご住所をどうぞ。お控えください。"),
        (("last", "first"), "お控えください。ご住所をどうぞ。" + SAID),
        (("first", "before-answer"), SAID + "お控えください。ご住所をどうぞ。"),
        (("before-answer", "first"), "お控えください。" + SAID + "ご住所をどうぞ。"),
    ],
)
def test_two_sentences_each_go_to_their_place(tmp_path: Path, places: tuple[str, str], expected: str) -> None:
    policy = small_policy(
        tmp_path,
        DISCLOSE,
        BOUNDARY,
        sentence("disclosure", ["recording.disclose"], places[0], SAID),
        sentence("stop", ["abuse.set-boundary"], places[1], "お控えください。"),
    )
    repair = mended(policy, "ご住所をどうぞ。")
    assert text_of(repair) == expected
    assert repair is not None
    assert all(repair.text[e.start : e.start + len(e.text)] == e.text for e in repair.edits)
    assert [e.start for e in repair.edits] == sorted(e.start for e in repair.edits)


# --- how many ----------------------------------------------------------------------------------------------------


def test_one_sentence_for_two_obligations_goes_before_two(tmp_path: Path) -> None:
    policy = small_policy(
        tmp_path,
        DISCLOSE,
        BOUNDARY,
        sentence("a", ["recording.disclose"], "first", SAID),
        sentence("b", ["abuse.set-boundary"], "first", "お控えください。"),
        sentence("c", ["abuse.set-boundary", "recording.disclose"], "first", "お控えください。録音しております。"),
    )
    repair = mended(policy, "はい。")
    assert repair is not None
    assert repair.text == "お控えください。録音しております。はい。"
    assert [edit.rules for edit in repair.edits] == [("abuse.set-boundary", "recording.disclose")]


def three(path: Path, *more: File) -> Policy:
    """A policy with three obligations, each with a sentence of its own."""
    return small_policy(
        path,
        DISCLOSE,
        BOUNDARY,
        CLAIM,
        sentence("a", ["recording.disclose"], "first", SAID),
        sentence("b", ["abuse.set-boundary"], "first", "お控えください。"),
        sentence("c", ["money.take-claim-back"], "last", "会社で検討します。"),
        *more,
    )


def test_at_most_two_sentences_are_inserted(tmp_path: Path) -> None:
    assert mended(three(tmp_path), "はい。") is None
    repair = mended(three(tmp_path), "検討します。")
    assert repair is not None
    assert len(repair.edits) == 2


def test_two_sentences_may_cover_three_obligations(tmp_path: Path) -> None:
    both = sentence("d", ["abuse.set-boundary", "recording.disclose"], "first", "お控えください。録音しております。")
    repair = mended(three(tmp_path, both), "はい。")
    assert text_of(repair) == "お控えください。録音しております。はい。会社で検討します。"


@pytest.mark.parametrize(("length", "channel", "fits"), [
    (160, Channel.PHONE, True), (161, Channel.PHONE, False), (161, Channel.CHAT, True), (161, Channel.EMAIL, True),
])  # fmt: skip
def test_on_the_phone_no_more_is_inserted_than_can_be_said(
    tmp_path: Path, length: int, channel: Channel, fits: bool
) -> None:
    long = "あ" * (length - len(SAID)) + SAID
    repair = mended(disclosing(tmp_path, "first", ja=long), "はい。", talk(channel=channel))
    assert (repair is not None) is fits


def test_two_sentences_share_what_can_be_said_on_the_phone(tmp_path: Path) -> None:
    policy = small_policy(
        tmp_path,
        DISCLOSE,
        BOUNDARY,
        sentence("a", ["recording.disclose"], "first", "あ" * 80 + SAID),
        sentence("b", ["abuse.set-boundary"], "first", "い" * 80 + "お控えください。"),
    )
    assert mended(policy, "はい。", talk(channel=Channel.PHONE)) is None
    assert mended(policy, "はい。", talk(channel=Channel.CHAT)) is not None


def test_a_shorter_sentence_is_tried_where_one_is_too_long(tmp_path: Path) -> None:
    policy = small_policy(
        tmp_path,
        DISCLOSE,
        sentence("a", ["recording.disclose"], "first", "あ" * 170 + SAID),
        sentence("b", ["recording.disclose"], "first", SAID),
    )
    assert text_of(mended(policy, "はい。", talk(channel=Channel.PHONE))) == SAID + "はい。"


# --- slots -------------------------------------------------------------------------------------------------------

TOLD = obligation(
    "retention.state-consequences", grounded=["all-consequences"], applies={"all": ["contact.has-consequences"]}
)
TELLING = sentence("consequences", ["retention.state-consequences"], "last", "なお、{consequences}。")


def test_a_sentence_with_a_slot_is_filled_from_the_request(tmp_path: Path) -> None:
    contact = talk(cancellation_consequences=("300ポイントが失効します。", "登録名が削除されます"))
    repair = mended(small_policy(tmp_path, TOLD, TELLING), "承ります。", contact)
    assert text_of(repair) == "承ります。なお、300ポイントが失効します、また登録名が削除されます。"


def test_a_sentence_whose_slot_the_request_leaves_empty_is_not_used(tmp_path: Path) -> None:
    offering = sentence("offer", ["recording.disclose"], "last", "{offer}。録音しております。")
    policy = small_policy(tmp_path, DISCLOSE, offering)
    assert mended(policy, "はい。") is None
    assert text_of(mended(policy, "はい。", talk(offers=("初月無料",)))) == "はい。初月無料。録音しております。"


def test_a_value_with_braces_of_its_own_is_inserted_as_it_is(tmp_path: Path) -> None:
    offering = sentence("offer", ["recording.disclose"], "last", "{offer}。録音しております。")
    policy = small_policy(tmp_path, DISCLOSE, offering)
    assert text_of(mended(policy, "はい。", talk(offers=("{competitor}",)))) == "はい。{competitor}。録音しております。"


# --- drop --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("承知しました。商品券をお送りします。ご住所をどうぞ。", "承知しました。ご住所をどうぞ。"),
        ("商品券をお送りします。承知しました。ご住所をどうぞ。", "承知しました。ご住所をどうぞ。"),
        ("承知しました。ご住所をどうぞ。商品券をお送りします。", "承知しました。ご住所をどうぞ。"),
        ("承知しました。\n商\u200b品券を、商品券を。\nどうぞ。", "承知しました。\nどうぞ。"),
    ],
)
def test_one_sentence_that_violates_is_dropped(tmp_path: Path, text: str, left: str) -> None:
    repair = mended(small_policy(tmp_path, OFFER), text)
    assert repair is not None
    assert repair.text == left
    (edit,) = repair.edits
    assert (edit.type, edit.rules) == (EditType.DROPPED, ("money.no-offer",))
    assert text[edit.start :].startswith(edit.text)
    assert repair.verdict.decision is Decision.ALLOW


def test_an_english_sentence_is_dropped_with_the_space_after_it(tmp_path: Path) -> None:
    text = "Sure. Here is a gift card. What else?"
    assert text_of(mended(small_policy(tmp_path, OFFER), text, talk(locale=EN))) == "Sure. What else?"


@pytest.mark.parametrize(
    "text",
    [
        "商品券です。",
        "はい。商品券です。",
        "商品券です。はい。商品券です。どうぞ。",
        "商品券です。商品券です。商品券です。",
    ],
)
def test_nothing_is_dropped_where_several_sentences_violate_or_too_little_would_remain(
    tmp_path: Path, text: str
) -> None:
    assert mended(small_policy(tmp_path, OFFER), text) is None


def test_several_violations_of_one_sentence_are_dropped_with_it(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, OFFER, prohibition("conduct.no-absolute-claims", ja=[{"say": ["必ず"]}]))
    repair = mended(policy, "はい。必ず商品券をお送りします。どうぞ。")
    assert repair is not None
    assert [edit.rules for edit in repair.edits] == [("conduct.no-absolute-claims", "money.no-offer")]


def test_what_a_rule_in_shadow_finds_stays(tmp_path: Path) -> None:
    repair = mended(small_policy(tmp_path, {**OFFER, "mode": "shadow"}), "はい。商品券です。どうぞ。")
    assert repair is not None
    assert repair.edits == ()


def test_a_sentence_is_dropped_and_another_inserted(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, OFFER, DISCLOSE, sentence("a", ["recording.disclose"], "first", SAID))
    repair = mended(policy, "はい。商品券です。どうぞ。")
    assert repair is not None
    assert repair.text == SAID + "はい。どうぞ。"
    assert [edit.type for edit in repair.edits] == [EditType.DROPPED, EditType.INSERTED]


# --- nothing leaves unjudged -------------------------------------------------------------------------------------


def test_an_inserted_sentence_that_itself_violates_does_not_leave(tmp_path: Path) -> None:
    bad = sentence("a", ["recording.disclose"], "first", "録音しております。商品券です。")
    assert mended(small_policy(tmp_path / "a", OFFER, DISCLOSE, bad), "はい。") is None
    good = sentence("b", ["recording.disclose"], "first", SAID)
    assert text_of(mended(small_policy(tmp_path / "b", OFFER, DISCLOSE, bad, good), "はい。")) == SAID + "はい。"


def test_what_says_the_obligation_is_not_dropped_without_making_up_for_it(tmp_path: Path) -> None:
    policy = small_policy(tmp_path / "a", OFFER, DISCLOSE)
    text = "はい。録音しておりますので商品券です。どうぞ。"
    assert mended(policy, text) is None
    helped = small_policy(tmp_path / "b", OFFER, DISCLOSE, sentence("a", ["recording.disclose"], "last", SAID))
    assert text_of(mended(helped, text)) == "はい。どうぞ。" + SAID


def test_sentences_that_drop_together_into_a_violation_do_not_leave(tmp_path: Path) -> None:
    policy = small_policy(
        tmp_path, prohibition("a.b", ja=[{"say": ["無理"]}, {"say": ["はい。どうぞ"], "within": "text"}])
    )
    assert mended(policy, "はい。無理です。どうぞ。") is None


@pytest.mark.parametrize(
    "text",
    [
        "はい。商品券です。どうぞ。",
        "商品券です。",
        "はい。",
        "録音しております。",
        "",
        "\n",
        "商品券" * 50,
        "はい。商品券です。録音しております。",
    ],
)
@pytest.mark.parametrize("point", list(Point))
def test_a_repair_is_what_judging_its_text_says(tmp_path: Path, text: str, point: Point) -> None:
    policy = small_policy(tmp_path, OFFER, DISCLOSE, sentence("a", ["recording.disclose"], "first", SAID))
    contact = talk()
    repair = policy.repair(contact, (), text, policy.judge(contact, (), text, point=point, as_of=DAY))
    if repair is not None:
        again = policy.judge(contact, (), repair.text, point=point, as_of=DAY)
        assert again.complies
        assert (again.findings, again.decision) == (repair.verdict.findings, repair.verdict.decision)
        assert (repair.verdict.point, repair.verdict.as_of) == (point, DAY)
