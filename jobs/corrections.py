"""Who hears that a member calls their line of a roll wrong, and of what became of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import corrections, meetings, people
from storage.rules.deliveries import OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason
from storage.rules.terms import CorrectionState


async def _judges(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    row = await corrections.get(session, plan.subject_id)
    if row is None:
        return []
    meeting = await meetings.get(session, row.meeting_id)
    asked = await corrections.judges(session, meeting, row.member_id, now)
    return [Recipient(one.telegram_id, 0, one.id) for one in asked if one.telegram_id is not None]


async def _open(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    row = await corrections.get(session, parcel.subject_id)
    return None if row is not None and row.state is CorrectionState.ASKED else Reason.DECIDED


async def _asker(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    row = await corrections.get(session, plan.subject_id)
    account = (await people.linked(session, [row.member_id])).get(row.member_id) if row else None
    return [Recipient(account[0], 0, row.member_id)] if row and account else []


OCCASIONS[PlanKind.CORRECTION_REQUEST] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _judges, _open)
OCCASIONS[PlanKind.CORRECTION_RESULT] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _asker)
