"""Asking leave: how early each kind is expected; late leave is marked, never refused.

No central regulation fixes a lead time (regulations §4.2); asking before the meeting is what is usual.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from storage.rules.refusals import RefusalError
from storage.rules.terms import LeaveKind

LEAD: Mapping[LeaveKind, timedelta] = {
    LeaveKind.PERSONAL: timedelta(days=1),
    LeaveKind.SICK: timedelta(0),
    LeaveKind.OFFICIAL: timedelta(hours=4),
    LeaveKind.TRAINING: timedelta(days=1),
    LeaveKind.OTHER: timedelta(days=1),
}
REASON_LIMIT = 500


class LeaveDecidedError(RefusalError):
    """The request has been decided or withdrawn meanwhile."""


class NoSuchLeaveError(RefusalError):
    """No such request, or none the person may decide: the same answer for both."""


class OwnLeaveError(RefusalError):
    """Nobody decides their own leave."""


def is_late(kind: LeaveKind, starts_at: datetime, now: datetime) -> bool:
    """Return whether leave of this kind is asked later than expected."""
    return starts_at - now < LEAD[kind]
