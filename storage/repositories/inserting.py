"""Insert what is not there yet, or write it over what is: one spelling of ON CONFLICT for both engines."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

Rows = Sequence[Mapping[str, Any]]
"""Rows that name the same columns."""


def table_of(model: type[SQLModel]) -> Table:
    """Return the table behind a model, for statements that must not pay for the unit of work."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]  # set by SQLModel's metaclass


async def insert_new(session: AsyncSession, table: Table, rows: Rows) -> int:
    """Insert ``rows`` (every column named), leaving those whose unique key exists; return how many were new."""
    if not rows:
        return 0
    connection = await session.connection()
    return (await connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)).rowcount


async def put(session: AsyncSession, table: Table, rows: Rows) -> None:
    """Insert ``rows``, each over what stands under its primary key."""
    if not rows:
        return
    connection = await session.connection()
    key = [column.name for column in table.primary_key]
    insert = _insert(connection, table)
    written = {name: insert.excluded[name] for name in rows[0] if name not in key}
    await connection.execute(insert.on_conflict_do_update(index_elements=key, set_=written), rows)


def _insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)
