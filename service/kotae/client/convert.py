"""The domain's conversation as the messages that a client sends."""

from collections.abc import Iterable
from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from kotae.client.enums import CHANNEL, OPERATING_POINT, ROLE, SCENARIO
from kotae.conversation import Conversation, Offer, Turn
from kotae.policy.verdict import Point
from kotae.suggest.result import Snippet
from kotae.v1 import conversation_pb2 as conversation_pb
from kotae.v1 import suggestion_service_pb2 as service_pb


def timestamp(moment: datetime | None) -> Timestamp | None:
    """Return the wire's form of ``moment``, to the microsecond; a moment without a time zone is taken as UTC."""
    if moment is None:
        return None
    message = Timestamp()
    message.FromDatetime(moment)
    return message


def conversation_message(conversation: Conversation) -> conversation_pb.Conversation:
    """Return ``conversation`` as it goes over the wire."""
    return conversation_pb.Conversation(
        conversation_id=conversation.id,
        locale=conversation.locale,
        channel=CHANNEL[conversation.channel],
        recording_active=conversation.recording_active,
        recording_announced=conversation.recording_announced,
        scenario=SCENARIO[conversation.scenario],
        customer_identified=conversation.customer_identified,
        authorised_offers=[_offer(offer) for offer in conversation.authorised_offers],
        competitors=conversation.competitors,
        own_products=conversation.own_products,
        cancellation_consequences=conversation.cancellation_consequences,
        turns=[_turn(turn) for turn in conversation.turns],
    )


def suggest_message(
    conversation: Conversation,
    *,
    count: int = 0,
    snippets: Iterable[Snippet] = (),
    include_withheld: bool = False,
    as_of: datetime | None = None,
    request_id: str = "",
) -> service_pb.SuggestRepliesRequest:
    """Return a request for ``count`` suggestions, 0 for the service's own number.

    ``as_of`` is the moment at which rules' effective dates are read, None for the moment of the call; ``request_id`` is
    a UUID or empty.
    """
    return service_pb.SuggestRepliesRequest(
        request_id=request_id,
        conversation=conversation_message(conversation),
        suggestion_count=count,
        knowledge_snippets=[
            service_pb.KnowledgeSnippet(snippet_id=snippet.id, title=snippet.title, text=snippet.text)
            for snippet in snippets
        ],
        include_withheld=include_withheld,
        as_of=timestamp(as_of),
    )


def check_message(
    conversation: Conversation,
    text: str,
    *,
    point: Point = Point.CHECK,
    as_of: datetime | None = None,
    request_id: str = "",
) -> service_pb.CheckReplyRequest:
    """Return a request to judge ``text`` as the next reply; ``as_of`` and ``request_id`` as for suggestions."""
    return service_pb.CheckReplyRequest(
        request_id=request_id,
        conversation=conversation_message(conversation),
        text=text,
        operating_point=OPERATING_POINT[point],
        as_of=timestamp(as_of),
    )


def _offer(offer: Offer) -> conversation_pb.Offer:
    return conversation_pb.Offer(offer_id=offer.id, text=offer.text)


def _turn(turn: Turn) -> conversation_pb.Turn:
    return conversation_pb.Turn(turn_id=turn.id, role=ROLE[turn.role], text=turn.text, time=timestamp(turn.time))
