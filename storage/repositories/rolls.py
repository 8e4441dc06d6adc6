"""The roll: who came, how it is known, and when it was confirmed."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Attendance, Guest, Roll, SpotCheck
from storage.repositories.inserting import put, table_of
from storage.rules.attendance import Stay
from storage.rules.terms import AttendanceStatus, CheckInWay


async def of(session: AsyncSession, meeting_id: int) -> Roll:
    """Return the roll of a meeting, begun if need be."""
    row = await session.get(Roll, meeting_id)
    if row is None:
        row = Roll(meeting_id=meeting_id)
        session.add(row)
        await session.flush()
    return row


async def known(session: AsyncSession, meeting_id: int) -> Roll | None:
    """Return the roll of a meeting if it has been begun."""
    return await session.get(Roll, meeting_id)


async def write(
    session: AsyncSession,
    meeting_id: int,
    member_id: int,
    status: AttendanceStatus,
    way: CheckInWay,
    now: datetime,
    *,
    by_id: int,
    reason: str = "",
    stay: Stay | None = None,
) -> None:
    """Write one line of the roll over what stood there; ``stay`` where somebody else's word tells of it."""
    row: dict[str, Any] = {"meeting_id": meeting_id, "member_id": member_id, "status": status, "way": way, "at": now}
    row |= {"by_id": by_id, "reason": reason}
    row |= {"arrived_at": stay.arrived if stay else None, "left_at": stay.left if stay else None}
    await put(session, table_of(Attendance), [row])


async def begin_anew(session: AsyncSession, meeting_id: int) -> None:
    """Take back an early opening, what was signed, guests, spot checks: the meeting is not held when it was to be."""
    for table in (Attendance, Guest, SpotCheck):
        await session.execute(delete(table).where(col(table.meeting_id) == meeting_id))
    values = {"opened_at": None, "opened_by": None}
    await session.execute(update(Roll).where(col(Roll.meeting_id) == meeting_id).values(values))
