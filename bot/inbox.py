"""From Telegram to the handlers: raw updates are stored before they are confirmed, then handled per chat in order.

An update that cannot be parsed becomes a dead letter and blocks nobody. Side by side across chats, one by one inside.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.gate import ALLOWED_UPDATES
from bot.logs import log_event
from storage.clock import Clock
from storage.database import Sessions
from storage.keyring import Keyring
from storage.repositories import incoming
from storage.repositories.incoming import RawUpdate
from storage.rules.terms import IncomingState

Handle = Callable[[RawUpdate, IncomingState], Awaitable[None]]
POLL_SECONDS = 25
CONFLICTS_BORNE = 20


class AnotherPollerError(Exception):
    """Another process keeps fetching this bot's updates."""


class Inbox:
    """Stores what Telegram sends and hands it on, chat by chat."""

    def __init__(self, sessions: Sessions, ring: Keyring, clock: Clock, sender_id: int, handle: Handle) -> None:
        self._sessions, self._ring, self._clock = sessions, ring, clock
        self.sender_id = sender_id
        self._handle = handle
        self._queues: dict[int, deque[tuple[RawUpdate, IncomingState]]] = defaultdict(deque)
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._recovered = asyncio.Event()
        self._closed = False

    async def recover(self) -> int:
        """Queue what an earlier run stored but did not finish; return how many there were."""
        async with self._sessions.read() as session:
            left = await incoming.unfinished(session, self._ring, self.sender_id)
        self._queue(left)
        return len(left)

    async def take(self, updates: Iterable[Mapping[str, Any]]) -> None:
        """Store a batch (new ones only) and queue it; once this returns, Telegram may forget the batch."""
        raw = [_raw(update) for update in updates]
        if not raw:
            return
        async with self._sessions.begin() as session:
            fresh = await incoming.store(session, self._ring, self.sender_id, raw, self._clock.now())
        self._queue([(one, IncomingState.WAITING) for one in raw if one.update_id in fresh])

    async def poll(self, bot: Bot) -> None:
        """Fetch updates for ever by long polling; raises AnotherPollerError or InvalidToken."""
        offset, pause, conflicts = 0, 1.0, 0
        while True:
            try:
                updates = await _fetch(bot, offset)
                await self.take(updates)
                offset = max([offset, *(update["update_id"] + 1 for update in updates)])
                pause, conflicts = 1.0, 0
                continue
            except Conflict as error:
                conflicts += 1
                if conflicts > CONFLICTS_BORNE:
                    raise AnotherPollerError from error
            except InvalidToken:
                raise
            except RetryAfter as error:
                after = error.retry_after
                pause = after.total_seconds() if isinstance(after, timedelta) else float(after)
            except (NetworkError, TelegramError) as error:
                log_event("poll_failed", error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30.0)

    async def serve(self, poll: Callable[[], Awaitable[None]] | None = None) -> None:
        """Run the per-chat workers, and ``poll`` beside them, until cancelled."""
        try:
            await self.recover()
            self._recovered.set()
            await (poll() if poll is not None else asyncio.Event().wait())
        finally:
            for worker in list(self._workers.values()):
                worker.cancel()
            await asyncio.gather(*self._workers.values(), return_exceptions=True)
            # A worker cancelled before its first step never came to say so itself; whoever drains would wait for ever.
            self._workers.clear()
            self._idle.set()

    async def drain(self) -> None:
        """Queue nothing more and wait until what is queued has been handled; what comes later stays stored."""
        self._closed = True
        await self._idle.wait()

    async def caught_up(self) -> None:
        """Wait until what an earlier run left behind has been handled."""
        await self._recovered.wait()
        await self._idle.wait()

    async def idle(self) -> None:
        """Wait until everything queued has been handled."""
        await self._idle.wait()

    def _queue(self, updates: Iterable[tuple[RawUpdate, IncomingState]]) -> None:
        if self._closed:
            return
        for one, state in updates:
            self._queues[one.chat_key].append((one, state))
            self._idle.clear()
            if one.chat_key not in self._workers:
                self._workers[one.chat_key] = asyncio.create_task(  # noqa: TID251 - held, and awaited by serve()
                    self._work(one.chat_key)
                )

    async def _work(self, chat_key: int) -> None:
        queue = self._queues[chat_key]
        try:
            while queue:
                one, state = queue.popleft()
                await self._handle(one, state)
        finally:
            self._workers.pop(chat_key, None)
            if not queue:
                self._queues.pop(chat_key, None)
            if not self._workers:
                self._idle.set()


async def _fetch(bot: Bot, offset: int) -> list[dict[str, Any]]:
    # Raw JSON: python-telegram-bot parses a batch as a whole, so one bad update would block all the others for ever.
    # Spelt so, the endpoint becomes getUpdates without the library's warning to use its own parsing method.
    updates: list[dict[str, Any]] = await bot.do_api_request(
        "get_Updates",
        api_kwargs={"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES},
        read_timeout=POLL_SECONDS + 10,
    )
    return updates


def _raw(update: Mapping[str, Any]) -> RawUpdate:
    return RawUpdate(update["update_id"], _chat_key(update), json.dumps(update, ensure_ascii=False))


def _chat_key(update: Mapping[str, Any]) -> int:
    """Return the chat whose order an update belongs to; 0 where none can be told."""
    for value in update.values():
        if isinstance(value, Mapping):
            message = value.get("message", value)
            chat = message.get("chat") if isinstance(message, Mapping) else None
            if isinstance(chat, Mapping) and type(chat.get("id")) is int:
                return int(chat["id"])
    return 0
