"""The connection a change of version runs on: alone, and on SQLite without foreign keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

_PATIENCE_SECONDS = 120
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('sanhui.schema', 0))")


@asynccontextmanager
async def own_connection(url: URL) -> AsyncIterator[AsyncConnection]:
    """Open one transaction nobody else can change the schema in; commit when the block ends well.

    SQLite rebuilds a table to alter it, and with foreign keys on that deletes the rows that point to it; the switch
    does nothing inside a transaction, so it is thrown when the connection opens.
    """
    on_sqlite = url.get_backend_name() == "sqlite"
    waiting = {"timeout": _PATIENCE_SECONDS} if on_sqlite else {}
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=waiting)
    if on_sqlite:
        event.listen(engine.sync_engine, "connect", _without_foreign_keys)
        event.listen(engine.sync_engine, "begin", _begin_immediate)
    try:
        async with engine.begin() as connection:
            if not on_sqlite:
                await connection.execute(_LOCK)
            yield connection
    finally:
        await engine.dispose()


def _without_foreign_keys(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves
    cursor = connection.cursor()
    for pragma in ("foreign_keys=OFF", "synchronous=FULL", "trusted_schema=OFF", "secure_delete=ON"):
        cursor.execute("PRAGMA " + pragma)
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
