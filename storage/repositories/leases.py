"""Leases: rights that one process at a time may hold; unique keys make them safe, not merely polite."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, or_, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models.lease import Lease
from storage.repositories.inserting import insert_new, table_of

_L = table_of(Lease)


def is_over(until: ColumnElement[Any], now: datetime, ttl: timedelta) -> ColumnElement[bool]:
    """Whether a lease is over; an end further away than any lasts was written before the clock was set back."""
    return or_(until <= now, until > now + 2 * ttl)


async def acquire(session: AsyncSession, name: str, owner: str, now: datetime, ttl: timedelta) -> int | None:
    """Take or renew the lease; return its epoch (larger with each new owner), or None while another holds it."""
    row = {"name": name, "owner": owner, "epoch": 1, "until": now + ttl}
    if await insert_new(session, _L, [row]):
        return 1
    statement = (
        update(_L)
        .where(_L.c.name == name, or_(_L.c.owner == owner, is_over(_L.c.until, now, ttl)))
        .values(owner=owner, until=now + ttl, epoch=case((_L.c.owner == owner, _L.c.epoch), else_=_L.c.epoch + 1))
        .returning(_L.c.epoch)
    )
    found: int | None = (await (await session.connection()).execute(statement)).scalar_one_or_none()
    return found


async def release(session: AsyncSession, name: str, owner: str, now: datetime) -> None:
    """Give a lease of mine back at once; the epoch stays on record."""
    statement = update(_L).where(_L.c.name == name, _L.c.owner == owner).values(until=now)
    await (await session.connection()).execute(statement)
