"""Composition root: the only module that knows every room."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError
from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import InvalidToken, NetworkError
from telegram.ext import ApplicationBuilder, Defaults, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

import bot.letters.join
import bot.letters.leave
import bot.letters.meetings  # noqa: F401 - importing a noun's letters enters its composers
from bot import menu, routes
from bot.consequences import CONSEQUENCES
from bot.context import Context, House, SanhuiApplication, context_types
from bot.courier import Courier
from bot.gate import Gate
from bot.inbox import AnotherPollerError, Inbox
from bot.limiter import Limiter
from bot.logs import log_event, log_line
from bot.settings import Settings
from jobs import join, leave, meetings, timetable  # noqa: F401 - importing a noun enters its occasions
from jobs.desk import Desk
from jobs.outbox import Outbox
from jobs.timetable import Entry
from storage import schema
from storage.clock import Clock, SystemClock
from storage.database import Sessions
from storage.keyring import Keyring
from storage.repositories import incoming
from storage.repositories.incoming import RawUpdate
from storage.rules.terms import IncomingState

_FLUSH = timedelta(seconds=1)
_PHASES = timedelta(seconds=5)
_TIDY = timedelta(hours=1)


class Bot:
    """The running product: one bot account, its inbox, its outbox and its clockwork."""

    def __init__(self, house: House, application: SanhuiApplication, desk: Desk) -> None:
        self.house, self.application, self.desk = house, application, desk
        self.inbox = Inbox(house.sessions, house.keyring, house.clock, house.sender_id, self.handle)
        self.outbox = Outbox(desk)
        self.phases = meetings.Phases(house.sessions, house.clock)
        self.serving: asyncio.Task[None] | None = None
        self._answered: list[int] = []
        self.entries: tuple[Entry, ...] = (
            *timetable.timetable(desk, self.outbox),
            Entry("phases", _PHASES, self.phases.turn),
            Entry("answered", _FLUSH, self.flush),
            Entry("tidy", _TIDY, self.tidy),
        )

    async def handle(self, raw: RawUpdate, state: IncomingState) -> None:
        """Carry one stored update through the application and put its row to rest; never raises."""
        try:
            update = Update.de_json(json.loads(raw.body), self.application.bot)
        except Exception as error:  # a poison update becomes a dead letter and blocks nobody
            await self._end(raw, IncomingState.DEAD, log_event("dead_letter", error, update_id=raw.update_id))
            return
        if state is IncomingState.DONE:
            await routes.resume(update, Context.from_update(update, self.application))
        else:
            await self.application.process_update(update)
        visit = self.house.visits.pop(raw.update_id, None)
        if visit is not None and visit.event is not None:
            await self._end(raw, IncomingState.FAILED, visit.event)
        else:
            self._answered.append(raw.update_id)

    async def flush(self) -> None:
        """Note down which updates have been answered; a crash before this only repeats an answer."""
        ids, self._answered = self._answered, []
        if ids:
            async with self.house.sessions.begin() as session:
                await incoming.mark_answered(session, self.house.sender_id, ids, self.house.clock.now())

    async def tidy(self) -> None:
        """Forget answered updates after a week."""
        async with self.house.sessions.begin() as session:
            await incoming.forget_before(session, self.house.clock.now())

    async def turn(self) -> None:
        """Do once everything the clock would ask for now (tests and the rehearsal's clock)."""
        for entry in self.entries:
            await timetable.run_safely(entry, log_line)

    async def stop(self) -> None:
        """Take no more updates, finish those taken and what is being sent, and note both down."""
        await self.inbox.drain()
        if self.serving is not None:
            self.serving.cancel()
            with suppress(asyncio.CancelledError, AnotherPollerError, InvalidToken):
                await self.serving
        await self.outbox.stop()
        await self.flush()

    async def _end(self, raw: RawUpdate, state: IncomingState, event: str) -> None:
        try:
            async with self.house.sessions.begin() as session:
                await incoming.mark_ended(
                    session, self.house.sender_id, raw.update_id, state, event, self.house.clock.now()
                )
        except SQLAlchemyError as error:  # it stays waiting and is tried again at the next start
            log_event("mark_failed", error, update_id=raw.update_id)


@asynccontextmanager
async def running(
    settings: Settings,
    ring: Keyring,
    *,
    clock: Clock | None = None,
    request: BaseRequest | None = None,
    limiter: Limiter | None = None,
    ticking: bool = True,
) -> AsyncIterator[Bot]:
    """Run the product until the block ends, then let what is in flight end; raises InvalidToken, AnotherPollerError.

    ``request`` replaces the way to Telegram, ``ticking`` False leaves the clockwork to the caller (``Bot.turn``).
    """
    async with AsyncExitStack() as stack:
        sessions = Sessions(settings.database)
        stack.push_async_callback(sessions.close)
        await schema.upgrade(sessions)
        product = await _compose(settings, ring, sessions, clock or SystemClock(), request, limiter)
        await product.application.initialize()
        stack.push_async_callback(product.application.shutdown)
        log_line("catch_up", **(await product.outbox.start()).facts())
        await menu.publish(product.application.bot)
        polling = partial(product.inbox.poll, product.application.bot)
        product.serving = asyncio.create_task(  # noqa: TID251 - held, watched by run() and awaited below
            product.inbox.serve(polling), name="inbox"
        )
        scheduler = AsyncIOScheduler(timezone="UTC")
        if ticking:
            timetable.start(scheduler, product.entries, log_line)
        try:
            yield product
        finally:
            await product.stop()
            if scheduler.running:
                scheduler.shutdown(wait=False)


async def _compose(
    settings: Settings,
    ring: Keyring,
    sessions: Sessions,
    clock: Clock,
    request: BaseRequest | None,
    limiter: Limiter | None,
) -> Bot:
    telegram = ExtBot(
        settings.require_token(),
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=request or HTTPXRequest(connection_pool_size=16),
        get_updates_request=request or HTTPXRequest(connection_pool_size=1),
        defaults=Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)),
    )
    await _reach(telegram)
    courier = Courier(telegram, sessions, clock, limiter or Limiter(), ring)
    house = House(sessions, ring, settings, clock, courier, telegram.id)
    builder = ApplicationBuilder().bot(telegram).updater(None).job_queue(None)
    application: SanhuiApplication = builder.context_types(context_types(house)).build()
    routes.register(application, Gate())
    join.enter(settings.admins)
    owner = secrets.token_hex(8)
    desk = Desk(sessions, courier, clock, telegram.id, owner, sessions.is_sqlite, CONSEQUENCES, log_line)
    return Bot(house, application, desk)


async def _reach(telegram: ExtBot[None]) -> None:
    """Ask Telegram who we are, patiently while there is no network; raises InvalidToken."""
    pause = 1.0
    while True:
        try:
            await telegram.initialize()
        except InvalidToken:
            raise
        except NetworkError as error:
            log_event("telegram_unreachable", error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30.0)
        else:
            return
