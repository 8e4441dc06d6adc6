"""The days to offer for a meeting: from its notice days, its usual weekday and the adopted plan."""

from collections.abc import Collection
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import plan
from bot.actions.access import Here
from storage.repositories import habits, holiday_notices, organisations, planned_events, switches
from storage.rules.calendar import Holidays, ShiftRule
from storage.rules.plan_progress import Progress, compare
from storage.rules.quick_dates import QuickDate, quick_dates
from storage.rules.recurrence import dates
from storage.rules.reminder_settings import notice_days
from storage.rules.terms import Activity

_OPEN = (Progress.COMING, Progress.OVERDUE)


async def offered(
    session: AsyncSession, here: Here, venue_id: int, activities: Collection[Activity]
) -> tuple[QuickDate, ...]:
    """Return the days to offer for a meeting of these activities held by ``venue_id``."""
    venue = await organisations.get(session, venue_id)
    decided = await switches.in_force(session, venue, here.today)
    lasts = [await habits.last_of(session, venue_id, one) for one in activities]
    weekday = next((last.local_day.weekday() for last in lasts if last is not None), None)
    planned, known = await _planned(session, here, venue_id, activities), await holidays(session, here)
    themes: list[date] = []
    if Activity.THEME_PARTY_DAY in activities:
        fixed = await plan.theme_day(session, venue)
        rule = ShiftRule(str(decided["shift_rule"]))
        themes = [day for year in (here.today.year, here.today.year + 1) for day in dates(fixed, year, known, rule)]
    return quick_dates(here.today, notice_days(decided, activities), planned, weekday, known, themes)


async def holidays(session: AsyncSession, here: Here, *years: int) -> Holidays:
    """Return the holidays of these years; of this and the next where none is named."""
    return await holiday_notices.known(session, years or (here.today.year, here.today.year + 1))


async def _planned(session: AsyncSession, here: Here, venue_id: int, activities: Collection[Activity]) -> list[date]:
    """Return the days of the adopted plan on which such a meeting is still to be arranged."""
    branch = await organisations.branch_of(session, await organisations.get(session, venue_id))
    found: list[date] = []
    for year in (here.today.year, here.today.year + 1):
        events = [one for one in await planned_events.of_year(session, branch.id, year) if one.adopted_at is not None]
        if not events:
            continue
        held = await planned_events.actual(session, sorted({one.venue_id for one in events}), year)
        progress = compare(map(planned_events.entry, events), held, here.today)
        found += [
            one.day
            for one in events
            if one.venue_id == venue_id
            and progress[one.id] in _OPEN
            and not set(activities).isdisjoint(planned_events.activities(one))
        ]
    return found
