"""A member says that their line of a roll is wrong; whoever keeps the roll looks, and the member hears of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import attendance
from bot.actions.access import Here
from bot.actions.meetings import View, note, view
from storage.keyring import Keyring
from storage.models import Correction
from storage.repositories import corrections
from storage.rules import wording
from storage.rules.answering import NotExpectedError
from storage.rules.corrections import (
    WORDS_LIMIT,
    CorrectionDecidedError,
    NoSuchCorrectionError,
    OwnCorrectionError,
    check_may_ask,
)
from storage.rules.meetings import NoSuchMeetingError
from storage.rules.powers import POWERS, NotEntitledError, Power
from storage.rules.terms import CorrectionState


@dataclass(frozen=True, slots=True)
class Opened:
    """A request before somebody who keeps the roll: the meeting, the one who looks, and what was written."""

    correction: Correction
    shown: View
    here: Here
    words: str


async def check_ask(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> tuple[View, Here]:
    """Return the meeting and the member who calls their line of its roll wrong.

    Raises NoSuchMeetingError, NotExpectedError, NotBegunYetError, WrongStateError.
    """
    shown, here = await view(session, telegram_id, meeting_id, now)
    if all(one.member_id != here.member.member_id for one in shown.expected):
        raise NotExpectedError
    check_may_ask(shown.meeting.state, shown.meeting.starts_at, now)
    return shown, here


async def ask(
    session: AsyncSession, ring: Keyring, telegram_id: int, meeting_id: int, words: str, now: datetime
) -> View:
    """Enter the request, its words sealed, and pass it on; raises WordingRefused and what ``check_ask`` raises."""
    shown, here = await check_ask(session, telegram_id, meeting_id, now)
    said = wording.check(words, WORDS_LIMIT).text if words else ""
    await corrections.ask(session, ring, shown.meeting, here.member.member_id, said, now)
    await note(session, here, "correction.asked", shown.meeting)
    return shown


async def open_(session: AsyncSession, ring: Keyring, telegram_id: int, correction_id: int, now: datetime) -> Opened:
    """Return a request that waits to somebody who keeps the roll, the reading audited.

    Raises NoSuchCorrectionError, NotEntitledError, CorrectionDecidedError.
    """
    row, shown, here = await _kept(session, telegram_id, correction_id, now)
    if row.state is not CorrectionState.ASKED:
        raise CorrectionDecidedError
    await note(session, here, "correction.opened", shown.meeting)
    return Opened(row, shown, here, corrections.open_words(ring, row))


async def decline(session: AsyncSession, telegram_id: int, correction_id: int, now: datetime) -> View:
    """Leave the line as it stands and tell the member.

    Raises NoSuchCorrectionError, NotEntitledError, CorrectionDecidedError, OwnCorrectionError.
    """
    row, shown, here = await _kept(session, telegram_id, correction_id, now)
    me = here.member.member_id
    if row.member_id == me and any(
        one.id != me for one in await corrections.judges(session, shown.meeting, row.member_id, now)
    ):
        raise OwnCorrectionError
    if not await corrections.settle(session, shown.meeting, row.member_id, me, CorrectionState.DECLINED, now):
        raise CorrectionDecidedError
    await note(session, here, "correction.declined", shown.meeting)
    return shown


async def _kept(
    session: AsyncSession, telegram_id: int, correction_id: int, now: datetime
) -> tuple[Correction, View, Here]:
    row = await corrections.get(session, correction_id)
    if row is None:
        raise NoSuchCorrectionError
    try:
        shown, here = await view(session, telegram_id, row.meeting_id, now)
    except NoSuchMeetingError as error:
        raise NoSuchCorrectionError from error
    if not attendance.keeps(shown, here):
        raise NotEntitledError(Power.KEEP_ROLL, POWERS[Power.KEEP_ROLL] or frozenset())
    return row, shown, here
