"""From the stored updates to the handlers: chats are taken, their updates handled in order, the outcome noted down.

Several processes may do this on one database: a chat is held by one of them at a time (``storage.repositories.holds``).
One short transaction, the *turnover*, notes what has ended, gives back the chats at rest and takes those that wait.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.logs import log_event, log_line
from jobs.failures import Failures
from storage.clock import Clock
from storage.database import Sessions
from storage.keyring import Keyring
from storage.repositories import holds, incoming
from storage.repositories.incoming import End, RawUpdate

HOLD = timedelta(seconds=30)
CHATS = 64
"""Chats handled side by side; more would only wait for a connection to the database."""

MOST = 500
"""Updates read in one turnover."""

LINGER = 0.25
"""Seconds an outcome may wait to be noted while other chats are busy."""

LOOK = 0.3
"""Seconds between looks at what other processes have stored."""

_PAUSE = 1.0
_FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(eq=False)
class Run:
    """A held chat and those of its updates that are handled now, in order."""

    chat_key: int
    updates: Sequence[RawUpdate]
    until: datetime
    ends: dict[int, End] = field(default_factory=dict)
    lost: bool = False
    task: asyncio.Task[None] | None = None

    @property
    def at_rest(self) -> bool:
        """Whether nothing of it is being handled."""
        return self.task is None or self.task.done()


@dataclass(frozen=True, slots=True)
class _Ended:
    """What is noted of a run in one transaction; one at rest is given back with it."""

    run: Run
    ends: dict[int, End]
    at_rest: bool


Handle = Callable[[Run], Awaitable[None]]


class Dispatcher:
    """Takes chats and has their updates handled; ``handle`` receives a run and notes the end of each update in it.

    ``alone`` says that no other process handles updates of this database: then no hold ever ends by itself, however
    long this one sleeps and whatever its machine's clock says.
    """

    def __init__(
        self,
        sessions: Sessions,
        ring: Keyring,
        clock: Clock,
        sender_id: int,
        owner: str,
        handle: Handle,
        *,
        alone: bool = True,
    ) -> None:
        self._sessions, self._ring, self._clock = sessions, ring, clock
        self.sender_id, self._owner, self._alone = sender_id, owner, alone
        self._handle = handle
        self._runs: dict[int, Run] = {}
        self._noting = asyncio.Lock()
        self._news, self._idle, self._looked = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._more = self._closed = False
        self._failures = Failures()

    def wake(self) -> None:
        """Say that updates were stored or a chat came to rest."""
        self._idle.clear()
        self._news.set()

    async def serve(self) -> None:
        """Take and handle what waits, until cancelled; what the database refuses is tried again."""
        try:
            if self._alone:
                async with self._sessions.begin() as session:
                    await holds.release_all(session, self.sender_id)
            async with asyncio.TaskGroup() as group:
                if not self._alone:
                    group.create_task(self._renew())
                while True:
                    self._news.clear()
                    await self._turn_over(group)
                    await self._wait()
        finally:
            self._idle.set()

    async def drain(self) -> None:
        """Take nothing more, let what is being handled end, note it and give every chat back.

        What was taken but not begun stays stored and is handled by whoever takes the chat next.
        """
        self._closed = True
        await asyncio.gather(*(run.task for run in self._runs.values() if run.task is not None), return_exceptions=True)
        with suppress(SQLAlchemyError, OSError):  # the holds end by themselves
            await self.note()

    async def caught_up(self) -> None:
        """Wait until what an earlier process left behind has been handled."""
        await self._looked.wait()
        await self._idle.wait()

    async def idle(self) -> None:
        """Wait until everything stored so far has been handled and noted."""
        await self._idle.wait()

    async def note(self) -> None:
        """Note down how updates ended and give back the chats at rest; raises what the database raises."""
        async with self._noting:
            ended = self._ended()
            if ended:
                async with self._sessions.begin() as session:
                    await self._write(session, ended)
                self._forget(ended)

    def holds(self, run: Run) -> bool:
        """Whether the next update of ``run`` may be begun here."""
        return not (self._closed or run.lost or self._clock.now() >= run.until)

    async def _turn_over(self, group: asyncio.TaskGroup) -> None:
        """Note, give back, take and begin; a failure of the database leaves everything for the next time."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        try:
            async with self._noting:
                ended = self._ended()
                async with self._sessions.begin() as session:
                    await self._write(session, ended)
                    taken = [] if self._closed else await self._take(session)
                self._forget(ended)
        except (SQLAlchemyError, OSError) as error:
            if self._failures.add(error):
                log_event("inbox_failed", error, in_a_row=self._failures.number)
            asyncio.get_running_loop().call_later(_PAUSE, self.wake)
            return
        failed = self._failures.end()
        if failed:
            log_line("inbox_works_again", failed=failed)
        for run in taken:
            self._runs[run.chat_key] = run
            run.task = group.create_task(self._carry(run))
        self._looked.set()
        if not self._runs and not self._news.is_set():
            self._idle.set()

    async def _take(self, session: AsyncSession) -> list[Run]:
        busy = [chat_key for chat_key, run in self._runs.items() if not run.at_rest]
        now, free = self._clock.now(), CHATS - len(busy)
        chats = await holds.take(session, self.sender_id, self._owner, now, HOLD, free, busy) if free > 0 else []
        updates = await incoming.unfinished(session, self._ring, self.sender_id, chats, MOST) if chats else []
        self._more = len(chats) == free or len(updates) == MOST
        found: dict[int, list[RawUpdate]] = {chat_key: [] for chat_key in chats}
        for one in updates:
            found[one.chat_key].append(one)
        until = _FOR_EVER if self._alone else now + HOLD
        return [Run(chat_key, tuple(each), until) for chat_key, each in found.items()]

    async def _carry(self, run: Run) -> None:
        try:
            await self._handle(run)
        finally:
            asyncio.get_running_loop().call_soon(self._rested)

    def _rested(self) -> None:
        """A chat has come to rest: turn over at once when there is room for others, or in a moment."""
        busy = sum(not run.at_rest for run in self._runs.values())
        if busy == 0 or (self._more and busy <= CHATS // 2):
            self.wake()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LINGER, self.wake)

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(None if self._alone else LOOK):
                await self._news.wait()

    async def _renew(self) -> None:
        """Keep what is held for as long as this process lives; what others have taken over is lost."""
        while True:
            await asyncio.sleep(HOLD.total_seconds() / 3)
            async with self._noting:  # a turnover writes the same rows: side by side they might wait for each other
                await self._renew_now()

    async def _renew_now(self) -> None:
        until, mine = self._clock.now() + HOLD, dict(self._runs)
        if not mine:
            return
        try:
            async with self._sessions.begin() as session:
                kept = await holds.renew(session, self.sender_id, self._owner, list(mine), until)
        except (SQLAlchemyError, OSError) as error:
            log_event("inbox_failed", error)
            return
        for run in mine.values():
            run.lost = run.lost or run.chat_key not in kept
            run.until = until

    def _ended(self) -> list[_Ended]:
        """Return what there is to note now: ends, and chats at rest."""
        found = [_Ended(run, dict(run.ends), run.at_rest) for run in self._runs.values()]
        return [one for one in found if one.ends or one.at_rest]

    async def _write(self, session: AsyncSession, ended: Sequence[_Ended]) -> None:
        ends = {number: end for one in ended for number, end in one.ends.items()}
        if ends:
            await incoming.mark_ended(session, self.sender_id, self._owner, ends, self._clock.now())
        resting = [one.run.chat_key for one in ended if one.at_rest]
        if resting:
            await holds.release(session, self.sender_id, self._owner, resting)

    def _forget(self, ended: Sequence[_Ended]) -> None:
        for one in ended:
            for number in one.ends:
                del one.run.ends[number]
            if one.at_rest:
                del self._runs[one.run.chat_key]
