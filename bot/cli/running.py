"""``sanhui run`` and ``sanhui demo``: the only commands that load the bot itself."""

from enum import StrEnum
from typing import Annotated

import typer

from bot.cli.office import work
from bot.settings import Settings, load_settings
from bot.texts.command_help import HELP


class Role(StrEnum):
    """Which part of the work a process takes."""

    ALL = "all"
    WEB = "web"
    WORK = "work"
    CLOCK = "clock"


class NotBuiltError(Exception):
    """This installation has no such part."""


class CannotRunError(Exception):
    """The bot cannot run as things are; ``why`` names a sentence of ``texts.CANNOT_RUN``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def run(role: Annotated[Role, typer.Option("--role", help=HELP["role"])] = Role.ALL) -> int:
    """Run the bot until it is stopped."""
    settings = load_settings()
    settings.require_token()
    if role is not Role.ALL:
        raise NotBuiltError
    # late: the log's library is for this command alone
    from bot import logs

    logs.configure(settings.log_level, settings.secrets())
    logs.install_hooks()
    return work(_run(settings))


async def _run(settings: Settings) -> int:
    # late: Telegram's library is for this command alone
    from telegram.error import InvalidToken

    from bot import app, inbox

    try:
        await app.run(settings)
    except InvalidToken:
        raise CannotRunError("token") from None
    except inbox.AnotherPollerError:
        raise CannotRunError("poller") from None
    except app.AlreadyRunningError:
        raise CannotRunError("running") from None
    return 0


def demo(
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help=HELP["port"])] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help=HELP["no_browser"])] = False,
) -> int:
    """Try the product without Telegram."""
    from bot.rehearsal import demo as stage  # late: Telegram's library is for this command alone

    return stage.run(port, browser=not no_browser)
