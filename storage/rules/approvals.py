"""What a second person must agree to: putting an obligation off, and declaring a record void (design §4, §5.1).

Nobody decides what they asked for, whatever offices they hold. An obligation is put off by the organisation above
where somebody there can be asked, otherwise by the organisation's own committee; a void is agreed to by either.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from storage.rules.refusals import RefusalError
from storage.rules.terms import MeetingState, ObligationStatus

REASON_LIMIT = 200
LONGEST = timedelta(days=366)
_DEFERRABLE = frozenset(
    {
        ObligationStatus.DUE,
        ObligationStatus.AT_RISK,
        ObligationStatus.SCHEDULED,
        ObligationStatus.MISSED,
        ObligationStatus.DEFERRED,
    }
)
_HELD = frozenset({MeetingState.HELD, MeetingState.ARCHIVED})


class ApprovalKind(StrEnum):
    """What is asked for."""

    DEFERRAL = "deferral"
    VOID = "void"


class ApprovalState(StrEnum):
    """A request waits until a second person has decided."""

    ASKED = "asked"
    APPROVED = "approved"
    RETURNED = "returned"


class NotToDeferError(RefusalError):
    """The obligation is met already, or nothing is owed there."""


class NotToVoidError(RefusalError):
    """The meeting was not held, or its record is void already."""


class AlreadyAskedError(RefusalError):
    """The same is asked for already and waits for a decision."""


class NobodyToApproveError(RefusalError):
    """There is no second person with an account who could decide."""


class NoSuchApprovalError(RefusalError):
    """No such request, or none of this person's business."""


class OwnRequestError(RefusalError):
    """The person asked for it themselves."""


@dataclass(eq=False)
class DeferralDayError(RefusalError):
    """The new day must lie after ``after``, and within a year of it."""

    after: date


def is_deferrable(status: ObligationStatus) -> bool:
    """Return whether an obligation of this status may be put off."""
    return status in _DEFERRABLE


def check_deferrable(status: ObligationStatus) -> None:
    """Raise NotToDeferError unless an obligation of this status may be put off."""
    if not is_deferrable(status):
        raise NotToDeferError


def check_voidable(state: MeetingState) -> None:
    """Raise NotToVoidError unless a meeting in this state is on record as held."""
    if state not in _HELD:
        raise NotToVoidError


def check_day(new_day: date, end: date, today: date) -> None:
    """Raise DeferralDayError unless ``new_day`` moves the window's ``end`` and lies ahead, by a year at most."""
    after = max(end, today)
    if not after < new_day <= after + LONGEST:
        raise DeferralDayError(after)


def deferral_subject(rule: str, period_start: date) -> str:
    """Return what a request to put off is about, the same text for the same obligation."""
    return f"{rule}:{period_start.isoformat()}"


def void_subject(meeting_id: int) -> str:
    """Return what a request to void is about."""
    return f"meeting:{meeting_id}"
