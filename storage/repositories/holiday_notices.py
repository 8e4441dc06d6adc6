"""What administrators entered from State Council notices, and the holidays that follow from it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import holidays
from storage.models import HolidayNotice, HolidayOverride
from storage.rules.calendar import DayKind, Holidays, Override


async def known(session: AsyncSession, years: Iterable[int]) -> Holidays:
    """Return the holidays of these years: the notices that were entered on top of the library's."""
    return holidays.load(years, await overrides(session), await whole_years(session))


async def overrides(session: AsyncSession) -> Sequence[Override]:
    """Return the days entered from notices, in order."""
    rows = (await session.exec(select(HolidayOverride).order_by(col(HolidayOverride.day)))).all()
    return [Override(row.day, DayKind(row.kind), row.name) for row in rows]


async def whole_years(session: AsyncSession) -> frozenset[int]:
    """Return the years whose whole arrangement was entered."""
    return frozenset((await session.exec(select(HolidayNotice.year))).all())


async def store(
    session: AsyncSession, year: int, rows: Sequence[Override], telegram_id: int, now: datetime, *, whole: bool
) -> None:
    """Take over a notice for ``year``; a whole one replaces all that an earlier notice said of that year."""
    source = f"notice:{year}"
    if whole:
        await session.exec(delete(HolidayOverride).where(col(HolidayOverride.source) == source))
        await session.merge(HolidayNotice(year=year, telegram_id=telegram_id, stored_at=now))
    for row in rows:
        await session.merge(HolidayOverride(day=row.day, kind=row.kind.value, name=row.name, source=source))
    await session.flush()
