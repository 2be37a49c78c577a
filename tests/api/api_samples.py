"""Messages and results that the tests of this folder start from."""

from datetime import UTC, date, datetime

from kotae.conversation import Channel, Conversation, Locale, Offer, Role, Scenario, Turn
from kotae.policy.verdict import (
    Decision,
    Due,
    Edit,
    EditType,
    Fact,
    Finding,
    Kind,
    Obligation,
    Point,
    RuleMode,
    Status,
    Verdict,
)
from kotae.suggest.result import (
    Action,
    ActionType,
    Alert,
    AlertType,
    CancellationReason,
    CheckResult,
    ContactChannel,
    FallbackReason,
    Mode,
    Opening,
    Origin,
    Outcome,
    Provenance,
    Suggestion,
    SuggestionResult,
    Summary,
    Withheld,
)
from kotae.v1 import conversation_pb2 as conversation_pb
from kotae.v1 import suggestion_service_pb2 as service_pb

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
REQUEST_ID = "123e4567-e89b-42d3-a456-426614174000"

CONVERSATION = Conversation(
    locale=Locale.JA,
    channel=Channel.CHAT,
    turns=(
        Turn(Role.AGENT, "はい、みなと生活サービスでございます。", "a-1", NOON),
        Turn(Role.CUSTOMER, "届いた棚が割れていました。電話代を返してください。", "c-2", NOON.replace(minute=1)),
    ),
    recording_active=True,
    recording_announced=True,
    scenario=Scenario.COMPLAINT,
    customer_identified=True,
    authorised_offers=(Offer("half", "3か月間、月額料金を半額にするご案内"),),
    competitors=("あおば便",),
    own_products=("みなと棚",),
    cancellation_consequences=("たまったポイントがなくなります",),
    id="contact-7",
)

FINDING = Finding(
    "money.no-offer",
    Kind.PROHIBITION,
    RuleMode.SHADOW,
    0,
    5,
    "電話代返金",
    "返金を約束しないでください。",
    "score 0.91",
)
OMISSION = Finding(
    "money.take-claim-back",
    Kind.OBLIGATION,
    RuleMode.ENFORCE,
    None,
    None,
    "",
    "検討し回答するとお伝えください。",
    "due",
)
OPENING = Opening(
    alerts=(Alert(AlertType.ABUSE, "責任者に伝えてください。", 1, "返してください"),),
    actions=(
        Action(ActionType.REGISTER_DO_NOT_CONTACT, "連絡停止", 1, "電話", (ContactChannel.PHONE, ContactChannel.EMAIL)),
        Action(ActionType.RECORD_CANCELLATION_REASON, "解約理由", reason=CancellationReason.LEFT_OVER),
    ),
    due=(Due("money.take-claim-back", "持ち帰りが必要です。", "社内で検討し、改めてご連絡いたします。"),),
    facts=(Fact("customer.demands-money", 1, 12, 16, "電話代を"), Fact("contact.recorded", -1, 0, 0, "")),
    based_on="c-2",
)
SUGGESTION = Suggestion(
    id="s-1",
    text="ご不便をおかけしました。社内で検討し、改めてご連絡いたします。",
    origin=Origin.REPAIRED,
    edits=(Edit(EditType.INSERTED, "社内で検討し、改めてご連絡いたします。", ("money.take-claim-back",), 12),),
    findings=(FINDING,),
    obligations=(Obligation("money.take-claim-back", Status.INSERTED),),
    cited=("k-1",),
    reply_id="claim.take-back",
)
PROVENANCE = Provenance(
    revision="ab" * 32,
    mode=Mode.VETTED,
    point=Point.SUGGEST,
    generator="openai",
    as_of=NOON,
    model="some-model",
    prompt_version="1",
    input_tokens=120,
    output_tokens=45,
    stages=(("facts", 0.5), ("total", 812.25)),
    fallback_reason=FallbackReason.ALL_WITHHELD,
)
SUMMARY = Summary(
    outcome=Outcome.FALLBACK,
    order=("s-1",),
    withheld=(Withheld("電話代を返金します。", (FINDING,)),),
    alerts=(Alert(AlertType.NO_COMPLIANT_REPLY, "担当者が回答してください。"),),
    provenance=PROVENANCE,
)
RESULT = SuggestionResult(OPENING, (SUGGESTION,), SUMMARY)
VERDICT = Verdict(
    Decision.REPAIR,
    (FINDING, OMISSION),
    (Obligation("money.take-claim-back", Status.MISSED),),
    Point.CHECK,
    date(2026, 4, 1),
    "ab" * 32,
)
CHECKED = CheckResult(OPENING, VERDICT, SUGGESTION.text, SUGGESTION.edits, PROVENANCE)


def conversation_message() -> conversation_pb.Conversation:
    """The smallest valid conversation: one turn by the customer."""
    return conversation_pb.Conversation(
        locale="ja-JP",
        channel=conversation_pb.CHANNEL_PHONE,
        turns=[conversation_pb.Turn(role=conversation_pb.ROLE_CUSTOMER, text="解約したいのですが。")],
    )


def suggest_request() -> service_pb.SuggestRepliesRequest:
    return service_pb.SuggestRepliesRequest(conversation=conversation_message())


def stream_request() -> service_pb.StreamSuggestRepliesRequest:
    return service_pb.StreamSuggestRepliesRequest(request=suggest_request())


def check_request() -> service_pb.CheckReplyRequest:
    return service_pb.CheckReplyRequest(conversation=conversation_message(), text="承知いたしました。")
