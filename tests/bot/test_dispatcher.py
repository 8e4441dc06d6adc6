"""Several processes on one database: each chat in order, by one of them at a time; who sleeps or dies loses it."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot import dispatcher
from bot.dispatcher import HOLD, Dispatcher, Run
from bot.inbox import Inbox
from storage import keyring
from storage.clock import FrozenClock
from storage.database import Sessions
from storage.keyring import Keyring
from storage.models import Hold, Incoming
from storage.repositories import holds, incoming
from storage.repositories.incoming import End, RawUpdate
from storage.rules.terms import IncomingState

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
BOT = 7
DONE, WAITING, ANSWERED = IncomingState.DONE, IncomingState.WAITING, IncomingState.ANSWERED


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return keyring.create(tmp_path / "keys.json", NOW)


@dataclass
class Worker:
    """A process that handles updates: each takes a moment, then commits, unless the chat has been lost."""

    sessions: Sessions
    ring: Keyring
    clock: FrozenClock
    name: str
    handled: list[tuple[int, int]] = field(default_factory=list)
    resumed: list[int] = field(default_factory=list)
    asleep: asyncio.Event | None = None
    alone: bool = False
    taken: int = 0

    def __post_init__(self) -> None:
        doors = (self.sessions, self.ring, self.clock, BOT)
        self.dispatcher = Dispatcher(*doors, self.name, self.handle, alone=self.alone)
        self.inbox = Inbox(*doors, self.dispatcher.wake)

    async def handle(self, run: Run) -> None:
        self.taken += 1
        for one in run.updates:
            if not self.dispatcher.holds(run):
                return
            if one.state is DONE:
                self.resumed.append(one.update_id)
            elif not await self.commit(one):
                run.lost = True
                return
            run.ends[one.update_id] = End()

    async def commit(self, one: RawUpdate) -> bool:
        await asyncio.sleep(one.update_id % 3 / 1000)
        if self.asleep is not None:
            await self.asleep.wait()
        async with self.sessions.begin() as session:
            if await incoming.mark_done(session, BOT, [one.update_id], self.name, self.clock.now()):
                self.handled.append((one.chat_key, one.update_id))
                return True
        return False

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator["Worker"]:
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(self.dispatcher.serve())
            yield self
            await self.dispatcher.drain()
            serving.cancel()


def update(number: int, chat: int) -> dict[str, object]:
    return {"update_id": number, "message": {"chat": {"id": chat}}}


async def states(sessions: Sessions) -> dict[int, IncomingState]:
    async with sessions.read() as session:
        return dict((await session.exec(select(Incoming.update_id, Incoming.state))).all())


async def comes(question: Callable[[], Awaitable[bool]]) -> None:
    """Wait until what other processes may bring about is so: only the database can be asked."""
    async with asyncio.timeout(20):
        while not await question():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.02)


async def at_rest(sessions: Sessions) -> None:
    """Wait until every update is answered."""

    async def answered() -> bool:
        return set((await states(sessions)).values()) == {ANSWERED}

    await comes(answered)


async def owners(sessions: Sessions) -> set[str | None]:
    async with sessions.read() as session:
        return set((await session.exec(select(Hold.owner))).all())


async def is_owned_by(sessions: Sessions, name: str) -> bool:
    return await owners(sessions) == {name}


async def test_three_workers_keep_the_order_of_every_chat(sessions: Sessions, ring: Keyring) -> None:
    clock, everything = FrozenClock(NOW), []
    workers = [Worker(sessions, ring, clock, name, handled=everything) for name in "abc"]
    async with workers[0].at_work(), workers[1].at_work(), workers[2].at_work():
        number = 0
        for batch in range(12):
            chats = [(batch + nth * nth) % 7 for nth in range(20)]
            await workers[batch % 3].inbox.take([update(number + nth, chat) for nth, chat in enumerate(chats)])
            number += len(chats)
        await at_rest(sessions)
    assert sorted(number for _, number in everything) == list(range(240))
    in_order: dict[int, list[int]] = defaultdict(list)
    for chat, number in everything:
        in_order[chat].append(number)
    assert all(numbers == sorted(numbers) for numbers in in_order.values())
    assert await owners(sessions) == {None}


async def test_a_batch_stored_twice_by_two_processes_is_there_once(sessions: Sessions, ring: Keyring) -> None:
    clock = FrozenClock(NOW)
    one, two = (Worker(sessions, ring, clock, name) for name in "ab")
    batch = [update(number, number % 3) for number in range(9)]
    await asyncio.gather(one.inbox.take(batch), two.inbox.take(batch[3:]), one.inbox.take(batch[:5]))
    assert await states(sessions) == dict.fromkeys(range(9), WAITING)


async def test_what_a_sleeper_held_goes_to_another_and_the_sleeper_changes_nothing_when_it_wakes(
    sessions: Sessions, ring: Keyring
) -> None:
    clock = FrozenClock(NOW)
    sleeper, other = Worker(sessions, ring, clock, "a", asleep=asyncio.Event()), Worker(sessions, ring, clock, "b")
    async with sleeper.at_work():
        await sleeper.inbox.take([update(number, 1) for number in range(3)])
        await comes(lambda: is_owned_by(sessions, "a"))
        async with other.at_work():
            await asyncio.sleep(2 * dispatcher.LOOK)
            assert other.handled == []  # the hold is alive
            clock.advance(HOLD)
            await at_rest(sessions)
            sleeper.asleep.set()
    assert (sleeper.handled, other.handled) == ([], [(1, 0), (1, 1), (1, 2)])
    assert set((await states(sessions)).values()) == {ANSWERED}


async def test_who_is_alone_sleeps_as_long_as_it_likes_and_goes_on(sqlite_sessions: Sessions, ring: Keyring) -> None:
    """A machine put to sleep for a night: nobody can have taken the chat over, so nothing is begun anew."""
    clock = FrozenClock(NOW)
    sleeper = Worker(sqlite_sessions, ring, clock, "a", asleep=asyncio.Event(), alone=True)
    async with sleeper.at_work():
        await sleeper.inbox.take([update(number, 1) for number in range(3)])
        await comes(lambda: is_owned_by(sqlite_sessions, "a"))
        clock.advance(1000 * HOLD)
        sleeper.asleep.set()
        await at_rest(sqlite_sessions)
    assert (sleeper.taken, sleeper.handled) == (1, [(1, 0), (1, 1), (1, 2)])


async def test_a_change_whose_answer_was_not_noted_is_resumed_by_the_next_holder(
    sessions: Sessions, ring: Keyring
) -> None:
    clock = FrozenClock(NOW)
    dead, heir = Worker(sessions, ring, clock, "a"), Worker(sessions, ring, clock, "b")
    await dead.inbox.take([update(1, 1), update(2, 1)])
    async with sessions.begin() as session:
        assert await holds.take(session, BOT, "a", clock.now(), HOLD, 10) == [1]
        assert await incoming.mark_done(session, BOT, [1], "a", clock.now())
    clock.advance(HOLD)
    async with heir.at_work():
        await at_rest(sessions)
    assert (heir.resumed, heir.handled) == ([1], [(1, 2)])


async def test_the_mark_is_given_once_and_only_to_the_holder(sessions: Sessions, ring: Keyring) -> None:
    clock = FrozenClock(NOW)
    await Worker(sessions, ring, clock, "a").inbox.take([update(1, 1)])
    async with sessions.begin() as session:
        assert await holds.take(session, BOT, "a", NOW, HOLD, 10) == [1]
        assert not await incoming.mark_done(session, BOT, [1], "b", NOW)
        assert await incoming.is_mine(session, BOT, 1, "a")
        assert await incoming.mark_done(session, BOT, [1], "a", NOW)
        assert not await incoming.mark_done(session, BOT, [1], "a", NOW)
        assert await incoming.mark_done(session, BOT, [1], "a", NOW, again=True)
        assert not await incoming.is_mine(session, BOT, 1, "a")
    async with sessions.begin() as session:
        await incoming.mark_ended(session, BOT, "b", {1: End()}, NOW)
    assert await states(sessions) == {1: DONE}


async def test_a_hold_ends_although_the_clock_was_set_back(sessions: Sessions, ring: Keyring) -> None:
    await Worker(sessions, ring, FrozenClock(NOW), "a").inbox.take([update(1, 1)])
    async with sessions.begin() as session:
        assert await holds.take(session, BOT, "a", NOW, HOLD, 10) == [1]
        assert await holds.take(session, BOT, "b", NOW - HOLD / 2, HOLD, 10) == []
        assert await holds.take(session, BOT, "b", NOW - 2 * HOLD, HOLD, 10) == [1]
        assert await holds.renew(session, BOT, "a", [1], NOW + HOLD) == frozenset()


async def test_a_failing_database_leaves_everything_for_later(
    sessions: Sessions, ring: Keyring, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    monkeypatch.setattr(dispatcher, "_PAUSE", 0.01)
    worker = Worker(sessions, ring, FrozenClock(NOW), "a")
    await worker.inbox.take([update(number, number) for number in range(3)])
    async with sessions.begin() as session:
        await session.execute(text("ALTER TABLE hold RENAME TO away"))
    async with worker.at_work():
        await asyncio.sleep(0.05)
        async with sessions.begin() as session:
            await session.execute(text("ALTER TABLE away RENAME TO hold"))
        await at_rest(sessions)
    assert sorted(worker.handled) == [(number, number) for number in range(3)]
    said = [record.msg for record in caplog.records]
    told = [int(one["in_a_row"]) for one in said if one["event"] == "inbox_failed"]
    assert told == [2**nth for nth in range(len(told))]
    (again,) = (int(one["failed"]) for one in said if one["event"] == "inbox_works_again")
    assert told[-1] <= again < 2 * told[-1]


async def test_of_a_tapped_message_only_its_place_is_kept(sessions: Sessions, ring: Keyring) -> None:
    """What it says is the bot's own and may be confidential; where it stands decides where the answer goes."""
    worker = Worker(sessions, ring, FrozenClock(NOW), "甲")
    place = {
        "message_id": 5, "date": 0, "chat": {"id": -100, "type": "supergroup"}, "is_topic_message": True,
        "message_thread_id": 3, "has_protected_content": True,
    }  # fmt: skip
    said = {"from": {"id": BOT}, "text": "王同志的意见", "entities": [{"type": "bold"}], "reply_markup": {"rows": []}}
    tap = {"id": "1", "from": {"id": 9}, "data": "ci.1"}
    odd = [{"update_id": 2, "callback_query": None}, {"update_id": 3, "callback_query": {"message": "?"}}]
    await worker.inbox.take([{"update_id": 1, "callback_query": tap | {"message": place | said}}, *odd])
    async with sessions.begin() as session:
        chats = await holds.take(session, BOT, "甲", NOW, HOLD, 9)
        kept = await incoming.unfinished(session, ring, BOT, chats, 9)
    assert [one.content for one in kept] == [{"update_id": 1, "callback_query": tap | {"message": place}}, *odd]
