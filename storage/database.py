"""Engines and sessions: one writer on SQLite, a pool on PostgreSQL; the same two doors for both.

SQLite runs in WAL with synchronous=FULL (what a person was told is saved survives a power cut) and every
transaction begins IMMEDIATE: the default driver mode loses updates, a deferred BEGIN fails when it upgrades.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import one_turn, postgres
from storage.trouble import InDoubtError

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
)


class Session(AsyncSession):
    """SQLModel's session; ``execute`` serves statements that return no models (SQLModel's own warns at each call)."""

    async def execute(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own signature
        """Execute a statement as SQLAlchemy does."""
        return await super(AsyncSession, self).execute(*args, **kwargs)

    async def __aexit__(self, *error: object) -> None:
        """Close; in a task of its own, as SQLAlchemy does, only where a transaction is left to be rolled back."""
        if self.in_transaction():
            await super().__aexit__(*error)
        else:
            self.sync_session.close()


class Sessions:
    """The two doors to the database: ``begin`` writes and commits on success, ``read`` never writes."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = _sqlite_engine(url, reading=False) if self.is_sqlite else _postgres_engine(url)
        self._reader = _sqlite_engine(url, reading=True) if self.is_sqlite else self._writer

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine."""
        return self._writer

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction; commit when the block ends well, roll back when it raises.

        Raises InDoubtError where the line breaks at the commit.
        """
        async with Session(self._writer, expire_on_commit=False, autoflush=True) as session:
            yield session
            try:
                await session.commit()
            except (DBAPIError, ConnectionError) as error:
                if getattr(error, "connection_invalidated", True):
                    raise InDoubtError from error
                raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session that only reads a consistent snapshot."""
        async with Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    async def close(self) -> None:
        """Return every connection; the process may then end."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite URL, or None for another engine or an in-memory database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


def _postgres_engine(url: str) -> AsyncEngine:
    opening = {"async_creator_fn": postgres.connect}
    return create_async_engine(
        url, pool_size=8, max_overflow=0, pool_pre_ping=True, hide_parameters=True, connect_args=opening
    )


def _sqlite_engine(url: str, *, reading: bool) -> AsyncEngine:
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if reading:
        return _sqlite_connections(url, 4, one_turn.opener("BEGIN", (*_PRAGMAS, "query_only=ON")))
    # One writer: ten waiting writers sleep in the busy handler and are an order of magnitude slower at p99.
    return _sqlite_connections(url, 1, one_turn.opener("BEGIN IMMEDIATE", _PRAGMAS))


def _sqlite_connections(url: str, most: int, opening: Callable[..., object]) -> AsyncEngine:
    return create_async_engine(
        url, pool_size=most, max_overflow=0, hide_parameters=True, connect_args={"async_creator_fn": opening}
    )
