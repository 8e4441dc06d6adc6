"""Who was asked to confirm their presence, until when, and whether they did."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Meeting, SpotCheck


async def get(session: AsyncSession, check_id: int) -> SpotCheck | None:
    """Return a check by its number, or None."""
    return await session.get(SpotCheck, check_id)


async def of(session: AsyncSession, meeting_id: int) -> Sequence[SpotCheck]:
    """Return everybody asked at a meeting, in the order they were asked."""
    query = select(SpotCheck).where(SpotCheck.meeting_id == meeting_id)
    return (await session.exec(query.order_by(col(SpotCheck.id)))).all()


async def add(session: AsyncSession, rows: Sequence[SpotCheck]) -> None:
    """Enter whom is asked."""
    session.add_all(rows)
    await session.flush()


async def waiting_for(session: AsyncSession, member_id: int, now: datetime) -> Sequence[tuple[SpotCheck, Meeting]]:
    """Return the checks a member can still confirm, each with its meeting."""
    query = (
        select(SpotCheck, Meeting)
        .join(Meeting, col(Meeting.id) == SpotCheck.meeting_id)
        .where(
            SpotCheck.member_id == member_id,
            col(SpotCheck.confirmed_at).is_(None),
            col(SpotCheck.due_at) > now,
        )
    )
    return (await session.exec(query)).all()
