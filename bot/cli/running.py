"""``sanhui run`` and ``sanhui demo``: the only commands that load the bot itself."""

from typing import Annotated

import typer

from bot.cli.office import work
from bot.database_url import is_sqlite
from bot.loading import loading
from bot.roles import Role
from bot.settings import Settings, load_settings
from bot.texts.command_help import HELP
from storage.trouble import trouble_of


class CannotRunError(Exception):
    """The bot cannot run as things are; ``why`` names a sentence of ``texts.CANNOT_RUN``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def run(role: Annotated[Role, typer.Option("--role", help=HELP["role"])] = Role.ALL) -> int:
    """Run the bot until it is stopped."""
    settings = load_settings()
    settings.require_token()
    if role is not Role.ALL and is_sqlite(settings.database):
        raise CannotRunError("sqlite")
    # late: the log's library is for this command alone
    from bot import logs

    logs.configure(settings.log_level, settings.secrets())
    logs.install_hooks()
    return work(_run(settings, role))


async def _run(settings: Settings, role: Role) -> int:
    # late: Telegram's library is for this command alone
    from telegram.error import InvalidToken

    with loading():
        from bot import app, inbox

    try:
        await app.run(settings, role)
    except InvalidToken:
        raise CannotRunError("token") from None
    except inbox.AnotherPollerError:
        raise CannotRunError("poller") from None
    except inbox.CannotListenError:
        raise CannotRunError("listen") from None
    except app.AlreadyRunningError:
        raise CannotRunError("running") from None
    except OSError as error:
        if trouble_of(error) is None and not isinstance(error, PermissionError):
            raise
        raise CannotRunError("disk") from None
    return 0


def demo(
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help=HELP["port"])] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help=HELP["no_browser"])] = False,
) -> int:
    """Try the product without Telegram."""
    from bot.rehearsal import demo as stage  # late: Telegram's library is for this command alone

    return stage.run(port, browser=not no_browser)
