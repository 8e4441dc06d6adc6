"""One product in several processes on one database, and updates that Telegram brings by itself."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from bot.app import running
from bot.product import Bot
from bot.rehearsal.transport import StageRequest
from bot.rehearsal.webhooks import SECRET_HEADER, deliveries
from bot.roles import Role
from bot.settings import Listen, Settings
from jobs.duty import LEASE
from storage.models import Incoming, Lease
from storage.rules.terms import IncomingState
from tests.bot.conversation import Town, _NoWait, settings_in, town

pytestmark = pytest.mark.both_engines

SECRET = "s" * 32
UNFINISHED = (IncomingState.WAITING, IncomingState.DONE)


@asynccontextmanager
async def process(made: Town, role: Role, settings: Settings) -> AsyncIterator[Bot]:
    """Run one role beside others, its clock left to the test."""
    way = StageRequest(made.stage)
    async with running(
        settings, made.bot.house.keyring, clock=made.clock, request=way, limiter=_NoWait(), ticking=False, role=role
    ) as product:
        yield product


async def until(question: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what other processes do: only the database can be asked."""
    async with asyncio.timeout(20):
        while not await question():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.02)


@dataclass
class Fleet:
    """Two of each role on one database; no process of another role is asked to do its work."""

    town: Town
    settings: Settings
    web: list[Bot]
    work: list[Bot]
    clock: list[Bot]

    async def answered(self) -> bool:
        async with self.work[0].house.sessions.read() as session:
            left = await session.exec(select(Incoming.update_id).where(col(Incoming.state).in_(UNFINISHED)))
            return left.first() is None and not self.town.cast.bot.queue.pending()

    async def poller(self) -> str | None:
        async with self.work[0].house.sessions.read() as session:
            query = select(Lease.owner).where(col(Lease.name).startswith("poll:"), Lease.until > self.town.clock.now())
            return (await session.exec(query)).first()

    async def turn(self) -> None:
        """Let both clocks, then both senders, do what is due, side by side."""
        for several in (self.clock, self.work, self.work):
            await asyncio.gather(*(one.turn() for one in several))


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    async with town(tmp_path) as made:
        pass
    settings = settings_in(tmp_path)
    async with AsyncExitStack() as stack:
        several: dict[Role, list[Bot]] = {}
        for role in (Role.WORK, Role.CLOCK, Role.WEB):
            several[role] = [await stack.enter_async_context(process(made, role, settings)) for _ in range(2)]
        fleet = Fleet(made, settings, several[Role.WEB], several[Role.WORK], several[Role.CLOCK])
        made.cast.idle = lambda: until(fleet.answered)
        yield fleet
        made.cast.idle = None


@pytest.mark.postgres_only
async def test_each_role_does_its_part_and_two_clocks_speak_once(fleet: Fleet) -> None:
    secretary, people = fleet.town["李书记"], fleet.town.people
    await secretary.say(secretary.private, "/schedule 党员大会 12月20日15:00 主题：学习")
    await secretary.tap("发布", secretary.private)
    sent = len(fleet.town.stage.sent)
    await asyncio.gather(*(one.turn() for one in fleet.work))
    assert not [one for one in fleet.town.stage.sent[sent:] if one.method == "sendMessage"]  # nobody has fanned out yet
    await fleet.turn()
    told = Counter(
        int(str(one.params["chat_id"])) for one in fleet.town.stage.sent[sent:] if one.method == "sendMessage"
    )
    linked = {person.id for name, person in people.items() if name != "郑未绑"}
    assert told == dict.fromkeys(linked | {fleet.town.group.id}, 1)
    member = fleet.town["孙党员"]
    await member.tap("参加", fleet.town.group)
    assert member.toast is not None


@pytest.mark.postgres_only
async def test_the_second_poller_waits_and_takes_over_when_the_first_dies(fleet: Fleet) -> None:
    member, first = fleet.town["孙党员"], await fleet.poller()
    owners = {one.house.owner: one for one in fleet.web}
    assert first in owners
    assert fleet.web[0].serving is not None
    owners[first].serving.cancel()  # as dead: it gives nothing back
    with pytest.raises(asyncio.CancelledError):
        await owners[first].serving
    fleet.town.clock.advance(LEASE)
    await member.say(member.private, "/help")
    assert member.last(member.private).text.startswith("孙党员")
    assert await fleet.poller() == next(owner for owner in owners if owner != first)


@pytest.fixture
def brought(tmp_path: Path) -> Settings:
    """Settings with a webhook on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = {"web_listen": Listen("127.0.0.1", port), "web_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET}
    return Settings(**settings_in(tmp_path).model_dump(exclude_none=True) | given)


async def test_telegram_brings_updates_behind_a_secret_and_they_are_stored_before_it_is_thanked(
    tmp_path: Path, brought: Settings
) -> None:
    async with town(tmp_path) as made:
        pass
    made.cast.idle = None
    member = made["孙党员"]
    async with (
        process(made, Role.ALL, brought) as product,
        deliveries(made.stage.world),
        httpx.AsyncClient(base_url=brought.web_url or "", trust_env=False) as http,
    ):
        made.cast.idle = product.dispatcher.idle
        await until(lambda: _answers(http))
        await member.say(member.private, "/help")
        assert member.last(member.private).text.startswith("孙党员")
        given = {SECRET_HEADER: SECRET}
        update = {"update_id": 1}
        for headers, body, code in (
            ({}, update, 403),
            ({SECRET_HEADER: "s" * 31 + "t"}, update, 403),
            (given, [], 400),
            (given, {"update_id": "1"}, 400),
        ):
            assert (await http.post("/telegram", json=body, headers=headers)).status_code == code
        assert (await http.post("/telegram", content=b"{", headers=given)).status_code == 400
        async with product.house.sessions.begin() as session:
            await session.execute(text("ALTER TABLE incoming RENAME TO away"))
        assert (await http.post("/telegram", json=update, headers=given)).status_code == 503
        async with product.house.sessions.begin() as session:
            await session.execute(text("ALTER TABLE away RENAME TO incoming"))
        assert (await http.post("/telegram", json=update, headers=given)).status_code == 200
        async with product.house.sessions.read() as session:
            assert await session.get(Incoming, (product.house.sender_id, 1)) is not None
        made.cast.idle = None


async def _answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/healthz")).text == "ok"
    except httpx.ConnectError:
        return False


async def test_polling_goes_on_where_a_webhook_was_left_behind(tmp_path: Path) -> None:
    async with town(tmp_path) as made:
        pass
    made.cast.idle = None
    made.cast.bot.queue.set_webhook({"url": "https://gone.example/", "max_connections": 1, "secret_token": ""})
    member = made["孙党员"]
    async with process(made, Role.ALL, settings_in(tmp_path)) as product:
        made.cast.idle = product.dispatcher.idle
        await member.say(member.private, "/help")
        assert member.last(member.private).text.startswith("孙党员")
        made.cast.idle = None
