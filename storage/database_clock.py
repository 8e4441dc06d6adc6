"""The database server's clock, for processes that share it: leases and due times are measured by one clock.

What the machines of the processes say does not matter, nor that one of them is put forward or back.
"""

import time
from datetime import datetime, timedelta

from sqlalchemy import text

from storage.database import Sessions

# Goes on while the machine sleeps, where there is one that does.
_COUNTER = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_TOLD = text("SELECT clock_timestamp()")
_SLOW = 1.0
"""Seconds of an answer that says too little about when it was given."""


class DatabaseClock:
    """Tells PostgreSQL's time between two questions by this machine's counter; ``set`` it first, then now and then."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._known: datetime | None = None
        self._at = 0.0

    async def set(self) -> None:
        """Ask the server for its time; raises what the database raises."""
        async with self._sessions.read() as session:
            connection = await session.connection()
            before = time.clock_gettime(_COUNTER)
            told: datetime = (await connection.execute(_TOLD)).scalar_one()
            after = time.clock_gettime(_COUNTER)
        if self._known is None or after - before < _SLOW:
            self._known, self._at = told, (before + after) / 2

    def now(self) -> datetime:
        """Return the server's time in UTC."""
        assert self._known is not None  # noqa: S101 - it has been set
        return self._known + timedelta(seconds=time.clock_gettime(_COUNTER) - self._at)
