"""A private PostgreSQL server on a unix socket for one test run; gone with it."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

_DEBIAN = Path("/usr/lib/postgresql")
# Nothing here outlives the run: no test but those of the product's own death needs what fsync promises.
_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off "
    "-c max_connections=120"
)


def binaries() -> Path | None:
    """Return the directory that holds initdb and pg_ctl, or None."""
    versions = sorted(_DEBIAN.glob("*/bin/pg_ctl"), reverse=True)
    found = shutil.which("pg_ctl")
    return versions[0].parent if versions else Path(found).parent if found else None


@contextmanager
def running_server(prepare: Callable[[Path], str] = lambda _place: "") -> Iterator[str]:
    """Start a server and yield its SQLAlchemy URL without a database name; ``{}`` takes the name.

    ``prepare`` may lay files into the server's directory and returns further options.
    """
    tools = binaries()
    assert tools is not None
    with TemporaryDirectory(prefix="pg-") as directory:
        place = Path(directory)
        options = f"{_OPTIONS} {prepare(place)}"
        as_owner = _owner(place)
        cluster = place / "cluster"
        _run([*as_owner, str(tools / "initdb"), "-D", str(cluster), "-U", "tester", "-A", "trust", "-E", "UTF8"])
        control = [*as_owner, str(tools / "pg_ctl"), "-D", str(cluster)]
        log = ["-l", str(place / "server.log")]
        _run([*control, *log, "-w", "-o", f"-k {place} {options}", "start"])
        try:
            yield f"postgresql+asyncpg://tester@/{{}}?host={quote(directory, safe='/')}"
        finally:
            _run([*control, "-m", "immediate", "-w", "stop"])


def _owner(place: Path) -> list[str]:
    """PostgreSQL refuses to run as root: hand the directory to its usual user then."""
    if os.geteuid() != 0:
        return []
    for each in (place, *place.iterdir()):
        shutil.chown(each, "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
