import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RuleKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RULE_KIND_UNSPECIFIED: _ClassVar[RuleKind]
    RULE_KIND_PROHIBITION: _ClassVar[RuleKind]
    RULE_KIND_OBLIGATION: _ClassVar[RuleKind]

class RuleMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RULE_MODE_UNSPECIFIED: _ClassVar[RuleMode]
    RULE_MODE_ENFORCE: _ClassVar[RuleMode]
    RULE_MODE_SHADOW: _ClassVar[RuleMode]

class OperatingPoint(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OPERATING_POINT_UNSPECIFIED: _ClassVar[OperatingPoint]
    OPERATING_POINT_SUGGEST: _ClassVar[OperatingPoint]
    OPERATING_POINT_CHECK: _ClassVar[OperatingPoint]

class Decision(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECISION_UNSPECIFIED: _ClassVar[Decision]
    DECISION_ALLOW: _ClassVar[Decision]
    DECISION_REPAIR: _ClassVar[Decision]
    DECISION_WITHHOLD: _ClassVar[Decision]

class ObligationStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OBLIGATION_STATUS_UNSPECIFIED: _ClassVar[ObligationStatus]
    OBLIGATION_STATUS_STATED: _ClassVar[ObligationStatus]
    OBLIGATION_STATUS_INSERTED: _ClassVar[ObligationStatus]
    OBLIGATION_STATUS_MISSED: _ClassVar[ObligationStatus]

class AlertType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ALERT_TYPE_UNSPECIFIED: _ClassVar[AlertType]
    ALERT_TYPE_ESCALATE_TO_SUPERVISOR: _ClassVar[AlertType]
    ALERT_TYPE_ABUSE: _ClassVar[AlertType]
    ALERT_TYPE_NO_COMPLIANT_REPLY: _ClassVar[AlertType]

class ActionType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACTION_TYPE_UNSPECIFIED: _ClassVar[ActionType]
    ACTION_TYPE_REGISTER_DO_NOT_CONTACT: _ClassVar[ActionType]
    ACTION_TYPE_ARRANGE_CALL_BACK: _ClassVar[ActionType]
    ACTION_TYPE_ARRANGE_VISIT: _ClassVar[ActionType]
    ACTION_TYPE_ASK_FOR_EVIDENCE: _ClassVar[ActionType]
    ACTION_TYPE_RECORD_CANCELLATION_REASON: _ClassVar[ActionType]
    ACTION_TYPE_RECORD_CALLER_IDENTITY: _ClassVar[ActionType]
    ACTION_TYPE_REFER_CLAIM: _ClassVar[ActionType]

class CancellationReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CANCELLATION_REASON_UNSPECIFIED: _ClassVar[CancellationReason]
    CANCELLATION_REASON_NO_EFFECT: _ClassVar[CancellationReason]
    CANCELLATION_REASON_COST: _ClassVar[CancellationReason]
    CANCELLATION_REASON_LEFT_OVER: _ClassVar[CancellationReason]
    CANCELLATION_REASON_SWITCHING: _ClassVar[CancellationReason]
    CANCELLATION_REASON_NO_LONGER_NEEDED: _ClassVar[CancellationReason]
    CANCELLATION_REASON_DISSATISFACTION: _ClassVar[CancellationReason]
    CANCELLATION_REASON_OTHER: _ClassVar[CancellationReason]
    CANCELLATION_REASON_NOT_GIVEN: _ClassVar[CancellationReason]

class ContactChannel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONTACT_CHANNEL_UNSPECIFIED: _ClassVar[ContactChannel]
    CONTACT_CHANNEL_PHONE: _ClassVar[ContactChannel]
    CONTACT_CHANNEL_EMAIL: _ClassVar[ContactChannel]
    CONTACT_CHANNEL_MESSAGE: _ClassVar[ContactChannel]
    CONTACT_CHANNEL_POST: _ClassVar[ContactChannel]
    CONTACT_CHANNEL_VISIT: _ClassVar[ContactChannel]

class Mode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODE_UNSPECIFIED: _ClassVar[Mode]
    MODE_VETTED: _ClassVar[Mode]
    MODE_APPROVED: _ClassVar[Mode]
RULE_KIND_UNSPECIFIED: RuleKind
RULE_KIND_PROHIBITION: RuleKind
RULE_KIND_OBLIGATION: RuleKind
RULE_MODE_UNSPECIFIED: RuleMode
RULE_MODE_ENFORCE: RuleMode
RULE_MODE_SHADOW: RuleMode
OPERATING_POINT_UNSPECIFIED: OperatingPoint
OPERATING_POINT_SUGGEST: OperatingPoint
OPERATING_POINT_CHECK: OperatingPoint
DECISION_UNSPECIFIED: Decision
DECISION_ALLOW: Decision
DECISION_REPAIR: Decision
DECISION_WITHHOLD: Decision
OBLIGATION_STATUS_UNSPECIFIED: ObligationStatus
OBLIGATION_STATUS_STATED: ObligationStatus
OBLIGATION_STATUS_INSERTED: ObligationStatus
OBLIGATION_STATUS_MISSED: ObligationStatus
ALERT_TYPE_UNSPECIFIED: AlertType
ALERT_TYPE_ESCALATE_TO_SUPERVISOR: AlertType
ALERT_TYPE_ABUSE: AlertType
ALERT_TYPE_NO_COMPLIANT_REPLY: AlertType
ACTION_TYPE_UNSPECIFIED: ActionType
ACTION_TYPE_REGISTER_DO_NOT_CONTACT: ActionType
ACTION_TYPE_ARRANGE_CALL_BACK: ActionType
ACTION_TYPE_ARRANGE_VISIT: ActionType
ACTION_TYPE_ASK_FOR_EVIDENCE: ActionType
ACTION_TYPE_RECORD_CANCELLATION_REASON: ActionType
ACTION_TYPE_RECORD_CALLER_IDENTITY: ActionType
ACTION_TYPE_REFER_CLAIM: ActionType
CANCELLATION_REASON_UNSPECIFIED: CancellationReason
CANCELLATION_REASON_NO_EFFECT: CancellationReason
CANCELLATION_REASON_COST: CancellationReason
CANCELLATION_REASON_LEFT_OVER: CancellationReason
CANCELLATION_REASON_SWITCHING: CancellationReason
CANCELLATION_REASON_NO_LONGER_NEEDED: CancellationReason
CANCELLATION_REASON_DISSATISFACTION: CancellationReason
CANCELLATION_REASON_OTHER: CancellationReason
CANCELLATION_REASON_NOT_GIVEN: CancellationReason
CONTACT_CHANNEL_UNSPECIFIED: ContactChannel
CONTACT_CHANNEL_PHONE: ContactChannel
CONTACT_CHANNEL_EMAIL: ContactChannel
CONTACT_CHANNEL_MESSAGE: ContactChannel
CONTACT_CHANNEL_POST: ContactChannel
CONTACT_CHANNEL_VISIT: ContactChannel
MODE_UNSPECIFIED: Mode
MODE_VETTED: Mode
MODE_APPROVED: Mode

class Finding(_message.Message):
    __slots__ = ("rule_id", "kind", "mode", "start", "end", "evidence", "message", "because")
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    BECAUSE_FIELD_NUMBER: _ClassVar[int]
    rule_id: str
    kind: RuleKind
    mode: RuleMode
    start: int
    end: int
    evidence: str
    message: str
    because: str
    def __init__(self, rule_id: _Optional[str] = ..., kind: _Optional[_Union[RuleKind, str]] = ..., mode: _Optional[_Union[RuleMode, str]] = ..., start: _Optional[int] = ..., end: _Optional[int] = ..., evidence: _Optional[str] = ..., message: _Optional[str] = ..., because: _Optional[str] = ...) -> None: ...

class ObligationDue(_message.Message):
    __slots__ = ("rule_id", "message", "approved_sentence")
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    APPROVED_SENTENCE_FIELD_NUMBER: _ClassVar[int]
    rule_id: str
    message: str
    approved_sentence: str
    def __init__(self, rule_id: _Optional[str] = ..., message: _Optional[str] = ..., approved_sentence: _Optional[str] = ...) -> None: ...

class ObligationState(_message.Message):
    __slots__ = ("rule_id", "status")
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    rule_id: str
    status: ObligationStatus
    def __init__(self, rule_id: _Optional[str] = ..., status: _Optional[_Union[ObligationStatus, str]] = ...) -> None: ...

class Fact(_message.Message):
    __slots__ = ("name", "turn_id", "start", "end", "evidence")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TURN_ID_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    name: str
    turn_id: str
    start: int
    end: int
    evidence: str
    def __init__(self, name: _Optional[str] = ..., turn_id: _Optional[str] = ..., start: _Optional[int] = ..., end: _Optional[int] = ..., evidence: _Optional[str] = ...) -> None: ...

class Alert(_message.Message):
    __slots__ = ("type", "message", "turn_id", "evidence")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    TURN_ID_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    type: AlertType
    message: str
    turn_id: str
    evidence: str
    def __init__(self, type: _Optional[_Union[AlertType, str]] = ..., message: _Optional[str] = ..., turn_id: _Optional[str] = ..., evidence: _Optional[str] = ...) -> None: ...

class Action(_message.Message):
    __slots__ = ("type", "message", "channels", "cancellation_reason", "turn_id", "evidence")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    CANCELLATION_REASON_FIELD_NUMBER: _ClassVar[int]
    TURN_ID_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    type: ActionType
    message: str
    channels: _containers.RepeatedScalarFieldContainer[ContactChannel]
    cancellation_reason: CancellationReason
    turn_id: str
    evidence: str
    def __init__(self, type: _Optional[_Union[ActionType, str]] = ..., message: _Optional[str] = ..., channels: _Optional[_Iterable[_Union[ContactChannel, str]]] = ..., cancellation_reason: _Optional[_Union[CancellationReason, str]] = ..., turn_id: _Optional[str] = ..., evidence: _Optional[str] = ...) -> None: ...

class StageTime(_message.Message):
    __slots__ = ("stage", "milliseconds")
    STAGE_FIELD_NUMBER: _ClassVar[int]
    MILLISECONDS_FIELD_NUMBER: _ClassVar[int]
    stage: str
    milliseconds: float
    def __init__(self, stage: _Optional[str] = ..., milliseconds: _Optional[float] = ...) -> None: ...

class Provenance(_message.Message):
    __slots__ = ("bundle_revision", "mode", "operating_point", "generator", "model", "prompt_version", "input_tokens", "output_tokens", "stage_times", "as_of", "fallback_reason")
    BUNDLE_REVISION_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    OPERATING_POINT_FIELD_NUMBER: _ClassVar[int]
    GENERATOR_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PROMPT_VERSION_FIELD_NUMBER: _ClassVar[int]
    INPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    STAGE_TIMES_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    FALLBACK_REASON_FIELD_NUMBER: _ClassVar[int]
    bundle_revision: str
    mode: Mode
    operating_point: OperatingPoint
    generator: str
    model: str
    prompt_version: str
    input_tokens: int
    output_tokens: int
    stage_times: _containers.RepeatedCompositeFieldContainer[StageTime]
    as_of: _timestamp_pb2.Timestamp
    fallback_reason: str
    def __init__(self, bundle_revision: _Optional[str] = ..., mode: _Optional[_Union[Mode, str]] = ..., operating_point: _Optional[_Union[OperatingPoint, str]] = ..., generator: _Optional[str] = ..., model: _Optional[str] = ..., prompt_version: _Optional[str] = ..., input_tokens: _Optional[int] = ..., output_tokens: _Optional[int] = ..., stage_times: _Optional[_Iterable[_Union[StageTime, _Mapping]]] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., fallback_reason: _Optional[str] = ...) -> None: ...
