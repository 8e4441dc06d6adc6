"""What a meeting to be announced stands beside: other meetings of its branch, and who is known to be away."""

from collections.abc import Collection, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Expectation, Leave, Meeting
from storage.repositories import meetings
from storage.rules.lint import Absence, Other, absence
from storage.rules.meetings import Span
from storage.rules.terms import LeaveKind, LeaveState, MeetingState

_AHEAD = (MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS)


async def others(
    session: AsyncSession, organisation_ids: Sequence[int], first: date, last: date, besides: int
) -> tuple[Other, ...]:
    """Return the announced meetings of these organisations from ``first`` to ``last``, one of them left out."""
    query = select(Meeting).where(
        col(Meeting.organisation_id).in_(organisation_ids),
        col(Meeting.state).in_(_AHEAD),
        col(Meeting.local_day).between(first, last),
        Meeting.id != besides,
    )
    rows = (await session.exec(query.order_by(col(Meeting.starts_at)))).all()
    credited = await meetings.credited(session, [row.id for row in rows])
    invited: dict[int, set[int]] = {row.id: set() for row in rows}
    lines = select(Expectation.meeting_id, Expectation.member_id).where(
        col(Expectation.meeting_id).in_(invited), col(Expectation.removed_at).is_(None)
    )
    for meeting_id, member_id in (await session.exec(lines)).all():
        invited[meeting_id].add(member_id)
    return tuple(
        Other(
            credited[row.id],
            meetings.span(row),
            row.place,
            frozenset(hand for hand in (row.host_id, row.recorder_id) if hand is not None),
            frozenset(invited[row.id]),
        )
        for row in rows
    )


async def absences(
    session: AsyncSession, member_ids: Collection[int], first: date, last: date, zone: ZoneInfo
) -> tuple[Absence, ...]:
    """Return when these members are away by leave that was approved for other meetings from ``first`` to ``last``."""
    query = (
        select(Leave.member_id, Leave.kind, Meeting.starts_at, Meeting.minutes_long)
        .join(Meeting, col(Meeting.id) == col(Leave.meeting_id))
        .where(
            col(Leave.member_id).in_(member_ids),
            Leave.state == LeaveState.APPROVED,
            col(Meeting.local_day).between(first, last),
        )
    )
    rows = (await session.exec(query)).all()
    return tuple(
        absence(member_id, LeaveKind(kind), Span(starts_at, minutes), zone)
        for member_id, kind, starts_at, minutes in rows
    )
