"""Composition root: the only module that knows every room."""

import asyncio
import fcntl
import json
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError
from telegram import LinkPreviewOptions, Update
from telegram.error import InvalidToken, NetworkError
from telegram.ext import ApplicationBuilder, Defaults, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

import bot.letters.join
import bot.letters.leave
import bot.letters.meetings
import bot.letters.silent  # noqa: F401 - importing a noun's letters enters its composers
from bot import menu, routes
from bot.consequences import CONSEQUENCES
from bot.context import Context, House, SanhuiApplication, context_types
from bot.courier import Courier
from bot.gate import Gate
from bot.inbox import AnotherPollerError, Inbox
from bot.limiter import Limiter
from bot.logs import log_event, log_line
from bot.settings import Settings
from bot.texts import keys as key_texts
from jobs import changes, join, leave, life, meetings, minutes, silent, timetable  # noqa: F401 - they enter occasions
from jobs.desk import Desk
from jobs.outbox import Outbox
from jobs.timetable import Entry
from storage import keyring, permissions, schema
from storage.clock import Clock, SystemClock
from storage.database import Sessions, sqlite_path
from storage.keyring import Keyring
from storage.repositories import incoming, seals
from storage.repositories.incoming import RawUpdate
from storage.rules.terms import IncomingState

_FLUSH = timedelta(milliseconds=250)
_PEOPLE_FIRST = 5.0
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
        self._flushing = asyncio.Lock()
        self.entries: tuple[Entry, ...] = (
            Entry("phases", _PHASES, self.phases.turn),
            *timetable.timetable(desk, self.outbox),
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
            if visit is None or not visit.marked:  # nothing tells yet that it was handled: a crash repeats the answer
                await self._flush_now()

    async def flush(self) -> None:
        """Note down which updates have been answered; what could not be noted is noted the next time."""
        async with self._flushing:
            ids = tuple(self._answered)
            if ids:
                async with self.house.sessions.begin() as session:
                    await incoming.mark_answered(session, self.house.sender_id, ids, self.house.clock.now())
                del self._answered[: len(ids)]

    async def catch_up(self) -> None:
        """Answer those whom a crash interrupted, and note it, before anything else is begun; for a while at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.inbox.caught_up(), _PEOPLE_FIRST)
        await self._flush_now()

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

    async def _flush_now(self) -> None:
        try:
            await self.flush()
        except SQLAlchemyError as error:  # the next regular flush notes it
            log_event("mark_failed", error)

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
    ring: Keyring | None = None,
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
        time = clock or SystemClock()
        keys = ring or await unlock(settings, sessions, time)
        product = await _compose(settings, keys, sessions, time, request, limiter)
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
            await product.catch_up()
            timetable.start(scheduler, product.entries, log_line)
        try:
            yield product
        finally:
            await product.stop()
            if scheduler.running:
                scheduler.shutdown(wait=False)


async def unlock(settings: Settings, sessions: Sessions, clock: Clock) -> Keyring:
    """Open the data keys, made at the first start; raises KeyringError, or SealBroken when they are not this data's."""
    async with sessions.begin() as session:
        sealed_before = await seals.has_proof(session)
        ring, fresh = keyring.load_or_create(settings.key_path, clock.now(), sealed_before=sealed_before)
        await seals.prove(session, ring)
    if fresh:
        log_line("keys_created")
        sys.stderr.write(key_texts.first_start(str(settings.key_path)) + "\n")
    return ring


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT, then drain.

    Raises AlreadyRunningError when this machine already runs one on the same SQLite file, InvalidToken,
    AnotherPollerError, KeyringError.
    """
    with _alone(settings):
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with running(settings) as product:
            log_line("running", bot_id=product.house.sender_id)
            assert product.serving is not None  # noqa: S101 - running() has set it
            waiting = asyncio.create_task(stop.wait())  # noqa: TID251 - ended two lines below
            await asyncio.wait({waiting, product.serving}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if product.serving.done():
                product.serving.result()


class AlreadyRunningError(Exception):
    """Another process of this machine serves the same SQLite database."""


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the lock beside a SQLite database: two bots on one file would race for what is due."""
    path = sqlite_path(settings.database)
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunningError from error
        permissions.tighten(path)
        yield


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
        defaults=Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)),
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
