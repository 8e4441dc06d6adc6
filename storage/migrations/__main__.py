"""For developers: ``python -m storage.migrations "what changes"`` drafts the next version from the models.

Read the draft before believing it: a table SQLite has to rebuild needs ``table_kwargs={"sqlite_strict": True}``, one
with triggers needs them again, and a new column of an existing row needs a ``server_default``.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

import storage.models  # noqa: F401 - declares every table
from storage import schema
from storage.migrations.own_connection import own_connection


async def draft(words: str, scripts: Path = schema.SCRIPTS) -> Path:
    """Write the next version beside the others and return its file."""
    known = schema.versions(scripts)
    number = f"{len(known) + 1:04}"
    with TemporaryDirectory() as directory:
        url = make_url(f"sqlite+aiosqlite:///{directory}/draft.db")
        if known:
            await schema.move(url, known[-1], scripts)
        async with own_connection(url) as connection:
            await connection.run_sync(_write, words, number, scripts)
    return next((scripts / "versions").glob(f"{number}_*.py"))


def _write(connection: Connection, words: str, number: str, scripts: Path) -> None:
    config = Config(attributes={"connection": connection, "metadata": SQLModel.metadata})
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    command.revision(config, words, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(draft(' '.join(sys.argv[1:])))}\n")
