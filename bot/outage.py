"""While not even the receipt of a message can be stored: say so, once in a while, where somebody waits for an answer.

Telegram keeps what was not confirmed and hands it over again, so nothing is lost; silence would look like loss.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.courier import Address, Courier
from bot.letters import Letter
from bot.logs import log_event
from bot.texts.refusals import NOT_TAKEN, UNSAVED
from storage.clock import Clock
from storage.trouble import trouble_of

AGAIN = timedelta(minutes=10)
"""A chat is told again at the earliest after so long."""


class Outage:
    """Remembers whom it has told; nothing of it needs to survive the process."""

    def __init__(self, courier: Courier, clock: Clock) -> None:
        self._courier, self._clock = courier, clock
        self._told: dict[int | str, datetime] = {}

    async def tell(self, updates: Iterable[Mapping[str, Any]], error: Exception) -> None:
        """Tell the senders of ``updates`` that they could not be stored, and what they should do: nothing."""
        trouble = trouble_of(error)
        if trouble is None:
            return
        now = self._clock.now()
        self._told = {key: told for key, told in self._told.items() if told > now - AGAIN}
        for update in updates:
            try:
                await self._tell(update, trouble.value, now)
            except (SQLAlchemyError, OSError) as further:  # a chat that has moved cannot be followed just now either
                log_event("outage_untold", further)

    async def _tell(self, update: Mapping[str, Any], trouble: str, now: datetime) -> None:
        query, message = update.get("callback_query"), update.get("message")
        if isinstance(query, Mapping) and self._is_first(f"tap {query['id']}", now):
            # A tap is kept for a few minutes only: it may well have to be repeated.
            await self._courier.answer(str(query["id"]), UNSAVED[trouble], alert=True)
        elif isinstance(message, Mapping) and _awaits_answer(message):
            chat_id = int(message["chat"]["id"])
            if self._is_first(chat_id, now):
                await self._courier.reply(Address(chat_id), Letter(NOT_TAKEN[trouble]))

    def _is_first(self, key: int | str, now: datetime) -> bool:
        if key in self._told:
            return False
        self._told[key] = now
        return True


def _awaits_answer(message: Mapping[str, Any]) -> bool:
    """Whoever writes in private, or a command in a group, waits for an answer; others in a group do not."""
    chat = message.get("chat", {})
    return chat.get("type") == "private" or str(message.get("text", "")).startswith("/")
