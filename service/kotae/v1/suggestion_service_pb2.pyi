import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from kotae.v1 import conversation_pb2 as _conversation_pb2
from kotae.v1 import verdict_pb2 as _verdict_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Outcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTCOME_UNSPECIFIED: _ClassVar[Outcome]
    OUTCOME_SUGGESTED: _ClassVar[Outcome]
    OUTCOME_FALLBACK: _ClassVar[Outcome]
    OUTCOME_WITHHELD: _ClassVar[Outcome]

class Origin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ORIGIN_UNSPECIFIED: _ClassVar[Origin]
    ORIGIN_MODEL: _ClassVar[Origin]
    ORIGIN_REPAIRED: _ClassVar[Origin]
    ORIGIN_PLAYBOOK: _ClassVar[Origin]

class EditType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EDIT_TYPE_UNSPECIFIED: _ClassVar[EditType]
    EDIT_TYPE_INSERTED: _ClassVar[EditType]
    EDIT_TYPE_DROPPED: _ClassVar[EditType]
OUTCOME_UNSPECIFIED: Outcome
OUTCOME_SUGGESTED: Outcome
OUTCOME_FALLBACK: Outcome
OUTCOME_WITHHELD: Outcome
ORIGIN_UNSPECIFIED: Origin
ORIGIN_MODEL: Origin
ORIGIN_REPAIRED: Origin
ORIGIN_PLAYBOOK: Origin
EDIT_TYPE_UNSPECIFIED: EditType
EDIT_TYPE_INSERTED: EditType
EDIT_TYPE_DROPPED: EditType

class KnowledgeSnippet(_message.Message):
    __slots__ = ("snippet_id", "title", "text")
    SNIPPET_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    snippet_id: str
    title: str
    text: str
    def __init__(self, snippet_id: _Optional[str] = ..., title: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class SuggestRepliesRequest(_message.Message):
    __slots__ = ("request_id", "conversation", "suggestion_count", "knowledge_snippets", "include_withheld", "as_of")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_FIELD_NUMBER: _ClassVar[int]
    SUGGESTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    KNOWLEDGE_SNIPPETS_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_WITHHELD_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    conversation: _conversation_pb2.Conversation
    suggestion_count: int
    knowledge_snippets: _containers.RepeatedCompositeFieldContainer[KnowledgeSnippet]
    include_withheld: bool
    as_of: _timestamp_pb2.Timestamp
    def __init__(self, request_id: _Optional[str] = ..., conversation: _Optional[_Union[_conversation_pb2.Conversation, _Mapping]] = ..., suggestion_count: _Optional[int] = ..., knowledge_snippets: _Optional[_Iterable[_Union[KnowledgeSnippet, _Mapping]]] = ..., include_withheld: _Optional[bool] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Edit(_message.Message):
    __slots__ = ("type", "text", "rule_ids", "start")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    RULE_IDS_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    type: EditType
    text: str
    rule_ids: _containers.RepeatedScalarFieldContainer[str]
    start: int
    def __init__(self, type: _Optional[_Union[EditType, str]] = ..., text: _Optional[str] = ..., rule_ids: _Optional[_Iterable[str]] = ..., start: _Optional[int] = ...) -> None: ...

class Suggestion(_message.Message):
    __slots__ = ("suggestion_id", "text", "origin", "edits", "findings", "obligations", "cited_snippet_ids", "reply_id")
    SUGGESTION_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    OBLIGATIONS_FIELD_NUMBER: _ClassVar[int]
    CITED_SNIPPET_IDS_FIELD_NUMBER: _ClassVar[int]
    REPLY_ID_FIELD_NUMBER: _ClassVar[int]
    suggestion_id: str
    text: str
    origin: Origin
    edits: _containers.RepeatedCompositeFieldContainer[Edit]
    findings: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Finding]
    obligations: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.ObligationState]
    cited_snippet_ids: _containers.RepeatedScalarFieldContainer[str]
    reply_id: str
    def __init__(self, suggestion_id: _Optional[str] = ..., text: _Optional[str] = ..., origin: _Optional[_Union[Origin, str]] = ..., edits: _Optional[_Iterable[_Union[Edit, _Mapping]]] = ..., findings: _Optional[_Iterable[_Union[_verdict_pb2.Finding, _Mapping]]] = ..., obligations: _Optional[_Iterable[_Union[_verdict_pb2.ObligationState, _Mapping]]] = ..., cited_snippet_ids: _Optional[_Iterable[str]] = ..., reply_id: _Optional[str] = ...) -> None: ...

class WithheldCandidate(_message.Message):
    __slots__ = ("text", "findings")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    text: str
    findings: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Finding]
    def __init__(self, text: _Optional[str] = ..., findings: _Optional[_Iterable[_Union[_verdict_pb2.Finding, _Mapping]]] = ...) -> None: ...

class SuggestRepliesResponse(_message.Message):
    __slots__ = ("outcome", "suggestions", "withheld", "obligations", "alerts", "actions", "based_on_turn_id", "provenance", "facts")
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SUGGESTIONS_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    OBLIGATIONS_FIELD_NUMBER: _ClassVar[int]
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    BASED_ON_TURN_ID_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    outcome: Outcome
    suggestions: _containers.RepeatedCompositeFieldContainer[Suggestion]
    withheld: _containers.RepeatedCompositeFieldContainer[WithheldCandidate]
    obligations: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.ObligationDue]
    alerts: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Alert]
    actions: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Action]
    based_on_turn_id: str
    provenance: _verdict_pb2.Provenance
    facts: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Fact]
    def __init__(self, outcome: _Optional[_Union[Outcome, str]] = ..., suggestions: _Optional[_Iterable[_Union[Suggestion, _Mapping]]] = ..., withheld: _Optional[_Iterable[_Union[WithheldCandidate, _Mapping]]] = ..., obligations: _Optional[_Iterable[_Union[_verdict_pb2.ObligationDue, _Mapping]]] = ..., alerts: _Optional[_Iterable[_Union[_verdict_pb2.Alert, _Mapping]]] = ..., actions: _Optional[_Iterable[_Union[_verdict_pb2.Action, _Mapping]]] = ..., based_on_turn_id: _Optional[str] = ..., provenance: _Optional[_Union[_verdict_pb2.Provenance, _Mapping]] = ..., facts: _Optional[_Iterable[_Union[_verdict_pb2.Fact, _Mapping]]] = ...) -> None: ...

class StreamSuggestRepliesRequest(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: SuggestRepliesRequest
    def __init__(self, request: _Optional[_Union[SuggestRepliesRequest, _Mapping]] = ...) -> None: ...

class StreamOpening(_message.Message):
    __slots__ = ("alerts", "actions", "obligations", "based_on_turn_id", "facts")
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    OBLIGATIONS_FIELD_NUMBER: _ClassVar[int]
    BASED_ON_TURN_ID_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    alerts: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Alert]
    actions: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Action]
    obligations: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.ObligationDue]
    based_on_turn_id: str
    facts: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Fact]
    def __init__(self, alerts: _Optional[_Iterable[_Union[_verdict_pb2.Alert, _Mapping]]] = ..., actions: _Optional[_Iterable[_Union[_verdict_pb2.Action, _Mapping]]] = ..., obligations: _Optional[_Iterable[_Union[_verdict_pb2.ObligationDue, _Mapping]]] = ..., based_on_turn_id: _Optional[str] = ..., facts: _Optional[_Iterable[_Union[_verdict_pb2.Fact, _Mapping]]] = ...) -> None: ...

class StreamSummary(_message.Message):
    __slots__ = ("outcome", "suggestion_ids", "withheld", "alerts", "provenance")
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SUGGESTION_IDS_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    outcome: Outcome
    suggestion_ids: _containers.RepeatedScalarFieldContainer[str]
    withheld: _containers.RepeatedCompositeFieldContainer[WithheldCandidate]
    alerts: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Alert]
    provenance: _verdict_pb2.Provenance
    def __init__(self, outcome: _Optional[_Union[Outcome, str]] = ..., suggestion_ids: _Optional[_Iterable[str]] = ..., withheld: _Optional[_Iterable[_Union[WithheldCandidate, _Mapping]]] = ..., alerts: _Optional[_Iterable[_Union[_verdict_pb2.Alert, _Mapping]]] = ..., provenance: _Optional[_Union[_verdict_pb2.Provenance, _Mapping]] = ...) -> None: ...

class StreamSuggestRepliesResponse(_message.Message):
    __slots__ = ("opening", "suggestion", "summary")
    OPENING_FIELD_NUMBER: _ClassVar[int]
    SUGGESTION_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    opening: StreamOpening
    suggestion: Suggestion
    summary: StreamSummary
    def __init__(self, opening: _Optional[_Union[StreamOpening, _Mapping]] = ..., suggestion: _Optional[_Union[Suggestion, _Mapping]] = ..., summary: _Optional[_Union[StreamSummary, _Mapping]] = ...) -> None: ...

class CheckReplyRequest(_message.Message):
    __slots__ = ("request_id", "conversation", "text", "operating_point", "as_of")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    OPERATING_POINT_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    conversation: _conversation_pb2.Conversation
    text: str
    operating_point: _verdict_pb2.OperatingPoint
    as_of: _timestamp_pb2.Timestamp
    def __init__(self, request_id: _Optional[str] = ..., conversation: _Optional[_Union[_conversation_pb2.Conversation, _Mapping]] = ..., text: _Optional[str] = ..., operating_point: _Optional[_Union[_verdict_pb2.OperatingPoint, str]] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CheckReplyResponse(_message.Message):
    __slots__ = ("decision", "findings", "obligations", "obligation_states", "repaired_text", "edits", "alerts", "actions", "based_on_turn_id", "provenance", "facts")
    DECISION_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    OBLIGATIONS_FIELD_NUMBER: _ClassVar[int]
    OBLIGATION_STATES_FIELD_NUMBER: _ClassVar[int]
    REPAIRED_TEXT_FIELD_NUMBER: _ClassVar[int]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    BASED_ON_TURN_ID_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    decision: _verdict_pb2.Decision
    findings: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Finding]
    obligations: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.ObligationDue]
    obligation_states: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.ObligationState]
    repaired_text: str
    edits: _containers.RepeatedCompositeFieldContainer[Edit]
    alerts: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Alert]
    actions: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Action]
    based_on_turn_id: str
    provenance: _verdict_pb2.Provenance
    facts: _containers.RepeatedCompositeFieldContainer[_verdict_pb2.Fact]
    def __init__(self, decision: _Optional[_Union[_verdict_pb2.Decision, str]] = ..., findings: _Optional[_Iterable[_Union[_verdict_pb2.Finding, _Mapping]]] = ..., obligations: _Optional[_Iterable[_Union[_verdict_pb2.ObligationDue, _Mapping]]] = ..., obligation_states: _Optional[_Iterable[_Union[_verdict_pb2.ObligationState, _Mapping]]] = ..., repaired_text: _Optional[str] = ..., edits: _Optional[_Iterable[_Union[Edit, _Mapping]]] = ..., alerts: _Optional[_Iterable[_Union[_verdict_pb2.Alert, _Mapping]]] = ..., actions: _Optional[_Iterable[_Union[_verdict_pb2.Action, _Mapping]]] = ..., based_on_turn_id: _Optional[str] = ..., provenance: _Optional[_Union[_verdict_pb2.Provenance, _Mapping]] = ..., facts: _Optional[_Iterable[_Union[_verdict_pb2.Fact, _Mapping]]] = ...) -> None: ...
