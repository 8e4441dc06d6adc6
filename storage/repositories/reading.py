"""Read plain rows of columns on a session's connection, beneath the unit of work: for figures over many rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select
from sqlmodel.ext.asyncio.session import AsyncSession


async def rows(session: AsyncSession, query: Select[Any]) -> Sequence[Any]:
    """Return the rows of ``query``; what the session has not written yet is written first."""
    await session.flush()
    return (await (await session.connection()).execute(query)).all()
