"""Senders: the bot accounts and the pause Telegram has ordered, which no restart shortens."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models.sender import Sender
from storage.repositories.inserting import insert_new, table_of

_S = table_of(Sender)


async def enter(session: AsyncSession, sender_id: int, now: datetime) -> datetime | None:
    """Register a bot account as alive, lifting a stop (the token may be new); return its pause, if any."""
    row = {"id": sender_id, "paused_until": None, "stopped": None, "seen_at": now}
    await insert_new(session, _S, [row])
    statement = update(_S).where(_S.c.id == sender_id).values(stopped=None, seen_at=now).returning(_S.c.paused_until)
    found: datetime | None = (await (await session.connection()).execute(statement)).scalar_one()
    return found if found is not None and found > now else None


async def may_send(session: AsyncSession, sender_id: int, now: datetime) -> bool:
    """Return whether the account is neither stopped nor paused."""
    statement = select(func.count()).where(
        _S.c.id == sender_id, _S.c.stopped.is_(None), or_(_S.c.paused_until.is_(None), _S.c.paused_until <= now)
    )
    return (await (await session.connection()).execute(statement)).scalar_one() == 1


async def pause(session: AsyncSession, sender_id: int, until: datetime) -> None:
    """Let the account be silent until ``until``; a longer pause is never shortened."""
    statement = (
        update(_S)
        .where(_S.c.id == sender_id, or_(_S.c.paused_until.is_(None), _S.c.paused_until < until))
        .values(paused_until=until)
    )
    await (await session.connection()).execute(statement)


async def clock_went_back(session: AsyncSession, sender_id: int, by: timedelta) -> None:
    """Move the pause with a clock that was put back: what Telegram ordered was a length, not a moment."""
    sender = await session.get(Sender, sender_id, populate_existing=True)
    if sender is not None and sender.paused_until is not None:
        sender.paused_until -= by
        await session.flush()


async def stop(session: AsyncSession, sender_id: int, why: str) -> None:
    """Stop the account for good (until it enters again): Telegram rejects its token."""
    await (await session.connection()).execute(update(_S).where(_S.c.id == sender_id).values(stopped=why))


async def stopped(session: AsyncSession) -> bool:
    """Return whether the account that was alive last has been stopped: Telegram rejects its token."""
    last = select(_S.c.stopped).order_by(_S.c.seen_at.desc()).limit(1)
    return (await (await session.connection()).execute(last)).scalar_one_or_none() is not None


async def get(session: AsyncSession, sender_id: int) -> Sender | None:
    """Return the account's row for /status, or None when it never entered."""
    return await session.get(Sender, sender_id, populate_existing=True)
