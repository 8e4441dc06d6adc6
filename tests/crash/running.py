"""One run: set up, wave after wave of load while the product is killed (or stopped), drain, judge."""

import asyncio
import random
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from storage import keyring
from storage.clock import SystemClock
from storage.database import Sessions
from tests.crash import branch, children, judge
from tests.crash.children import ProductProcess, StageProcess
from tests.crash.judge import Figures
from tests.crash.load import Load

SHORTEST, LONGEST = 0.02, 0.8
DELAY = 0.03
_STUCK = timedelta(seconds=30)
_CALM = 3


@dataclass
class Run:
    """A stage, a product and the load between them."""

    stage: StageProcess
    product: ProductProcess
    load: Load
    random: random.Random
    kills: int = 0

    async def rounds(self, number: int, how: signal.Signals = signal.SIGKILL) -> list[int]:
        """Begin and end the product ``number`` times under load; return the exit codes."""
        return [await self._round(how) for _ in range(number)]

    async def freezes(self, number: int, seconds: float) -> None:
        """Freeze the product in the middle of its work ``number`` times, beyond its leases."""
        await self.product.begin()
        for _ in range(number):
            async with asyncio.TaskGroup() as group:
                group.create_task(self.load.busy())
                await asyncio.sleep(self.random.uniform(SHORTEST, LONGEST))
                self.product.signal(signal.SIGSTOP)
                await asyncio.sleep(seconds)
                self.product.signal(signal.SIGCONT)
        await self.product.end(signal.SIGTERM)

    async def verdict(self) -> Figures:
        """Let the product finish in peace, and judge."""
        await self.product.begin()
        await self.load.finish()
        await self._drain()
        await self.product.end(signal.SIGTERM)
        return await judge.judge(self.load.place, self.load.asked, self.stage.journal, self.kills)

    async def _round(self, how: signal.Signals) -> int:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.load.busy())
            await self.product.begin()
            await asyncio.sleep(self.random.uniform(SHORTEST, LONGEST))
            code = await self.product.end(how)
        self.kills += how is signal.SIGKILL
        return code

    async def _drain(self) -> None:
        """Wait until nothing is left to do; what stays although time passes is for the judge to name."""
        clock, last = SystemClock(), 0
        until, calm = clock.now() + _STUCK, 0
        while clock.now() < until and calm < _CALM:
            await asyncio.sleep(0.3)
            if self.product.gone:
                await self.product.end(signal.SIGKILL)
                await self.product.begin()
            async with self.load.place.sessions.read() as session:
                left = await judge.left(session, clock.now())
            if left != last:
                last, until = left, clock.now() + _STUCK
            calm = calm + 1 if left == 0 else 0


@asynccontextmanager
async def run(
    folder: Path, migrated: Path, seed: int, *, lease: float | None = None, fault: str | None = None
) -> AsyncIterator[Run]:
    """Set everything up around a SQLite database."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    shutil.copyfile(migrated, data / "sanhui.db")
    now = SystemClock().now()
    keyring.create(folder / "keys.json", now)
    sessions = Sessions(f"sqlite+aiosqlite:///{data / 'sanhui.db'}")
    try:
        async with children.stage(folder, DELAY) as stage:
            place = await branch.settle(sessions, stage, now)
            settings = {
                "SANHUI_BOT_TOKEN": children.TOKEN,
                "SANHUI_API_URL": stage.url,
                "SANHUI_DATA_DIR": str(data),
                "SANHUI_KEY_FILE": str(folder / "keys.json"),
            }
            chance = random.Random(seed)  # noqa: S311 - a repeatable draw, no secret
            async with children.product(settings, folder, lease=lease, fault=fault) as product:
                yield Run(stage, product, Load(stage, place, chance), chance)
    finally:
        await sessions.close()
