"""What was changed of an announced meeting apart from its time: part, old, new, by whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Meeting, MeetingChange
from storage.rules.amendments import Part

_TOGETHER = timedelta(minutes=10)


async def keep(
    session: AsyncSession, meeting: Meeting, part: Part, old: str, new: str, by_id: int, now: datetime
) -> MeetingChange:
    """Write down what a part was and became; the meeting's revision stays, and with it every answer."""
    row = MeetingChange(meeting_id=meeting.id, rev=meeting.rev, act=part, old=old, new=new, by_id=by_id, at=now)
    session.add(row)
    await session.flush()
    return row


async def told_together(session: AsyncSession, change_id: int) -> Sequence[MeetingChange]:
    """Return an amendment and those of the ten minutes before it, the oldest first: one message for all of them."""
    last = await session.get(MeetingChange, change_id)
    if last is None:
        return []
    query = select(MeetingChange).where(
        MeetingChange.meeting_id == last.meeting_id,
        MeetingChange.rev == last.rev,
        col(MeetingChange.act).in_(Part),
        col(MeetingChange.id) <= last.id,
        MeetingChange.at >= last.at - _TOGETHER,
    )
    return (await session.exec(query.order_by(col(MeetingChange.id)))).all()
