"""When reminders rest: while the organisation is closed, except for what was arranged inside the closure."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Meeting, Plan
from storage.repositories import closures, organisations
from storage.rules.closures import covering, resumes_at

_A_DAY = timedelta(days=1)  # a local day may have begun before the same day of UTC


async def until_it_ends(session: AsyncSession, plan: Plan, now: datetime) -> datetime | None:
    """Return when the closure ends in which the organisation rests now, or None."""
    organisation = await organisations.get(session, plan.organisation_id)
    known = await closures.values(session, organisation, now.date() - _A_DAY)
    return resumes_at(now, known, organisations.zone(organisation)) if known else None


async def unless_inside(session: AsyncSession, plan: Plan, now: datetime) -> datetime | None:
    """Return the same for a meeting, unless it is itself held in a closure: then it was meant to be."""
    meeting = await session.get(Meeting, plan.subject_id)
    until = await until_it_ends(session, plan, now)
    if until is None or meeting is None:
        return until
    organisation = await organisations.get(session, plan.organisation_id)
    known = await closures.values(session, organisation, meeting.local_day)
    return None if covering(meeting.local_day, known) else until
