"""What a command works with: settings, the database brought up to date, the clock, and the data keys when asked for."""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.settings import Settings, load_settings
from bot.texts import keys as key_texts
from storage import schema
from storage.clock import Clock, SystemClock
from storage.database import Sessions, sqlite_path
from storage.keyring import Keyring, load_or_create
from storage.repositories import seals


class NoDatabaseError(Exception):
    """Nothing has been stored yet where the settings point to."""


@dataclass(frozen=True, slots=True)
class Office:
    """The operator's desk for the length of one command."""

    settings: Settings
    sessions: Sessions
    clock: Clock

    def now(self) -> datetime:
        """Return the present moment (aware, UTC)."""
        return self.clock.now()

    async def ring_in_use(self) -> Keyring | None:
        """Return the data keys if anything was ever sealed here; raises KeyringError or SealBroken."""
        async with self.sessions.read() as session:
            sealed_before = await seals.has_proof(session)
        return await self.ring() if sealed_before else None

    async def ring(self) -> Keyring:
        """Return the data keys, made at the first need; raises KeyringError or SealBroken."""
        async with self.sessions.begin() as session:
            sealed_before = await seals.has_proof(session)
            ring, fresh = load_or_create(self.settings.key_path, self.now(), sealed_before=sealed_before)
            await seals.prove(session, ring)
        if fresh:
            say(key_texts.first_start(str(self.settings.key_path)))
        return ring


@asynccontextmanager
async def office(*, founding: bool = False) -> AsyncIterator[Office]:
    """Open the desk; raises SettingsError, and NoDatabaseError unless ``founding`` may begin a database."""
    settings = load_settings()
    file = sqlite_path(settings.database)
    if file is not None and not founding and not file.exists():
        raise NoDatabaseError
    sessions = Sessions(settings.database)
    try:
        await schema.upgrade(sessions)
        yield Office(settings, sessions, SystemClock())
    finally:
        await sessions.close()


def work(command: Coroutine[object, object, int]) -> int:
    """Run a command to its end and return its exit code."""
    return asyncio.run(command)


def say(text: str) -> None:
    """Write a line (or several) for the operator or the script that called."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
