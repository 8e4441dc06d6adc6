"""The requests themselves: pages in, Telegram's answer as an outcome out; used by the courier alone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot import paging
from bot.letters import Enclosure, Letter
from bot.limiter import Limiter
from bot.logs import log_event
from bot.telegram_errors import Ending, ending, is_bad_markup
from storage.clock import Clock
from storage.database import Sessions
from storage.repositories import chats, senders
from storage.rules.confidentiality import ContentClass, Destination
from storage.rules.outcomes import NotModified, RateLimited, Sent

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Address:
    """A chat, or one topic of it."""

    chat_id: int
    thread_id: int = 0

    @property
    def destination(self) -> Destination:
        """Private chats bear the person's own positive number."""
        return Destination.PRIVATE if self.chat_id > 0 else Destination.GROUP


@dataclass(frozen=True, slots=True)
class Page:
    """One request's worth of a letter."""

    text: str
    keyboard: InlineKeyboardMarkup | None
    enclosure: Enclosure | None
    silent: bool
    protected: bool
    reply_to: int | None


def pages(letter: Letter, reply_to: int | None = None) -> list[Page]:
    """Cut a letter into requests: buttons under the last, the enclosure in the first, with its caption if it fits.

    Raises ValueError for a letter without a word or an enclosure.
    """
    captioned = letter.enclosure is not None and paging.length(letter.text) <= paging.CAPTION_LIMIT
    texts = [letter.text] if captioned else paging.split(letter.text)
    if letter.enclosure is not None and not captioned:
        texts = ["", *texts]
    if not texts:
        raise ValueError("an empty letter")
    last = len(texts) - 1
    return [
        Page(
            text,
            letter.keyboard if place == last else None,
            letter.enclosure if place == 0 else None,
            letter.silent,
            letter.content is ContentClass.P2,
            reply_to if place == 0 else None,
        )
        for place, text in enumerate(texts)
    ]


class Wire:
    """The line to Telegram: turns, requests, errors as outcomes, and the stop Telegram may order."""

    def __init__(self, bot: Bot, sessions: Sessions, clock: Clock, limiter: Limiter) -> None:
        self.bot, self.limiter = bot, limiter
        self._sessions, self._clock = sessions, clock
        self._knows_pause = False

    async def turn(self, chat_id: int | None, priority: int, patience: float | None = None) -> float:
        """Wait for a turn (see Limiter.turn), heeding a stop ordered before a restart or to another process."""
        if not self._knows_pause or not self._sessions.is_sqlite:
            try:
                await self._learn_pause()
            except (SQLAlchemyError, OSError) as away:  # while the database is away people must be told so
                log_event("pause_unknown", away)
        return await self.limiter.turn(chat_id, priority, patience)

    async def _learn_pause(self) -> None:
        async with self._sessions.read() as session:
            sender = await senders.get(session, self.bot.id)
        self._knows_pause = True
        if sender is not None and sender.paused_until is not None:
            self.limiter.stop((sender.paused_until - self._clock.now()).total_seconds())

    async def post(self, address: Address, page: Page) -> Ending | Sent:
        """Send one page."""
        return await self._formatted(page.text, partial(self._post, address, page))

    async def edit(self, address: Address, message_id: int, page: Page) -> Ending | Sent:
        """Show a page in a message that stands."""
        return await self._formatted(page.text, partial(self._edit, address, message_id, page))

    async def done(self, call: Callable[[], Awaitable[object]]) -> bool:
        """Make a small request; return whether what it asks for is so now."""
        return isinstance(await self.ended(call), Sent | NotModified)

    async def ended(self, call: Callable[[], Awaitable[object]]) -> Ending | Sent:
        """Make a small request; return how it ended."""
        try:
            await call()
        except TelegramError as error:
            return await self._ended(error)
        return Sent(0)

    async def follow(self, address: Address, chat_id: int) -> Address:
        """Follow a group that became a supergroup, wherever its old number is written."""
        async with self._sessions.begin() as session:
            await chats.migrate(session, address.chat_id, chat_id, self._clock.now())
        return Address(chat_id, address.thread_id)

    async def _post(self, address: Address, page: Page, text: str, mode: ParseMode | None) -> Message:
        shared: dict[str, Any] = {
            "chat_id": address.chat_id,
            "message_thread_id": address.thread_id or None,
            "parse_mode": mode,
            "reply_markup": page.keyboard,
            "disable_notification": page.silent,
            "protect_content": page.protected,
            "reply_parameters": _replying(page.reply_to),
        }
        if page.enclosure is None:
            return await self.bot.send_message(text=text, link_preview_options=_NO_PREVIEW, **shared)
        file = _file(page.enclosure)
        if page.enclosure.picture:
            return await self.bot.send_photo(photo=file, caption=text or None, **shared)
        return await self.bot.send_document(document=file, caption=text or None, **shared)

    async def _edit(
        self, address: Address, message_id: int, page: Page, text: str, mode: ParseMode | None
    ) -> Message | bool:
        where: dict[str, Any] = {
            "chat_id": address.chat_id,
            "message_id": message_id,
            "reply_markup": page.keyboard,
        }
        if page.enclosure is None:
            return await self.bot.edit_message_text(text, parse_mode=mode, link_preview_options=_NO_PREVIEW, **where)
        kind = InputMediaPhoto if page.enclosure.picture else InputMediaDocument
        return await self.bot.edit_message_media(kind(_file(page.enclosure, attach=True), text or None, mode), **where)

    async def _formatted(
        self, text: str, call: Callable[[str, ParseMode | None], Awaitable[Message | bool]]
    ) -> Ending | Sent:
        """Make a request with HTML; where Telegram cannot read it, say the plain words instead."""
        try:
            return _sent(await call(text, ParseMode.HTML))
        except TelegramError as error:
            if not is_bad_markup(error):
                return await self._ended(error)
        try:
            return _sent(await call(paging.plain(text), None))
        except TelegramError as error:
            return await self._ended(error)

    async def _ended(self, error: TelegramError) -> Ending:
        """Return what the error means; a stop that Telegram orders holds for everyone and survives a restart."""
        outcome = ending(error)
        if isinstance(outcome, RateLimited):
            self.limiter.stop(outcome.retry_after)
            until = self._clock.now() + timedelta(seconds=outcome.retry_after)
            try:
                async with self._sessions.begin() as session:
                    await senders.pause(session, self.bot.id, until)
            except SQLAlchemyError as full:  # the limiter keeps the stop; only a restart would forget it
                log_event("pause_not_kept", full)
        return outcome


def _replying(message_id: int | None) -> ReplyParameters | None:
    return ReplyParameters(message_id, allow_sending_without_reply=True) if message_id else None


def _file(enclosure: Enclosure, *, attach: bool = False) -> InputFile | str:
    """Return the upload, or the id of a file Telegram keeps.

    Inside a media object an upload is named by attach://, as a parameter of its own it is not.
    """
    if enclosure.file_id:
        return enclosure.file_id
    return InputFile(enclosure.data, filename=enclosure.name, attach=attach)


def _sent(result: Message | bool) -> Sent:
    return Sent(result.message_id if isinstance(result, Message) else 0)
