"""``python -m bot.rehearsal``: a stage in a process of its own, for tests that kill the bot beside it.

Prints its root URL on the first line and serves until it is stopped; the scene is set over ``/stage/setup``.
"""

import argparse
import asyncio
import contextlib
import socket
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.rehearsal.journal import Journal
from bot.rehearsal.people import Cast
from bot.rehearsal.server import HOST, application, serving
from bot.rehearsal.stage import Stage
from storage.clock import ShiftedClock

TOKEN, USERNAME = "4242:rehearsal", "sanhui_bot"


def read_arguments(given: list[str]) -> argparse.Namespace:
    """Return the command line's settings."""
    parser = argparse.ArgumentParser(prog="python -m bot.rehearsal")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--username", default=USERNAME)
    parser.add_argument("--zone", type=ZoneInfo, default=ZoneInfo("Asia/Shanghai"))
    parser.add_argument("--log", type=Path, help="append-only log of the calls taken")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds every answer is held back")
    parser.add_argument("--flood", action="store_true", help="apply flood limits")
    return parser.parse_args(given)


async def serve(settings: argparse.Namespace, journal: Journal | None) -> None:
    """Run the stage until it is interrupted."""
    stage = Stage(ShiftedClock(), settings.flood, settings.delay, journal)
    bot = stage.world.add_bot(settings.token, settings.username, settings.username)
    listener = socket.create_server((HOST, settings.port))
    async with serving(application(Cast(stage, bot), settings.zone), listener) as root:
        sys.stdout.write(f"{root}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main(given: list[str]) -> None:
    """Read the command line and serve."""
    settings = read_arguments(given)
    with contextlib.ExitStack() as stack, contextlib.suppress(KeyboardInterrupt):
        journal = stack.enter_context(Journal(settings.log)) if settings.log is not None else None
        asyncio.run(serve(settings, journal))


if __name__ == "__main__":
    main(sys.argv[1:])
