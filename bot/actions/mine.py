"""One person's own record: attendance of this year by activity, promises kept, leave; in each organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access, member_watch
from bot.actions.access import Here
from storage.models import Leave, Meeting, Organisation
from storage.repositories import guests, makeups, meetings, organisations, own_records, people
from storage.repositories.guests import Elsewhere
from storage.repositories.own_records import OwnMeeting
from storage.rules.compliance.coverage import StudyHours
from storage.rules.own_record import OwnRecord, own_record
from storage.rules.powers import Power, StrangerError
from storage.rules.terms import Activity


@dataclass(frozen=True, slots=True)
class OwnLeave:
    """A request for leave of one's own, with the meeting it is about."""

    leave: Leave
    day: date
    activities: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class OwnLesson:
    """A lesson of one's own still to be made up, and the local day it is due."""

    day: date
    activities: tuple[Activity, ...]
    due: date


@dataclass(frozen=True, slots=True)
class Mine:
    """What one organisation knows of the person who asks."""

    organisation: Organisation
    name: str
    year: int
    record: OwnRecord
    meetings: tuple[OwnMeeting, ...]
    leaves: tuple[OwnLeave, ...]
    hours: StudyHours | None
    lessons: tuple[OwnLesson, ...]
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupMember:
    """One member of a group, as its leader sees them."""

    name: str
    record: OwnRecord


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A group's attendance of a year, in the order of its roster."""

    group: Organisation
    year: int
    members: tuple[GroupMember, ...]


async def of(session: AsyncSession, telegram_id: int, now: datetime) -> list[Mine]:
    """Return the own record in every organisation of this person; raises StrangerError."""
    places = await people.memberships(session, telegram_id, now.date())
    if not places:
        raise StrangerError
    return [await _mine(session, Here(place.organisation, place, now)) for place in places]


async def _mine(session: AsyncSession, here: Here) -> Mine:
    since, me = here.today.replace(month=1, day=1), here.member.member_id
    begun = (await own_records.begun(session, [me], since, here.now))[me]
    asked = await own_records.leaves(session, me, since)
    return Mine(
        organisation=here.organisation,
        name=here.member.name,
        year=here.today.year,
        record=own_record(one.line for one in begun),
        meetings=tuple(begun),
        leaves=await _leaves(session, asked),
        hours=await member_watch.own_hours(session, here),
        lessons=await _lessons(session, here),
        elsewhere=tuple(await guests.elsewhere(session, [me], since)),
    )


async def _leaves(session: AsyncSession, asked: Sequence[tuple[Leave, Meeting]]) -> tuple[OwnLeave, ...]:
    credited = await meetings.credited(session, [meeting.id for _, meeting in asked])
    return tuple(OwnLeave(leave, meeting.local_day, credited[meeting.id]) for leave, meeting in asked)


async def _lessons(session: AsyncSession, here: Here) -> tuple[OwnLesson, ...]:
    owed = await makeups.waiting_for(session, here.member.member_id)
    credited = await meetings.credited(session, [meeting.id for _, meeting in owed])
    return tuple(
        OwnLesson(meeting.local_day, credited[meeting.id], row.due_at.astimezone(here.zone).date())
        for row, meeting in owed
    )


async def group_year(session: AsyncSession, telegram_id: int, group_id: int, now: datetime) -> GroupRecord:
    """Return a group's attendance of this year for its leader or the branch's committee.

    Raises StrangerError (also for what is no group) and NotEntitledError.
    """
    try:
        group = await organisations.get(session, group_id)
    except LookupError:
        raise StrangerError from None
    here = await access.enter(session, telegram_id, group, now)
    here.require(Power.KEEP_ROLL)
    since = here.today.replace(month=1, day=1)
    roster = [person for person in await people.roster(session, group, here.today) if person.counted]
    begun = await own_records.begun(session, [person.id for person in roster], since, now)
    members = tuple(GroupMember(person.name, own_record(one.line for one in begun[person.id])) for person in roster)
    return GroupRecord(group, here.today.year, members)
