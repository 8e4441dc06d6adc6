"""Brings a database to the schema this code expects, once, whoever asks first.

Versions are four digits, one file each under ``migrations/versions``, in one line. A change of version happens in one
transaction that begins by taking the database's write lock, so processes that start together queue up; a SQLite file
is copied first. Alembic is only imported when something has to change: an ordinary start pays one SELECT.
"""

import asyncio
import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL

from storage.backup import BackupError, sqlite
from storage.database import Sessions, sqlite_path
from storage.migrations.own_connection import own_connection
from storage.permissions import sync_directory

SCRIPTS = Path(__file__).parent / "migrations"
_VERSION = text("SELECT version_num FROM alembic_version")


class UnknownSchemaError(Exception):
    """The database was made by a newer version of this product, or (``version`` None) by something else."""

    def __init__(self, version: str | None) -> None:
        super().__init__(version)
        self.version = version


class NotCopiedError(Exception):
    """The copy that is kept before a change of version could not be made; nothing was changed."""


class BrokenReferencesError(Exception):
    """A change of version left rows that point nowhere; it was rolled back. ``tables`` names where they are."""

    def __init__(self, tables: frozenset[str]) -> None:
        super().__init__(sorted(tables))
        self.tables = tables


def versions(scripts: Path = SCRIPTS) -> list[str]:
    """Return every version this code knows, oldest first."""
    return sorted(path.name[:4] for path in (scripts / "versions").glob("[0-9]*.py"))


def head(scripts: Path = SCRIPTS) -> str:
    """Return the version this code expects."""
    return versions(scripts)[-1]


async def current(sessions: Sessions) -> str | None:
    """Return the database's version, or None for a database without one."""
    async with sessions.read() as session:
        return await (await session.connection()).run_sync(_found)


async def upgrade(sessions: Sessions, scripts: Path = SCRIPTS) -> None:
    """Bring the database to the newest version; raises UnknownSchemaError, BrokenReferencesError, NotCopiedError."""
    if await current(sessions) != head(scripts):
        await move(sessions.url, head(scripts), scripts)


async def move(url: URL, version: str, scripts: Path = SCRIPTS) -> None:
    """Bring the database at ``url`` up or down to ``version`` (``base`` is empty); raises as ``upgrade`` does."""
    async with own_connection(url) as connection:
        found = await connection.run_sync(_found)
        if found == version:
            return
        if found not in versions(scripts) and (found or await connection.run_sync(_has_tables)):
            raise UnknownSchemaError(found)
        file = sqlite_path(url.render_as_string(hide_password=False))
        if found and file is not None:
            try:
                await asyncio.to_thread(_keep_copy, file, found)
            except (OSError, sqlite3.Error, BackupError) as error:
                raise NotCopiedError from error
        await connection.run_sync(_migrate, version, scripts)
        await connection.run_sync(_check_references)


def _found(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(_VERSION).scalar()


def _has_tables(connection: Connection) -> bool:
    return bool(set(inspect(connection).get_table_names()) - {"alembic_version"})


def _migrate(connection: Connection, version: str, scripts: Path) -> None:
    from alembic import command  # here, for it costs a tenth of a second that no ordinary start should pay
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    going_up = version != "base" and version >= (_found(connection) or "")
    (command.upgrade if going_up else command.downgrade)(config, version)


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise BrokenReferencesError(frozenset(str(row[0]) for row in broken))


def _keep_copy(file: Path, version: str) -> None:
    """Keep the file as it was under ``version`` beside it, private, complete or not at all."""
    kept = file.with_name(f"{file.name}.version-{version}")
    part = kept.with_name(kept.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    sqlite.dump(file, part, ())
    part.replace(kept)
    sync_directory(kept.parent)
