"""The same acts, killed at each step in turn: store, confirm, begin, commit, request, answer — then started again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from bot import app
from bot.product import Bot
from bot.rehearsal.transport import StageRequest
from bot.settings import Settings
from bot.texts import basics
from storage.models import Answer, Intake, Meeting
from tests.bot.conversation import TOKEN, Town, _NoWait, town
from tests.crash.guillotine import Blade, MortalRequest, MortalSessions
from tests.crash.load import theme_in
from tests.fakes.couriers import KilledError


async def _rest() -> None:
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
        await self.perform(_rest, turns)
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
    settings = Settings(bot_token=TOKEN, api_url="http://127.0.0.1:1", data_dir=tmp_path / "data")
    return Theatre(made, settings, monkeypatch)


async def rows(theatre: Theatre, query) -> list:
    async with theatre.product(Blade()) as product, product.house.sessions.read() as session:
        return list((await session.exec(query)).all())


def draft(theatre: Theatre, theme: str) -> Callable[[], Awaitable[object]]:
    secretary = theatre.town["李书记"]
    return lambda: secretary.say(secretary.private, f"/schedule 党员大会 12月20日15:00 主题：{theme}")


def announce(theatre: Theatre) -> Callable[[], Awaitable[object]]:
    secretary = theatre.town["李书记"]
    return lambda: secretary.tap("发布", secretary.private)


async def test_a_meeting_is_drafted_once_wherever_the_process_ends(theatre: Theatre) -> None:
    secretary, steps, fell = theatre.town["李书记"], 0, True
    while fell:
        fell = await theatre.killed_after(steps, draft(theatre, f"K{steps}"))
        told = theatre.said(f"K{steps}")[secretary.id]
        resumed = secretary.last(secretary.private).text == basics.AFTER_RESTART
        assert (steps, resumed or 1 <= told <= 2) == (steps, True)
        steps += 1
    drafted = Counter(await rows(theatre, select(Meeting.theme)))
    assert drafted == {f"K{number}": 1 for number in range(steps)}
    assert steps > 8


async def test_an_announcement_reaches_everyone_wherever_the_process_ends(theatre: Theatre) -> None:
    secretary, steps, fell = theatre.town["李书记"], 0, True
    people = {person.id for name, person in theatre.town.people.items() if name != "郑未绑"} | {theatre.town.group.id}
    while fell:
        await theatre.perform(draft(theatre, f"K{steps}"))
        fell = await theatre.killed_after(steps, announce(theatre), turns=2)
        told = theatre.said(f"K{steps}") - Counter([secretary.id])  # the preview is not the notice
        assert (steps, set(told)) == (steps, people)
        assert (steps, max(told.values()) <= 2) == (steps, True)
        steps += 5
    assert steps > 30


async def test_an_answer_is_kept_wherever_the_process_ends(theatre: Theatre) -> None:
    member, steps, fell, themes = theatre.town["孙党员"], 0, True, set()
    while fell:
        await theatre.perform(draft(theatre, f"K{steps}"))
        await theatre.perform(announce(theatre), turns=2)
        fell = await theatre.killed_after(steps, lambda: member.tap("参加", theatre.town.group))
        assert (steps, member.toast is not None) == (steps, True)
        themes.add(f"K{steps}")
        steps += 2
    answered = select(Meeting.theme).join(Answer, Answer.meeting_id == Meeting.id)
    assert Counter(await rows(theatre, answered)) == dict.fromkeys(themes, 1)
    assert steps > 8


async def test_a_roster_is_read_once_wherever_the_process_ends(theatre: Theatre) -> None:
    secretary, steps, fell = theatre.town["李书记"], 0, True
    while fell:
        data = f"姓名,类别\n新{chr(0x4E00 + steps)},正式党员\n".encode()
        fell = await theatre.killed_after(steps, lambda data=data: secretary.upload(secretary.private, "a.csv", data))
        steps += 1
    assert len(await rows(theatre, select(Intake.id))) == steps
    assert steps > 8
