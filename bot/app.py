"""Composition root: the only module that knows every room."""

import asyncio
import fcntl
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from typing import Literal

import httpx
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import LinkPreviewOptions
from telegram.error import InvalidToken, NetworkError
from telegram.ext import ApplicationBuilder, Defaults, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot import switchboard
from bot.consequences import CONSEQUENCES
from bot.context import House, SanhuiApplication, context_types
from bot.courier import Courier
from bot.gate import Gate
from bot.letters import nouns as composed  # noqa: F401 - every noun enters its composers
from bot.limiter import Limiter
from bot.logs import log_event, log_line
from bot.product import Bot
from bot.roles import Role
from bot.settings import Settings
from bot.texts import keys as key_texts
from jobs import join, meetings, nouns, timetable  # noqa: F401 - every noun enters its occasions
from jobs.desk import Desk
from jobs.timetable import Entry
from storage import keyring, permissions, schema
from storage.clock import Clock, SystemClock
from storage.database import Sessions, sqlite_path
from storage.database_clock import DatabaseClock
from storage.keyring import Keyring
from storage.repositories import seals


@asynccontextmanager
async def running(
    settings: Settings,
    ring: Keyring | None = None,
    *,
    clock: Clock | None = None,
    request: BaseRequest | None = None,
    limiter: Limiter | None = None,
    ticking: bool = True,
    role: Role = Role.ALL,
) -> AsyncIterator[Bot]:
    """Run the product until the block ends, then let what is in flight end; raises InvalidToken, AnotherPollerError.

    ``request`` replaces the way to Telegram, ``ticking`` False leaves the clockwork to the caller (``Bot.turn``).
    """
    async with AsyncExitStack() as stack:
        sessions = Sessions(settings.database)
        stack.push_async_callback(sessions.close)
        await schema.upgrade(sessions)
        time = clock or await _clock(sessions)
        keys = ring or await unlock(settings, sessions, time)
        product = await _compose(settings, keys, sessions, time, request, limiter, role)
        await product.application.initialize()
        stack.push_async_callback(product.application.shutdown)
        await product.begin()
        product.serving = asyncio.create_task(  # noqa: TID251 - held, watched by run() and awaited below
            product.serve(), name="inbox"
        )
        if role.takes:
            await product.menus.offer()
        scheduler = AsyncIOScheduler(timezone="UTC")
        if ticking:
            await product.catch_up()
            timetable.start(scheduler, (*product.entries, *_set_now_and_then(time)), log_line)
        try:
            yield product
        finally:
            await product.stop()
            if scheduler.running:
                scheduler.shutdown(wait=False)


async def _clock(sessions: Sessions) -> Clock:
    """Return the clock to go by: where processes share a database, its own."""
    if sessions.is_sqlite:
        return SystemClock()
    clock = DatabaseClock(sessions)
    await clock.set()
    return clock


def _set_now_and_then(clock: Clock) -> Iterator[Entry]:
    """Set the clock now and then, in every process, whatever its role."""
    if isinstance(clock, DatabaseClock):
        yield Entry("clock", timetable.MINUTE, clock.set)


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


async def run(settings: Settings, role: Role = Role.ALL) -> None:
    """Run the bot, or the part of it that ``role`` names, until SIGTERM or SIGINT, then drain.

    Raises AlreadyRunningError when this machine already runs one on the same SQLite file, InvalidToken,
    AnotherPollerError, CannotListenError, KeyringError.
    """
    with _alone(settings):
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        waiting = asyncio.create_task(stop.wait())  # noqa: TID251 - held, ended below
        async with AsyncExitStack() as stack:
            stack.callback(waiting.cancel)
            entering = stack.enter_async_context(running(settings, role=role))
            product = await _unless(waiting, entering)
            if product is not None:
                log_line("running", bot_id=product.house.sender_id, role=role.value)
                assert product.serving is not None  # noqa: S101 - running() has set it
                await asyncio.wait({waiting, product.serving}, return_when=asyncio.FIRST_COMPLETED)
                if product.serving.done():
                    product.serving.result()


async def _unless(stop: asyncio.Task[Literal[True]], begin: Coroutine[object, object, Bot]) -> Bot | None:
    """Wait for the product to begin, or for the stop: without a network the beginning may take for ever."""
    beginning = asyncio.create_task(begin)  # noqa: TID251 - held, awaited below
    await asyncio.wait({stop, beginning}, return_when=asyncio.FIRST_COMPLETED)
    if not beginning.done():
        beginning.cancel()
        with suppress(asyncio.CancelledError):
            return await beginning
        return None
    return beginning.result()


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
    role: Role,
) -> Bot:
    asking, fetching = (request, request) if request else _two_ways()
    telegram = ExtBot(
        settings.require_token(),
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=asking,
        get_updates_request=fetching,
        defaults=Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)),
    )
    await _reach(telegram)
    courier = Courier(telegram, sessions, clock, limiter or Limiter(), ring)
    owner = secrets.token_hex(8)
    house = House(sessions, ring, settings, clock, courier, telegram.id, owner)
    builder = ApplicationBuilder().bot(telegram).updater(None).job_queue(None)
    application: SanhuiApplication = builder.context_types(context_types(house)).build()
    gate = Gate()
    switchboard.register(application, gate)
    join.enter(settings.admins)
    desk = Desk(sessions, courier, clock, telegram.id, owner, sessions.is_sqlite, CONSEQUENCES, log_line)
    return Bot(house, application, desk, gate, role)


def _two_ways() -> tuple[BaseRequest, BaseRequest]:
    """Return the way to Telegram for calls, and the one that waits for updates."""
    # Both trust the same authorities; reading them in takes as long as everything else of a start together.
    trust = {"verify": httpx.create_ssl_context()}
    calls = HTTPXRequest(connection_pool_size=16, httpx_kwargs=trust)
    return calls, HTTPXRequest(connection_pool_size=1, httpx_kwargs=trust)


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
