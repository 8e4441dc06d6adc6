"""SQLite: a consistent copy from a running database, and putting a proved copy in its place."""

import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from storage.backup.contents import Record
from storage.backup.envelope import BackupError, BackupFault
from storage.permissions import sync_directory

ENGINE = "sqlite"
_WAIT_SECONDS = 10.0


def dump(database: Path, target: Path, leave_out: Collection[str]) -> None:
    """Copy ``database`` into ``target`` without stopping its writer, the rows of ``leave_out`` tables erased."""
    if not database.exists():
        raise BackupError(BackupFault.NO_DATABASE)
    with closing(_connect(database)) as live:
        live.execute("VACUUM INTO ?", (str(target),))
    with closing(_connect(target)) as copy:
        emptied = [table for table in _tables(copy) if table in leave_out]
        for table in emptied:
            copy.execute(f"DELETE FROM {_quoted(table)}")  # noqa: S608 - a name read from the schema, quoted
        if emptied:
            copy.execute("VACUUM")  # deleted rows must not linger in free pages


def records(copy_file: Path) -> Iterator[Record]:
    """Yield every table and row of a copy; raises BackupError when SQLite finds it damaged."""
    with closing(_connect(copy_file)) as copy:
        copy.row_factory = sqlite3.Row
        try:
            _check(copy)
            for table in _tables(copy):
                yield table, None
                for row in copy.execute(f"SELECT * FROM {_quoted(table)}"):  # noqa: S608 - as above
                    yield table, {name: row[name] for name in row.keys()}  # noqa: SIM118 - a Row iterates over values
        except sqlite3.DatabaseError:
            raise BackupError(BackupFault.DATABASE_DAMAGED) from None


def put_back(copy_file: Path, database: Path) -> Path | None:
    """Put a proved copy in the place of ``database``; return where the former one was kept, if there was one.

    Raises BackupError while another process has the database open: it would go on writing to the former file.
    """
    kept = database.with_name(database.name + ".before-restore")
    there_was_one = database.exists()
    if there_was_one:
        _claim(database)
        kept.unlink(missing_ok=True)
        os.link(database, kept)
    for suffix in ("-wal", "-shm", "-journal"):  # a log left behind would be replayed into the new file
        stale = database.with_name(database.name + suffix)
        if stale.exists():
            stale.replace(kept.with_name(kept.name + suffix))
    copy_file.chmod(0o600)
    copy_file.replace(database)
    sync_directory(database.parent)
    return kept if there_was_one else None


def _claim(database: Path) -> None:
    """Fold the write-ahead log in and make sure nobody else has the file open."""
    try:
        with closing(_connect(database, wait=1.0)) as live:
            # Leaving WAL needs every other connection gone, and removes -wal and -shm.
            left = live.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    except sqlite3.OperationalError:
        left = False
    except sqlite3.DatabaseError:
        return  # damaged beyond opening: the very reason for a restore
    if not left:
        raise BackupError(BackupFault.DATABASE_IN_USE)


def _check(copy: sqlite3.Connection) -> None:
    sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    if not sound or copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise BackupError(BackupFault.DATABASE_DAMAGED)


def _tables(connection: sqlite3.Connection) -> list[str]:
    wanted = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY name"
    return [row[0] for row in connection.execute(wanted)]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _connect(path: Path, wait: float = _WAIT_SECONDS) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", timeout=wait, isolation_level=None, uri=True)
