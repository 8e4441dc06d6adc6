"""One run: set up, wave after wave of load while the product is killed (or stopped), drain, judge."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from storage import keyring
from storage.clock import SystemClock
from storage.database import Sessions
from tests.crash import branch, children, judge
from tests.crash.children import ProductProcess, StageProcess
from tests.crash.judge import Figures
from tests.crash.load import Load
from tests.crash.product import Orders
from tests.fakes.postgres import Server

SHORTEST, LONGEST = 0.02, 0.8
DELAY = 0.03
_STUCK = timedelta(seconds=30)
_CALM = 3


async def _nothing() -> None:
    return None


@dataclass
class Run:
    """A stage, a product and the load between them."""

    stage: StageProcess
    product: ProductProcess
    load: Load
    random: random.Random
    standing_by: float = 0.0
    """Seconds for which a dead predecessor's leases may keep the next one from its work."""

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

    async def outages(self, number: int, server: Server) -> None:
        """End the server of the database under the running product, in the middle of its work, ``number`` times."""
        await self.product.begin()
        for _ in range(number):
            await self.load.remind()
            async with asyncio.TaskGroup() as group:
                group.create_task(self.load.busy_by_phone())
                await asyncio.sleep(self.random.uniform(SHORTEST, LONGEST))
                await asyncio.to_thread(server.stop)
                await asyncio.sleep(self.random.uniform(SHORTEST, LONGEST))
                await asyncio.to_thread(server.start)
        assert await self.product.end(signal.SIGTERM) == 0

    async def verdict(self) -> Figures:
        """Let the product finish in peace, and judge."""
        await self.product.begin()
        await self.load.finish()
        await drained(self.load.place.sessions, self._look_after)
        await self.product.end(signal.SIGTERM)
        return await judge.judge(self.load.place, self.load.asked, self.stage.journal, self.kills)

    async def _round(self, how: signal.Signals) -> int:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.load.busy())
            await self.product.begin()
            await asyncio.sleep(self.random.uniform(SHORTEST, self.standing_by + LONGEST))
            code = await self.product.end(how)
        self.kills += how is signal.SIGKILL
        return code

    async def _look_after(self) -> None:
        """Begin the product again where it has ended by itself: a planted fault strikes when it will."""
        if self.product.gone:
            await self.product.end(signal.SIGKILL)
            await self.product.begin()


@dataclass
class Fleet:
    """A stage, several processes of the product on one database, and the load between them."""

    stage: StageProcess
    processes: list[ProductProcess]
    load: Load
    random: random.Random
    kills: int = 0
    freezes: int = 0

    async def begin(self) -> None:
        """Begin every process."""
        await asyncio.gather(*(one.begin() for one in self.processes))

    async def rounds(self, number: int, freezes: int, frozen: float) -> None:
        """Kill one of the processes ``number`` times under load; ``freezes`` times freeze one for so many seconds."""
        acts = [self._kill] * number + [partial(self._freeze, seconds=frozen)] * freezes
        self.random.shuffle(acts)
        for act in acts:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.load.busy())
                await asyncio.sleep(self.random.uniform(SHORTEST, LONGEST))
                await act(self.random.choice(self.processes))

    async def stops(self, number: int) -> list[int]:
        """End one of the processes politely and begin it again, ``number`` times under load; return the exit codes."""
        codes = []
        for _ in range(number):
            async with asyncio.TaskGroup() as group:
                group.create_task(self.load.busy())
                await asyncio.sleep(self.random.uniform(SHORTEST, LONGEST))
                victim = self.random.choice(self.processes)
                codes.append(await victim.end(signal.SIGTERM))
                await victim.begin()
        return codes

    async def verdict(self) -> Figures:
        """Let the processes finish in peace, end them politely, and judge."""
        await self.load.finish()
        await drained(self.load.place.sessions)
        codes = await asyncio.gather(*(one.end(signal.SIGTERM) for one in self.processes))
        assert codes == [0] * len(codes)
        return await judge.judge(self.load.place, self.load.asked, self.stage.journal, self.kills)

    @property
    def bugs(self) -> list[str]:
        """The lines of the logs that tell of a bug."""
        return [line for one in self.processes for line in one.bugs]

    async def _kill(self, victim: ProductProcess) -> None:
        assert await victim.end(signal.SIGKILL) == -signal.SIGKILL
        self.kills += 1
        await victim.begin()

    async def _freeze(self, victim: ProductProcess, seconds: float) -> None:
        victim.signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        victim.signal(signal.SIGCONT)
        self.freezes += 1


async def drained(sessions: Sessions, see_to: Callable[[], Awaitable[None]] = _nothing) -> None:
    """Wait until nothing is left to do; what stays although time passes is for the judge to name."""
    clock, last = SystemClock(), 0
    until, calm = clock.now() + _STUCK, 0
    while clock.now() < until and calm < _CALM:
        await asyncio.sleep(0.3)
        await see_to()
        async with sessions.read() as session:
            left = await judge.left(session, clock.now())
        if left != last:
            last, until = left, clock.now() + _STUCK
        calm = calm + 1 if left == 0 else 0


@dataclass(frozen=True)
class Ground:
    """Where a run takes place: a folder, and the database when it is not the folder's own."""

    folder: Path
    url: str | None = None
    lease: float | None = None
    """Seconds a claim holds, where others could hold one; None: as in the product."""

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "PostgreSQL" if self.url else "SQLite"

    @property
    def sessions(self) -> Sessions:
        """The doors of the test itself."""
        return Sessions(self.url or f"sqlite+aiosqlite:///{self.folder / 'data' / 'sanhui.db'}")

    def settings(self, stage: StageProcess) -> dict[str, str]:
        """The environment of the product."""
        given = {
            "SANHUI_BOT_TOKEN": children.TOKEN,
            "SANHUI_API_URL": stage.url,
            "SANHUI_DATA_DIR": str(self.folder / "data"),
            "SANHUI_KEY_FILE": str(self.folder / "keys.json"),
        }
        return given | ({"SANHUI_DATABASE_URL": self.url} if self.url else {})


@asynccontextmanager
async def run(
    ground: Ground, seed: int, orders: Orders | None = None, *, commanded: bool = False
) -> AsyncIterator[Run]:
    """Set one process up around a database, forked as ordered or ``commanded`` as anybody begins it."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable draw, no secret
    async with _load(ground, chance) as (stage, load):
        settings = ground.settings(stage)
        ordered = None if commanded else orders or Orders(lease=ground.lease)
        async with children.product(settings, ground.folder, ordered) as product:
            yield Run(stage, product, load, chance, ground.lease or 0.0)


@asynccontextmanager
async def fleet(ground: Ground, seed: int, orders: Sequence[Orders]) -> AsyncIterator[Fleet]:
    """Set several processes up around one database and begin them."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable draw, no secret
    async with _load(ground, chance) as (stage, load), AsyncExitStack() as stack:
        settings = ground.settings(stage)
        entering = [children.product(settings, ground.folder, each) for each in orders]
        processes = [await stack.enter_async_context(one) for one in entering]
        made = Fleet(stage, processes, load, chance)
        await made.begin()
        yield made


@asynccontextmanager
async def _load(ground: Ground, chance: random.Random) -> AsyncIterator[tuple[StageProcess, Load]]:
    now, sessions = SystemClock().now(), ground.sessions
    keyring.create(ground.folder / "keys.json", now)
    try:
        async with children.stage(ground.folder, DELAY) as stage:
            place = await branch.settle(sessions, stage, now)
            yield stage, Load(stage, place, chance)
    finally:
        await sessions.close()
