"""Sets Telegram's command menus, one per kind of chat."""

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.logs import log_event
from bot.texts.commands import NAMES, Menu


def offered(menu: Menu) -> list[BotCommand]:
    """Return the commands one menu offers, most used first."""
    return [BotCommand(latin, name.line) for latin, name in NAMES.items() if name.menu & menu]


class Menus:
    """Offers the menus until Telegram has taken them: a line that fails must neither hold up the start nor end it."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._taken = False

    async def offer(self) -> bool:
        """Tell Telegram which commands to offer where, once; return whether it knows."""
        if not self._taken:
            try:
                await _publish(self._bot)
            except TelegramError as error:
                log_event("menus_failed", error)
            else:
                self._taken = True
        return self._taken


async def _publish(bot: Bot) -> None:
    await bot.set_my_commands(offered(Menu.PRIVATE), scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(offered(Menu.GROUP), scope=BotCommandScopeAllGroupChats())
