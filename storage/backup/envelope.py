"""The encrypted file of a backup: chunks of 64 KiB under AES-256-GCM, each bound to its file, number and lastness.

The line ``SANHUI-BACKUP-1``, a line of JSON (file id, key id, engine, moment), then the chunks. The file's own key is
derived by HKDF from the data key, salted with the random file id and bound to the whole head, so the chunk number
serves as nonce; a cut, repeated, exchanged or altered chunk, or another head, does not open.
"""

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.keyring import Keyring

MAGIC = b"SANHUI-BACKUP-1\n"
CHUNK = 64 * 1024
_TAG = 16
_LONGEST_HEAD = 1024


class BackupFault(StrEnum):
    """Why a backup was not written, not believed or not put back."""

    NO_DATABASE = "no_database"
    NO_TOOL = "no_tool"
    TOOL_FAILED = "tool_failed"
    TARGET_IS_SOMETHING_ELSE = "target_is_something_else"
    NOT_A_BACKUP = "not_a_backup"
    BROKEN = "broken"
    OTHER_ENGINE = "other_engine"
    TARGET_NOT_EMPTY = "target_not_empty"
    DATABASE_DAMAGED = "database_damaged"
    ROWS_DIFFER = "rows_differ"
    AUDIT_DIFFERS = "audit_differs"
    SEALS_BROKEN = "seals_broken"
    DATABASE_IN_USE = "database_in_use"


class BackupError(Exception):
    """A backup or restore that was refused; the live database was not touched."""

    def __init__(self, fault: BackupFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Head:
    """What the file says of itself in clear."""

    file_id: str
    key_id: str
    engine: str
    created: str


def encrypt(ring: Keyring, engine: str, now: datetime, content: Iterable[bytes], target: BinaryIO) -> Head:
    """Write ``content`` to ``target`` under the ring's current key."""
    key = ring.current
    head = Head(secrets.token_hex(16), key.id, engine, now.astimezone(UTC).isoformat())
    line = json.dumps(asdict(head)).encode("ascii") + b"\n"
    target.write(MAGIC + line)
    cipher = _cipher(key.secret, head, line)
    for number, (chunk, last) in enumerate(_chunks(content)):
        sealed = cipher.encrypt(number.to_bytes(12, "big"), chunk, _associated(head, number, last=last))
        target.write(sealed)
    return head


def read_head(source: BinaryIO) -> tuple[Head, bytes]:
    """Return the head and its line; raises BackupError when the file is no backup."""
    if source.read(len(MAGIC)) != MAGIC:
        raise BackupError(BackupFault.NOT_A_BACKUP)
    line = source.readline(_LONGEST_HEAD)
    try:
        head = Head(**json.loads(line))
        bytes.fromhex(head.file_id)
    except (ValueError, TypeError):
        raise BackupError(BackupFault.BROKEN) from None
    return head, line


def decrypt(ring: Keyring, source: BinaryIO) -> Iterator[bytes]:
    """Yield the content, each chunk proved; raises BackupError, or KeyringError when its key is not on the ring."""
    head, line = read_head(source)
    cipher = _cipher(ring.secret(head.key_id), head, line)
    number, following = 0, source.read(CHUNK + _TAG)
    while True:
        chunk, following = following, source.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(number.to_bytes(12, "big"), chunk, _associated(head, number, last=not following))
        except InvalidTag:
            raise BackupError(BackupFault.BROKEN) from None
        if not following:
            return
        number += 1


def _cipher(secret: bytes, head: Head, line: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, bytes.fromhex(head.file_id), MAGIC + line).derive(secret))


def _associated(head: Head, number: int, *, last: bool) -> bytes:
    return f"{head.file_id}|{number}|{int(last)}".encode("ascii")


def _chunks(content: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Cut ``content`` into full chunks and one last, possibly empty."""
    held = bytearray()
    for piece in content:
        held += piece
        while len(held) > CHUNK:
            yield bytes(held[:CHUNK]), False
            del held[:CHUNK]
    yield bytes(held), True
