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

import httpx
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError
from telegram import LinkPreviewOptions, Update
from telegram.error import InvalidToken, NetworkError
from telegram.ext import ApplicationBuilder, Defaults, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

import bot.letters.amendments
import bot.letters.corrections
import bot.letters.join
import bot.letters.leave
import bot.letters.meetings
import bot.letters.silent
import bot.letters.urging  # noqa: F401 - importing a noun's letters enters its composers
from bot import menu, routes
from bot.consequences import CONSEQUENCES
from bot.context import Context, House, SanhuiApplication, context_types
from bot.courier import Courier
from bot.dispatcher import Dispatcher, Run
from bot.gate import Gate
from bot.inbox import AnotherPollerError, Inbox
from bot.limiter import Limiter
from bot.logs import log_event, log_line
from bot.settings import Settings
from bot.texts import keys as key_texts
from jobs import changes, corrections, join, leave, life, meetings, minutes, silent, timetable  # noqa: F401 - they enter occasions
from jobs import urging as urging_occasions  # noqa: F401 - it enters its occasion
from jobs.desk import Desk
from jobs.outbox import Outbox
from jobs.timetable import Entry
from storage import keyring, permissions, schema
from storage.clock import Clock, SystemClock
from storage.database import Sessions, sqlite_path
from storage.keyring import Keyring
from storage.repositories import incoming, seals
from storage.repositories.incoming import End, RawUpdate
from storage.rules.terms import IncomingState

_PEOPLE_FIRST = 5.0
_PHASES = timedelta(seconds=5)
_TIDY = timedelta(hours=1)


class Bot:
    """The running product: one bot account, its inbox, its outbox and its clockwork."""

    def __init__(self, house: House, application: SanhuiApplication, desk: Desk) -> None:
        self.house, self.application, self.desk = house, application, desk
        doors = (house.sessions, house.keyring, house.clock, house.sender_id)
        self.dispatcher = Dispatcher(*doors, house.owner, self.handle, alone=desk.exclusive)
        self.inbox = Inbox(*doors, self.dispatcher.wake)
        self.outbox = Outbox(desk)
        self.phases = meetings.Phases(house.sessions, house.clock)
        self.serving: asyncio.Task[None] | None = None
        self.entries: tuple[Entry, ...] = (
            Entry("phases", _PHASES, self.phases.turn),
            *timetable.timetable(desk, self.outbox),
            Entry("tidy", _TIDY, self.tidy),
        )

    async def handle(self, run: Run) -> None:
        """Carry the updates of one chat through the application, in order, and say how each ended; never raises."""
        for raw in run.updates:
            if not self.dispatcher.holds(run):
                return
            self.house.runs[raw.update_id] = run
            try:
                await self._handle_one(run, raw)
            except Exception as error:  # nothing one update does may hold up its chat
                run.ends[raw.update_id] = End(IncomingState.FAILED, log_event("update_broke", error))
            finally:
                del self.house.runs[raw.update_id]

    async def _handle_one(self, run: Run, raw: RawUpdate) -> None:
        try:
            update = Update.de_json(json.loads(raw.body), self.application.bot)
        except Exception as error:  # a poison update becomes a dead letter and blocks nobody
            event = log_event("dead_letter", error, update_id=raw.update_id)
            run.ends[raw.update_id] = End(IncomingState.DEAD, event)
            return
        if raw.state is IncomingState.DONE:
            await routes.resume(update, Context.from_update(update, self.application))
        else:
            await self.application.process_update(update)
        visit = self.house.visits.pop(raw.update_id, None)
        if run.lost:
            return
        if visit is not None and visit.event is not None:
            run.ends[raw.update_id] = End(IncomingState.FAILED, visit.event)
            return
        run.ends[raw.update_id] = End()
        if visit is None or not visit.marked:  # nothing tells yet that it was handled: a crash repeats the answer
            await self._note()

    async def catch_up(self) -> None:
        """Answer those whom a crash interrupted, and note it, before anything else is begun; for a while at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.dispatcher.caught_up(), _PEOPLE_FIRST)
        await self._note()

    async def serve(self) -> None:
        """Take updates in and handle them, until cancelled; raises InvalidToken, AnotherPollerError."""
        dispatching = asyncio.create_task(self.dispatcher.serve())  # noqa: TID251 - held, ended below
        polling = asyncio.create_task(self.inbox.poll(self.application.bot))  # noqa: TID251 - held, ended below
        try:
            await asyncio.wait({dispatching, polling}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (polling, dispatching):
                each.cancel()
            ended = await asyncio.gather(polling, dispatching, return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException) and not isinstance(error, asyncio.CancelledError):
                raise error

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
            with suppress(asyncio.CancelledError, AnotherPollerError, InvalidToken):
                await self.serving
        await self.outbox.stop()

    async def _note(self) -> None:
        try:
            await self.dispatcher.note()
        except (SQLAlchemyError, OSError) as error:  # the next turnover notes it
            log_event("mark_failed", error)


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
        product.serving = asyncio.create_task(  # noqa: TID251 - held, watched by run() and awaited below
            product.serve(), name="inbox"
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
    # Both ways to Telegram trust the same authorities; reading them in takes as long as everything else here together.
    trust = {"verify": httpx.create_ssl_context()}
    telegram = ExtBot(
        settings.require_token(),
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=request or HTTPXRequest(connection_pool_size=16, httpx_kwargs=trust),
        get_updates_request=request or HTTPXRequest(connection_pool_size=1, httpx_kwargs=trust),
        defaults=Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)),
    )
    await _reach(telegram)
    courier = Courier(telegram, sessions, clock, limiter or Limiter(), ring)
    owner = secrets.token_hex(8)
    house = House(sessions, ring, settings, clock, courier, telegram.id, owner)
    builder = ApplicationBuilder().bot(telegram).updater(None).job_queue(None)
    application: SanhuiApplication = builder.context_types(context_types(house)).build()
    routes.register(application, Gate())
    join.enter(settings.admins)
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
