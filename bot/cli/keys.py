"""``sanhui key``: add, rotate, retire and print data keys."""

from typing import Annotated

import typer

from bot.cli.office import office, say, work
from bot.cli.parts import Command, app
from bot.settings import load_settings
from bot.texts import command_line as texts
from bot.texts import keys as key_texts
from bot.texts.command_help import HELP
from storage import keyring
from storage.escrow import to_groups
from storage.keyring import KeyState
from storage.repositories import seals

commands = app(HELP["key"])


@commands.command("add", cls=Command, help=HELP["key_add"])
def add() -> int:
    """Make a new current key."""
    return work(_add())


async def _add() -> int:
    async with office() as desk:
        say(texts.key_added((await desk.ring()).add(desk.now()).id))
    return 0


@commands.command("rotate", cls=Command, help=HELP["key_rotate"])
def rotate() -> int:
    """Seal everything anew with the current key; may be interrupted and taken up again."""
    return work(_rotate())


async def _rotate() -> int:
    async with office() as desk:
        ring, count = await desk.ring(), 0
        for where in seals.columns():
            while True:
                async with desk.sessions.begin() as session:
                    done = await seals.reseal(session, ring, where)
                count += done
                if not done:
                    break
        say(texts.rotated(count, ring.current.id))
    return 0


@commands.command("retire", cls=Command, help=HELP["key_retire"])
def retire(key: Annotated[str, typer.Argument(metavar="KEY", help=HELP["key_id"], show_default=False)]) -> int:
    """Destroy an old key nothing needs any more."""
    return work(_retire(key.strip().lower()))


async def _retire(key: str) -> int:
    async with office() as desk:
        ring = await desk.ring()
        async with desk.sessions.read() as session:
            needed = await seals.rows_by_key(session, seals.columns())
        ring.retire(key, needed.get(key, 0))
    say(texts.retired(key))
    return 0


@commands.command("print", cls=Command, help=HELP["key_print"])
def print_() -> int:
    """Print every key in groups to type from paper."""
    for key in keyring.load(load_settings().key_path).keys.values():
        groups = () if key.state is KeyState.RETIRED else to_groups(key.secret)
        say(key_texts.sheet(key.id, key.created, key.state.value, groups))
    return 0
