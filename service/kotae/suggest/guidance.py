"""Alerts and actions that follow from the facts, deterministically."""

from collections.abc import Iterator, Mapping, Sequence

from kotae.conversation import Conversation, Locale
from kotae.policy.lexicon import Lexicon
from kotae.policy.verdict import Fact
from kotae.suggest.result import Action, ActionType, Alert, AlertType, CancellationReason, ContactChannel

# Messages stand in both languages side by side: Japanese first, then English.
_ALERTS: tuple[tuple[str, AlertType, str, str], ...] = (
    ("customer.threatens", AlertType.ESCALATE_TO_SUPERVISOR,
     "脅しに当たる発言です。ただちに責任者に引き継いでください。", "The customer makes a threat: hand over to a supervisor now."),
    ("customer.abusive", AlertType.ABUSE,
     "暴言または脅しがあります。一人で抱えず、責任者に知らせてください。", "The customer is abusive: let a supervisor know."),
)  # fmt: skip

_NO_REPLY = (
    "規則に沿う返答を示せませんでした。責任者に相談し、ご自身の言葉でお答えください。",
    "No reply that complies could be given: consult a supervisor and answer in your own words.",
)

_REASONS: tuple[tuple[str, CancellationReason], ...] = (
    ("customer.reason.dissatisfaction", CancellationReason.DISSATISFACTION),
    ("customer.reason.switching", CancellationReason.SWITCHING),
    ("customer.reason.no-effect", CancellationReason.NO_EFFECT),
    ("customer.reason.left-over", CancellationReason.LEFT_OVER),
    ("customer.reason.cost", CancellationReason.COST),
    ("customer.reason.no-longer-needed", CancellationReason.NO_LONGER_NEEDED),
    ("customer.reason.other", CancellationReason.OTHER),
)

# Words by which a customer names the channels that contact is to stop on; none named means all. In English "line" is
# no channel, "a number of times" is no telephone, and a mailing list may be of letters or of e-mails.
_CHANNELS = {
    Locale.JA: Lexicon(
        Locale.JA,
        {
            ContactChannel.PHONE: (
                *("電話", "TEL", "テレアポ", "かけてこ", "かけてき", "かけてく", "かけない", "かけるな"),
                *("call", "calls", "calling", "phone"),
            ),
            ContactChannel.EMAIL: (
                *("メール", "メールマガジン", "セールスメール", "スパムメール", "メルマガ"),
                *("email", "emails", "e-mail", "e-mails"),
            ),
            ContactChannel.MESSAGE: ("SMS", "LINE", "ショートメッセージ", "ショートメール"),
            ContactChannel.POST: (
                *("郵便", "郵送", "手紙", "はがき", "葉書", "DM", "ダイレクトメール"),
                *("カタログ", "チラシ"),
            ),
            ContactChannel.VISIT: ("訪問", "来ないで", "来るな"),
        },
    ),
    Locale.EN: Lexicon(
        Locale.EN,
        {
            ContactChannel.PHONE: (
                *("call", "calls", "calling", "be called", "get called", "being called", "phone", "phones", "phoning"),
                *("telephone", "telephoning", "ring me", "my number", "this number", "our number"),
            ),
            ContactChannel.EMAIL: (
                *("email", "emails", "emailing", "emailed", "e-mail", "e-mails", "e-mailing", "e-mailed"),
                *("newsletter", "newsletters", "mailing list"),
            ),
            ContactChannel.MESSAGE: (
                *("text", "texts", "texting", "texted", "message", "messages", "messaging", "messaged"),
                *("sms", "dm", "dms", "whatsapp"),
            ),
            ContactChannel.POST: (
                *("letter", "letters", "mailings", "mailing list", "mail me", "mailing me", "by mail", "in the mail"),
                *("junk mail", "by post", "postcard", "postcards", "catalog*", "flyer", "flyers"),
                *("brochure", "brochures"),
            ),
            ContactChannel.VISIT: ("visit", "visits", "visiting", "my door"),
        },
    ),
}


def alerts(conversation: Conversation, facts: Sequence[Fact]) -> Iterator[Alert]:
    """Yield what people should know at once."""
    known = {f.name: f for f in facts if f.certain}
    for name, kind, ja, en in _ALERTS:
        if name in known:
            fact = known[name]
            yield Alert(kind, _say(conversation, ja, en), fact.turn, fact.evidence)


def no_reply(conversation: Conversation) -> Alert:
    """Return the alert for a conversation to which nothing compliant can be suggested."""
    return Alert(AlertType.NO_COMPLIANT_REPLY, _say(conversation, *_NO_REPLY), len(conversation.turns) - 1)


def actions(conversation: Conversation, facts: Sequence[Fact]) -> Iterator[Action]:
    """Yield what is to be done beside replying."""
    known = {f.name: f for f in facts if f.certain}
    say = _say
    if fact := known.get("customer.asks-no-contact"):
        yield Action(
            ActionType.REGISTER_DO_NOT_CONTACT,
            say(conversation, "連絡を希望されないことを登録してください。", "Register that this customer does not want to be contacted."),
            fact.turn, fact.evidence, channels=_channels(conversation.turns[fact.turn].text, conversation.locale),
        )  # fmt: skip
    if fact := known.get("customer.wants-to-cancel"):
        reason, basis = _reason(known, fact)
        yield Action(
            ActionType.RECORD_CANCELLATION_REASON,
            say(conversation, "解約の理由を区分とともに記録してください。", "Record why the customer cancels, with its category."),
            basis.turn, basis.evidence, reason=reason,
        )  # fmt: skip
    if fact := known.get("customer.demands-money"):
        yield Action(
            ActionType.REFER_CLAIM,
            say(conversation, "ご要求を会社に持ち帰り、回答の担当と時期を決めてください。", "Take the claim back to the company and settle who answers it, and when."),
            fact.turn, fact.evidence,
        )  # fmt: skip
        yield Action(
            ActionType.ASK_FOR_EVIDENCE,
            say(conversation, "根拠となる資料(領収書・写真など)をお願いし、案件に添えてください。", "Ask for receipts, photos or other proof and attach them to the case."),
            fact.turn, fact.evidence,
        )  # fmt: skip
    pressing = known.get("customer.demands-money") or known.get("customer.abusive")
    if pressing and "contact.identified" not in known:
        yield Action(
            ActionType.RECORD_CALLER_IDENTITY,
            say(conversation, "お名前とご連絡先を伺い、記録してください。", "Ask for and record the caller's name and contact details."),
            pressing.turn, pressing.evidence,
        )  # fmt: skip


def _reason(known: Mapping[str, Fact], wish: Fact) -> tuple[CancellationReason, Fact]:
    for name, reason in _REASONS:
        if name in known:
            return reason, known[name]
    return CancellationReason.NOT_GIVEN, wish


def _channels(text: str, locale: Locale) -> tuple[ContactChannel, ...]:
    named = _CHANNELS[locale].read(text).hits
    return tuple(c for c in ContactChannel if c in named) or tuple(ContactChannel)


def _say(conversation: Conversation, ja: str, en: str) -> str:
    return ja if conversation.locale is Locale.JA else en
