"""What waits to be said, in which state, and what the end of an attempt does to a row of the ledger.

Two levels: a *plan* (what, for which subject, which slot, which revision) fans out into *deliveries*
(one per recipient). Exactly once is impossible on Telegram (no idempotency key), so each delivery says
beforehand what an attempt whose end nobody saw shall count as.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple, assert_never

from storage.rules.outcomes import (
    Ambiguous,
    Faulty,
    Gone,
    Migrated,
    Nothing,
    Outcome,
    RateLimited,
    Reason,
    Retry,
    Sent,
    TokenRejected,
    Withdrawn,
)
from storage.rules.terms import SummaryKind

LATE_AFTER = timedelta(minutes=15)
"""How long after its due time a message starts to be marked as late."""

MOST_FAULTS = 5
"""Attempts that broke inside the product before the row is given up."""

_LONGEST_BACKOFF = 60.0


class PlanKind(StrEnum):
    """What the bot says on its own; each has one entry in the table of occasions."""

    CHAT_LOST = "chat_lost"
    MEETING_NOTICE = "meeting_notice"
    CHANGE_NOTICE = "change_notice"
    AMENDMENT_NOTICE = "amendment_notice"
    REMINDER = "reminder"
    SILENT_REPORT = "silent_report"
    GROUP_MENTION = "group_mention"
    LEAVE_REQUEST = "leave_request"
    LEAVE_RESULT = "leave_result"
    CORRECTION_REQUEST = "correction_request"
    CORRECTION_RESULT = "correction_result"
    CODE_SCREEN = "code_screen"
    SPOT_CHECK = "spot_check"
    SPOT_REPORT = "spot_report"
    MAKEUP_TASK = "makeup_task"
    MAKEUP_HANDED_IN = "makeup_handed_in"
    MAKEUP_RESULT = "makeup_result"
    DELEGATION = "delegation"
    JOIN_REQUEST = "join_request"
    JOIN_RESULT = "join_result"
    MINUTES_NUDGE = "minutes_nudge"
    MINUTES_TO_SIGN = "minutes_to_sign"
    MINUTES_RETURNED = "minutes_returned"
    MINUTES_SIGNED = "minutes_signed"
    CRITICISM_RECEIVED = "criticism_received"
    WEEKLY_SUMMARY = "weekly_summary"
    MONTHLY_SUMMARY = "monthly_summary"
    QUARTERLY_SUMMARY = "quarterly_summary"
    YEARLY_SUMMARY = "yearly_summary"
    PRIVATE_DIGEST = "private_digest"
    URGE = "urge"
    APPROVAL_REQUEST = "approval_request"
    APPROVAL_RESULT = "approval_result"
    ABSENCE_ALERT = "absence_alert"
    PLAN_OFFER = "plan_offer"


SUMMARY_PLANS = {
    SummaryKind.WEEKLY: PlanKind.WEEKLY_SUMMARY,
    SummaryKind.MONTHLY: PlanKind.MONTHLY_SUMMARY,
    SummaryKind.QUARTERLY: PlanKind.QUARTERLY_SUMMARY,
    SummaryKind.YEARLY: PlanKind.YEARLY_SUMMARY,
}
"""Under which kind of plan the summary of a period is posted."""


class CardKind(StrEnum):
    """Messages that stay alive: edited in place whenever what they show has changed."""

    MEETING = "meeting"
    INVITATION = "invitation"
    CODE_SCREEN = "code_screen"
    SPOT_CHECK = "spot_check"
    MAKEUP = "makeup"
    LEAVE_REQUEST = "leave_request"
    SUMMARY = "summary"


class PlanState(StrEnum):
    """A plan waits, then fans out, or is dropped with a reason."""

    PENDING = "pending"
    EXPANDED = "expanded"
    SUPERSEDED = "superseded"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class DeliveryState(StrEnum):
    """Only ``sending`` carries the risk of a duplicate: the request may be on its way."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class OnAmbiguous(StrEnum):
    """What an attempt becomes whose end nobody saw: taken as delivered, or sent once more and marked so."""

    ASSUME = "assume"
    RESEND = "resend"


class Priority(IntEnum):
    """Who goes first when the limiter must choose; smaller is sooner."""

    ANSWER = 0
    NOTICE = 1
    REMINDER = 2
    SUMMARY = 3


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address of a fan-out; member 0 means the chat itself."""

    chat_id: int
    thread_id: int = 0
    member_id: int = 0


class Parcel(NamedTuple):
    """A claimed delivery: everything its composer, its fence and its carrier need to know."""

    id: int
    plan_id: int
    kind: PlanKind
    organisation_id: int
    subject_id: int
    slot: str
    rev: int
    chat_id: int
    thread_id: int
    member_id: int
    priority: int
    on_ambiguous: OnAmbiguous
    due_at: datetime
    expires_at: datetime
    attempts: int
    maybe_sent: bool

    def is_late(self, now: datetime) -> bool:
        """Return whether the message must say that it comes late."""
        return now - self.due_at > LATE_AFTER


@dataclass(frozen=True, slots=True)
class Step:
    """The arrow a row takes; ``counts`` is False where the attempt was nobody's fault."""

    state: DeliveryState
    reason: Reason | None = None
    maybe_sent: bool = False
    counts: bool = True
    message_id: int | None = None
    detail: str | None = None


def decide(outcome: Outcome, on_ambiguous: OnAmbiguous, attempts: int, *, maybe_sent: bool) -> Step | None:
    """Return what ``outcome`` does to the row, or None where the fence has already settled it."""
    match outcome:
        case Sent():
            return Step(DeliveryState.SENT, maybe_sent=maybe_sent, message_id=outcome.message_id)
        case Ambiguous():
            return unseen_end(on_ambiguous, outcome.detail, maybe_sent=maybe_sent)
        case Gone():
            return Step(DeliveryState.FAILED, outcome.reason, maybe_sent=maybe_sent, detail=outcome.detail)
        case Nothing():
            return Step(DeliveryState.SKIPPED, Reason.NOTHING, maybe_sent=maybe_sent)
        case Faulty():
            return _broken(outcome, attempts, maybe_sent=maybe_sent)
        case RateLimited() | Retry() | Migrated() | TokenRejected():
            return Step(DeliveryState.PENDING, maybe_sent=maybe_sent, counts=False, detail=type(outcome).__name__)
        case Withdrawn():
            return None
        case _:
            assert_never(outcome)


def unseen_end(on_ambiguous: OnAmbiguous, detail: str, *, maybe_sent: bool) -> Step:
    """Return the arrow of an attempt cut between request and answer: resent at most once, else taken as delivered."""
    again = on_ambiguous is OnAmbiguous.RESEND and not maybe_sent
    return Step(DeliveryState.PENDING if again else DeliveryState.UNKNOWN, maybe_sent=True, detail=detail)


def backoff(failures: int) -> timedelta:
    """Return how long to leave Telegram alone after ``failures`` (1, 2, ...) failed connections in a row."""
    return timedelta(seconds=min(2.0 ** min(failures - 1, 10), _LONGEST_BACKOFF))


def _broken(outcome: Faulty, attempts: int, *, maybe_sent: bool) -> Step:
    if attempts >= MOST_FAULTS:
        return Step(DeliveryState.FAILED, Reason.FAULT, maybe_sent=maybe_sent, detail=outcome.detail)
    return Step(DeliveryState.PENDING, maybe_sent=maybe_sent, detail=outcome.detail)
