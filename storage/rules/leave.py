"""Asking leave: how early each kind is expected; late leave is marked, never refused.

No central regulation fixes a lead time (regulations §4.2); asking before the meeting is what is usual.
"""

from datetime import datetime, timedelta

from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import switches_of
from storage.rules.quorum import Settings
from storage.rules.refusals import RefusalError
from storage.rules.terms import LeaveKind

REASON_LIMIT = 500


class LeaveDecidedError(RefusalError):
    """The request has been decided or withdrawn meanwhile."""


class NoSuchLeaveError(RefusalError):
    """No such request, or none the person may decide: the same answer for both."""


class OwnLeaveError(RefusalError):
    """Nobody decides their own leave."""


def kinds(settings: Settings) -> frozenset[LeaveKind]:
    """Return the kinds of leave the organisation knows (``leave.reasons``); all of them where it named none."""
    named = switches_of(load().switches, settings)["leave.reasons"]
    return (
        frozenset(LeaveKind(str(one)) for one in named) if isinstance(named, tuple) and named else frozenset(LeaveKind)
    )


def is_late(kind: LeaveKind, starts_at: datetime, now: datetime, settings: Settings) -> bool:
    """Return whether leave of this kind is asked later than the organisation expects (``leave.lead_hours``)."""
    lead = switches_of(load().switches, settings).number(f"leave.lead_hours.{kind.value}")
    return starts_at - now < timedelta(hours=lead)
