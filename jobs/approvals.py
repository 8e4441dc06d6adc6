"""Who hears of a request that a second person decides, and of its outcome."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import approvals, approvers, people
from storage.rules.approvals import ApprovalState
from storage.rules.deliveries import OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason


async def _deciders(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    """Everybody who may decide, each in private."""
    row = await approvals.get(session, plan.subject_id)
    found = await approvers.of(session, row, now) if row else []
    return [Recipient(one.telegram_id, 0, one.id) for one in found if one.telegram_id is not None]


async def _open(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    row = await approvals.get(session, parcel.subject_id)
    return None if row is not None and row.state is ApprovalState.ASKED else Reason.DECIDED


async def _asker(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    row = await approvals.get(session, plan.subject_id)
    account = (await people.linked(session, [row.asked_by])).get(row.asked_by) if row else None
    return [Recipient(account[0], 0, row.asked_by)] if row and account else []


OCCASIONS[PlanKind.APPROVAL_REQUEST] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _deciders, _open)
OCCASIONS[PlanKind.APPROVAL_RESULT] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _asker)
