"""A duty is one process's at a time; whoever takes it over does at once what was skipped while standing by."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from jobs.duty import LEASE, Duty
from storage.clock import FrozenClock


async def test_what_was_skipped_standing_by_is_done_once_the_duty_is_taken_over(sessions) -> None:
    clock = FrozenClock(datetime(2026, 11, 25, 2, 0, tzinfo=UTC))
    first, second = (Duty(sessions, clock, "clock:1", owner, alone=False) for owner in ("first", "second"))
    done = []

    async def every_minute() -> None:
        done.append("minute")

    async def every_second() -> None:
        done.append("second")

    await first.do(every_second)
    await second.do(every_minute)
    await second.do(every_second)
    assert done == ["second"]
    clock.advance(LEASE * 2)
    await second.do(every_second)
    assert done == ["second", "minute", "second"]
    await first.do(every_minute)
    await second.do(every_second)
    assert done == ["second", "minute", "second", "second"]


class Unheard:
    """Doors whose answer is not heard: the transaction is committed, and who asked has been stopped meanwhile."""

    def __init__(self, sessions) -> None:
        self._sessions = sessions

    @asynccontextmanager
    async def begin(self):
        async with self._sessions.begin() as session:
            yield session
        raise asyncio.CancelledError


async def test_who_is_stopped_while_asking_hands_on_what_may_have_been_given(sessions) -> None:
    clock = FrozenClock(datetime(2026, 11, 25, 2, 0, tzinfo=UTC))
    stopped = Duty(sessions, clock, "poll:1", "stopped", alone=False)
    stopped._sessions = Unheard(sessions)
    with pytest.raises(asyncio.CancelledError):
        await stopped.held()
    stopped._sessions = sessions
    await stopped.release()
    assert await Duty(sessions, clock, "poll:1", "next", alone=False).held()
