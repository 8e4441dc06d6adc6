"""Which content may travel where: one table from content class and destination to yes or no.

Source: the content classes P0-P3; Telegram chats are cloud chats, and groups see counts only.
"""

from enum import StrEnum

from storage.rules.terms import SensitiveEntry


class ContentClass(StrEnum):
    """P0 public in the branch, P1 internal, P2 sensitive, P3 forbidden."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class Destination(StrEnum):
    """Where a message is going."""

    GROUP = "group"
    PRIVATE = "private"


def may_travel(content: ContentClass, destination: Destination, entry: SensitiveEntry | None) -> bool:
    """Return whether content of this class may be sent there; P2 only where the organisation chose private chat."""
    if content is ContentClass.P0:
        return True
    if destination is Destination.GROUP or content is ContentClass.P3:
        return False
    return content is ContentClass.P1 or entry is SensitiveEntry.PRIVATE_CHAT
