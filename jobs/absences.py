"""The monthly hint about members who have long taken no part: planned for the second of the month, told in private."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.desk import Desk
from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import organisations, people, plans
from storage.rules.deliveries import OnAmbiguous, PlanKind, Priority, Recipient
from storage.rules.powers import Power

_HOUR = time(9, 0)
_DAY = 2
_USEFUL = timedelta(days=20)


async def plan_ahead(desk: Desk) -> int:
    """Plan this month's hints for every organisation that has none yet; return how many plans are new."""
    planned = 0
    async with desk.sessions.begin() as session:
        now = desk.clock.now()
        for timezone in await organisations.timezones(session):
            today = now.astimezone(ZoneInfo(timezone)).date()
            due_at = datetime.combine(today.replace(day=_DAY), _HOUR, ZoneInfo(timezone))
            if not due_at - timedelta(days=2) <= now <= due_at + _USEFUL:
                continue
            slot = f"{today:%Y-%m}"
            for organisation_id in await organisations.without_plan(session, PlanKind.ABSENCE_ALERT, timezone, slot):
                planned += await plans.add(
                    session,
                    PlanKind.ABSENCE_ALERT,
                    organisation_id,
                    organisation_id,
                    slot=slot,
                    due_at=due_at,
                    expires_at=due_at + _USEFUL,
                )
    return planned


async def _watchers(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    """The secretary and the organisation commissioner (党员教育管理工作条例 art. 31), each in private."""
    organisation = await organisations.get(session, plan.organisation_id)
    holders = await people.holders(session, organisation, Power.WATCH_MEMBERS, now)
    return [Recipient(one.telegram_id, 0, one.id) for one in holders if one.telegram_id is not None]


OCCASIONS[PlanKind.ABSENCE_ALERT] = Occasion(Priority.SUMMARY, OnAmbiguous.ASSUME, _watchers)
