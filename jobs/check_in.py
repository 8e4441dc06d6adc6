"""The host's screen with the code of the minute, and spot checks: who sees them, and when they change by themselves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.desk import Desk
from jobs.occasions import OCCASIONS, Occasion, drop_after
from storage.models import Plan
from storage.repositories import cards, meetings, people, spot_checks
from storage.rules.check_in_codes import STEP, valid_until
from storage.rules.deliveries import CardKind, OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason

_USEFUL = timedelta(minutes=5)


async def refresh(desk: Desk) -> int:
    """Have every screen that shows a former minute's code redrawn, and spot checks whose time is over."""
    now = desk.clock.now()
    minute = valid_until(now) - STEP
    kinds = (CardKind.CODE_SCREEN, CardKind.SPOT_CHECK)
    async with desk.sessions.read() as session:
        stale = await cards.drawn_before(session, kinds, minute)
    if stale:
        async with desk.sessions.begin() as session:
            for kind, subject_id in stale:
                await cards.touch(session, kind, subject_id, now)
    return len(stale)


async def _asker(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    """The one who asked for the screen; the slot begins with their number."""
    return await _linked(session, [int(plan.slot.partition(":")[0])])


async def _picked(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    row = await spot_checks.get(session, plan.subject_id)
    return await _linked(session, [row.member_id]) if row else []


async def _recorder(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    """The recorder alone; where there is none to be reached, the one who asked."""
    meeting = await meetings.get(session, plan.subject_id)
    found = await _linked(session, [meeting.recorder_id] if meeting.recorder_id else [])
    if found:
        return found
    asked = [one.asked_by for one in await spot_checks.of(session, meeting.id) if one.round_name == plan.slot]
    return await _linked(session, asked[:1])


async def _unanswered(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    row = await spot_checks.get(session, parcel.subject_id)
    if row is None:
        return Reason.CANCELLED
    return Reason.ANSWERED if row.confirmed_at is not None else None


async def _linked(session: AsyncSession, members: Sequence[int]) -> list[Recipient]:
    accounts = await people.linked(session, members)
    return [Recipient(accounts[member][0], 0, member) for member in members if member in accounts]


OCCASIONS[PlanKind.CODE_SCREEN] = Occasion(
    Priority.NOTICE, OnAmbiguous.RESEND, _asker, late=drop_after(_USEFUL), private_card=CardKind.CODE_SCREEN
)
OCCASIONS[PlanKind.SPOT_CHECK] = Occasion(
    Priority.NOTICE, OnAmbiguous.RESEND, _picked, _unanswered, private_card=CardKind.SPOT_CHECK
)
OCCASIONS[PlanKind.SPOT_REPORT] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _recorder)
