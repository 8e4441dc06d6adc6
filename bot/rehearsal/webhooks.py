"""Delivering updates to a bot's webhook: one at a time, in order, anything but 2xx tried again with growing delay."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from bot.rehearsal.accounts import BotAccount
from bot.rehearsal.errors import JsonDict
from bot.rehearsal.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header, not its value
FIRST_DELAY, LONGEST_DELAY = 0.25, 60.0
TIMEOUT = 10.0


@asynccontextmanager
async def deliveries(world: World) -> AsyncIterator[None]:
    """Deliver to the webhooks of all bots of a world while inside."""
    async with httpx.AsyncClient(timeout=TIMEOUT) as client, asyncio.TaskGroup() as group:
        running = [group.create_task(_deliver(bot, client)) for bot in world.bots.values()]
        yield
        for task in running:
            task.cancel()


async def _deliver(bot: BotAccount, client: httpx.AsyncClient) -> None:
    """Post what waits for one bot, for ever."""
    queue, delay = bot.queue, FIRST_DELAY
    while True:
        queue.arrived.clear()
        waiting = queue.pending()
        if queue.webhook is None or not waiting:
            await queue.arrived.wait()
        elif await _post(client, queue.webhook, waiting[0].body):
            queue.confirm(waiting[0].id + 1)
            delay = FIRST_DELAY
        else:
            await asyncio.sleep(delay)
            delay = min(2 * delay, LONGEST_DELAY)


async def _post(client: httpx.AsyncClient, webhook: JsonDict, update: JsonDict) -> bool:
    """Post one update and say whether the bot took it."""
    headers = {SECRET_HEADER: webhook["secret_token"]} if webhook["secret_token"] else {}
    with suppress(httpx.HTTPError):
        return (await client.post(webhook["url"], json=update, headers=headers)).is_success
    return False
