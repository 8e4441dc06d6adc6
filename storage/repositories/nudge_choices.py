"""What members chose about the messages they get."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import literal_column
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import NudgeChoice


async def without_nudges(session: AsyncSession, member_ids: Collection[int]) -> frozenset[int]:
    """Return which of these members asked to be spared the extra reminders."""
    query = select(NudgeChoice.member_id).where(
        col(NudgeChoice.member_id).in_(member_ids), col(NudgeChoice.extra_nudges).is_(literal_column("FALSE"))
    )
    return frozenset((await session.exec(query)).all())


async def set_extra_nudges(session: AsyncSession, member_id: int, now: datetime, *, wanted: bool) -> None:
    """Write down whether a member wants the extra reminders."""
    await session.merge(NudgeChoice(member_id=member_id, extra_nudges=wanted, changed_at=now))
    await session.flush()
