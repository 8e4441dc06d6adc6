"""For which of several organisations a person acts in private."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Standpoint


async def of(session: AsyncSession, telegram_id: int) -> int | None:
    """Return the organisation this account last chose, or None."""
    found = await session.get(Standpoint, telegram_id)
    return found.organisation_id if found else None


async def choose(session: AsyncSession, telegram_id: int, organisation_id: int, now: datetime) -> None:
    """Remember the choice over the former one."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    row = {"organisation_id": organisation_id, "chosen_at": now}
    statement = insert(Standpoint).values(telegram_id=telegram_id, **row)
    await session.execute(statement.on_conflict_do_update(index_elements=["telegram_id"], set_=row))
