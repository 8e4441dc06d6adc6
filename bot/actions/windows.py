"""When one may sign in to a meeting, and whether its roll may still be changed."""

from datetime import datetime, timedelta

from bot.actions.meetings import View
from storage.rules import attendance
from storage.rules.answering import TakenBackError
from storage.rules.attendance import RollLockedError
from storage.rules.meetings import ALIVE


def check_open(shown: View, now: datetime) -> None:
    """Raise TakenBackError, CheckInNotOpenError or CheckInClosedError unless signing in is open."""
    check_alive(shown)
    attendance.judge_check_in(of(shown), now)


def check_unlocked(shown: View) -> None:
    """Raise RollLockedError once the roll has been confirmed."""
    if shown.roll_locked:
        raise RollLockedError


def is_open(shown: View, now: datetime) -> bool:
    """Return whether signing in is open, or will be: not over, and the roll not confirmed."""
    return not shown.roll_locked and now <= of(shown).closes


def of(shown: View) -> attendance.CheckInWindow:
    """Return when signing in to a meeting is open."""
    opened = shown.roll.opened_at if shown.roll else None
    return attendance.check_in_window(shown.meeting.starts_at, timedelta(minutes=shown.meeting.minutes_long), opened)


def check_alive(shown: View) -> None:
    """Raise TakenBackError unless the meeting has been announced and not taken back."""
    if shown.meeting.state not in ALIVE:
        raise TakenBackError(shown.meeting.state)
