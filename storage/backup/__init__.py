"""Encrypted backups: written from a running database, proved before they are believed, restored only when proved.

A backup is the envelope around ``length (4) | manifest | dump``. Nothing but ciphertext is written to the target; the
plain copy it is made from lives in a private directory beside the database for as long as the work takes.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from sqlalchemy.engine import URL, make_url

from storage.backup import postgresql, sqlite
from storage.backup.contents import Manifest, Survey, check
from storage.backup.envelope import MAGIC, BackupError, BackupFault, Head, decrypt, encrypt, read_head
from storage.keyring import Keyring
from storage.permissions import sync_directory
from storage.sealing import SealedColumn

__all__ = ["BackupError", "BackupFault", "Head", "Manifest", "head", "prove", "restore", "unpack", "write"]

_RECORDS = {sqlite.ENGINE: sqlite.records, postgresql.ENGINE: postgresql.records}
_PIECE = 1 << 20


def write(database_url: str, target: Path, ring: Keyring, now: datetime, leave_out: Collection[str] = ()) -> Manifest:
    """Back up the database to ``target``; the rows of ``leave_out`` tables stay behind. Raises BackupError.

    An older backup of the same name is replaced in one step once the new one is complete; any other file is refused.
    """
    if target.exists() and not _is_backup(target):
        raise BackupError(BackupFault.TARGET_IS_SOMETHING_ELSE)
    url = make_url(database_url)
    with _workshop(url) as workshop:
        copy = workshop / "copy"
        _dump(url, copy, leave_out)
        engine = url.get_backend_name()
        manifest = Survey(ring).walk(_RECORDS[engine](copy)).manifest(engine)
        _seal_up(ring, manifest, copy, target, now)
    return manifest


def prove(source: Path, ring: Keyring, sealed: Collection[SealedColumn] = ()) -> Manifest:
    """Decrypt a backup into a private temporary directory and check all of it; raises BackupError or KeyringError."""
    with TemporaryDirectory(prefix="sanhui-") as directory:
        return unpack(source, ring, Path(directory) / "copy", sealed)


def restore(source: Path, database_url: str, ring: Keyring, sealed: Collection[SealedColumn] = ()) -> Manifest:
    """Prove a backup and put it in the place of the database; raises BackupError with the database untouched."""
    url = make_url(database_url)
    if head(source).engine != url.get_backend_name():
        raise BackupError(BackupFault.OTHER_ENGINE)
    with _workshop(url) as workshop:
        copy = workshop / "copy"
        manifest = unpack(source, ring, copy, sealed)
        if url.get_backend_name() == sqlite.ENGINE:
            sqlite.put_back(copy, _file(url))
        else:
            postgresql.put_back(copy, url)
    return manifest


def head(source: Path) -> Head:
    """Return what a backup says of itself in clear; raises BackupError."""
    try:
        with source.open("rb") as stream:
            return read_head(stream)[0]
    except FileNotFoundError:
        raise BackupError(BackupFault.NOT_A_BACKUP) from None


def _seal_up(ring: Keyring, manifest: Manifest, copy: Path, target: Path, now: datetime) -> None:
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as stream:
            encrypt(ring, manifest.engine, now, _content(manifest, copy), stream)
        unpack(part, ring, copy.with_name("proof"), ())  # a backup that was never read back is a hope
        part.replace(target)
        sync_directory(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _content(manifest: Manifest, copy: Path) -> Iterator[bytes]:
    text = manifest.to_json()
    yield len(text).to_bytes(4, "big") + text
    with copy.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def unpack(source: Path, ring: Keyring, copy: Path, sealed: Collection[SealedColumn]) -> Manifest:
    """Decrypt a backup to ``copy``, in the form of its engine, and check all of it; raises as ``prove`` does."""
    head(source)
    with source.open("rb") as stream, copy.open("wb") as plain:
        pieces = decrypt(ring, stream)
        manifest, rest = _split(pieces)
        plain.write(rest)
        for piece in pieces:
            plain.write(piece)
    check(Survey(ring, sealed).walk(_RECORDS[manifest.engine](copy)), manifest)
    return manifest


def _split(pieces: Iterator[bytes]) -> tuple[Manifest, bytes]:
    held = b""
    for piece in pieces:
        held += piece
        length = int.from_bytes(held[:4], "big")
        if len(held) >= 4 + length:
            return Manifest.from_json(held[4 : 4 + length]), held[4 + length :]
    raise BackupError(BackupFault.BROKEN)


def _dump(url: URL, copy: Path, leave_out: Collection[str]) -> None:
    if url.get_backend_name() == sqlite.ENGINE:
        sqlite.dump(_file(url), copy, leave_out)
    else:
        postgresql.dump(url, copy, leave_out)


def _file(url: URL) -> Path:
    return Path(url.database or "")


def _is_backup(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC


@contextmanager
def _workshop(url: URL) -> Iterator[Path]:
    """Lend a private directory on the database's own disk."""
    on_sqlite = url.get_backend_name() == sqlite.ENGINE
    place = _file(url).absolute().parent if on_sqlite else Path(gettempdir())
    if on_sqlite:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(prefix=".sanhui-backup-", dir=place) as directory:
        yield Path(directory)
