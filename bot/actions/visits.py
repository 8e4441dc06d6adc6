"""Note visits that brought a meeting to exempt members, and show who has had one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import attendance
from bot.actions.meetings import View, note
from storage.models import Visit
from storage.repositories import organisations, people, visits
from storage.repositories.visits import Seen
from storage.rules.people import Person, by_rank
from storage.rules.typed_dates import read_past_day
from storage.rules.visits import NotExemptError

MOST = 60
"""People offered to choose from: Telegram shows a hundred buttons at most."""


@dataclass(frozen=True, slots=True)
class Visited:
    """The exempt members of a meeting's organisation, and the visits that brought them its content."""

    view: View
    exempt: Sequence[Person]
    seen: Sequence[Seen]


async def of(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> Visited:
    """Return the visits of a meeting for somebody who keeps its roll."""
    shown, _ = await attendance.keeper(session, telegram_id, meeting_id, now)
    return await known(session, shown)


async def today(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> date:
    """Return the local day where the meeting's organisation is."""
    _, here = await attendance.keeper(session, telegram_id, meeting_id, now)
    return here.today


async def known(session: AsyncSession, shown: View) -> Visited:
    """Return the exempt members on the meeting's day with their visits; the caller has authorised the reader."""
    roster = await people.roster(session, shown.organisation, shown.meeting.local_day)
    exempt = [person for person in roster if person.exempt]
    return Visited(shown, exempt, await visits.of_meeting(session, shown.meeting.id) if exempt else [])


async def may_have_gone(session: AsyncSession, shown: View) -> Sequence[Person]:
    """Return who may have paid a visit: everybody of the branch who is not exempt, by rank."""
    branch = await organisations.branch_of(session, shown.organisation)
    roster = await people.roster(session, branch, shown.meeting.local_day)
    return [person for person in by_rank(roster) if person.counted][:MOST]


async def add(
    session: AsyncSession,
    telegram_id: int,
    meeting_id: int,
    member_id: int,
    visitor_id: int,
    day: date | str,
    now: datetime,
) -> Visited:
    """Note a visit (typed days are read); raises NotExemptError, DayRefused."""
    shown, here = await attendance.keeper(session, telegram_id, meeting_id, now)
    before = await known(session, shown)
    went = {person.id for person in await may_have_gone(session, shown)}
    if member_id not in {person.id for person in before.exempt} or visitor_id not in went:
        raise NotExemptError
    row = Visit(
        organisation_id=shown.organisation.id,
        member_id=member_id,
        meeting_id=meeting_id,
        visitor_id=visitor_id,
        visited_on=read_past_day(day, here.today) if isinstance(day, str) else day,
        noted_by=here.member.member_id,
        noted_at=now,
    )
    if await visits.add(session, row):
        await note(session, here, "visit.noted", shown.meeting)
    return await known(session, shown)
