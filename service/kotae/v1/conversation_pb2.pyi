import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Channel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHANNEL_UNSPECIFIED: _ClassVar[Channel]
    CHANNEL_PHONE: _ClassVar[Channel]
    CHANNEL_CHAT: _ClassVar[Channel]
    CHANNEL_EMAIL: _ClassVar[Channel]

class Scenario(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCENARIO_UNSPECIFIED: _ClassVar[Scenario]
    SCENARIO_OUTBOUND_SALES: _ClassVar[Scenario]
    SCENARIO_INQUIRY: _ClassVar[Scenario]
    SCENARIO_COMPLAINT: _ClassVar[Scenario]
    SCENARIO_RETENTION: _ClassVar[Scenario]

class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ROLE_UNSPECIFIED: _ClassVar[Role]
    ROLE_CUSTOMER: _ClassVar[Role]
    ROLE_AGENT: _ClassVar[Role]
CHANNEL_UNSPECIFIED: Channel
CHANNEL_PHONE: Channel
CHANNEL_CHAT: Channel
CHANNEL_EMAIL: Channel
SCENARIO_UNSPECIFIED: Scenario
SCENARIO_OUTBOUND_SALES: Scenario
SCENARIO_INQUIRY: Scenario
SCENARIO_COMPLAINT: Scenario
SCENARIO_RETENTION: Scenario
ROLE_UNSPECIFIED: Role
ROLE_CUSTOMER: Role
ROLE_AGENT: Role

class Turn(_message.Message):
    __slots__ = ("turn_id", "role", "text", "time")
    TURN_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    turn_id: str
    role: Role
    text: str
    time: _timestamp_pb2.Timestamp
    def __init__(self, turn_id: _Optional[str] = ..., role: _Optional[_Union[Role, str]] = ..., text: _Optional[str] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Offer(_message.Message):
    __slots__ = ("offer_id", "text")
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    offer_id: str
    text: str
    def __init__(self, offer_id: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class Conversation(_message.Message):
    __slots__ = ("conversation_id", "locale", "channel", "recording_active", "recording_announced", "scenario", "customer_identified", "authorised_offers", "competitors", "own_products", "cancellation_consequences", "turns")
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RECORDING_ACTIVE_FIELD_NUMBER: _ClassVar[int]
    RECORDING_ANNOUNCED_FIELD_NUMBER: _ClassVar[int]
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_IDENTIFIED_FIELD_NUMBER: _ClassVar[int]
    AUTHORISED_OFFERS_FIELD_NUMBER: _ClassVar[int]
    COMPETITORS_FIELD_NUMBER: _ClassVar[int]
    OWN_PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    CANCELLATION_CONSEQUENCES_FIELD_NUMBER: _ClassVar[int]
    TURNS_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    locale: str
    channel: Channel
    recording_active: bool
    recording_announced: bool
    scenario: Scenario
    customer_identified: bool
    authorised_offers: _containers.RepeatedCompositeFieldContainer[Offer]
    competitors: _containers.RepeatedScalarFieldContainer[str]
    own_products: _containers.RepeatedScalarFieldContainer[str]
    cancellation_consequences: _containers.RepeatedScalarFieldContainer[str]
    turns: _containers.RepeatedCompositeFieldContainer[Turn]
    def __init__(self, conversation_id: _Optional[str] = ..., locale: _Optional[str] = ..., channel: _Optional[_Union[Channel, str]] = ..., recording_active: _Optional[bool] = ..., recording_announced: _Optional[bool] = ..., scenario: _Optional[_Union[Scenario, str]] = ..., customer_identified: _Optional[bool] = ..., authorised_offers: _Optional[_Iterable[_Union[Offer, _Mapping]]] = ..., competitors: _Optional[_Iterable[str]] = ..., own_products: _Optional[_Iterable[str]] = ..., cancellation_consequences: _Optional[_Iterable[str]] = ..., turns: _Optional[_Iterable[_Union[Turn, _Mapping]]] = ...) -> None: ...
