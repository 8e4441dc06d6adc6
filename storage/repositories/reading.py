"""Read plain rows of columns on a session's connection, beneath the unit of work: for figures over many rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable
from sqlmodel.ext.asyncio.session import AsyncSession


async def rows(session: AsyncSession, query: Executable) -> Sequence[Any]:
    """Return the rows of ``query``; what the session has not written yet is written first."""
    await session.flush()
    found: Sequence[Any] = (await (await session.connection()).execute(query)).all()
    return found
