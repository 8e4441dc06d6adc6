"""Who hears that criticism waits for a response: the person themselves, in one neutral line.

The plan's subject is the person's sheet (``self_criticism.id``): who criticised whom is sealed and stays so.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import life, meetings, people
from storage.rules.deliveries import OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.life import WRITABLE
from storage.rules.outcomes import Reason


async def _criticised(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    sheet = await life.sheet_by_id(session, plan.subject_id)
    if sheet is None:
        return []
    account = (await people.linked(session, [sheet.member_id])).get(sheet.member_id)
    return [Recipient(account[0], 0, sheet.member_id)] if account else []


async def _answerable(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    sheet = await life.sheet_by_id(session, parcel.subject_id)
    if sheet is None:
        return Reason.NOTHING
    meeting = await meetings.get(session, sheet.meeting_id)
    if meeting.state not in WRITABLE:
        return Reason.CANCELLED
    return Reason.SIGNED if await life.is_closed(session, meeting.id) else None


OCCASIONS[PlanKind.CRITICISM_RECEIVED] = Occasion(Priority.NOTICE, OnAmbiguous.ASSUME, _criticised, _answerable)
