"""When a card may still be answered."""

from dataclasses import dataclass
from datetime import datetime

from storage.rules.meetings import Span
from storage.rules.refusals import RefusalError
from storage.rules.terms import MeetingState


class NotExpectedError(RefusalError):
    """The person is not on the frozen list of those expected."""


class AnswersClosedError(RefusalError):
    """The meeting has begun: attendance is kept by signing in and by the recorder."""


@dataclass(eq=False)
class TakenBackError(RefusalError):
    """The meeting was cancelled, postponed or voided."""

    state: MeetingState


class AskedBeforeError(RefusalError):
    """The meeting was moved since the message that is answered was written."""


def check_revision(read: int, current: int) -> None:
    """Raise AskedBeforeError unless the person has read of the meeting as it stands."""
    if read != current:
        raise AskedBeforeError


def check_may_answer(state: MeetingState, span: Span, now: datetime, *, expected: bool) -> None:
    """Raise the refusal that keeps this person from answering now, if any."""
    if state not in (MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS, MeetingState.HELD):
        raise TakenBackError(state)
    if not expected:
        raise NotExpectedError
    if now >= span.starts_at:
        raise AnswersClosedError
