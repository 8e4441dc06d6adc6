"""What one member was expected at, said and did: the rows behind their own record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Answer, Attendance, Expectation, Leave, Meeting
from storage.repositories import meetings
from storage.rules import terms
from storage.rules.meetings import ALIVE
from storage.rules.own_record import OwnLine
from storage.rules.terms import AttendanceStatus, LeaveState


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """A meeting that has begun, with this member's line of its roll."""

    meeting: Meeting
    line: OwnLine


async def begun(
    session: AsyncSession, member_ids: Sequence[int], since: date, now: datetime
) -> dict[int, list[OwnMeeting]]:
    """Return member id → the meetings since a local day that have begun and whose roll they are on, newest first."""
    query = (
        sqlalchemy.select(col(Expectation.member_id), Meeting, Answer, Leave, Attendance)
        .join(Meeting, col(Meeting.id) == Expectation.meeting_id)
        .join(Answer, _same(Answer), isouter=True)
        .join(Leave, _same(Leave), isouter=True)
        .join(Attendance, _same(Attendance), isouter=True)
        .where(
            col(Expectation.member_id).in_(member_ids),
            col(Expectation.removed_at).is_(None),
            col(Meeting.state).in_(ALIVE),
            col(Meeting.local_day) >= since,
            col(Meeting.starts_at) <= now,
        )
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    rows = (await session.execute(query)).all()
    credited = await meetings.credited(session, list({meeting.id for _, meeting, *_ in rows}))
    found: dict[int, list[OwnMeeting]] = {one: [] for one in member_ids}
    for member_id, meeting, answer, leave, attendance in rows:
        asked = leave is not None and leave.state in (LeaveState.ASKED, LeaveState.APPROVED)
        said_yes = answer is not None and answer.rev == meeting.rev and answer.answer is terms.Answer.ATTEND
        line = OwnLine(meeting.id, credited[meeting.id], _status(attendance, leave), said_yes and not asked)
        found[member_id].append(OwnMeeting(meeting, line))
    return found


async def leaves(session: AsyncSession, member_id: int, since: date) -> Sequence[tuple[Leave, Meeting]]:
    """Return a member's requests for leave from meetings since a local day, newest meeting first."""
    query = (
        select(Leave, Meeting)
        .join(Meeting, col(Meeting.id) == Leave.meeting_id)
        .where(Leave.member_id == member_id, col(Meeting.local_day) >= since)
        .order_by(col(Meeting.starts_at).desc())
    )
    return (await session.exec(query)).all()


def _same(table: type[Answer] | type[Leave] | type[Attendance]) -> sqlalchemy.ColumnElement[bool]:
    return sqlalchemy.and_(
        col(table.meeting_id) == Expectation.meeting_id, col(table.member_id) == Expectation.member_id
    )


def _status(attendance: Attendance | None, leave: Leave | None) -> AttendanceStatus | None:
    """Return what is known of the coming: the roll's own line first, else granted leave, else nothing."""
    if attendance is not None:
        return attendance.status
    return AttendanceStatus.ON_LEAVE if leave is not None and leave.state is LeaveState.APPROVED else None
