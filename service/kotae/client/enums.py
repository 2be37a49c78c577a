"""The domain's enums and the wire's numbers for them, pair by pair.

The names agree by convention: the domain's ``Channel.PHONE`` is the wire's ``CHANNEL_PHONE``. Where they differ, it is
said here. A member that the wire does not know fails when this module is imported.
"""

from enum import StrEnum
from typing import Any, TypeVar

from kotae.conversation import Channel, Role, Scenario
from kotae.policy.verdict import Decision, EditType, Kind, Point, RuleMode, Status
from kotae.suggest.result import ActionType, AlertType, CancellationReason, ContactChannel, Mode, Origin, Outcome
from kotae.v1 import conversation_pb2, suggestion_service_pb2, verdict_pb2

_E = TypeVar("_E", bound=StrEnum)


def _numbers(prefix: str, domain: type[_E], wire: Any, *, unspecified: _E | None = None) -> dict[_E, Any]:
    """Return the wire's number for each member; ``unspecified`` is the member that the wire's number 0 stands for."""
    return {m: wire.Value(f"{prefix}_{'UNSPECIFIED' if m is unspecified else m.name}") for m in domain}


CHANNEL = _numbers("CHANNEL", Channel, conversation_pb2.Channel)
SCENARIO = _numbers("SCENARIO", Scenario, conversation_pb2.Scenario, unspecified=Scenario.UNKNOWN)
ROLE = _numbers("ROLE", Role, conversation_pb2.Role)

RULE_KIND = _numbers("RULE_KIND", Kind, verdict_pb2.RuleKind)
# A rule that is off is not judged, so that no finding of it is ever sent.
RULE_MODE = _numbers("RULE_MODE", RuleMode, verdict_pb2.RuleMode, unspecified=RuleMode.OFF)
OPERATING_POINT = _numbers("OPERATING_POINT", Point, verdict_pb2.OperatingPoint)
DECISION = _numbers("DECISION", Decision, verdict_pb2.Decision)
OBLIGATION_STATUS = _numbers("OBLIGATION_STATUS", Status, verdict_pb2.ObligationStatus)
ALERT_TYPE = _numbers("ALERT_TYPE", AlertType, verdict_pb2.AlertType)
ACTION_TYPE = _numbers("ACTION_TYPE", ActionType, verdict_pb2.ActionType)
CANCELLATION_REASON = _numbers(
    "CANCELLATION_REASON", CancellationReason, verdict_pb2.CancellationReason, unspecified=CancellationReason.NONE
)
CONTACT_CHANNEL = _numbers("CONTACT_CHANNEL", ContactChannel, verdict_pb2.ContactChannel)
MODE = _numbers("MODE", Mode, verdict_pb2.Mode)

OUTCOME = _numbers("OUTCOME", Outcome, suggestion_service_pb2.Outcome)
ORIGIN = _numbers("ORIGIN", Origin, suggestion_service_pb2.Origin)
EDIT_TYPE = _numbers("EDIT_TYPE", EditType, suggestion_service_pb2.EditType)
