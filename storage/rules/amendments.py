"""Changing place, theme or hands of an announced meeting: its time, and with it every answer, stays."""

from datetime import datetime
from enum import StrEnum

from storage.rules.meetings import Span, WrongStateError, state_at
from storage.rules.refusals import RefusalError
from storage.rules.terms import MeetingState


class Part(StrEnum):
    """What can be changed without asking anybody to answer again."""

    PLACE = "place"
    THEME = "theme"
    HOST = "host"
    RECORDER = "recorder"

    @property
    def is_person(self) -> bool:
        """Whether the value is a member."""
        return self in (Part.HOST, Part.RECORDER)


class SameValueError(RefusalError):
    """The new value is the one the meeting already has."""


def check_amend(state: MeetingState, span: Span, now: datetime) -> None:
    """Raise WrongStateError unless the meeting is announced and has not begun by ``now``."""
    phase = state_at(state, span, now)
    if phase is not MeetingState.ANNOUNCED:
        raise WrongStateError(phase)
