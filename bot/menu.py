"""Sets Telegram's command menus, one per kind of chat."""

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot.texts.commands import NAMES, Menu


def offered(menu: Menu) -> list[BotCommand]:
    """Return the commands one menu offers, most used first."""
    return [BotCommand(latin, name.line) for latin, name in NAMES.items() if name.menu & menu]


async def publish(bot: Bot) -> None:
    """Tell Telegram which commands to offer where."""
    await bot.set_my_commands(offered(Menu.PRIVATE), scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(offered(Menu.GROUP), scope=BotCommandScopeAllGroupChats())
