"""For which of several organisations a person acts in private."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Standpoint
from storage.repositories.inserting import put, table_of


async def of(session: AsyncSession, telegram_id: int) -> int | None:
    """Return the organisation this account last chose, or None."""
    found = await session.get(Standpoint, telegram_id)
    return found.organisation_id if found else None


async def choose(session: AsyncSession, telegram_id: int, organisation_id: int, now: datetime) -> None:
    """Remember the choice over the former one."""
    row = {"telegram_id": telegram_id, "organisation_id": organisation_id, "chosen_at": now}
    await put(session, table_of(Standpoint), [row])
