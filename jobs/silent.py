"""A day before a meeting: who hears of those who have not answered, and whom the group is asked to tell."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.meetings import home, stands
from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import meetings, organisations, people, surveys
from storage.rules.deliveries import OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason
from storage.rules.powers import Power


async def _responsible(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    """Those who may schedule, and the leaders of groups with open answers; nobody where everybody has answered."""
    meeting = await meetings.get(session, plan.subject_id)
    if (await surveys.of(session, meeting)).is_settled:
        return []
    organisation = await organisations.get(session, plan.organisation_id)
    told = {one.id: one.telegram_id for one in await people.holders(session, organisation, Power.SCHEDULE, now)}
    accounts = await people.linked(session, await surveys.leaders(session, meeting))
    told |= {leader: account[0] for leader, account in accounts.items()}
    return [Recipient(telegram_id, 0, member) for member, telegram_id in told.items() if telegram_id is not None]


async def _group(session: AsyncSession, plan: Plan, _now: datetime) -> Sequence[Recipient]:
    """The chat the meeting is told in, where somebody is to be called upon there."""
    if not await surveys.to_call(session, await meetings.get(session, plan.subject_id), plan.slot):
        return []
    bound = await home(session, plan.organisation_id)
    return [Recipient(bound.chat_id, bound.thread_id)] if bound else []


async def _ahead(session: AsyncSession, parcel: Parcel, now: datetime) -> Reason | None:
    """Why nobody need be asked any more: moved, taken back, begun, or everybody has answered."""
    gone = await stands(session, parcel, now)
    if gone is not None:
        return gone
    meeting = await meetings.get(session, parcel.subject_id)
    if meeting.starts_at <= now:
        return Reason.BEGUN
    if parcel.kind is PlanKind.GROUP_MENTION:
        open_still = bool(await surveys.to_call(session, meeting, parcel.slot))
    else:
        open_still = not (await surveys.of(session, meeting)).is_settled
    return None if open_still else Reason.ANSWERED


OCCASIONS[PlanKind.SILENT_REPORT] = Occasion(Priority.REMINDER, OnAmbiguous.ASSUME, _responsible, _ahead)
OCCASIONS[PlanKind.GROUP_MENTION] = Occasion(Priority.REMINDER, OnAmbiguous.ASSUME, _group, _ahead)
