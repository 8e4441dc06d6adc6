"""Data keys: one JSON file outside the data directory and outside every backup, mode 0600.

A key's id is the beginning of its own SHA-256, so keys made on two machines never share an id and a wrong key is
named as missing instead of failing to open. A running process and the command line may use the file at the same
time: every look at the ring notices a changed file.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from storage.permissions import alone_in, is_open_to_others, write_private

KEY_BYTES = 32
ID_BYTES = 4


class KeyState(StrEnum):
    """A ring has one current key that seals, older ones that only open, and retired ones whose secret is gone."""

    CURRENT = "current"
    OPENING = "opening"
    RETIRED = "retired"


class KeyringFault(StrEnum):
    """Why a key file was refused or a wish about it was not granted."""

    MISSING = "missing"
    OPEN_TO_OTHERS = "open_to_others"
    UNREADABLE = "unreadable"
    UNWRITABLE = "unwritable"
    EXISTS = "exists"
    UNKNOWN_KEY = "unknown_key"
    KEY_IS_CURRENT = "key_is_current"
    KEY_IN_USE = "key_in_use"


class KeyringError(Exception):
    """The key file cannot serve; carries the fault, the file and a key id or count, never a key."""

    def __init__(self, fault: KeyringFault, path: Path, key_id: str = "", rows: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.path, self.key_id, self.rows = fault, path, key_id, rows


@dataclass(frozen=True)
class DataKey:
    """One 256-bit key; ``secret`` is empty once retired and is never part of a repr."""

    id: str
    secret: bytes = field(repr=False)
    created: datetime
    state: KeyState


def key_id(secret: bytes) -> str:
    """Return the id of a key: the first eight hexadecimal digits of its SHA-256."""
    return hashlib.sha256(b"sanhui-key-id\0" + secret).hexdigest()[: 2 * ID_BYTES]


class Keyring:
    """The keys of one file, read again whenever the file has changed."""

    def __init__(self, path: Path) -> None:
        """Read ``path``; raises KeyringError when it is missing, open to others or not a key file."""
        self.path = path
        self._stamp, self._keys = _read(path)

    @property
    def keys(self) -> Mapping[str, DataKey]:
        """Every key by its id, oldest first, retired ones included."""
        self._refresh()
        return self._keys

    @property
    def current(self) -> DataKey:
        """The key that seals."""
        return next(key for key in self.keys.values() if key.state is KeyState.CURRENT)

    def secret(self, wanted: str) -> bytes:
        """Return the secret of the key ``wanted``; raises KeyringError when it is unknown or retired."""
        key = self.keys.get(wanted)
        if key is None or key.state is KeyState.RETIRED:
            raise KeyringError(KeyringFault.UNKNOWN_KEY, self.path, wanted)
        return key.secret

    def add(self, now: datetime) -> DataKey:
        """Make a new current key; the one before it opens what it sealed until it is retired."""
        return self._install(secrets.token_bytes(KEY_BYTES), now)

    def recover(self, secret: bytes, now: datetime) -> DataKey:
        """Take in a key typed from paper: known already or retired, it opens again; the current one stays current."""
        identity = key_id(secret)
        known = self.keys.get(identity)
        if known is not None and known.state is not KeyState.RETIRED:
            return known
        key = DataKey(identity, secret, known.created if known else now.astimezone(UTC), KeyState.OPENING)
        self._write({**self.keys, identity: key})
        return key

    def retire(self, wanted: str, rows_in_use: int) -> DataKey:
        """Destroy an old key's secret; refuses the current key and one that ``rows_in_use`` rows still need."""
        self.secret(wanted)
        if rows_in_use:
            raise KeyringError(KeyringFault.KEY_IN_USE, self.path, wanted, rows_in_use)
        key = self.keys[wanted]
        if key.state is KeyState.CURRENT:
            raise KeyringError(KeyringFault.KEY_IS_CURRENT, self.path, wanted)
        self._write({**self.keys, wanted: replace(key, secret=b"", state=KeyState.RETIRED)})
        return self.keys[wanted]

    def _install(self, secret: bytes, now: datetime) -> DataKey:
        older = {
            identity: replace(key, state=KeyState.OPENING) if key.state is KeyState.CURRENT else key
            for identity, key in self.keys.items()
        }
        key = DataKey(key_id(secret), secret, now.astimezone(UTC), KeyState.CURRENT)
        self._write({**older, key.id: key})
        return key

    def _write(self, keys: Mapping[str, DataKey]) -> None:
        _save(self.path, keys)
        self._stamp, self._keys = _read(self.path)

    def _refresh(self) -> None:
        try:
            stamp = _stamp(self.path)
        except OSError:  # the file is being replaced or its disk is away: what was read still holds
            return
        if stamp != self._stamp:
            self._stamp, self._keys = _read(self.path)


def create(path: Path, now: datetime, secret: bytes | None = None) -> Keyring:
    """Make a key file with one current key, a new one or the one typed from paper.

    Raises KeyringError when a file is there already or cannot be written.
    """
    if path.exists():
        raise KeyringError(KeyringFault.EXISTS, path)
    secret = secret or secrets.token_bytes(KEY_BYTES)
    key = DataKey(key_id(secret), secret, now.astimezone(UTC), KeyState.CURRENT)
    _save(path, {key.id: key})
    return Keyring(path)


def load(path: Path) -> Keyring:
    """Read the key file at ``path``; raises KeyringError."""
    return Keyring(path)


def load_or_create(path: Path, now: datetime, *, sealed_before: bool) -> tuple[Keyring, bool]:
    """Return the ring and whether it was made just now; never makes one where something is sealed already.

    Processes that start together on one machine make one key file, not one each.
    """
    if path.exists() or sealed_before:
        return load(path), False
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone_in(path.parent):
            return (load(path), False) if path.exists() else (create(path, now), True)
    except OSError:
        raise KeyringError(KeyringFault.UNWRITABLE, path) from None


def _read(path: Path) -> tuple[tuple[int, ...], dict[str, DataKey]]:
    try:
        stamp = _stamp(path)
        if is_open_to_others(path):
            raise KeyringError(KeyringFault.OPEN_TO_OTHERS, path)
        keys = {identity: _key(identity, entry) for identity, entry in json.loads(path.read_bytes()).items()}
    except FileNotFoundError:
        raise KeyringError(KeyringFault.MISSING, path) from None
    except (OSError, ValueError, AttributeError, KeyError, TypeError):  # the cause may hold key material: drop it
        raise KeyringError(KeyringFault.UNREADABLE, path) from None
    if [key.state for key in keys.values()].count(KeyState.CURRENT) != 1:
        raise KeyringError(KeyringFault.UNREADABLE, path)
    return stamp, keys


def _stamp(path: Path) -> tuple[int, ...]:
    status = path.stat()
    return status.st_mtime_ns, status.st_ino, status.st_size


def _key(identity: str, entry: Mapping[str, str]) -> DataKey:
    """Read one entry; raises ValueError for a secret that does not belong to its id."""
    state = KeyState(entry["state"])
    secret = base64.b64decode(entry["key"], validate=True)
    created = datetime.fromisoformat(entry["created"])
    if created.tzinfo is None or (len(secret), identity) != (
        (0, identity) if state is KeyState.RETIRED else (KEY_BYTES, key_id(secret))
    ):
        raise ValueError(identity)
    return DataKey(identity, secret, created, state)


def _save(path: Path, keys: Mapping[str, DataKey]) -> None:
    entries = {
        key.id: {
            "key": base64.b64encode(key.secret).decode("ascii"),
            "created": key.created.isoformat(),
            "state": key.state.value,
        }
        for key in keys.values()
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(path, json.dumps(entries, indent=2).encode("ascii") + b"\n")
    except OSError:
        raise KeyringError(KeyringFault.UNWRITABLE, path) from None
