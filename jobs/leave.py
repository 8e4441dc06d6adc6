"""Who hears of a request for leave, and of its outcome."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import delegations, leaves, organisations, people
from storage.rules.deliveries import CardKind, OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason
from storage.rules.powers import Power
from storage.rules.terms import LeaveState


async def _deciders(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    """Those who may decide, without the asker unless there is nobody else; a slot ``member:N:…`` tells one of them."""
    row = await leaves.get(session, plan.subject_id)
    organisation = await organisations.get(session, plan.organisation_id)
    holders = await delegations.holders(session, organisation, Power.DECIDE_LEAVE, now)
    others = [person for person in holders if row is None or person.id != row.member_id]
    told = others or holders
    if plan.slot.startswith("member:"):
        only = int(plan.slot.split(":")[1])
        told = [person for person in told if person.id == only]
    return [Recipient(one.telegram_id, 0, one.id) for one in told if one.telegram_id is not None]


async def _open(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    row = await leaves.get(session, parcel.subject_id)
    return None if row is not None and row.state is LeaveState.ASKED else Reason.DECIDED


async def _asker(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    row = await leaves.get(session, plan.subject_id)
    account = (await people.linked(session, [row.member_id])).get(row.member_id) if row else None
    return [Recipient(account[0], 0, row.member_id)] if row and account else []


OCCASIONS[PlanKind.LEAVE_REQUEST] = Occasion(
    Priority.NOTICE, OnAmbiguous.RESEND, _deciders, _open, private_card=CardKind.LEAVE_REQUEST
)
OCCASIONS[PlanKind.LEAVE_RESULT] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _asker)
