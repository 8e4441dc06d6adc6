"""Whom the bot can write to in private."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Contact


async def is_reachable(session: AsyncSession, telegram_id: int) -> bool:
    """Return whether the person has opened a private chat with the bot and not blocked it."""
    row = await session.get(Contact, telegram_id)
    return row is not None and row.reachable


async def note(
    session: AsyncSession, telegram_id: int, *, reachable: bool, now: datetime, reason: str | None = None
) -> bool:
    """Write down whether a person can be reached; return whether that is news."""
    row = await session.get(Contact, telegram_id)
    if row is None:
        session.add(Contact(telegram_id=telegram_id, reachable=reachable, reason=reason, changed_at=now))
        await session.flush()
        return True
    if row.reachable == reachable:
        return False
    row.reachable, row.reason, row.changed_at = reachable, reason, now
    session.add(row)
    await session.flush()
    return True
