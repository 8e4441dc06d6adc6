"""The demonstration: the local Telegram on loopback, the bot against it as against any Telegram, one clock for both."""

import asyncio
import contextlib
import logging
import signal
import socket
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette

from bot import app, logs
from bot.product import Bot
from bot.rehearsal import guide, sample
from bot.rehearsal.people import Cast
from bot.rehearsal.script import Script, script
from bot.rehearsal.server import application, server
from bot.rehearsal.stage import Stage
from bot.rehearsal.world import Event
from bot.settings import Settings
from storage import keyring, schema
from storage.clock import ShiftedClock
from storage.database import Sessions
from storage.keyring import Keyring

HOST, USUAL_PORT = "127.0.0.1", 8420
TOKEN = "4242:rehearsal"  # noqa: S105 - known to nobody but the stage in this very process


class PortTakenError(OSError):
    """Another program listens on the port that was asked for."""


class _Server(uvicorn.Server):
    """A server that leaves signals to the demonstration, which stops the bot first."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run(port: int | None = None, *, browser: bool = True, say: Callable[[str], None] | None = None) -> int:
    """Show the demonstration until it is interrupted and return the exit code; ``port`` 0 takes any free one.

    ``say`` is told, in Chinese, what the terminal should show (standard output by default).
    """
    words, say = script().data["terminal"], say or _say
    logs.configure("ERROR", (TOKEN,))
    try:
        with (
            listening(port) as listener,
            tempfile.TemporaryDirectory(prefix="sanhui-demo-") as folder,
            contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt),
        ):
            asyncio.run(_perform(listener, Path(folder), browser, lambda url: say(words["opened"].format(url=url))))
    except PortTakenError:
        sys.stderr.write(words["port_taken"].format(port=port) + "\n")
        return 2
    say(words["closed"])
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def listening(port: int | None) -> socket.socket:
    """Return a socket on loopback: on ``port``, or without one on the usual port or any free one.

    Raises PortTakenError.
    """
    try:
        return socket.create_server((HOST, USUAL_PORT if port is None else port))
    except OSError as error:
        if port is not None:
            raise PortTakenError from error
        return socket.create_server((HOST, 0))


@asynccontextmanager
async def playing(listener: socket.socket, folder: Path) -> AsyncIterator[str]:
    """Run stage and bot while inside, all data under ``folder``; yields the address of the page."""
    told = script()
    cast = _cast(told)
    url = f"http://{HOST}:{listener.getsockname()[1]}"
    settings = settings_for(url, folder, told)
    ring = keyring.create(settings.key_path, told.start)
    furnished = await _furnish(settings, ring, cast)
    page = application(cast, told.zone, guide.steps(furnished))
    async with (
        _serving(page, listener),
        app.running(settings, ring, clock=cast.stage.clock) as bot,
        _turning(cast, bot),
    ):
        yield url


def settings_for(url: str, folder: Path, told: Script) -> Settings:
    """Return the bot's settings, built without a look at the environment: nothing around this process reaches in."""
    return Settings.model_construct(
        bot_token=SecretStr(TOKEN),
        api_url=url,
        data_dir=folder / "data",
        key_file=folder / "keys.json",
        timezone=told.zone,
        log_level="ERROR",
    )


def _cast(told: Script) -> Cast:
    stage = Stage(ShiftedClock(start=told.start))
    return Cast(stage, stage.world.add_bot(TOKEN, told.data["bot"]["username"], told.data["bot"]["name"]))


async def _furnish(settings: Settings, ring: Keyring, cast: Cast) -> sample.Sample:
    sessions = Sessions(settings.database)
    try:
        await schema.upgrade(sessions)
        return await sample.furnish(sessions, ring, cast)
    finally:
        await sessions.close()


@asynccontextmanager
async def _serving(page: Starlette, listener: socket.socket) -> AsyncIterator[None]:
    """Serve the page while inside; whoever calls before the server is up waits in the listener's queue."""
    running = _Server(server(page).config)
    async with asyncio.TaskGroup() as group:
        group.create_task(running.serve([listener]))
        try:
            yield
        finally:
            # It cuts what still waits here, the page and the bot's own poll among it, and that is no error.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            running.should_exit = True


@asynccontextmanager
async def _turning(cast: Cast, bot: Bot) -> AsyncIterator[None]:
    """Let the bot look at its rows as soon as somebody has moved the clock, instead of at its next tick."""
    moved = asyncio.Event()

    def heard(event: Event) -> None:
        if event.kind == "clock":
            moved.set()

    async def follow() -> None:
        while await moved.wait():
            moved.clear()
            await bot.turn()

    cast.stage.world.listeners.append(heard)
    async with asyncio.TaskGroup() as group:
        following = group.create_task(follow())
        try:
            yield
        finally:
            following.cancel()


async def _perform(listener: socket.socket, folder: Path, browser: bool, opened: Callable[[str], None]) -> None:
    loop, here = asyncio.get_running_loop(), asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers; Ctrl-C still works there
            loop.add_signal_handler(number, here.cancel if here else loop.stop)
    async with playing(listener, folder) as url:
        opened(url)
        if browser:
            await asyncio.to_thread(webbrowser.open, url)
        await asyncio.Event().wait()
