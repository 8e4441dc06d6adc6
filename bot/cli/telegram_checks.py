"""What ``sanhui doctor`` asks Telegram: is the token good, does anything else fetch updates, what may the bot do where.

Every question has a few seconds; a Telegram that does not answer is one finding and never holds the doctor up.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence

from telegram import Bot, ChatMemberAdministrator
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot.cli.findings import Finding, Weight
from bot.settings import Settings
from bot.texts import doctor as texts
from storage.models import Binding

SECONDS = 5.0
"""How long one question may take."""

_ALL_SECONDS = 20.0
_MOST_CHATS = 20
_AWAY = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


async def ask(
    settings: Settings, bound: Sequence[tuple[str, Binding]], request: BaseRequest | None = None
) -> list[Finding]:
    """Return what Telegram says of the bot and of the chats its organisations (name, binding) are told in."""
    found: list[Finding] = []
    try:
        async with asyncio.timeout(_ALL_SECONDS):
            async for one in _ask(settings, bound, request):
                found.append(one)  # noqa: PERF401 - what was found before the time was up is kept
    except TimeoutError:
        found.append(Finding(Weight.NOTE, texts.UNREACHABLE))
    return found


async def _ask(
    settings: Settings, bound: Sequence[tuple[str, Binding]], request: BaseRequest | None
) -> AsyncIterator[Finding]:
    line = request or HTTPXRequest(connect_timeout=SECONDS, read_timeout=SECONDS, write_timeout=SECONDS)
    bot = Bot(settings.require_token(), base_url=f"{settings.api_url}/bot", request=line, get_updates_request=line)
    try:
        await bot.initialize()
    except InvalidToken:
        yield Finding(Weight.SERIOUS, texts.REJECTED)
        return
    except TelegramError:
        yield Finding(Weight.NOTE, texts.UNREACHABLE)
        return
    try:
        async for finding in _asked(bot, bound):
            yield finding
    except TelegramError:
        yield Finding(Weight.NOTE, texts.UNREACHABLE)
    finally:
        await bot.shutdown()


async def _asked(bot: Bot, bound: Sequence[tuple[str, Binding]]) -> AsyncIterator[Finding]:
    if (await bot.get_webhook_info()).url:
        yield Finding(Weight.SERIOUS, texts.WEBHOOK_SET)
    for name, binding in bound[:_MOST_CHATS]:
        words = await _chat(bot, name, binding)
        if words:
            yield Finding(Weight.NOTE, words)


async def _chat(bot: Bot, name: str, binding: Binding) -> str:
    """Say what the bot cannot do in a chat; an empty string where nothing is missing."""
    try:
        me = await bot.get_chat_member(binding.chat_id, bot.id)
    except (BadRequest, Forbidden):
        return texts.not_in_chat(name)
    if me.status in _AWAY:
        return texts.not_in_chat(name)
    if not isinstance(me, ChatMemberAdministrator):
        return texts.only_commands(name) if not bot.bot.can_read_all_group_messages else texts.cannot_pin(name)
    return "" if me.can_pin_messages else texts.cannot_pin(name)
