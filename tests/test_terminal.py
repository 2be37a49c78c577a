"""What a person sees on a terminal."""

import re

import pytest
from rich.console import Console

from kotae.conversation import Channel, Conversation, Locale, Offer, Role, Turn
from kotae.terminal import Marked, answer_block, caret_line, conversation_block, verdict_block, visible
from kotae.v1 import suggestion_service_pb2 as service_pb
from kotae.v1 import verdict_pb2 as verdict_pb

TALK = Conversation(
    Locale.JA,
    Channel.PHONE,
    (Turn(Role.AGENT, "お電話ありがとうございます。"), Turn(Role.CUSTOMER, "通話料を払ってください。")),
    recording_active=True,
    authorised_offers=(Offer("half", "月額を半額にするご案内"),),
)


def printed(block, width=80):
    console = Console(width=width, color_system=None, highlight=False)
    with console.capture() as captured:
        console.print(block)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def finding(rule, start=None, end=None, **more):
    return verdict_pb.Finding(rule_id=rule, start=start, end=end, message="こう直します。", **more)


@pytest.mark.parametrize(
    ("line", "spans", "carets"),
    [
        ("a refund", [(2, 8)], "  ^^^^^^"),
        ("全額返金します", [(2, 4)], "    ^^^^"),
        ("ABC返金", [(3, 5)], "   ^^^^"),
        ("ｶﾅ返金", [(2, 4)], "  ^^^^"),
        ("両端", [(0, 1), (1, 2)], "^^^^"),
        ("何もない", [], ""),
        ("外れ", [(5, 9)], ""),
    ],
)
def test_carets_stand_under_the_words(line, spans, carets):
    assert caret_line(line, spans) == carets


def test_carets_follow_a_text_that_wraps():
    text = "承知しました。通話料は全額返金いたします。"
    assert printed(Marked(text, [(7, 15)]), width=20).splitlines() == [
        "承知しました。通話料",
        "              ^^^^^^",
        "は全額返金いたします",
        "^^^^^^^^^^",
        "。",
    ]


def test_an_english_text_wraps_between_words():
    assert printed(Marked("we will refund it", [(8, 14)]), width=10).splitlines() == ["we will", "refund it", "^^^^^^"]


def test_control_characters_are_shown_and_not_obeyed():
    hostile = "red\x1b[31m\x07\x9b2J\u202eback\tend\r\x7f"
    shown = visible(hostile)
    assert len(shown) == len(hostile)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert "\x1b" not in printed(Marked(hostile, []))


def test_what_came_in_is_shown():
    text = printed(conversation_block(TALK))
    assert "ja-JP, phone, recorded, customer not identified" in text
    assert "月額を半額にするご案内" in text
    assert "Customer  通話料を払ってください。" in text


def test_an_answer_says_what_is_suggested_what_was_done_and_why():
    answer = service_pb.SuggestRepliesResponse(
        outcome=service_pb.OUTCOME_FALLBACK,
        suggestions=[
            service_pb.Suggestion(
                text="録音しております。後日ご回答します。",
                origin=service_pb.ORIGIN_REPAIRED,
                edits=[
                    service_pb.Edit(
                        type=service_pb.EDIT_TYPE_INSERTED,
                        text="録音しております。",
                        rule_ids=["recording.disclose"],
                        start=0,
                    ),
                    service_pb.Edit(
                        type=service_pb.EDIT_TYPE_DROPPED, text="返金します。", rule_ids=["money.no-offer"]
                    ),
                ],
                obligations=[
                    verdict_pb.ObligationState(
                        rule_id="recording.disclose", status=verdict_pb.OBLIGATION_STATUS_INSERTED
                    )
                ],
            ),
            service_pb.Suggestion(text="二つ目です。", origin=service_pb.ORIGIN_PLAYBOOK, reply_id="claim.complaint"),
        ],
        withheld=[service_pb.WithheldCandidate(text="返金します。", findings=[finding("money.no-offer", 0, 2)])],
        alerts=[verdict_pb.Alert(message="責任者に知らせてください。", evidence="通話料")],
        actions=[
            verdict_pb.Action(
                type=verdict_pb.ACTION_TYPE_REGISTER_DO_NOT_CONTACT,
                channels=[verdict_pb.CONTACT_CHANNEL_PHONE],
                message="登録してください。",
            )
        ],
        facts=[
            verdict_pb.Fact(name="customer.demands-money", turn_id="2", start=0, end=3, evidence="通話料"),
            verdict_pb.Fact(name="contact.recorded"),
        ],
        provenance=verdict_pb.Provenance(generator="playbook", bundle_revision="c0ffee" * 8, fallback_reason="timeout"),
    )
    text = printed(answer_block(answer, TALK))
    for words in (
        "approved replies stand in (timeout)",
        "Suggestion 1 the model's words, mended",
        "+ added for recording.disclose",
        "− dropped for money.no-offer: 返金します。",
        "had to say: recording.disclose (added)",
        "Suggestion 2 approved reply claim.complaint",
        "Withheld",
        "! money.no-offer\n      こう直します。",
        "責任者に知らせてください。 ‘通話料’",
        "register-do-not-contact [phone] 登録してください。",
        "Heard customer.demands-money ‘通話料’",
        "playbook, policy c0ffeec0ffee",
    ):
        assert words in text
    assert "contact.recorded" not in text
    limited = printed(answer_block(answer, TALK, limit=1))
    assert "二つ目" not in limited
    assert "… and 1 more" in limited


def test_a_verdict_says_what_is_wrong_and_where():
    reply = "通話料は返金します。"
    answer = service_pb.CheckReplyResponse(
        decision=verdict_pb.DECISION_WITHHOLD,
        findings=[
            finding("money.no-offer", 4, 6),
            finding("recording.disclose"),
            finding("retention.no-disparagement", 0, 3, mode=verdict_pb.RULE_MODE_SHADOW),
        ],
        obligation_states=[
            verdict_pb.ObligationState(rule_id="recording.disclose", status=verdict_pb.OBLIGATION_STATUS_MISSED)
        ],
    )
    text = printed(verdict_block(answer, reply, TALK))
    assert "Reply withheld" in text
    assert f"   {reply}\n   ^^^^^^  ^^^^\n" in text
    assert "~ retention.no-disparagement (shadow: decides nothing)" in text
    assert "recording.disclose (left out)" in text


def test_a_rule_that_several_words_violate_is_named_once():
    reply = "返金します。値引きもします。"
    findings = [finding("money.no-offer", 0, 2, evidence="返金"), finding("money.no-offer", 6, 9, evidence="値引き")]
    text = printed(verdict_block(service_pb.CheckReplyResponse(findings=findings), reply, TALK))
    assert "! money.no-offer ‘返金’ ‘値引き’\n      こう直します。\n" in text
    assert text.count("こう直します。") == 1
