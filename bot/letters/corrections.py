"""Letters about lines of a roll that members call wrong: to those who keep it, and the outcome to the member."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import attendance
from bot.actions import meetings as actions
from bot.actions.meetings import View
from bot.keyboards import mine as keyboards
from bot.letters import COMPOSERS, Letter, unsealed
from bot.letters import rolls as letters
from bot.texts import corrections as texts
from bot.texts import dates
from storage.keyring import Keyring
from storage.models import Correction
from storage.repositories import corrections, meetings, organisations, people
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind
from storage.rules.terms import AttendanceStatus, CorrectionState


async def request(session: AsyncSession, ring: Keyring, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the request for somebody who keeps the roll."""
    row = await corrections.get(session, parcel.subject_id)
    if row is None:
        return None
    shown = await actions.show(session, await meetings.get(session, row.meeting_id))
    words = corrections.open_words(ring, row) if await actions.takes_words(session, shown) else ""
    return await asked(session, shown, row, words, late=parcel.is_late(now))


async def asked(session: AsyncSession, shown: View, row: Correction, words: str, *, late: bool = False) -> Letter:
    """A request as somebody who keeps the roll reads it."""
    name = await people.name_of(session, row.member_id)
    status, locked = status_of(shown, row.member_id), shown.roll_locked
    text = texts.request(name, letters.title(shown), _when(shown), status, words, late=late, locked=locked)
    buttons = keyboards.judge(row.id, shown.meeting.id, row.member_id, locked=locked)
    return Letter(text, buttons, ContentClass.P2 if words else ContentClass.P1)


async def result(session: AsyncSession, parcel: Parcel, _now: datetime) -> Letter | None:
    """Compose the outcome for the member."""
    row = await corrections.get(session, parcel.subject_id)
    if row is None or row.state is CorrectionState.ASKED:
        return None
    shown = await actions.show(session, await meetings.get(session, row.meeting_id))
    words = texts.result(letters.title(shown), _when(shown), status_of(shown, row.member_id), row.state)
    return Letter(words, content=ContentClass.P1)


def status_of(shown: View, member_id: int) -> AttendanceStatus | None:
    """Return what the roll says of one member."""
    return next((attendance.status_of(one) for one in shown.expected if one.member_id == member_id), None)


def _when(shown: View) -> str:
    zone = organisations.zone(shown.organisation)
    return dates.span(shown.meeting.starts_at, shown.meeting.minutes_long, zone)


COMPOSERS[PlanKind.CORRECTION_REQUEST] = request
COMPOSERS[PlanKind.CORRECTION_RESULT] = unsealed(result)
