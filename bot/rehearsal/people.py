"""The person's hand: what somebody with a phone can see and do, for tests and for the page.

A hand taps only what is on its screen. With an ``idle`` coroutine (the bot's own “nothing left to do”) every act waits
until the bot has confirmed and finished; without one, acts return at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.rehearsal.accounts import BotAccount
from bot.rehearsal.chats import RIGHTS, Chat
from bot.rehearsal.compose import TEXT_LIMIT, typed
from bot.rehearsal.errors import JsonDict
from bot.rehearsal.files import Upload
from bot.rehearsal.messages import Message
from bot.rehearsal.screens import NotOnScreenError, Shown, Toast, labels, shown, start_payload
from bot.rehearsal.stage import Stage
from bot.rehearsal.users import ANONYMOUS_ADMIN, User
from bot.rehearsal.world import Event

__all__ = ["Cast", "NotOnScreenError", "Person", "Shown", "Toast"]

SCREEN = 10
PATIENCE = 60.0


@dataclass
class Cast:
    """The people around one bot on a stage."""

    stage: Stage
    bot: BotAccount
    idle: Callable[[], Awaitable[object]] | None = None
    patience: float = PATIENCE
    hands: dict[int, "Person"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stage.world.listeners.append(self._hear)

    def person(self, name: str, **details: object) -> "Person":
        """Bring a new person in (keywords of World.add_person); the private chat with the bot is not yet started."""
        return self.hand(self.stage.world.add_person(name, **details))  # type: ignore[arg-type] # keywords pass through

    def hand(self, user: User) -> "Person":
        """Return the one hand of a person, so that everybody sees the same last toast."""
        if user.id not in self.hands:
            self.hands[user.id] = Person(self, user)
        return self.hands[user.id]

    def group(
        self, title: str, owner: "Person", *members: "Person", admin: bool = True, supergroup: bool = True
    ) -> Chat:
        """Make a group of people and bring the bot in, as an administrator unless told otherwise."""
        users = [member.user for member in members]
        chat = self.stage.world.add_group(title, owner.user, *users, supergroup=supergroup)
        self.stage.world.enter(chat, self.bot.user, owner.user, admin=admin)
        return chat

    async def settle(self) -> None:
        """Wait until the bot has confirmed every update and is idle; raises TimeoutError naming what is left."""
        queue = self.bot.queue
        try:
            async with asyncio.timeout(self.patience):
                while queue.pending() or self.idle is not None:
                    await queue.emptied.wait()
                    if self.idle is not None:
                        await self.idle()
                    if not queue.pending():
                        return
        except TimeoutError as error:
            left = ", ".join(update.kind for update in queue.pending()) or "the bot itself"
            raise TimeoutError(f"not settled after {self.patience} s: {left}") from error

    async def settled(self) -> None:
        """Settle after an act, where there is a bot to wait for."""
        if self.idle is not None:
            await self.settle()

    def _hear(self, event: Event) -> None:
        """Show the answer to a tap to the one who tapped."""
        if event.kind == "toast" and event.person in self.hands:
            self.hands[event.person].toast = Toast(**event.detail)


class Person:
    """One person's account in use; ``toast`` is the answer to the last tap, None while there is none."""

    def __init__(self, cast: Cast, user: User) -> None:
        self.user = user
        self.toast: Toast | None = None
        self._cast = cast
        self._world = cast.stage.world

    @property
    def id(self) -> int:
        """Return the person's Telegram id."""
        return self.user.id

    @property
    def private(self) -> Chat:
        """Return the private chat with the bot."""
        return self._world.private_chat(self._cast.bot, self.user)

    async def say(self, chat: Chat, text: str, reply_to: Message | None = None, thread: int | None = None) -> Message:
        """Type a text; a client splits what is longer than 4096 characters. Returns the last message."""
        words = typed(text).text
        if not words:
            raise NotOnScreenError("an empty message cannot be sent")
        for begin in range(0, len(words), TEXT_LIMIT):
            part = typed(words[begin : begin + TEXT_LIMIT])
            message = self._post(chat, reply_to, thread, text=part.text, entities=list(part.entities))
        await self._cast.settled()
        return message

    async def start(self, payload: str = "") -> Message:
        """Press START in the private chat, or follow a t.me link with a payload; this also unblocks the bot."""
        self._world.block(self._cast.bot, self.user, blocked=False)
        return await self.say(self.private, f"/start {payload}".strip())

    async def upload(self, chat: Chat, name: str, data: bytes, caption: str = "", *, photo: bool = False) -> Message:
        """Send a file as a document, or a picture as a photo."""
        kind = "photo" if photo else "document"
        stored = self._world.files.keep(Upload(name, data), kind)
        said = typed(caption)
        file: JsonDict = {kind: stored}
        message = self._post(chat, None, None, text=said.text, entities=list(said.entities), **file)
        await self._cast.settled()
        return message

    async def edit(self, message: Message, text: str) -> None:
        """Change one of the person's own messages."""
        if message.sender is not self.user:
            raise NotOnScreenError("only one's own messages can be edited")
        said = typed(text)
        message.text, message.entities, message.edited = said.text, list(said.entities), self._world.now()
        self._world.tell_bots(message, "edited_message")
        self._world.announce(Event("edit", message.chat, detail={"message": message.id}))
        await self._cast.settled()

    async def tap(self, label: str, chat: Chat | None = None, message: Message | None = None) -> Toast | None:
        """Tap a label on the last message with buttons (or on ``message``); return the toast, if the bot answered.

        Raises NotOnScreenError with the labels on offer where the label is not among them.
        """
        seen = message or self._last_with_buttons(chat or self.private)
        if message is not None:
            self._check_in(message.chat)
        for button in (button for row in seen.keyboard for button in row):
            if button["text"] == label:
                return await self.press(seen, button)
        raise NotOnScreenError(f"no {label!r} among {labels(seen)}")

    async def press(self, message: Message, button: JsonDict) -> Toast | None:
        """Press one button object of a message: send its data, or follow its link into the private chat."""
        if "callback_data" in button:
            return await self.forge_tap(button["callback_data"], message)
        payload = start_payload(button.get("url", ""), self._cast.bot.user.username or "")
        if payload is not None:
            await self.start(payload)
        return None

    async def forge_tap(self, data: str, message: Message, *, accessible: bool = True) -> Toast | None:
        """Send any callback data for a message, as a modified client can; ``accessible`` False plays an old message."""
        self._check_in(message.chat)
        self.toast = None
        self._world.press(self._cast.bot, self.user, message, data, accessible=accessible)
        await self._cast.settled()
        return self.toast

    async def react(self, message: Message, *emoji: str) -> None:
        """Set the person's reactions to a message."""
        self._check_in(message.chat)
        old, message.reactions[self.id] = message.reactions.get(self.id, []), list(emoji)
        body = {
            "chat": message.chat.as_json(),
            "message_id": message.id,
            "user": self.user.as_json(),
            "date": int(self._world.now().timestamp()),
            "old_reaction": [{"type": "emoji", "emoji": one} for one in old],
            "new_reaction": [{"type": "emoji", "emoji": one} for one in emoji],
        }
        for bot in self._world.bots_in(message.chat):
            member = message.chat.members[bot.user.id]
            if message.chat.private or member.is_admin:
                bot.queue.put("message_reaction", body)
        self._world.announce(Event("reaction", message.chat, detail={"message": message.id}))
        await self._cast.settled()

    async def block(self, *, blocked: bool = True) -> None:
        """Block or unblock the bot."""
        self._world.block(self._cast.bot, self.user, blocked=blocked)
        await self._cast.settled()

    async def leave(self, chat: Chat) -> None:
        """Leave a group."""
        self._world.set_member(chat, self.user, "left")
        await self._cast.settled()

    async def promote(self, chat: Chat, user: User, *rights: str) -> None:
        """Make somebody (or the bot) an administrator with all rights or those named."""
        self._world.set_member(chat, user, "administrator", self.user, *(rights or RIGHTS))
        await self._cast.settled()

    async def remove(self, chat: Chat, user: User) -> None:
        """Remove somebody (or the bot) from a group."""
        self._world.set_member(chat, user, "kicked", self.user)
        await self._cast.settled()

    def screen(self, chat: Chat, last: int = SCREEN) -> list[Shown]:
        """Return the last messages of a chat, oldest first; edits are seen in place."""
        self._check_in(chat)
        return [shown(message) for message in chat.ordered() if not message.service][-last:]

    def last(self, chat: Chat) -> Shown:
        """Return the newest message of a chat; raises NotOnScreenError where there is none."""
        messages = self.screen(chat, 1)
        if not messages:
            raise NotOnScreenError("the chat is empty")
        return messages[-1]

    def _post(self, chat: Chat, reply_to: Message | None, thread: int | None, **content: object) -> Message:
        self._check_in(chat)
        if chat.private:
            chat.started = True
        anonymous = chat.members[self.id].anonymous
        content |= {"reply_to": reply_to, "thread": thread, "sender_chat": chat if anonymous else None}
        return self._world.post(chat, ANONYMOUS_ADMIN if anonymous else self.user, **content)

    def _last_with_buttons(self, chat: Chat) -> Message:
        self._check_in(chat)
        with_buttons = [message for message in chat.ordered() if message.keyboard]
        if not with_buttons:
            raise NotOnScreenError("no buttons in this chat")
        return with_buttons[-1]

    def _check_in(self, chat: Chat) -> None:
        if not chat.holds(self.id) or chat.migrated_to is not None or chat.blocked:
            raise NotOnScreenError("this chat is closed to the person")
