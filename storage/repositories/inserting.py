"""Insert what is not there yet: one spelling of ON CONFLICT DO NOTHING for both engines."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


def table_of(model: type[SQLModel]) -> Table:
    """Return the table behind a model, for statements that must not pay for the unit of work."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]  # set by SQLModel's metaclass


async def insert_new(session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert ``rows`` (every column named), leaving those whose unique key exists; return how many were new."""
    if not rows:
        return 0
    connection = await session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    result = await connection.execute(insert(table).on_conflict_do_nothing(), rows)
    return result.rowcount
