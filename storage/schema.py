"""Brings a database to the present schema."""

from sqlmodel import SQLModel

import storage.models  # noqa: F401 - declares every table
from storage.database import Sessions


async def upgrade(sessions: Sessions) -> None:
    """Create what is missing."""
    async with sessions.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
