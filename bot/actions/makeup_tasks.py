"""Set, follow and withdraw the lessons of a meeting as its roll is confirmed; what is said of them is planned here."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.meetings import View
from storage.models import Makeup, Meeting
from storage.repositories import makeups, organisations, plans, surveys
from storage.rules.deliveries import PlanKind
from storage.rules.makeup import MISSED, due_at, is_required, reminders
from storage.rules.outcomes import Reason
from storage.rules.terms import AttendanceStatus, MakeupState

_STILL_USEFUL = timedelta(days=30)


async def follow_roll(session: AsyncSession, shown: View, now: datetime) -> int:
    """Set a lesson for everybody the confirmed roll misses, withdraw those of whoever came; return how many are new."""
    settings = await surveys.settings_of(session, shown.meeting)
    required = is_required(shown.activities, settings)
    known = await makeups.all_of(session, shown.meeting.id)
    fresh = 0
    for one in shown.expected:
        row = known.get(one.member_id)
        if required and one.status in MISSED:
            fresh += await _set(session, shown, one.member_id, one.status, row, now)
        elif row is not None and row.state in makeups.OPEN:
            await withdraw(session, row)
    return fresh


async def _set(
    session: AsyncSession,
    shown: View,
    member_id: int,
    status: AttendanceStatus | None,
    row: Makeup | None,
    now: datetime,
) -> bool:
    assert status is not None  # noqa: S101 - the caller has looked
    if row is not None and row.state is not MakeupState.WITHDRAWN:
        return False
    zone = organisations.zone(shown.organisation)
    row = row or Makeup(
        meeting_id=shown.meeting.id, member_id=member_id, was=status, state=MakeupState.OPEN, due_at=now
    )
    row.state, row.was, row.due_at = MakeupState.OPEN, status, due_at(now, zone)
    session.add(row)
    await session.flush()
    for slot, due in {"set": now, **reminders(row.due_at, zone)}.items():
        await tell(session, shown.organisation.id, row, f"{slot}:{now:%Y%m%d%H%M%S%f}", due)
    return True


async def withdraw(session: AsyncSession, row: Makeup) -> None:
    """Withdraw a lesson the roll does not ask for any more, and what waits to be said of it."""
    await makeups.move(session, row, MakeupState.WITHDRAWN, row.state)
    await silence(session, row)


async def silence(session: AsyncSession, row: Makeup) -> None:
    """Cancel what waits to be said to the member about their lesson."""
    meeting = await session.get_one(Meeting, row.meeting_id)
    await plans.cancel_subject(session, [PlanKind.MAKEUP_TASK], meeting.organisation_id, row.id, Reason.ANSWERED)


async def tell(
    session: AsyncSession,
    organisation_id: int,
    row: Makeup,
    slot: str,
    due: datetime,
    kind: PlanKind = PlanKind.MAKEUP_TASK,
) -> None:
    """Plan a word about a lesson, useful for a month."""
    await plans.add(session, kind, organisation_id, row.id, slot=slot, due_at=due, expires_at=due + _STILL_USEFUL)
