"""From one file to a server: a backup of SQLite put into an empty PostgreSQL database, all of it or nothing.

Rows are read and written through the tables' own types, and what has been written is read again and compared with what
the backup promised before anything is committed.
"""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import BindParameter, Column, Table, bindparam, func, insert, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import backup, models, schema
from storage.backup import BackupError, BackupFault
from storage.backup.contents import Manifest, Survey, check
from storage.database import Sessions
from storage.keyring import Keyring
from storage.sealing import SealedColumn

_PIECE = 500
Rows = Sequence[Mapping[str, Any]]


async def move(source: Path, database_url: str, ring: Keyring, sealed: Collection[SealedColumn]) -> Manifest:
    """Prove a backup of SQLite and put it into the empty database at ``database_url``; return what is there now.

    Raises BackupError with the database as it was, but for its tables, which are made.
    """
    with TemporaryDirectory(prefix="sanhui-") as directory:
        copy = Path(directory) / "copy"
        backup.unpack(source, ring, copy, sealed)
        here, there = Sessions(f"sqlite+aiosqlite:///{copy}"), Sessions(database_url)
        try:
            await schema.upgrade(here)
            await schema.upgrade(there)
            async with here.read() as reading, there.begin() as writing:
                return await _move(await reading.connection(), await writing.connection(), ring, sealed)
        finally:
            await here.close()
            await there.close()


async def _move(
    here: AsyncConnection, there: AsyncConnection, ring: Keyring, sealed: Collection[SealedColumn]
) -> Manifest:
    left, come = _Walk(Survey(ring, sealed)), _Walk(Survey(ring, sealed))
    for table in models.Organisation.metadata.sorted_tables:
        if (await there.execute(select(table).limit(1))).first() is not None:
            raise BackupError(BackupFault.TARGET_NOT_EMPTY)
        async for rows in _pieces(here, table):
            await _write(there, table, rows)
            left.see(table, rows)
        await _tie(here, there, table)
        await _count_on(there, table)
        async for rows in _pieces(there, table):
            come.see(table, rows)
    if come.digests != left.digests:
        raise BackupError(BackupFault.ROWS_DIFFER)
    promised = left.survey.manifest(there.dialect.name)
    check(come.survey, promised)
    return promised


@dataclass
class _Walk:
    """What was seen of all rows, in whatever order the engine gave them."""

    survey: Survey
    digests: Counter[str] = field(default_factory=Counter)

    def see(self, table: Table, rows: Rows) -> None:
        """Look at some rows of a table."""
        self.survey.walk((table.name, row) for row in rows)
        self.digests[table.name] += sum(hash(tuple(row[column.name] for column in table.columns)) for row in rows)


async def _pieces(connection: AsyncConnection, table: Table) -> AsyncIterator[Rows]:
    """Read a table by its primary key, a piece at a time."""
    key = tuple(table.primary_key)
    last: tuple[Any, ...] | None = None
    while True:
        query = select(table).order_by(*key).limit(_PIECE)
        if last is not None:
            query = query.where(tuple_(*key) > tuple_(*map(_bound, key, last)))
        rows = (await connection.execute(query)).mappings().all()
        if not rows:
            return
        last = tuple(rows[-1][column.name] for column in key)
        yield [dict(row) for row in rows]


def _bound(column: Column[Any], value: object) -> BindParameter[Any]:
    return bindparam(None, value, column.type)


def _ties(table: Table) -> list[str]:
    """Return the columns that point into their own table: whom they name may come later."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


async def _write(there: AsyncConnection, table: Table, rows: Rows) -> None:
    loose = dict.fromkeys(_ties(table))
    await there.execute(insert(table), [{**row, **loose} for row in rows])


async def _tie(here: AsyncConnection, there: AsyncConnection, table: Table) -> None:
    for name in _ties(table):
        async for rows in _pieces(here, table):
            tied = [{"row": row["id"], "whom": row[name]} for row in rows if row[name] is not None]
            if tied:
                statement = update(table).where(table.c.id == bindparam("row")).values({name: bindparam("whom")})
                await there.execute(statement, tied)


async def _count_on(there: AsyncConnection, table: Table) -> None:
    """Have the server number new rows from the highest on."""
    column = table.autoincrement_column
    if column is not None:
        highest = (await there.execute(select(func.max(column)))).scalar_one()
        if highest is not None:
            sequence = {"table": table.name, "column": column.name, "highest": highest}
            await there.execute(text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"), sequence)
