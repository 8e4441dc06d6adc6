"""A private PostgreSQL server on a unix socket for one test run; gone with it."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass
class Server:
    """A cluster of its own in ``place``; it may be ended in any way and started again."""

    place: Path
    options: str
    _owner: Sequence[str] = ()

    @property
    def url(self) -> str:
        """Its SQLAlchemy URL; ``{}`` takes the name of a database."""
        return f"postgresql+asyncpg://tester@/{{}}?host={quote(str(self.place), safe='/')}"

    def found(self) -> None:
        """Make the cluster."""
        self._owner = _owner(self.place)
        cluster = str(self.place / "cluster")
        self._run("initdb", "-D", cluster, "-U", "tester", "-A", "trust", "-E", "UTF8")

    def start(self) -> None:
        """Start and wait until it serves."""
        self._control("-l", str(self.place / "server.log"), "-o", f"-k {self.place} {self.options}", "start")

    def stop(self) -> None:
        """End at once, as a crash would have it; nothing happens where it is down already."""
        if (self.place / "cluster" / "postmaster.pid").exists():
            self._control("-m", "immediate", "stop")

    def _control(self, *words: str) -> None:
        self._run("pg_ctl", "-D", str(self.place / "cluster"), "-w", *words)

    def _run(self, tool: str, *words: str) -> None:
        tools = binaries()
        assert tools is not None
        command = [*self._owner, str(tools / tool), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@contextmanager
def running_server(prepare: Callable[[Path], str] = lambda _place: "") -> Iterator[str]:
    """Start a server and yield its SQLAlchemy URL without a database name; ``{}`` takes the name.

    ``prepare`` may lay files into the server's directory and returns further options.
    """
    with TemporaryDirectory(prefix="pg-") as directory, serving(Path(directory), prepare) as server:
        yield server.url


@contextmanager
def serving(place: Path, prepare: Callable[[Path], str] = lambda _place: "") -> Iterator[Server]:
    """Start a server in an empty directory and yield it; ``prepare`` as above."""
    server = Server(place, f"{_OPTIONS} {prepare(place)}")
    server.found()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _owner(place: Path) -> list[str]:
    """PostgreSQL refuses to run as root: hand the directory to its usual user then."""
    if os.geteuid() != 0:
        return []
    for each in (place, *place.iterdir()):
        shutil.chown(each, "postgres")
    return ["runuser", "-u", "postgres", "--"]
