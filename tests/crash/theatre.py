"""A town whose product can be ended at any step and begun again, as often as a test likes."""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import app
from bot.dispatcher import HOLD
from bot.product import Bot
from bot.rehearsal.transport import StageRequest
from bot.settings import Settings
from jobs import carrying, duty
from storage.database import sqlite_path
from tests.bot import conversation
from tests.bot.conversation import Town, _NoWait, settings_in, town
from tests.crash.guillotine import Blade, MortalRequest, MortalSessions
from tests.crash.load import theme_in
from tests.fakes.couriers import KilledError
from tests.fakes.databases import ENGINES, lent_database

Act = Callable[[], Awaitable[object]]


async def rest() -> None:
    return None


@dataclass
class Theatre:
    """A town whose product can be ended at any step and begun again."""

    town: Town
    settings: Settings
    patch: pytest.MonkeyPatch

    @property
    def is_sqlite(self) -> bool:
        """Whether its data are in a file of its own."""
        return sqlite_path(self.settings.database) is not None

    @asynccontextmanager
    async def product(self, blade: Blade) -> AsyncIterator[Bot]:
        """Run the product until the block ends or the blade falls."""
        self.patch.setattr(MortalSessions, "blade", blade, raising=False)
        request: StageRequest = MortalRequest(self.town.stage, blade)
        try:
            async with app.running(
                self.settings, clock=self.town.clock, request=request, limiter=_NoWait(), ticking=False
            ) as product:
                serving = product.serving
                yield product
        except* KilledError:
            if serving is not None and serving.done() and not serving.cancelled():
                serving.exception()  # seen, lest the loop complain

    async def killed_after(self, steps: int, act: Act, turns: int = 1, before: Sequence[Act] = ()) -> bool:
        """Act, and kill the product after so many steps; begin it again; return whether it came to that.

        What is done ``before``, in the same run, is done in peace.

        On PostgreSQL another process might be the one that lives: whoever comes next waits for the leases to end.
        """
        blade = Blade()
        await self.perform(act, turns, blade, steps, before)
        if not self.is_sqlite:
            self.town.clock.advance(max(carrying.LEASE, duty.LEASE, HOLD))
        await self.perform(rest, turns)
        return blade.fallen.is_set()

    async def perform(
        self,
        act: Act,
        turns: int = 1,
        blade: Blade | None = None,
        steps: int | None = None,
        before: Sequence[Act] = (),
    ) -> None:
        """Begin the product, act, and let it finish, the clockwork ``turns`` times — or fall."""
        blade = blade or Blade()
        async with self.product(blade) as product:
            for each in before:
                await each()
                await self._settled_or_fallen(product, blade)
                await product.turn()
                await product.turn()
            blade.steps = steps
            await act()
            await self._settled_or_fallen(product, blade)
            for _ in range(turns):
                await product.turn()

    async def _settled_or_fallen(self, product: Bot, blade: Blade) -> None:
        self.town.cast.idle = product.dispatcher.caught_up
        async with asyncio.TaskGroup() as group:
            settled = group.create_task(self.town.cast.settle())
            falling = group.create_task(blade.fallen.wait())
            await asyncio.wait({settled, falling}, return_when=asyncio.FIRST_COMPLETED)
            settled.cancel()
            falling.cancel()
        self.town.cast.idle = None

    def said(self, theme: str) -> Counter[int]:
        """How often each chat was told of a meeting, answers and notices alike."""
        sent = (one for one in self.town.stage.sent if one.method == "sendMessage" and one.code == 200)
        return Counter(int(str(one.params["chat_id"])) for one in sent if theme_in(str(one.params["text"])) == theme)


@pytest.fixture(params=ENGINES)
async def theatre(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Theatre]:
    """A town on each engine in turn, whose product is begun and ended by the test."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            (tmp_path / "data").mkdir(mode=0o700)
            shutil.copyfile(request.getfixturevalue("sqlite_migrated"), tmp_path / "data" / "sanhui.db")
        else:
            monkeypatch.setattr(conversation, "lent", stack.enter_context(lent_database(request)))
        async with town(tmp_path) as made:
            pass
        made.cast.idle = None
        monkeypatch.setattr(app, "Sessions", MortalSessions)
        monkeypatch.setattr(MortalSessions, "engines", {}, raising=False)
        yield Theatre(made, settings_in(tmp_path), monkeypatch)
