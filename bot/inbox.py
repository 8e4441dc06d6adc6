"""From Telegram to the database: raw updates are stored before they are confirmed; the dispatcher does the rest."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.gate import ALLOWED_UPDATES
from bot.logs import log_event, log_line
from bot.rivals import Rivals
from bot.telegram_errors import is_webhook_set
from jobs.duty import Duty
from storage.clock import Clock
from storage.database import Sessions
from storage.keyring import Keyring
from storage.repositories import incoming
from storage.repositories.incoming import RawUpdate

Unstored = Callable[[Sequence[Mapping[str, Any]], Exception], Awaitable[None]]
"""Told of a batch that could not be stored, and why."""

POLL_SECONDS = 25
SHARED_POLL_SECONDS = 4
"""Where others stand by: short enough for the duty to be renewed between two requests."""

STAND_BY = 1.0
_CONFLICT_PAUSE = 4.0


class AnotherPollerError(Exception):
    """Another process keeps fetching this bot's updates."""


class CannotListenError(Exception):
    """The address of WEB_LISTEN, where updates would be brought, is taken or not this machine's."""


_PLACE = ("message_id", "date", "chat", "is_topic_message", "message_thread_id", "has_protected_content")
"""What is kept of the message under a tapped button."""


async def _nobody_is_told(_updates: Sequence[Mapping[str, Any]], _error: Exception) -> None:
    return None


class Inbox:
    """Stores what Telegram sends; ``wake`` is called when there is something new to handle."""

    def __init__(
        self,
        sessions: Sessions,
        ring: Keyring,
        clock: Clock,
        sender_id: int,
        wake: Callable[[], None],
        unstored: Unstored = _nobody_is_told,
    ) -> None:
        self._sessions, self._ring, self._clock = sessions, ring, clock
        self.sender_id = sender_id
        self._wake, self._unstored = wake, unstored

    async def take(self, updates: Iterable[Mapping[str, Any]]) -> None:
        """Store a batch; once this returns, Telegram may forget it. Raises what the database raises."""
        raw = [_raw(update) for update in updates]
        if not raw:
            return
        async with self._sessions.begin() as session:
            await incoming.store(session, self._ring, self.sender_id, raw, self._clock.now())
        self._wake()

    async def poll(self, bot: Bot, duty: Duty) -> None:
        """Fetch updates for ever by long polling, while the duty is ours; raises AnotherPollerError, InvalidToken.

        Without it stand by: another process of ours polls, and dies one day.
        """
        offset, pause, rivals, fetched = 0, 1.0, Rivals(), False
        while True:
            updates: list[dict[str, Any]] = []
            try:
                if not await _is_ours(duty):
                    offset = 0
                    await asyncio.sleep(STAND_BY)
                    continue
                updates = await _fetch(bot, offset, POLL_SECONDS if duty.alone else SHARED_POLL_SECONDS)
                fetched = True
                await self.take(updates)
                offset = max([offset, *(update["update_id"] + 1 for update in updates)])
                pause = 1.0
                rivals.fetched()
                continue
            except Conflict as error:
                if not fetched and is_webhook_set(error):
                    # Left by an operator who has gone back to polling; what it has not brought is kept.
                    with suppress(TelegramError):
                        await bot.delete_webhook()
                log_line("poll_conflict")
                if rivals.must_yield():
                    raise AnotherPollerError from error
                duty.doubt()
                pause = min(pause, _CONFLICT_PAUSE)
            except InvalidToken:
                raise
            except RetryAfter as error:
                after = error.retry_after
                pause = after.total_seconds() if isinstance(after, timedelta) else float(after)
            except (TelegramError, SQLAlchemyError, OSError) as error:
                # What could not be stored is not confirmed: Telegram hands it over again.
                log_event("poll_failed", error)
                if updates:
                    await self._unstored(updates, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30.0)


async def _is_ours(duty: Duty) -> bool:
    """Return whether to fetch; while the database is away whoever had the duty goes on, to tell those who write."""
    try:
        return await duty.held()
    except (SQLAlchemyError, OSError) as error:
        if not duty.was_held:
            raise
        log_event("duty_unsure", error)
        return True


async def _fetch(bot: Bot, offset: int, seconds: int) -> list[dict[str, Any]]:
    # Raw JSON: python-telegram-bot parses a batch as a whole, so one bad update would block all the others for ever.
    # Spelt so, the endpoint becomes getUpdates without the library's warning to use its own parsing method.
    updates: list[dict[str, Any]] = await bot.do_api_request(
        "get_Updates",
        api_kwargs={"offset": offset, "timeout": seconds, "allowed_updates": ALLOWED_UPDATES},
        read_timeout=seconds + 10,
    )
    return updates


def _raw(update: Mapping[str, Any]) -> RawUpdate:
    # Escaped, for half a surrogate pair, which JSON can carry, cannot be written as UTF-8.
    return RawUpdate(update["update_id"], _chat_key(update), json.dumps(_slim(update)))


def _slim(update: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out what the message under a tapped button says: it is our own, and may be long or confidential."""
    tap = update.get("callback_query")
    if not isinstance(tap, Mapping) or not isinstance(message := tap.get("message"), Mapping):
        return update
    return {**update, "callback_query": {**tap, "message": {name: message[name] for name in _PLACE if name in message}}}


def _chat_key(update: Mapping[str, Any]) -> int:
    """Return the chat whose order an update belongs to; 0 where none can be told."""
    for value in update.values():
        if isinstance(value, Mapping):
            message = value.get("message", value)
            chat = message.get("chat") if isinstance(message, Mapping) else None
            if isinstance(chat, Mapping) and type(chat.get("id")) is int:
                return int(chat["id"])
    return 0
