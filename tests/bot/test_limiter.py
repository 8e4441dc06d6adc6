"""The limiter under a clock of its own: no second of these tests is spent waiting."""

import asyncio
import heapq

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.limiter import GROUP_PER_MINUTE, OVERALL_PER_SECOND, PRIVATE_BURST, Limiter


class VirtualTime:
    """A clock that jumps to the next sleeper once everybody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.now + seconds, self._count, future))
        await future

    async def run(self, *speakers):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(speaker) for speaker in speakers]
            while not all(task.done() for task in tasks):
                for _ in range(3):
                    await asyncio.sleep(0)
                if self._sleepers:
                    moment, _, future = heapq.heappop(self._sleepers)
                    self.now = max(self.now, moment)
                    if not future.done():
                        future.set_result(None)
        return [task.result() for task in tasks]


class Room:
    """A limiter and the turns it gave: (when, chat, priority), times from 0."""

    def __init__(self) -> None:
        self.time = VirtualTime()
        self.limiter = Limiter(self.time.clock, self.time.sleep)
        self.turns: list[tuple[float, int, int]] = []

    async def speak(self, chat, priority=2, patience=None):
        wait = await self.limiter.turn(chat, priority, patience)
        if not wait:
            self.turns.append((self.time.now - 100.0, chat, priority))
        return wait

    def seconds(self) -> list[int]:
        return [int(moment) for moment, _, _ in self.turns]


async def test_a_private_chat_takes_a_burst_then_one_a_second():
    room = Room()
    await room.time.run(*(room.speak(7) for _ in range(6)))
    assert [round(moment, 2) for moment, _, _ in room.turns] == [0, 0, 0, 1, 2, 3]


async def test_a_group_takes_twenty_in_any_minute():
    room = Room()
    await room.time.run(*(room.speak(-7) for _ in range(45)))
    assert [room.seconds().count(moment) for moment in (0, 60, 120)] == [20, 20, 5]


async def test_everybody_together_stays_below_thirty_a_second():
    room = Room()
    await room.time.run(*(room.speak(chat) for chat in range(1, 101)))
    assert [room.seconds().count(moment) for moment in (0, 1, 2, 3)] == [30, 30, 30, 10]


async def test_the_most_urgent_goes_first_then_who_came_first():
    room = Room()
    await room.time.run(*(room.speak(7) for _ in range(PRIVATE_BURST)))
    order = []

    async def wish(name, priority):
        await room.speak(7, priority)
        order.append(name)

    wishes = {"summary": 3, "first reminder": 2, "tap": 0, "second reminder": 2, "notice": 1}
    await room.time.run(*(wish(name, priority) for name, priority in wishes.items()))
    assert order == ["tap", "notice", "first reminder", "second reminder", "summary"]


async def test_a_crowded_group_takes_the_urgent_into_its_minute():
    room = Room()
    await room.time.run(*(room.speak(chat) for chat in range(1, 31)))
    await room.time.run(*(room.speak(-7, 3) for _ in range(25)), room.speak(-7, 0))
    turns = [(int(moment), priority) for moment, chat, priority in room.turns if chat == -7]
    assert turns.count((1, 0)) == 1
    assert len([moment for moment, _ in turns if moment == 1]) == GROUP_PER_MINUTE


async def test_a_chat_that_must_wait_holds_up_nobody_else():
    room = Room()
    await room.time.run(*(room.speak(-7, 0) for _ in range(25)), room.speak(8, 3))
    assert next(moment for moment, chat, _ in room.turns if chat == 8) < 1


async def test_nothing_passes_a_stop_and_nothing_shortens_it():
    room = Room()
    room.limiter.stop(30)
    room.limiter.stop(2)
    await room.time.run(room.speak(1, 0), room.speak(-2, 0), room.speak(None, 0))
    assert [moment >= 30 for moment, _, _ in room.turns] == [True, True, True]


async def test_a_stop_ordered_while_others_wait_holds_for_them():
    room = Room()

    async def stop_after_three():
        await room.time.sleep(0.5)
        room.limiter.stop(10)

    await room.time.run(*(room.speak(7) for _ in range(4)), stop_after_three())
    assert [round(moment, 1) for moment, _, _ in room.turns] == [0, 0, 0, 10.5]


async def test_impatience_takes_nothing():
    room = Room()
    waits = await room.time.run(*(room.speak(-7, patience=5) for _ in range(22)))
    assert waits[:20] == [0.0] * 20
    assert all(59 < wait <= 61 for wait in waits[20:])
    room.time.now += 61
    await room.time.run(*(room.speak(-7) for _ in range(GROUP_PER_MINUTE)))
    assert len(room.turns) == 2 * GROUP_PER_MINUTE
    assert room.turns[-1][0] <= 62


async def test_someone_who_gives_up_waiting_leaves_no_trace():
    room = Room()
    await room.time.run(*(room.speak(7) for _ in range(PRIVATE_BURST)))
    given_up = asyncio.get_running_loop().create_task(room.speak(7, 0))
    await asyncio.sleep(0)
    given_up.cancel()
    await room.time.run(room.speak(7))
    assert [round(moment, 2) for moment, _, _ in room.turns] == [0, 0, 0, 1]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, -1, -2]), st.integers(0, 3)), max_size=70))
def test_no_limit_is_ever_broken_and_everybody_gets_a_turn(wishes):
    async def play():
        room = Room()
        await room.time.run(*(room.speak(chat, priority) for chat, priority in wishes))
        return room.turns

    turns = asyncio.run(play())
    assert len(turns) == len(wishes)
    for begin, _, _ in turns:
        assert sum(begin <= moment < begin + 1 for moment, _, _ in turns) <= OVERALL_PER_SECOND
        for group in (-1, -2):
            assert sum(begin <= moment < begin + 60 for moment, chat, _ in turns if chat == group) <= GROUP_PER_MINUTE
        for person in (1, 2, 3):
            seen = sum(begin <= moment < begin + 10 for moment, chat, _ in turns if chat == person)
            assert seen <= PRIVATE_BURST + 10
