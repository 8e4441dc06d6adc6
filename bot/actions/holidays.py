"""Take over the State Council's yearly notice on holidays: read, show, store; administrators of the product only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.repositories import audit_entries, holiday_notices
from storage.rules.calendar import Override
from storage.rules.holiday_notice import missing, parse_notice, year_of
from storage.rules.refusals import RefusalError

SYSTEM = 0  # the chain of what belongs to no organisation


class NotAdministratorError(RefusalError):
    """The holidays hold for every organisation; only administrators may enter them."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it was read; ``missing`` names the feasts without which it is not the year's whole arrangement."""

    year: int
    rows: Sequence[Override]
    missing: tuple[str, ...]


def require_administrator(telegram_id: int, administrators: Collection[int]) -> None:
    """Raise NotAdministratorError for anybody else."""
    if telegram_id not in administrators:
        raise NotAdministratorError


def read(text: str, asked: int | None) -> Notice:
    """Return what a pasted notice says; raises NoticeRefused."""
    year = year_of(text, asked)
    rows = parse_notice(text, year)
    return Notice(year, rows, missing(rows))


async def store(session: AsyncSession, notice: Notice, telegram_id: int, now: datetime) -> None:
    """Take the notice over for every organisation; a whole one replaces what stood for its year."""
    await holiday_notices.store(session, notice.year, notice.rows, telegram_id, now, whole=not notice.missing)
    act = "holidays.imported" if notice.missing else "holidays.year_imported"
    await audit_entries.append(
        session, SYSTEM, act=act, object_="year", object_id=notice.year, telegram_id=telegram_id, now=now
    )


async def announced(session: AsyncSession, now: datetime) -> dict[int, bool]:
    """Return for this year and the next whether their arrangement is known."""
    years = (now.year, now.year + 1)
    known = await holiday_notices.known(session, years)
    return {year: year in known.announced for year in years}
