"""A duty: what one process at a time does for a bot account — poll, send, mind the clock; the others stand by."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from storage.clock import Clock
from storage.database import Sessions
from storage.repositories import leases

Job = Callable[[], Awaitable[object]]

LEASE = timedelta(seconds=15)


class Duty:
    """A lease that is renewed while it is used; ``alone`` says that no other process could hold it."""

    def __init__(self, sessions: Sessions, clock: Clock, name: str, owner: str, *, alone: bool) -> None:
        self._sessions, self._clock = sessions, clock
        self._name, self._owner, self.alone = name, owner, alone
        self._renewed: datetime | None = None
        self._perhaps_ours = False
        """Set before it is asked for: whoever is stopped while asking does not hear the answer."""
        self._skipped: dict[Job, None] = {}

    async def held(self) -> bool:
        """Return whether this process may act now, taking a duty that is free and renewing its own in time."""
        now = self._clock.now()
        if self.alone or (self._renewed is not None and timedelta(0) <= now - self._renewed < LEASE / 3):
            return True
        self._perhaps_ours = True
        async with self._sessions.begin() as session:
            epoch = await leases.acquire(session, self._name, self._owner, now, LEASE)
        self._perhaps_ours = epoch is not None
        self._renewed = now if self._perhaps_ours else None
        return self._perhaps_ours

    @property
    def was_held(self) -> bool:
        """Whether it was ours when last asked for; while the database is away nobody can take it over."""
        return self.alone or self._renewed is not None

    def doubt(self) -> None:
        """Ask again before the next act: somebody else seems to be at it."""
        self._renewed = None

    async def do(self, job: Job) -> None:
        """Do ``job`` if it is ours to do; what was skipped standing by is done once the duty is taken over."""
        if not await self.held():
            self._skipped[job] = None
            return
        skipped, self._skipped = self._skipped, {}
        for one in skipped | {job: None}:
            await one()

    async def release(self) -> None:
        """Hand the duty on at once."""
        if self._perhaps_ours:
            self._renewed = None
            async with self._sessions.begin() as session:
                await leases.release(session, self._name, self._owner, self._clock.now())
            self._perhaps_ours = False
