"""SQLite in few turns of the driver's thread: a statement, its rows and the BEGIN before it are one turn.

aiosqlite makes a turn of each step (open a cursor, execute, fetch, close it), and a turn costs more than most of our
statements do. SQLAlchemy reads every row at once in any case, so nothing is held that was not held before.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite


def opener(beginning: str, pragmas: Sequence[str]) -> Callable[..., aiosqlite.Connection]:
    """Return what opens connections with these pragmas, whose transactions begin, by this statement, at their first.

    For ``connect_args={"async_creator_fn": …}``; takes what ``sqlite3.connect`` takes.
    """

    def connect(**arguments: Any) -> sqlite3.Connection:  # noqa: ANN401 - the driver's own arguments
        connection: sqlite3.Connection = sqlite3.connect(isolation_level=None, **arguments)
        for pragma in pragmas:
            connection.execute("PRAGMA " + pragma)
        return connection

    def open_one(database: str, **arguments: Any) -> aiosqlite.Connection:  # noqa: ANN401 - the driver's own arguments
        connection = OneTurnConnection(partial(connect, database=database, **arguments), iter_chunk_size=0)
        connection.beginning = beginning
        connection._thread.daemon = True
        return connection

    return open_one


class OneTurnConnection(aiosqlite.Connection):
    """A connection that begins, executes and fetches in one turn, and makes none to end what has not begun."""

    beginning = "BEGIN"
    _unsettled = False
    """Whether a statement was left before it had ended: it may yet begin a transaction."""

    def cursor(self) -> "OneTurnCursor":  # type: ignore[override] # of a cursor SQLAlchemy needs only what is below
        """Return a cursor that is good for one statement at a time."""
        return OneTurnCursor(self)

    async def commit(self) -> None:
        """Commit what has begun."""
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Take back what has begun."""
        if self.in_transaction or self._unsettled:
            await super().rollback()
            self._unsettled = False

    async def turn(self, statement: Callable[[sqlite3.Connection], None]) -> None:
        """Carry out a statement in the connection's thread, in a transaction."""
        self._unsettled = True
        await self._execute(self._begun, statement)  # type: ignore[no-untyped-call]  # aiosqlite's own
        self._unsettled = False

    def _begun(self, statement: Callable[[sqlite3.Connection], None]) -> None:
        connection = self._conn
        if not connection.in_transaction:
            connection.execute(self.beginning)
        statement(connection)


class OneTurnCursor:
    """What SQLAlchemy needs of a cursor: a statement's rows and figures, all there once it has been carried out."""

    description: Any = None
    rowcount, arraysize = -1, 1
    lastrowid: int | None = None

    def __init__(self, connection: OneTurnConnection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Carry out one statement and read all of its rows."""
        await self._connection.turn(lambda connection: self._keep(connection.execute(sql, parameters)))

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Carry out one statement with many sets of parameters; it returns no rows."""
        await self._connection.turn(lambda connection: self._keep(connection.executemany(sql, parameters)))

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows, which are here."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open."""

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else ()
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()
