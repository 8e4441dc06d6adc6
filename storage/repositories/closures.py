"""Closures of organisations; what rests above rests below."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Closure, Organisation
from storage.rules import closures
from storage.rules.closures import NoSuchClosureError


async def get(session: AsyncSession, closure_id: int) -> Closure:
    """Return a closure that was not taken back; raises NoSuchClosureError."""
    row = await session.get(Closure, closure_id) if 0 < closure_id < 2**63 else None
    if row is None or row.removed_at is not None:
        raise NoSuchClosureError
    return row


async def add(
    session: AsyncSession, organisation_id: int, found: closures.Closure, member_id: int, now: datetime
) -> Closure:
    """Write a closure; one that stands already with the same days and name is returned as it is."""
    for row in await _own(session, [organisation_id], found.first):
        if value(row) == found:
            return row
    row = Closure(
        organisation_id=organisation_id,
        name=found.name,
        first_day=found.first,
        last_day=found.last,
        set_by=member_id,
        set_at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def of(session: AsyncSession, organisation: Organisation, since: date) -> Sequence[Closure]:
    """Return what is closed for an organisation from a day on: its own closures and those of all above it."""
    ids, here = [organisation.id], organisation
    while here.parent_id is not None and (above := await session.get(Organisation, here.parent_id)) is not None:
        ids.append(above.id)
        here = above
    return await _own(session, ids, since)


async def values(session: AsyncSession, organisation: Organisation, since: date) -> list[closures.Closure]:
    """Return the same as plain values."""
    return [value(row) for row in await of(session, organisation, since)]


def value(row: Closure) -> closures.Closure:
    """Return a row as a plain value."""
    return closures.Closure(row.first_day, row.last_day, row.name)


async def _own(session: AsyncSession, organisation_ids: Sequence[int], since: date) -> Sequence[Closure]:
    query = select(Closure).where(
        col(Closure.organisation_id).in_(organisation_ids),
        col(Closure.removed_at).is_(None),
        col(Closure.last_day) >= since,
    )
    return (await session.exec(query.order_by(col(Closure.first_day), col(Closure.id)))).all()
