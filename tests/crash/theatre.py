"""A town whose product can be ended at any step and begun again, as often as a test likes."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import app
from bot.product import Bot
from bot.rehearsal.transport import StageRequest
from bot.settings import Settings
from tests.bot.conversation import TOKEN, Town, _NoWait, town
from tests.crash.guillotine import Blade, MortalRequest, MortalSessions
from tests.crash.load import theme_in
from tests.fakes.couriers import KilledError


async def rest() -> None:
    return None


@dataclass
class Theatre:
    """A town whose product can be ended at any step and begun again."""

    town: Town
    settings: Settings
    patch: pytest.MonkeyPatch

    @asynccontextmanager
    async def product(self, blade: Blade) -> AsyncIterator[Bot]:
        """Run the product until the block ends or the blade falls."""
        self.patch.setattr(MortalSessions, "blade", blade, raising=False)
        request: StageRequest = MortalRequest(self.town.stage, blade)
        try:
            async with app.running(
                self.settings, clock=self.town.clock, request=request, limiter=_NoWait(), ticking=False
            ) as product:
                yield product
        except* KilledError:
            pass

    async def killed_after(self, steps: int, act: Callable[[], Awaitable[object]], turns: int = 1) -> bool:
        """Act, and kill the product after so many steps; begin it again; return whether it came to that."""
        blade = Blade()
        await self.perform(act, turns, blade, steps)
        await self.perform(rest, turns)
        return blade.fallen.is_set()

    async def perform(
        self,
        act: Callable[[], Awaitable[object]],
        turns: int = 1,
        blade: Blade | None = None,
        steps: int | None = None,
    ) -> None:
        """Begin the product, act, and let it finish, the clockwork ``turns`` times — or fall."""
        blade = blade or Blade()
        async with self.product(blade) as product:
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


@pytest.fixture
async def theatre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    async with town(tmp_path) as made:
        pass
    made.cast.idle = None
    monkeypatch.setattr(app, "Sessions", MortalSessions)
    monkeypatch.setattr(MortalSessions, "engines", {}, raising=False)
    settings = Settings(bot_token=TOKEN, api_url="http://127.0.0.1:1", data_dir=tmp_path / "data")
    return Theatre(made, settings, monkeypatch)
