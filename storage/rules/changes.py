"""Changing a meeting that was announced: what may be changed when, and how the former time is kept.

A meeting may be moved, put off without a new date, or called off, until it begins; one put off may be given a new
time or called off (design §4).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from storage.rules.meetings import Span, WrongStateError, state_at
from storage.rules.refusals import RefusalError
from storage.rules.terms import MeetingState

REASON_LIMIT = 200


class Change(StrEnum):
    """What is done to an announced meeting."""

    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


RESULT = {
    Change.MOVED: MeetingState.ANNOUNCED,
    Change.POSTPONED: MeetingState.POSTPONED,
    Change.CANCELLED: MeetingState.CANCELLED,
}
"""The state each change leaves a meeting in."""

_FROM = {
    Change.MOVED: (MeetingState.ANNOUNCED, MeetingState.POSTPONED),
    Change.POSTPONED: (MeetingState.ANNOUNCED,),
    Change.CANCELLED: (MeetingState.ANNOUNCED, MeetingState.POSTPONED),
}


class SameTimeError(RefusalError):
    """The new time is the one the meeting already has."""


class NewTimePassedError(RefusalError):
    """The new time has gone by meanwhile."""


class ChangedMeanwhileError(RefusalError):
    """Somebody else changed the meeting since this change was begun."""


@dataclass(frozen=True, slots=True)
class Former:
    """What a meeting was before its last change, and why it was changed."""

    change: Change
    span: Span
    reason: str


def check_change(change: Change, state: MeetingState, span: Span, now: datetime) -> None:
    """Raise WrongStateError unless a meeting in this state, not begun by ``now``, may be changed so."""
    phase = state_at(state, span, now)
    if phase not in _FROM[change]:
        raise WrongStateError(phase)


def check_time(state: MeetingState, old: Span, new: Span, now: datetime) -> None:
    """Raise NewTimePassedError or SameTimeError unless ``new`` lies ahead and changes something."""
    if new.starts_at <= now:
        raise NewTimePassedError
    if new == old and state is not MeetingState.POSTPONED:
        raise SameTimeError


def write_span(span: Span) -> str:
    """Return start and length as an ISO 8601 interval, for example ``2026-12-02T07:00:00+00:00/PT90M``."""
    return f"{span.starts_at.astimezone(UTC).isoformat(timespec='seconds')}/PT{span.minutes}M"


def read_span(text: str) -> Span:
    """Return what ``write_span`` wrote; raises ValueError for anything else."""
    start, _, length = text.partition("/PT")
    span = Span(datetime.fromisoformat(start), int(length.removesuffix("M")))
    if span.starts_at.utcoffset() != timedelta(0):
        raise ValueError(text)
    return span
