"""Insert what is not there yet, or write it over what is: one spelling of ON CONFLICT for both engines."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

Insert = sqlite.Insert | postgresql.Insert
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
    return (await connection.execute(_if_new(connection.dialect.name, table), rows)).rowcount


async def put(session: AsyncSession, table: Table, rows: Rows) -> None:
    """Insert ``rows``, each over what stands under its primary key."""
    if not rows:
        return
    connection = await session.connection()
    await connection.execute(_over(connection.dialect.name, table, tuple(rows[0])), rows)


@cache
def _if_new(engine: str, table: Table) -> Insert:
    return _insert(engine, table).on_conflict_do_nothing()


@cache
def _over(engine: str, table: Table, names: tuple[str, ...]) -> Insert:
    insert, key = _insert(engine, table), [column.name for column in table.primary_key]
    written = {name: insert.excluded[name] for name in names if name not in key}
    return insert.on_conflict_do_update(index_elements=key, set_=written)


def _insert(engine: str, table: Table) -> Insert:
    return postgresql.insert(table) if engine == "postgresql" else sqlite.insert(table)
