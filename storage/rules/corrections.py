"""What a member may say about their own line of a roll, and until when it can be looked at."""

from datetime import datetime

from storage.rules.meetings import ALIVE, WrongStateError
from storage.rules.refusals import RefusalError
from storage.rules.terms import MeetingState

WORDS_LIMIT = 200
"""Characters a member has to say what is wrong."""


class NoSuchCorrectionError(RefusalError):
    """No such request, or none of the person's business: the same answer for both."""


class CorrectionDecidedError(RefusalError):
    """Somebody has looked at the request already."""


class NotBegunYetError(RefusalError):
    """Attendance cannot be wrong before the meeting has begun."""


class OwnCorrectionError(RefusalError):
    """Nobody judges a request about themselves while somebody else can."""


def check_may_ask(state: MeetingState, starts_at: datetime, now: datetime) -> None:
    """Raise what keeps anybody from saying that a line of this meeting's roll is wrong."""
    if state not in ALIVE:
        raise WrongStateError(state)
    if now < starts_at:
        raise NotBegunYetError
