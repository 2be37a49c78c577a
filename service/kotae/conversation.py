"""The domain: a conversation as the contact-center platform knows it. Frozen, no I/O."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Locale(StrEnum):
    """The language of a conversation and of its replies, as a BCP-47 tag."""

    JA = "ja-JP"
    EN = "en-US"


class Channel(StrEnum):
    """How customer and agent are in contact."""

    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "email"


class Scenario(StrEnum):
    """What the contact began as; a customer may complain or cancel in any of them."""

    UNKNOWN = "unknown"
    OUTBOUND_SALES = "outbound_sales"
    INQUIRY = "inquiry"
    COMPLAINT = "complaint"
    RETENTION = "retention"


class Role(StrEnum):
    """Who said a turn."""

    CUSTOMER = "customer"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said by one side.

    ``id`` is the platform's, or the position counted from 1 where it gave none.
    """

    role: Role
    text: str
    id: str = ""
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Something of value that the company allows in this contact, in its own words."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that is known about a contact; ``turns`` are oldest first."""

    locale: Locale
    channel: Channel
    turns: tuple[Turn, ...]
    recording_active: bool = False
    recording_announced: bool = False
    scenario: Scenario = Scenario.UNKNOWN
    customer_identified: bool = False
    authorised_offers: tuple[Offer, ...] = ()
    competitors: tuple[str, ...] = ()
    own_products: tuple[str, ...] = ()
    cancellation_consequences: tuple[str, ...] = ()
    id: str = field(default="", compare=False)

    def latest(self, role: Role) -> int | None:
        """Return the index of the last turn by ``role``, or None where there is none."""
        for index in range(len(self.turns) - 1, -1, -1):
            if self.turns[index].role is role:
                return index
        return None
