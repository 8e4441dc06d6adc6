"""Figures of the table 落实情况统计表 that stand in no audit: people, attendance, minutes, of a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Attendance, Organisation
from storage.repositories import minutes, organisations, people, summaries
from storage.repositories.summaries import Entry
from storage.rules.people import COMMITTEE_DUTIES
from storage.rules.summaries import Tally
from storage.rules.terms import AttendanceStatus, Category, Duty, Source


@dataclass(frozen=True, slots=True)
class Figures:
    """One organisation's people on a day and its meetings of a period; ``unexcused`` None where it is not known."""

    full: int
    probationary: int
    committee: int
    groups: int
    secretary: str
    held: Tally
    unexcused: int | None
    signed: int
    kept: int


async def of(session: AsyncSession, organisation: Organisation, first: date, last: date, now: datetime) -> Figures:
    """Return the figures of an organisation and its groups between two local days, both inside."""
    groups = await organisations.groups(session, organisation.id)
    roster = [one for one in await people.roster(session, organisation, last) if one.counted]
    ids = [organisation.id, *(group.id for group in groups)]
    entries = await summaries.held(session, ids, first, last, now)
    kept = {one.meeting.id for one in entries if one.meeting.source is Source.BOT}
    signed = {row.meeting_id for row in await minutes.signed(session, ids)} if kept else set()
    total = Tally()
    for one in entries:
        total += one.tally()
    return Figures(
        full=sum(one.category is Category.FULL for one in roster),
        probationary=sum(one.category is Category.PROBATIONARY for one in roster),
        committee=sum(not COMMITTEE_DUTIES.isdisjoint(one.duties) for one in roster),
        groups=len(groups),
        secretary=next((one.name for one in roster if Duty.SECRETARY in one.duties), ""),
        held=total,
        unexcused=await _unexcused(session, entries),
        signed=len(signed & kept),
        kept=len(kept),
    )


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of a meeting's roll were on leave and how many absent without."""

    leave: int
    absent: int


async def turnouts(session: AsyncSession, meeting_ids: Sequence[int]) -> dict[int, Turnout]:
    """Return leave and absence of each of these meetings that has a roll."""
    query = (
        select(Attendance.meeting_id, Attendance.status, func.count())
        .where(col(Attendance.meeting_id).in_(meeting_ids))
        .group_by(col(Attendance.meeting_id), col(Attendance.status))
    )
    counted: dict[int, dict[AttendanceStatus, int]] = {}
    for meeting_id, status, count in (await session.exec(query)).all():
        counted.setdefault(meeting_id, {})[AttendanceStatus(status)] = count
    return {
        number: Turnout(each.get(AttendanceStatus.ON_LEAVE, 0), each.get(AttendanceStatus.ABSENT, 0))
        for number, each in counted.items()
    }


async def _unexcused(session: AsyncSession, entries: Sequence[Entry]) -> int | None:
    """How often somebody was absent without leave; None where a meeting's absent are known by their number alone."""
    untold = [
        one
        for one in entries
        if one.meeting.source is not Source.BOT and (one.present is None or one.present != one.expected)
    ]
    if untold:
        return None
    query = select(func.count()).where(
        col(Attendance.meeting_id).in_([one.meeting.id for one in entries]),
        Attendance.status == AttendanceStatus.ABSENT,
    )
    return (await session.exec(query)).one()
