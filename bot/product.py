"""The running product: what one process takes in, handles, sends and minds, according to its role."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken

from bot.context import House, SanhuiApplication
from bot.gate import Gate
from bot.handling import Handling
from bot.inbox import AnotherPollerError, CannotListenError, Inbox
from bot.logs import log_event, log_line
from bot.menu import Menus
from bot.outage import Outage
from bot.roles import Role
from jobs import meetings, timetable
from jobs.desk import Desk
from jobs.duty import Duty
from jobs.outbox import Outbox
from jobs.timetable import Entry
from storage.repositories import incoming

_PEOPLE_FIRST = 5.0
_PHASES = timedelta(seconds=5)
_TIDY = timedelta(hours=1)


class Bot:
    """The running product: one bot account, its inbox, its outbox and its clockwork."""

    def __init__(
        self, house: House, application: SanhuiApplication, desk: Desk, gate: Gate, role: Role = Role.ALL
    ) -> None:
        self.house, self.application, self.desk, self.role = house, application, desk, role
        self.handling = Handling(house, application, gate, alone=desk.exclusive)
        self.dispatcher = self.handling.dispatcher
        doors = (house.sessions, house.keyring, house.clock, house.sender_id)
        self.inbox = Inbox(*doors, self.dispatcher.wake, Outage(house.courier, house.clock).tell)
        self.outbox = Outbox(desk, fans_out=role.plans)
        self.phases = meetings.Phases(house.sessions, house.clock)
        self.menus = Menus(application.bot)
        self.serving: asyncio.Task[None] | None = None
        self._polling, self._minding = self._duty("poll"), self._duty("clock")
        self.entries = tuple(self._entries())

    def _duty(self, what: str) -> Duty:
        desk = self.desk
        return Duty(desk.sessions, desk.clock, f"{what}:{desk.sender_id}", desk.owner, alone=desk.exclusive)

    def _entries(self) -> Iterator[Entry]:
        """What is woken here: the clock's jobs where this process minds it, sending where it sends."""
        everything = (
            Entry("phases", _PHASES, self.phases.turn),
            *timetable.timetable(self.desk, self.outbox),
            Entry("tidy", _TIDY, self.tidy),
            Entry("menus", timetable.MINUTE, self.menus.offer),
        )
        for entry in everything:
            if entry.sends and self.role.works:
                yield entry
            elif not entry.sends and self.role.plans:
                yield replace(entry, job=partial(self._minding.do, entry.job))
        if self.role is Role.CLOCK:
            yield Entry("fan_out", timetable.SECOND, partial(self._minding.do, self.outbox.fan_out))

    async def catch_up(self) -> None:
        """Answer those whom a crash interrupted, and note it, before anything else is begun; for a while at most."""
        if not self.role.works:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self.dispatcher.caught_up(), _PEOPLE_FIRST)
        await self.handling.note()

    async def begin(self) -> None:
        """Bring back what earlier processes left in the ledger, and log the catch-up in one line."""
        if self.role is not Role.WEB:
            log_line("catch_up", **(await self.outbox.start()).facts())

    async def serve(self) -> None:
        """Take updates in and handle them, as the role has it, until cancelled.

        Raises InvalidToken, AnotherPollerError, CannotListenError.
        """
        async with AsyncExitStack() as stack:
            if self.role.takes and self.house.settings.web_listen is not None:
                await stack.enter_async_context(self._listening())
            parts = [self.dispatcher.serve()] if self.role.works else []
            parts += [self._take_in()] if self.role.takes else []
            await _first_to_end(parts or [asyncio.Event().wait()])

    def _listening(self) -> AbstractAsyncContextManager[int]:
        from bot import webhook  # late: the web's libraries are for those who listen

        settings = self.house.settings
        assert settings.web_listen is not None  # noqa: S101 - the caller has looked
        secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        take = self.inbox.take if settings.webhook else None
        return webhook.listening(settings.web_listen, webhook.routes(take, secret, self._healthy))

    async def _take_in(self) -> None:
        if not self.house.settings.webhook:
            await self.inbox.poll(self.application.bot, self._polling)
            return
        from bot import webhook  # late, as above

        await webhook.announce(self.application.bot, self.house.settings)
        await asyncio.Event().wait()

    async def _healthy(self) -> bool:
        try:
            async with self.house.sessions.read() as session:
                await session.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError) as error:
            log_event("unhealthy", error)
            return False
        return True

    async def tidy(self) -> None:
        """Forget answered updates after a week."""
        async with self.house.sessions.begin() as session:
            await incoming.forget_before(session, self.house.clock.now())

    async def turn(self) -> None:
        """Do once everything the clock would ask for now (tests and the rehearsal's clock)."""
        for entry in self.entries:
            await timetable.run_safely(entry, log_line)

    async def stop(self) -> None:
        """Take no more updates, finish those being handled and what is being sent, and note both down."""
        await self.dispatcher.drain()
        if self.serving is not None:
            self.serving.cancel()
            with suppress(asyncio.CancelledError, AnotherPollerError, InvalidToken, CannotListenError):
                await self.serving
        await self.outbox.stop()
        await self._polling.release()
        await self._minding.release()


async def _first_to_end(parts: Sequence[Coroutine[object, object, object]]) -> None:
    """Run these side by side until one ends or all are cancelled; the others are ended with it."""
    tasks = [asyncio.create_task(part) for part in parts]  # noqa: TID251 - held, ended below
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, BaseException) and not isinstance(error, asyncio.CancelledError):
            raise error
