"""PostgreSQL: ``pg_dump`` in its custom format, read back without a server, restored in one transaction."""

import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path

from sqlalchemy.engine import URL

from storage.backup.contents import Cell, Record
from storage.backup.envelope import BackupError, BackupFault

ENGINE = "postgresql"
_COPY = re.compile(r'COPY (?:"?[\w$]+"?\.)?"?([\w$]+)"? \((.*)\) FROM stdin;')
_ESCAPED = re.compile(r"\\(.)")
_CONTROL = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def dump(url: URL, target: Path, leave_out: Collection[str]) -> None:
    """Write a consistent dump of the database at ``url`` without the rows of ``leave_out`` tables."""
    skipped = [f"--exclude-table-data={table}" for table in sorted(leave_out)]
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", *skipped, url=url)


def records(dump_file: Path) -> Iterator[Record]:
    """Yield every table and row of a dump as text cells; raises BackupError when it cannot be read."""
    command = [_tool("pg_restore"), "--data-only", "--file=-", str(dump_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - fixed tool, own file
        lines = (line.decode("utf-8").removesuffix("\n") for line in process.stdout or ())
        yield from _parse(lines)
    if process.returncode:
        raise BackupError(BackupFault.DATABASE_DAMAGED)


def put_back(dump_file: Path, url: URL) -> None:
    """Replace the tables of the database at ``url`` by those of a proved dump, all of them or none.

    Raises BackupError while somebody works in the tables: their locks are waited for ten seconds.
    """
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
         "--exit-on-error", f"--dbname={url.database}", str(dump_file), url=url)  # fmt: skip


def _parse(lines: Iterator[str]) -> Iterator[Record]:
    for line in lines:
        match = _COPY.fullmatch(line)
        if match is None:
            continue
        table, columns = match[1], [name.strip(' "') for name in match[2].split(",")]
        yield table, None
        for row in lines:
            if row == "\\.":
                break
            yield table, dict(zip(columns, map(_cell, row.split("\t")), strict=True))


def _cell(field: str) -> Cell:
    if field == "\\N":
        return None
    return _ESCAPED.sub(lambda match: _CONTROL.get(match[1], match[1]), field)


def _run(name: str, *arguments: str, url: URL) -> None:
    try:
        subprocess.run(  # noqa: S603 - fixed tool, arguments of our own, the password in the environment only
            [_tool(name), *arguments], env=_environment(url), check=True, capture_output=True
        )
    except subprocess.CalledProcessError:
        raise BackupError(BackupFault.TOOL_FAILED) from None


def _environment(url: URL) -> dict[str, str]:
    given = {
        "PGHOST": url.host or _first(url.query.get("host")),
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
        "PGSSLMODE": _first(url.query.get("ssl")),
        "PGOPTIONS": "-c lock_timeout=10s",
    }
    return {**os.environ, **{name: value for name, value in given.items() if value}}


def _first(value: str | tuple[str, ...] | None) -> str:
    return value if isinstance(value, str) else (value or ("",))[0]


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupError(BackupFault.NO_TOOL)
    return found
