"""Field encryption: AES-256-GCM bound to table, column and row, padded so that length tells nothing.

Layout: ``0x01 | key id (4) | nonce (12) | AES-256-GCM(length (4) | text | zeros up to a multiple of 256)`` with the
associated data ``1|key id|table|column|row id``. A blob moved to another row, column or table does not open.
The column goes without its ending ``_sealed``; the row id is the primary key as text, its parts joined by ``:``, and
exists before anything is sealed.
"""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.keyring import ID_BYTES, Keyring

_VERSION = b"\x01"
_NONCE = 12
_TAG = 16
_LENGTH = 4
_BLOCK = 256
_HEAD = len(_VERSION) + ID_BYTES + _NONCE
_PROOF = ("seal_proof", "value", 1, "sanhui")

RowId = int | str


@dataclass(frozen=True)
class SealedColumn:
    """A column of sealed values as the database names it, and its table's primary key."""

    table: str
    column: str
    key: tuple[str, ...]

    @property
    def bound_name(self) -> str:
        """The column's name as its values are bound to it."""
        return self.column.removesuffix("_sealed")


class SealBroken(Exception):
    """A sealed value that does not open: cut, altered, moved from another row, or no sealed value at all.

    Carries where it stands and nothing of what it holds; a missing key is KeyringError instead.
    """

    def __init__(self, table: str, column: str, row_id: RowId) -> None:
        super().__init__(table, column, str(row_id))
        self.table, self.column, self.row_id = table, column, str(row_id)


def seal(ring: Keyring, table: str, column: str, row_id: RowId, text: str) -> bytes:
    """Encrypt ``text`` for one field of one row with the ring's current key; every str can be sealed."""
    key = ring.current
    nonce = os.urandom(_NONCE)
    body = AESGCM(key.secret).encrypt(nonce, _pad(text), _associated(key.id, table, column, row_id))
    return _VERSION + bytes.fromhex(key.id) + nonce + body


def open_sealed(ring: Keyring, table: str, column: str, row_id: RowId, blob: bytes) -> str:
    """Decrypt one field of one row; raises SealBroken, or KeyringError when its key is not on the ring."""
    broken = SealBroken(table, column, row_id)
    if len(blob) < _HEAD + _BLOCK + _TAG or blob[:1] != _VERSION:
        raise broken
    sealing_key = key_of(blob)
    nonce, body = blob[_HEAD - _NONCE : _HEAD], blob[_HEAD:]
    try:
        padded = AESGCM(ring.secret(sealing_key)).decrypt(nonce, body, _associated(sealing_key, table, column, row_id))
    except InvalidTag:
        raise broken from None
    return _unpad(padded)


def row_id_of(*key: object) -> str:
    """Return the row id of a primary key: its parts as text, joined by ``:``."""
    return ":".join(map(str, key))


def key_of(blob: bytes) -> str:
    """Return the id of the key that sealed ``blob``, as far as its head can be believed."""
    return blob[len(_VERSION) : len(_VERSION) + ID_BYTES].hex()


def make_proof(ring: Keyring) -> bytes:
    """Return a known value sealed with the current key, kept in the database for ``check_proof``."""
    table, column, row_id, text = _PROOF
    return seal(ring, table, column, row_id, text)


def check_proof(ring: Keyring, proof: bytes) -> None:
    """Make sure this ring belongs to this database; raises SealBroken or KeyringError, before anything is written."""
    table, column, row_id, text = _PROOF
    if open_sealed(ring, table, column, row_id, proof) != text:
        raise SealBroken(table, column, row_id)


def _associated(sealing_key: str, table: str, column: str, row_id: RowId) -> bytes:
    return f"1|{sealing_key}|{table}|{column}|{row_id}".encode()


def _pad(text: str) -> bytes:
    # Lone surrogates pass: a person's words are kept as they came; judging them is the door's business.
    plain = text.encode("utf-8", "surrogatepass")
    framed = len(plain).to_bytes(_LENGTH, "big") + plain
    return framed + bytes(-len(framed) % _BLOCK)


def _unpad(padded: bytes) -> str:
    length = int.from_bytes(padded[:_LENGTH], "big")
    return padded[_LENGTH : _LENGTH + length].decode("utf-8", "surrogatepass")
