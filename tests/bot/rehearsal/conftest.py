"""A small stage for tests: a bot, three people, a group; the bot's side is python-telegram-bot's own Bot."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from telegram import Bot

from bot.rehearsal.accounts import BotAccount
from bot.rehearsal.chats import Chat
from bot.rehearsal.people import Cast, Person
from bot.rehearsal.stage import Stage
from bot.rehearsal.transport import BASE_URL, FILE_URL, StageRequest
from bot.rehearsal.world import World
from storage.clock import FrozenClock
from tests.bot.rehearsal.contract import Contract

TOKEN = "4242:stage-test"
START = datetime(2026, 11, 18, 2, 5, tzinfo=UTC)


@dataclass
class Scene:
    """Everything a test of the stage needs."""

    stage: Stage
    clock: FrozenClock
    account: BotAccount
    cast: Cast
    wang: Person = field(init=False)
    li: Person = field(init=False)
    zhang: Person = field(init=False)
    group: Chat = field(init=False)

    def __post_init__(self) -> None:
        self.wang = self.cast.person("王建国", note="书记", username="wang")
        self.li, self.zhang = self.cast.person("李秀英"), self.cast.person("张伟")
        self.wang.private.started = self.li.private.started = True
        self.group = self.cast.group("第一党支部", self.wang, self.li, self.zhang)
        self.account.queue.clear()

    @property
    def world(self) -> World:
        return self.stage.world

    async def call(self, method: str, **params: object) -> object:
        return await self.stage.call(TOKEN, method, params)

    def heard(self) -> list[dict]:
        """Return what waits for the bot and confirm it."""
        updates = [update.body for update in self.account.queue.pending()]
        self.account.queue.clear()
        return updates


@pytest.fixture(autouse=True)
def speak_in_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture(name="scene")
def make_scene() -> Scene:
    clock = FrozenClock(START)
    stage = Stage(clock)
    account = stage.world.add_bot(TOKEN, "sanhui_bot", "三会一课助手")
    return Scene(stage, clock, account, Cast(stage, account))


@pytest.fixture(name="bot")
async def make_bot(scene: Scene) -> AsyncIterator[Bot]:
    made = Bot(
        TOKEN,
        base_url=BASE_URL,
        base_file_url=FILE_URL,
        request=StageRequest(scene.stage),
        get_updates_request=StageRequest(scene.stage),
    )
    async with made:
        yield made


@pytest.fixture(name="contract", scope="session")
def read_contract() -> Contract:
    found = Contract.find()
    if found is None:
        pytest.skip("no Bot API description: set BOTAPI_SPEC or put it at ../shared/data/botapi-spec/api-10.0.json")
    return found
