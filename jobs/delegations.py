"""Who hears that the decision on leave was handed over, or taken back: the one it was handed to."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import delegations, people
from storage.rules.deliveries import OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason


async def _delegate(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    row = await delegations.get(session, plan.subject_id)
    account = (await people.linked(session, [row.member_id])).get(row.member_id) if row else None
    return [Recipient(account[0], 0, row.member_id)] if row and account else []


async def _is_so(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    """Why it must not be told any more: taken back before the news of it went out."""
    row = await delegations.get(session, parcel.subject_id)
    if row is None or (row.ended_at is None) != (parcel.slot == ""):
        return Reason.SUPERSEDED
    return None


OCCASIONS[PlanKind.DELEGATION] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _delegate, _is_so)
