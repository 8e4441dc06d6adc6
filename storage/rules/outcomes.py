"""How an attempt to say something can end, and the reasons why something was not said.

Details are names of exception types only: texts of errors may hold addresses and tokens.
"""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a plan was dropped or a delivery never reached its reader; shown by /status."""

    EXPIRED = "expired"
    DOWNTIME = "downtime"
    SUPERSEDED = "superseded"
    MOVED = "moved"
    CANCELLED = "cancelled"
    BEGUN = "begun"
    ANSWERED = "answered"
    DECLINED = "declined"
    ON_LEAVE = "on_leave"
    DECIDED = "decided"
    SIGNED = "signed"
    LEFT = "left"
    NOBODY = "nobody"
    NOTHING = "nothing"
    BLOCKED = "blocked"
    NEVER_STARTED = "never_started"
    DEACTIVATED = "deactivated"
    CHAT_NOT_FOUND = "chat_not_found"
    KICKED = "kicked"
    NO_RIGHTS = "no_rights"
    TOPIC_GONE = "topic_gone"
    MESSAGE_GONE = "message_gone"
    REFUSED = "refused"
    WITHHELD = "withheld"
    FAULT = "fault"


UNREACHABLE = frozenset({Reason.BLOCKED, Reason.NEVER_STARTED, Reason.DEACTIVATED, Reason.CHAT_NOT_FOUND})
"""Reasons that say something about the person, not about the message."""


LOST = frozenset({Reason.KICKED, Reason.NO_RIGHTS, Reason.TOPIC_GONE, Reason.CHAT_NOT_FOUND})
"""Reasons that say that the bot cannot speak in this group at all."""


class Scope(StrEnum):
    """How far a rate limit reaches."""

    CHAT = "chat"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram has accepted the message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Retry:
    """The request was never written: no connection; not ambiguous."""

    detail: str


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Not accepted: too fast; ``retry_after`` in seconds."""

    retry_after: float
    scope: Scope = Scope.ALL


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The request went out and no answer came back: it may have been accepted."""

    detail: str


@dataclass(frozen=True, slots=True)
class Gone:
    """It can never be accepted at this address, or in this form."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group has become a supergroup with a new number."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class TokenRejected:
    """Telegram no longer knows the bot's token."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The permit was refused just before the request; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The composer has nothing to say any more."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """The product itself broke before the request; nothing was sent."""

    detail: str


@dataclass(frozen=True, slots=True)
class NotModified:
    """The message already shows exactly this."""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A live card now shows what ``digest`` stands for."""

    digest: str
    pinned: bool


Outcome = Sent | Retry | RateLimited | Ambiguous | Gone | Migrated | TokenRejected | Withdrawn | Nothing | Faulty
"""How the delivery of a parcel may end."""

Redrawal = Redrawn | Retry | RateLimited | Ambiguous | Gone | Migrated | TokenRejected | Nothing | Faulty
"""How the redrawing of a live card may end."""
