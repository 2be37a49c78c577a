"""Each limit of the contract is kept to the letter, and each bad field is named with its mend."""

from collections.abc import Callable

import pytest
from api_samples import REQUEST_ID, check_request, stream_request, suggest_request
from google.protobuf.timestamp_pb2 import Timestamp

from kotae.api.server import MIB, OPTIONS
from kotae.api.validate import Violation, check_violations, stream_violations, suggest_violations
from kotae.v1 import conversation_pb2 as conversation_pb
from kotae.v1 import suggestion_service_pb2 as service_pb

CUSTOMER, AGENT = conversation_pb.ROLE_CUSTOMER, conversation_pb.ROLE_AGENT
Conversation = conversation_pb.Conversation
Request = service_pb.SuggestRepliesRequest
Change = Callable[[Conversation], object]


def turn(
    text: str = "はい。", role: int = CUSTOMER, turn_id: str = "", seconds: int | None = None
) -> conversation_pb.Turn:
    time = None if seconds is None else Timestamp(seconds=seconds)
    return conversation_pb.Turn(turn_id=turn_id, role=role, text=text, time=time)


def turns(*given: conversation_pb.Turn) -> Change:
    def change(conversation: Conversation) -> None:
        del conversation.turns[:]
        conversation.turns.extend(given)

    return change


def put(name: str, value: object) -> Callable[[object], None]:
    return lambda message: setattr(message, name, value)


def add(name: str, *values: object) -> Callable[[object], None]:
    return lambda message: getattr(message, name).extend(values)


def offer(offer_id: str = "o", text: str = "t") -> conversation_pb.Offer:
    return conversation_pb.Offer(offer_id=offer_id, text=text)


def snippet(snippet_id: str = "k", title: str = "", text: str = "t") -> service_pb.KnowledgeSnippet:
    return service_pb.KnowledgeSnippet(snippet_id=snippet_id, title=title, text=text)


GOOD_CONVERSATIONS: dict[str, Change] = {
    "one turn by the customer": lambda c: None,
    "English": put("locale", "en-US"),
    "chat": put("channel", conversation_pb.CHANNEL_CHAT),
    "e-mail": put("channel", conversation_pb.CHANNEL_EMAIL),
    "each scenario": put("scenario", conversation_pb.SCENARIO_RETENTION),
    "longest conversation id": put("conversation_id", "x" * 128),
    "most offers": add("authorised_offers", *[offer()] * 20),
    "longest offer": add("authorised_offers", offer("x" * 128, "値" * 500)),
    "most competitors": add("competitors", *["社" * 100] * 200),
    "most own products": add("own_products", *["品" * 100] * 200),
    "most consequences": add("cancellation_consequences", *["損" * 500] * 20),
    "most turns": turns(*[turn()] * 200),
    "longest text": turns(turn("あ" * 10_000)),
    "longest conversation": turns(*[turn("あ" * 10_000)] * 10),
    "longest turn id": turns(turn(turn_id="x" * 128)),
    "each turn with an id": turns(turn(turn_id="1", role=AGENT), turn(turn_id="2")),
    "times that stand still": turns(turn(seconds=5), turn(seconds=5)),
    "some times only": turns(turn(seconds=5), turn(), turn(seconds=6)),
    "a character outside the first plane": turns(turn("😠" * 10_000)),
}

BAD_CONVERSATIONS: dict[str, tuple[Change, str, str]] = {
    "no locale": (put("locale", ""), "locale", 'is not given; give "ja-JP" or "en-US"'),
    "a language alone": (put("locale", "ja"), "locale", 'is not supported; give "ja-JP" or "en-US"'),
    "another language": (put("locale", "fr-FR"), "locale", "is not supported"),
    "no channel": (
        put("channel", 0),
        "channel",
        "is not given; give one of CHANNEL_PHONE, CHANNEL_CHAT",
    ),
    "unknown channel": (put("channel", 9), "channel", "is the unknown value 9"),
    "unknown scenario": (put("scenario", 9), "scenario", "is the unknown value 9; give one of SCENARIO_OUTBOUND"),
    "long conversation id": (
        put("conversation_id", "x" * 129),
        "conversation_id",
        "has 129 characters; give at most 128",
    ),
    "too many offers": (
        add("authorised_offers", *[offer()] * 21),
        "authorised_offers",
        "has 21 entries; give at most 20",
    ),
    "offer without id": (
        add("authorised_offers", offer("")),
        "authorised_offers[0].offer_id",
        "is empty; give 1 to 128",
    ),
    "long offer id": (
        add("authorised_offers", offer("x" * 129)),
        "authorised_offers[0].offer_id",
        "has 129 characters",
    ),
    "empty offer": (add("authorised_offers", offer(text="")), "authorised_offers[0].text", "is empty; give 1 to 500"),
    "long offer": (
        add("authorised_offers", offer(), offer(text="値" * 501)),
        "authorised_offers[1].text",
        "has 501 characters; give at most 500",
    ),
    "too many competitors": (add("competitors", *["x"] * 201), "competitors", "has 201 entries; give at most 200"),
    "empty competitor": (add("competitors", "x", ""), "competitors[1]", "is empty; give 1 to 100 characters"),
    "long competitor": (add("competitors", "社" * 101), "competitors[0]", "has 101 characters; give at most 100"),
    "too many own products": (add("own_products", *["x"] * 201), "own_products", "has 201 entries"),
    "empty own product": (add("own_products", ""), "own_products[0]", "is empty"),
    "long own product": (add("own_products", "品" * 101), "own_products[0]", "has 101 characters"),
    "too many consequences": (
        add("cancellation_consequences", *["x"] * 21),
        "cancellation_consequences",
        "has 21 entries; give at most 20",
    ),
    "empty consequence": (
        add("cancellation_consequences", ""),
        "cancellation_consequences[0]",
        "is empty; give 1 to 500",
    ),
    "long consequence": (
        add("cancellation_consequences", "損" * 501),
        "cancellation_consequences[0]",
        "has 501 characters; give at most 500",
    ),
    "no turns": (turns(), "turns", "is empty; give 1 to 200 entries"),
    "too many turns": (turns(*[turn()] * 201), "turns", "has 201 entries; give at most 200"),
    "empty text": (turns(turn(), turn("", AGENT), turn()), "turns[1].text", "is empty; give 1 to 10,000 characters"),
    "long text": (turns(turn("あ" * 10_001)), "turns[0].text", "has 10,001 characters; give at most 10,000"),
    "long conversation": (
        turns(*[turn("あ" * 10_000)] * 10, turn("い")),
        "turns",
        "has 100,001 characters together; give at most 100,000, leaving out the oldest",
    ),
    "no role": (turns(turn(role=0)), "turns[0].role", "is not given; give one of ROLE_CUSTOMER, ROLE_AGENT"),
    "unknown role": (turns(turn(role=7)), "turns[0].role", "is the unknown value 7"),
    "agent spoke last": (
        turns(turn(), turn(role=AGENT)),
        "turns[1].role",
        "is ROLE_AGENT; the last turn is the customer's",
    ),
    "some ids missing": (
        turns(turn(turn_id="1"), turn()),
        "turns[1].turn_id",
        "is empty while other turns have one; give each turn an id, or none",
    ),
    "an id twice": (
        turns(turn(turn_id="1"), turn(turn_id="2"), turn(turn_id="1")),
        "turns[2].turn_id",
        "is that of conversation.turns[0] too; give each turn its own",
    ),
    "long turn id": (turns(turn(turn_id="x" * 129)), "turns[0].turn_id", "has 129 characters; give at most 128"),
    "times run back": (
        turns(turn(seconds=9), turn(), turn(seconds=8)),
        "turns[2].time",
        "is earlier than that of a turn before; give the turns oldest first",
    ),
    "a time before the year 1": (turns(turn(seconds=-62_135_596_801)), "turns[0].time", "is no valid timestamp"),
    "a time after the year 9999": (turns(turn(seconds=253_402_300_800)), "turns[0].time", "is no valid timestamp"),
    "NUL in a text": (turns(turn("は\0い")), "turns[0].text", "holds the character U+0000; remove it"),
    "NUL in a turn id": (turns(turn(turn_id="1\0")), "turns[0].turn_id", "holds the character U+0000"),
    "NUL in a name": (add("competitors", "x\0"), "competitors[0]", "holds the character U+0000"),
    "NUL in a conversation id": (put("conversation_id", "\0"), "conversation_id", "holds the character U+0000"),
}


@pytest.mark.parametrize("change", GOOD_CONVERSATIONS.values(), ids=GOOD_CONVERSATIONS)
def test_a_conversation_within_the_limits_is_taken(change: Change) -> None:
    request = suggest_request()
    change(request.conversation)
    assert suggest_violations(request) == []


@pytest.mark.parametrize(("change", "field", "description"), BAD_CONVERSATIONS.values(), ids=BAD_CONVERSATIONS)
def test_a_conversation_beyond_a_limit_is_refused_by_every_method(change: Change, field: str, description: str) -> None:
    suggest, stream, check = suggest_request(), stream_request(), check_request()
    for conversation in (suggest.conversation, stream.request.conversation, check.conversation):
        change(conversation)
    [violation] = suggest_violations(suggest)
    assert violation.field == f"conversation.{field}"
    assert violation.description.startswith(description)
    assert check_violations(check) == [violation]
    in_stream = violation.description.replace(" conversation.", " request.conversation.")
    assert stream_violations(stream) == [Violation(f"request.conversation.{field}", in_stream)]


GOOD_REQUESTS: dict[str, Callable[[Request], object]] = {
    "an id": put("request_id", REQUEST_ID),
    "an id in capitals": put("request_id", REQUEST_ID.upper()),
    "no count": put("suggestion_count", 0),
    "one suggestion": put("suggestion_count", 1),
    "most suggestions": put("suggestion_count", 5),
    "most snippets": add("knowledge_snippets", *[snippet()] * 10),
    "longest snippet": add("knowledge_snippets", snippet("x" * 128, "題" * 200, "文" * 4_000)),
    "a moment": lambda r: r.as_of.CopyFrom(Timestamp(seconds=1_775_000_000)),
}

BAD_REQUESTS: dict[str, tuple[Callable[[Request], object], str, str]] = {
    "no conversation": (lambda r: r.ClearField("conversation"), "conversation", "is not given"),
    "an id that is no UUID": (put("request_id", "req-1"), "request_id", "is no UUID; give one such as 123e4567-"),
    "a UUID in another form": (put("request_id", f"{{{REQUEST_ID}}}"), "request_id", "is no UUID"),
    "fewer than none": (put("suggestion_count", -1), "suggestion_count", "is -1; give 1 to 5, or 0 for 3"),
    "too many suggestions": (put("suggestion_count", 6), "suggestion_count", "is 6; give 1 to 5, or 0 for 3"),
    "too many snippets": (
        add("knowledge_snippets", *[snippet()] * 11),
        "knowledge_snippets",
        "has 11 entries; give at most 10",
    ),
    "snippet without id": (add("knowledge_snippets", snippet("")), "knowledge_snippets[0].snippet_id", "is empty"),
    "long snippet id": (
        add("knowledge_snippets", snippet("x" * 129)),
        "knowledge_snippets[0].snippet_id",
        "has 129 characters",
    ),
    "long title": (add("knowledge_snippets", snippet(title="題" * 201)), "knowledge_snippets[0].title", "has 201"),
    "empty snippet": (
        add("knowledge_snippets", snippet(), snippet(text="")),
        "knowledge_snippets[1].text",
        "is empty; give 1 to 4,000 characters",
    ),
    "long snippet": (
        add("knowledge_snippets", snippet(text="文" * 4_001)),
        "knowledge_snippets[0].text",
        "has 4,001 characters; give at most 4,000",
    ),
    "a moment out of range": (lambda r: r.as_of.CopyFrom(Timestamp(nanos=-1)), "as_of", "is no valid timestamp"),
}


@pytest.mark.parametrize("change", GOOD_REQUESTS.values(), ids=GOOD_REQUESTS)
def test_a_request_within_the_limits_is_taken(change: Callable[[Request], object]) -> None:
    request = suggest_request()
    change(request)
    assert suggest_violations(request) == []


@pytest.mark.parametrize(("change", "field", "description"), BAD_REQUESTS.values(), ids=BAD_REQUESTS)
def test_a_request_beyond_a_limit_is_refused(change: Callable[[Request], object], field: str, description: str) -> None:
    unary, stream = suggest_request(), stream_request()
    change(unary)
    change(stream.request)
    [violation] = suggest_violations(unary)
    assert violation.field == field
    assert violation.description.startswith(description)
    assert [v.field for v in stream_violations(stream)] == [f"request.{field}"]


def test_a_stream_needs_a_request() -> None:
    [violation] = stream_violations(service_pb.StreamSuggestRepliesRequest())
    assert violation.field == "request"


@pytest.mark.parametrize("text", ["は", "は" * 10_000])
@pytest.mark.parametrize("operating_point", [0, 1, 2])
def test_a_reply_within_the_limits_is_judged(text: str, operating_point: int) -> None:
    request = check_request()
    request.text, request.operating_point = text, operating_point
    assert check_violations(request) == []


@pytest.mark.parametrize(
    ("change", "field", "description"),
    [
        (put("text", ""), "text", "is empty; give 1 to 10,000 characters"),
        (put("text", "は" * 10_001), "text", "has 10,001 characters; give at most 10,000"),
        (put("text", "\0"), "text", "holds the character U+0000"),
        (put("operating_point", 3), "operating_point", "is the unknown value 3; give one of OPERATING_POINT_SUGGEST"),
        (put("request_id", "1"), "request_id", "is no UUID"),
        (lambda r: r.ClearField("conversation"), "conversation", "is not given"),
        (lambda r: r.as_of.CopyFrom(Timestamp(nanos=1_000_000_000)), "as_of", "is no valid timestamp"),
    ],
)
def test_a_reply_beyond_a_limit_is_refused(
    change: Callable[[service_pb.CheckReplyRequest], object], field: str, description: str
) -> None:
    request = check_request()
    change(request)
    [violation] = check_violations(request)
    assert violation.field == field
    assert violation.description.startswith(description)


def test_all_bad_fields_are_named_at_once() -> None:
    request = suggest_request()
    request.request_id = "x"
    request.suggestion_count = 9
    request.conversation.locale = ""
    request.conversation.channel = 0
    turns(turn(""), turn(role=AGENT, turn_id="1"))(request.conversation)
    assert [violation.field for violation in suggest_violations(request)] == [
        "request_id",
        "conversation.locale",
        "conversation.channel",
        "conversation.turns[0].text",
        "conversation.turns[1].role",
        "conversation.turns[0].turn_id",
        "suggestion_count",
    ]


def test_descriptions_never_repeat_what_was_said() -> None:
    request = suggest_request()
    turns(turn("山田太郎" * 2_501, turn_id="yamada"), turn(turn_id="yamada"))(request.conversation)
    request.conversation.locale = request.request_id = "山田"
    violations = suggest_violations(request)
    assert len(violations) == 4
    assert not any("山田" in v.description or "yamada" in v.description for v in violations)


def test_the_largest_valid_request_fits_the_message_size_that_the_server_takes() -> None:
    request = suggest_request()
    wide = "\U00020bb7"
    request.request_id = REQUEST_ID
    conversation = request.conversation
    conversation.conversation_id = wide * 128
    conversation.authorised_offers.extend([offer(wide * 128, wide * 500)] * 20)
    conversation.competitors.extend([wide * 100] * 200)
    conversation.own_products.extend([wide * 100] * 200)
    conversation.cancellation_consequences.extend([wide * 500] * 20)
    ids = [f"{wide * 124}{n:04}" for n in range(200)]
    turns(*[turn(wide * 500, turn_id=id_, seconds=2_000_000_000) for id_ in ids])(conversation)
    request.knowledge_snippets.extend([snippet(wide * 128, wide * 200, wide * 4_000)] * 10)
    assert suggest_violations(request) == []
    assert 900_000 < request.ByteSize() <= MIB == dict(OPTIONS)["grpc.max_receive_message_length"]
