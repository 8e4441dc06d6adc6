"""A process that ends at a chosen step: from then on it neither writes nor sends, as after kill -9."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.rehearsal.stage import Stage
from bot.rehearsal.transport import StageRequest
from storage.database import Sessions
from tests.fakes.couriers import KilledError


@dataclass
class Blade:
    """Counts the steps of a run and falls at the one it was set to; ``None`` lets everything pass."""

    steps: int | None = None
    fallen: asyncio.Event = field(default_factory=asyncio.Event)

    def step(self) -> None:
        """Pass one step; raises KilledError at the last one and ever after."""
        if self.fallen.is_set():
            raise KilledError
        if self.steps is None:
            return
        self.steps -= 1
        if self.steps < 0:
            self.fallen.set()
            raise KilledError


class MortalSessions(Sessions):
    """Doors to the database with a step before a transaction, before its commit and after it.

    All runs of a test use the same ``engines``, whose connections end with each: statements are compiled but once.
    """

    blade: Blade
    engines: dict[str, tuple[AsyncEngine, AsyncEngine]]

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._writer, self._reader = self.engines.setdefault(url, (self._writer, self._reader))

    @asynccontextmanager
    async def begin(self) -> AsyncIterator:
        self.blade.step()
        async with super().begin() as session:
            yield session
            self.blade.step()
        self.blade.step()


class MortalRequest(StageRequest):
    """The way to the stage with a step before a request and after it was taken, its answer unseen."""

    def __init__(self, stage: Stage, blade: Blade) -> None:
        super().__init__(stage)
        self._blade = blade

    async def do_request(self, *given: object, **named: object) -> tuple[int, bytes]:
        self._blade.step()
        answer = await super().do_request(*given, **named)
        self._blade.step()
        return answer
