"""What a handler is given: who came, where, when, and the doors to the database and the way out."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self, cast

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Message, Update
from telegram.ext import Application, CallbackContext, ContextTypes, ExtBot

from bot.courier import Address, Courier
from bot.dispatcher import Run
from bot.letters import Letter
from bot.settings import Settings
from storage.clock import Clock
from storage.database import Sessions
from storage.keyring import Keyring
from storage.repositories import branch_locks, incoming


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, or one topic of it; ``private`` chats have the user's own id."""

    chat_id: int
    thread_id: int
    private: bool
    title: str = ""

    @property
    def address(self) -> Address:
        """Where an answer goes."""
        return Address(self.chat_id, self.thread_id)


@dataclass(frozen=True, slots=True)
class Visitor:
    """The real person behind an update, known by the numeric id alone."""

    telegram_id: int
    shown_name: str


@dataclass(frozen=True, slots=True)
class House:
    """The rooms a handler may enter; composed once in ``bot.app``."""

    sessions: Sessions
    keyring: Keyring
    settings: Settings
    clock: Clock
    courier: Courier
    sender_id: int
    owner: str
    runs: dict[int, Run] = field(default_factory=dict)
    visits: dict[int, "Context"] = field(default_factory=dict)


class HoldLostError(Exception):
    """The chat of this update has passed to another process; nothing of this transaction may stay."""


class Context(CallbackContext[ExtBot[None], Any, Any, House]):
    """Typed context of one update."""

    house: House
    visitor: Visitor
    place: Place
    update_id: int
    event: str | None = None
    left_dialogue: bool = False
    message: Message | None = None
    callback_id: str | None = None
    unheard: bool = False
    words: str = ""
    run: Run | None = None
    commanded: bool = False
    chosen: bool = False
    waiting_command: str = ""
    _answered: bool = False
    marked: bool = False

    @classmethod
    def from_update(cls, update: object, application: Any) -> Self:  # noqa: ANN401 - the base class's own signature
        """Build the context of one update and remember the visit until its row is put to rest."""
        context = super().from_update(update, application)
        context.house = application.bot_data
        if isinstance(update, Update):
            context.update_id = update.update_id
            context.message = _message(update)
            context.callback_id = update.callback_query.id if update.callback_query else None
        else:
            context.update_id = 0
        context.run = context.house.runs.get(context.update_id)
        context.house.visits[context.update_id] = context
        return context

    @property
    def is_admitted(self) -> bool:
        """Whether the gate has let the update in: a person is known to be behind it."""
        return hasattr(self, "visitor")

    @property
    def is_placed(self) -> bool:
        """Whether the gate has said who came and where; before that nobody can be spoken to."""
        return hasattr(self, "place")

    @property
    def whereabouts(self) -> tuple[int, int]:
        """The numbers of the person and of the chat, 0 where they are not known."""
        return (self.visitor.telegram_id if self.is_admitted else 0), (self.place.chat_id if self.is_placed else 0)

    @property
    def keyring(self) -> Keyring:
        """The data keys."""
        return self.house.keyring

    @property
    def courier(self) -> Courier:
        """The one way out."""
        return self.house.courier

    @property
    def settings(self) -> Settings:
        """The operator's settings."""
        return self.house.settings

    def now(self) -> datetime:
        """Return the present moment (aware, UTC)."""
        return self.house.clock.now()

    @property
    def lost(self) -> bool:
        """Whether the chat may be another process's by now: then there is nothing more to do, say or note here.

        Once doubted it is let go of: whoever takes the chat next, be it this process, finds the update unfinished.
        """
        if self.run is None:
            return False
        self.run.lost = self.run.lost or self.now() >= self.run.until
        return self.run.lost

    @asynccontextmanager
    async def begin(self, *, done: bool = True) -> AsyncIterator[AsyncSession]:
        """Open the update's transaction: its change and the mark «done» commit together, or neither does.

        ``done`` False is for what comes before the change itself and leaves the update waiting. Raises HoldLostError
        where another process has taken the chat over or carried the update out.
        """
        house = self.house
        async with house.sessions.begin() as session:
            await branch_locks.take(session, *self.whereabouts)
            yield session
            await session.flush()
            self.keep(
                await incoming.mark_done(
                    session, house.sender_id, [self.update_id], house.owner, self.now(), again=self.marked
                )
                if done
                else await incoming.is_mine(session, house.sender_id, self.update_id, house.owner)
            )
        self.marked = self.marked or done

    def keep(self, mine: bool) -> None:
        """Raise HoldLostError, and let go of the chat, unless the update is ``mine``."""
        if not mine:
            self.let_go()
            raise HoldLostError

    def let_go(self) -> None:
        """Say no more here: whoever takes the chat next finds out how far this update has come, and goes on there."""
        if self.run is not None:
            self.run.lost = True

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session that only reads."""
        async with self.house.sessions.read() as session:
            yield session

    async def say(self, *letters: Letter) -> None:
        """Say letters where the person is."""
        for letter in letters:
            self.unheard = not await self.courier.reply(self.place.address, letter) or self.unheard

    async def whisper(self, *letters: Letter) -> bool:
        """Say letters to the person in private; return False when the bot cannot write to them."""
        sent = True
        for letter in letters:
            sent = await self.courier.reply(Address(self.visitor.telegram_id), letter) and sent
        return sent

    async def toast(self, text: str = "", *, alert: bool = False) -> None:
        """Answer the tap, once; later calls are dropped."""
        if self.callback_id is not None and not self._answered:
            self._answered = True
            await self.courier.answer(self.callback_id, text, alert=alert)

    async def close_tap(self) -> None:
        """Answer a tap that nothing has answered yet, unless the chat may be another process's by now.

        Where nothing is left to say, it is not asked whose the chat is: what was said is noted if it is still ours.
        """
        if self.callback_id is not None and not self._answered and not self.lost:
            await self.toast()

    async def redraw(self, letter: Letter) -> None:
        """Show ``letter`` in the tapped message, or as a new one where that cannot be edited."""
        message = self.message
        if (
            message is None
            or not message.is_accessible
            or not await self.courier.edit(self.place.address, message.message_id, letter)
        ):
            await self.say(letter)


@asynccontextmanager
async def begin_together(contexts: Sequence[Context]) -> AsyncIterator[tuple[AsyncSession, list[Context]]]:
    """Open one transaction for updates of one chat; those put into the list it yields are marked done with it.

    Raises HoldLostError as ``Context.begin`` does; then none of them has been carried out here.
    """
    first, done = contexts[0], list[Context]()
    house = first.house
    async with house.sessions.begin() as session:
        await branch_locks.take(session, *first.whereabouts)
        yield session, done
        if done:
            numbers = [one.update_id for one in done]
            first.keep(await incoming.mark_done(session, house.sender_id, numbers, house.owner, first.now()))
    for one in done:
        one.marked = True


def _message(update: Update) -> Message | None:
    """Return the message an update is about; for a tap the one under which it was, accessible or not."""
    tapped = update.callback_query.message if update.callback_query else None
    # The library builds a plain Message even for an inaccessible one; ``is_accessible`` tells.
    return cast("Message | None", tapped) if tapped else update.message or update.edited_message


SanhuiApplication = Application[ExtBot[None], Context, Any, Any, House, None]


def context_types(house: House) -> ContextTypes[Context, Any, Any, House]:
    """Return the types python-telegram-bot builds its application with; its bot data is the house."""
    # The library asks for a type it can call without arguments; a function that hands the house over is one.
    return ContextTypes(context=Context, bot_data=cast("type[House]", lambda: house))
