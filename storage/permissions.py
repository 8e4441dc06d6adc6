"""Files of this product belong to one system user: modes are checked, tightened and never widened (POSIX only)."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OTHERS = 0o077


def become_private() -> None:
    """Make every file this process creates readable by its own user only; call before anything is opened."""
    os.umask(_OTHERS)


def is_open_to_others(path: Path) -> bool:
    """Tell whether group or world may touch ``path``; always False where modes mean nothing (Windows)."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)


def tighten(database: Path) -> tuple[Path, ...]:
    """Take group and world bits off a SQLite file, its -wal, -shm and -journal; return what was changed."""
    candidates = [database.with_name(database.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]
    changed = tuple(path for path in candidates if path.exists() and is_open_to_others(path))
    for path in changed:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)
    return changed


def write_private(path: Path, content: bytes) -> None:
    """Write ``content`` with mode 0600 and put it in place at once; a crash leaves the old file or the new one."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    sync_directory(path.parent)


@contextmanager
def alone_in(directory: Path) -> Iterator[None]:
    """Wait until no other process of this machine is inside for the same directory; it must exist."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync_directory(directory: Path) -> None:
    """Make a rename in ``directory`` survive a power cut, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
