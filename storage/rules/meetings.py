"""The life of a meeting: its phase at a moment, and which state may follow which."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.rules.refusals import RefusalError
from storage.rules.terms import MeetingState

CHECK_IN_BEFORE = timedelta(minutes=30)
CHECK_IN_AFTER = timedelta(minutes=30)
DEFAULT_MINUTES = 90
LONGEST_MINUTES = 24 * 60

_NEXT = {
    MeetingState.DRAFT: {MeetingState.ANNOUNCED, MeetingState.CANCELLED, MeetingState.POSTPONED},
    MeetingState.ANNOUNCED: {
        MeetingState.IN_PROGRESS,
        MeetingState.HELD,
        MeetingState.CANCELLED,
        MeetingState.POSTPONED,
    },
    MeetingState.IN_PROGRESS: {MeetingState.HELD},
    MeetingState.HELD: {MeetingState.ARCHIVED, MeetingState.VOID},
    MeetingState.ARCHIVED: {MeetingState.VOID},
    MeetingState.POSTPONED: {MeetingState.ANNOUNCED, MeetingState.CANCELLED},
    MeetingState.CANCELLED: set(),
    MeetingState.VOID: set(),
}

ALIVE = frozenset({MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS, MeetingState.HELD, MeetingState.ARCHIVED})
"""States in which a meeting has been announced and not taken back."""


@dataclass(eq=False)
class WrongStateError(RefusalError):
    """What was asked does not fit the meeting's state."""

    state: MeetingState


class NoSuchMeetingError(RefusalError):
    """No such meeting, or none of the person's: the same answer for both."""


class NoMeetingError(RefusalError):
    """There is no meeting to which the command could apply now."""


@dataclass(eq=False)
class BadLengthError(RefusalError):
    """A meeting lasts between a minute and 24 hours."""

    minutes: int


@dataclass(eq=False)
class TooLongError(RefusalError):
    """A theme or place longer than its limit."""

    limit: int


@dataclass(frozen=True, slots=True)
class Span:
    """A meeting's start (aware) and expected length in minutes."""

    starts_at: datetime
    minutes: int = DEFAULT_MINUTES

    @property
    def ends_at(self) -> datetime:
        """The expected end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def is_running(self, now: datetime) -> bool:
        """Return whether the meeting is in progress: from its start to its expected end."""
        return self.starts_at <= now < self.ends_at

    def takes_lines(self, now: datetime) -> bool:
        """Return whether # lines typed now belong to it: while it runs and half an hour beyond."""
        return self.starts_at <= now < self.ends_at + CHECK_IN_AFTER


def check_length(minutes: int) -> int:
    """Return ``minutes``; raises BadLengthError outside 1 minute to 24 hours."""
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise BadLengthError(minutes)
    return minutes


def check_next(state: MeetingState, wanted: MeetingState) -> None:
    """Raise WrongStateError unless ``wanted`` may follow ``state``."""
    if wanted not in _NEXT[state]:
        raise WrongStateError(state)


def state_at(state: MeetingState, span: Span, now: datetime) -> MeetingState:
    """Return the state a meeting is in at ``now``: announced ones begin and end by the clock."""
    if state not in (MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS) or now < span.starts_at:
        return state
    return MeetingState.IN_PROGRESS if span.is_running(now) else MeetingState.HELD
