"""Meetings, what they count as, who is expected and what was answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy
from sqlalchemy import delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Answer, Attendance, Credit, Expectation, Leave, Meeting, MeetingChange, Member
from storage.repositories import people
from storage.repositories.inserting import put, table_of
from storage.rules import terms
from storage.rules.attendance import Stay
from storage.rules.changes import Change, Former, read_span
from storage.rules.meetings import NoSuchMeetingError, Span
from storage.rules.people import Person
from storage.rules.terms import Activity, AttendanceStatus, LeaveState, MeetingState


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of the roll: who is expected, what they answered, what is known of their coming."""

    member_id: int
    name: str
    category: terms.Category
    voting: bool
    answer: terms.Answer | None
    answer_current: bool
    leave: LeaveState | None
    leave_kind: terms.LeaveKind | None
    leave_late: bool
    leave_id: int | None
    attendance: Attendance | None
    telegram_id: int | None
    reachable: bool

    @property
    def status(self) -> AttendanceStatus | None:
        """What is known of the person's coming; None is 未登记, never present."""
        return self.attendance.status if self.attendance else None

    @property
    def stay(self) -> Stay | None:
        """From when to when the person was there; None for whoever is not entered as having come."""
        return self.attendance.stay if self.attendance else None


async def get(session: AsyncSession, meeting_id: int) -> Meeting:
    """Return a meeting; raises NoSuchMeetingError."""
    found = await session.get(Meeting, meeting_id) if 0 < meeting_id < 2**63 else None
    if found is None:
        raise NoSuchMeetingError
    return found


def span(meeting: Meeting) -> Span:
    """Return a meeting's start and length."""
    return Span(meeting.starts_at, meeting.minutes_long)


async def add(session: AsyncSession, meeting: Meeting, activities: Iterable[Activity]) -> Meeting:
    """Store a new meeting with what it is credited as."""
    session.add(meeting)
    await session.flush()
    session.add_all([Credit(meeting_id=meeting.id, activity=activity) for activity in activities])
    await session.flush()
    return meeting


async def recredit(session: AsyncSession, meeting: Meeting, activities: Iterable[Activity]) -> None:
    """Have a drafted meeting count as other activities."""
    await session.execute(delete(Credit).where(col(Credit.meeting_id) == meeting.id))
    session.add_all([Credit(meeting_id=meeting.id, activity=activity) for activity in activities])
    await session.flush()


async def credited(session: AsyncSession, meeting_ids: Sequence[int]) -> dict[int, tuple[Activity, ...]]:
    """Return what each of these meetings is credited as."""
    found: dict[int, tuple[Activity, ...]] = dict.fromkeys(meeting_ids, ())
    query = select(Credit).where(col(Credit.meeting_id).in_(meeting_ids))
    for credit in (await session.exec(query)).all():
        found[credit.meeting_id] = (*found[credit.meeting_id], credit.activity)
    return found


async def coming(session: AsyncSession, organisation_ids: Sequence[int], now: datetime) -> Sequence[Meeting]:
    """Return announced meetings that have not yet ended, soonest first."""
    query = (
        select(Meeting)
        .where(
            col(Meeting.organisation_id).in_(organisation_ids),
            col(Meeting.state).in_((MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS)),
            col(Meeting.starts_at) > now - timedelta(days=1),
        )
        .order_by(col(Meeting.starts_at))
    )
    return [meeting for meeting in (await session.exec(query)).all() if span(meeting).ends_at > now]


async def recent(
    session: AsyncSession, organisation_ids: Sequence[int], now: datetime, days: int = 31
) -> Sequence[Meeting]:
    """Return meetings run with the product that have begun within ``days``, newest first."""
    query = (
        select(Meeting)
        .where(
            col(Meeting.organisation_id).in_(organisation_ids),
            col(Meeting.source) == terms.Source.BOT,
            col(Meeting.state).in_((MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS, MeetingState.HELD)),
            col(Meeting.starts_at) <= now,
            col(Meeting.starts_at) > now - timedelta(days=days),
        )
        .order_by(col(Meeting.starts_at).desc())
    )
    return (await session.exec(query)).all()


async def running(session: AsyncSession, organisation_ids: Sequence[int], now: datetime) -> Meeting | None:
    """Return the meeting whose # lines are taken down now: the one that began last and takes lines."""
    for meeting in await recent(session, organisation_ids, now, days=2):
        if span(meeting).takes_lines(now):
            return meeting
    return None


async def to_begin_or_end(session: AsyncSession, now: datetime) -> Sequence[Meeting]:
    """Return announced or running meetings whose start has come."""
    query = select(Meeting).where(
        col(Meeting.state).in_((MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS)), col(Meeting.starts_at) <= now
    )
    return (await session.exec(query.order_by(col(Meeting.starts_at)))).all()


async def starting(session: AsyncSession, begin: datetime, end: datetime) -> Sequence[Meeting]:
    """Return meetings that were announced and start after ``begin`` and up to ``end``."""
    query = select(Meeting).where(
        col(Meeting.state).in_((MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS, MeetingState.HELD)),
        col(Meeting.source) == terms.Source.BOT,
        col(Meeting.starts_at) > begin,
        col(Meeting.starts_at) <= end,
    )
    return (await session.exec(query)).all()


async def freeze_expected(session: AsyncSession, meeting_id: int, people: Sequence[Person]) -> None:
    """Write down who is expected, once; what stands already stays as it is."""
    known = set((await session.exec(select(Expectation.member_id).where(Expectation.meeting_id == meeting_id))).all())
    session.add_all(
        [
            Expectation(
                meeting_id=meeting_id,
                member_id=person.id,
                category=person.category,
                voting=person.voting,
                position=position,
            )
            for position, person in enumerate(people, start=1)
            if person.id not in known
        ]
    )
    await session.flush()


async def expected_count(session: AsyncSession, meeting_id: int) -> int:
    """Return how many are expected (应到)."""
    query = select(func.count()).where(col(Expectation.meeting_id) == meeting_id, col(Expectation.removed_at).is_(None))
    return (await session.exec(query)).one()


async def is_expected(session: AsyncSession, meeting_id: int, member_id: int) -> bool:
    """Return whether this member is on the frozen list."""
    row = await session.get(Expectation, (meeting_id, member_id))
    return row is not None and row.removed_at is None


async def expected(session: AsyncSession, meeting: Meeting, member_id: int | None = None) -> tuple[Expected, ...]:
    """Return the roll of a meeting: every expected person (or one) with answer, leave and attendance, in roll order."""
    query = (
        sqlalchemy.select(Expectation, col(Member.name), Answer, Leave, Attendance)
        .join(Member, col(Member.id) == Expectation.member_id)
        .join(
            Answer,
            (col(Answer.meeting_id) == Expectation.meeting_id) & (col(Answer.member_id) == Expectation.member_id),
            isouter=True,
        )
        .join(
            Leave,
            (col(Leave.meeting_id) == Expectation.meeting_id) & (col(Leave.member_id) == Expectation.member_id),
            isouter=True,
        )
        .join(
            Attendance,
            (col(Attendance.meeting_id) == Expectation.meeting_id)
            & (col(Attendance.member_id) == Expectation.member_id),
            isouter=True,
        )
        .where(col(Expectation.meeting_id) == meeting.id, col(Expectation.removed_at).is_(None))
        .order_by(col(Expectation.position))
    )
    if member_id is not None:
        query = query.where(col(Expectation.member_id) == member_id)
    rows = (await session.execute(query)).all()
    accounts = await people.linked(session, [row[0].member_id for row in rows])
    return tuple(_expected(meeting, *row, *accounts.get(row[0].member_id, (None, False))) for row in rows)


def _expected(
    meeting: Meeting,
    line: Expectation,
    name: str,
    answer: Answer | None,
    leave: Leave | None,
    attendance: Attendance | None,
    telegram_id: int | None,
    reachable: bool,
) -> Expected:
    return Expected(
        member_id=line.member_id,
        name=name,
        category=line.category,
        voting=line.voting,
        answer=answer.answer if answer else None,
        answer_current=answer is not None and answer.rev == meeting.rev,
        leave=leave.state if leave else None,
        leave_kind=leave.kind if leave else None,
        leave_late=leave is not None and leave.late,
        leave_id=leave.id if leave else None,
        attendance=attendance,
        telegram_id=telegram_id,
        reachable=reachable,
    )


async def record_answer(
    session: AsyncSession, meeting: Meeting, member_id: int, answer: terms.Answer, now: datetime
) -> None:
    """Write a member's answer over the former one."""
    row = {"meeting_id": meeting.id, "member_id": member_id, "answer": answer, "rev": meeting.rev, "at": now}
    await put(session, table_of(Answer), [row])


async def hold(session: AsyncSession, meeting_id: int) -> Meeting:
    """Return a meeting read afresh, its row held until the transaction ends; raises NoSuchMeetingError."""
    found = await session.get(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NoSuchMeetingError
    return found


async def change(session: AsyncSession, meeting: Meeting, note: MeetingChange) -> None:
    """Bump a meeting's revision and keep what changed; answers to the former revision wait to be confirmed."""
    meeting.rev += 1
    note.meeting_id, note.rev = meeting.id, meeting.rev
    session.add(meeting)
    session.add(note)
    await session.flush()


async def last_change(session: AsyncSession, meeting: Meeting) -> Former | None:
    """Return what a meeting was before the change that led to its present revision, or None."""
    query = select(MeetingChange).where(
        MeetingChange.meeting_id == meeting.id, MeetingChange.rev == meeting.rev, col(MeetingChange.act).in_(Change)
    )
    row = (await session.exec(query)).first() if meeting.rev else None
    return None if row is None else Former(Change(row.act), read_span(row.old), row.reason)


async def postponed(session: AsyncSession, organisation_ids: Sequence[int]) -> Sequence[Meeting]:
    """Return the meetings put off without a new date, in the order they were entered."""
    query = select(Meeting).where(
        col(Meeting.organisation_id).in_(organisation_ids), col(Meeting.state) == MeetingState.POSTPONED
    )
    return (await session.exec(query.order_by(col(Meeting.id)))).all()


async def set_state(session: AsyncSession, meeting: Meeting, state: MeetingState, *, was: MeetingState) -> bool:
    """Move a meeting from ``was`` to ``state``; return False when somebody else moved it first."""
    statement = (
        update(Meeting)
        .where(col(Meeting.id) == meeting.id, col(Meeting.state) == was)
        .values(state=state)
        .returning(col(Meeting.id))
    )
    moved = (await session.execute(statement)).first() is not None
    if moved:
        await session.refresh(meeting)
    return moved
