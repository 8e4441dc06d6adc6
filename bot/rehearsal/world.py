"""The state of the local Telegram: accounts, chats, messages, files, and what every bot has yet to hear."""

import itertools
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.rehearsal.accounts import BotAccount, Callback, StageClock
from bot.rehearsal.chats import RIGHTS, Chat, Member
from bot.rehearsal.entities import commands_in
from bot.rehearsal.errors import JsonDict, bad
from bot.rehearsal.faults import Faults
from bot.rehearsal.files import FileStore
from bot.rehearsal.messages import Message
from bot.rehearsal.updates import UpdateQueue
from bot.rehearsal.users import ANONYMOUS_ADMIN, User

FIRST_PERSON, FIRST_GROUP, FIRST_SUPERGROUP = 1_000_001, -1_001, -1_001_000_000_001


@dataclass(frozen=True)
class Event:
    """Something a person may see happen; ``person`` None means everybody in the chat, ``chat`` None everybody."""

    kind: str
    chat: Chat | None = None
    person: int | None = None
    detail: JsonDict = field(default_factory=dict)


class World:
    """Everything that exists on the stage; methods of the Bot API and the hands of people change it through this."""

    def __init__(self, clock: StageClock) -> None:
        self.clock = clock
        self.bots: dict[str, BotAccount] = {}
        self.people: dict[int, User] = {}
        self.groups: dict[int, Chat] = {}
        self.private: dict[tuple[int, int], Chat] = {}
        self.files = FileStore()
        self.faults = Faults()
        self.callbacks: dict[str, Callback] = {}
        self.listeners: list[Callable[[Event], None]] = []
        self._person_ids = itertools.count(FIRST_PERSON)
        self._group_ids = {
            "group": itertools.count(FIRST_GROUP, -1),
            "supergroup": itertools.count(FIRST_SUPERGROUP, -1),
        }
        self._message_ids = itertools.count(1)
        self._callback_ids = itertools.count(7_000_000_000_000_001)

    def now(self) -> datetime:
        """Return the stage time in UTC."""
        return self.clock.now()

    def add_bot(self, token: str, username: str, name: str, *, reads_all: bool = False) -> BotAccount:
        """Create a bot; its id is the number before the colon of its token."""
        user = User(int(token.partition(":")[0]), name, username=username, is_bot=True)
        account = BotAccount(token, user, UpdateQueue(self.clock), reads_all)
        self.bots[token] = account
        return account

    def add_person(
        self,
        name: str,
        *,
        id: int | None = None,  # noqa: A002 - the word everyone uses for it
        username: str | None = None,
        note: str = "",
    ) -> User:
        """Create a person, with the next free id where none is given."""
        number = _free(self._person_ids, self.people) if id is None else id
        self.people[number] = User(number, name, username=username, note=note)
        return self.people[number]

    def add_group(
        self,
        title: str,
        owner: User,
        *members: User,
        supergroup: bool = True,
        id: int | None = None,  # noqa: A002 - as above
    ) -> Chat:
        """Create a group with its owner and members; bots are added with ``enter``."""
        kind = "supergroup" if supergroup else "group"
        number = _free(self._group_ids[kind], self.groups) if id is None else id
        chat = Chat(number, kind, title)
        chat.members = {user.id: Member(user) for user in members} | {owner.id: Member(owner, "creator")}
        self.groups[number] = chat
        return chat

    def user(self, user_id: int) -> User | None:
        """Return a person or a bot by id."""
        bots = (account.user for account in self.bots.values() if account.user.id == user_id)
        return self.people.get(user_id) or next(bots, None)

    def private_chat(self, bot: BotAccount, person: User) -> Chat:
        """Return the private chat of a person with a bot; it exists from the beginning, not yet started."""
        key = (bot.user.id, person.id)
        if key not in self.private:
            sides = {person.id: Member(person), bot.user.id: Member(bot.user)}
            self.private[key] = Chat(person.id, "private", person=person, bot_id=bot.user.id, members=sides)
        return self.private[key]

    def chat_for(self, bot: BotAccount, chat_id: int | str) -> Chat:
        """Return the chat a bot names by id or @username; raises ApiError 400 where it cannot know one."""
        chat: Chat | None = None
        if isinstance(chat_id, str):
            wanted = chat_id.removeprefix("@").lower()
            chat = next((group for group in self.groups.values() if (group.username or "").lower() == wanted), None)
        elif chat_id in self.people:
            chat = self.private_chat(bot, self.people[chat_id])
        else:
            chat = self.groups.get(chat_id)
        if chat is None:
            raise bad("chat not found")
        return chat

    def next_message_id(self, chat: Chat) -> int:
        """Return the next id: counted per supergroup, over all other chats together."""
        return next(chat.ids if chat.type == "supergroup" else self._message_ids)

    def post(self, chat: Chat, sender: User, **content: object) -> Message:
        """Put a message into a chat and let those who may see it know."""
        number = self.next_message_id(chat)
        message = Message(number, chat, sender, self.now(), **content)  # type: ignore[arg-type] # fields of Message by name
        chat.messages[message.id] = message
        self.tell_bots(message, "message")
        self.announce(Event("message", chat, detail={"message": message.id}))
        return message

    def tell_bots(self, message: Message, kind: str) -> None:
        """Queue a message for every bot in its chat that Telegram lets see it."""
        for bot in self.bots_in(message.chat):
            if self._hears(bot, message):
                bot.queue.put(kind, message.as_json())

    def bots_in(self, chat: Chat) -> Iterator[BotAccount]:
        """Return the bots present in a chat."""
        return (bot for bot in self.bots.values() if chat.holds(bot.user.id))

    def _hears(self, bot: BotAccount, message: Message) -> bool:
        """Apply privacy mode: commands for the bot, replies to it and service messages; never its own words."""
        if message.service:
            return True
        if message.sender.id == bot.user.id or (message.sender.is_bot and message.sender is not ANONYMOUS_ADMIN):
            return False
        member = message.chat.member(bot.user.id)
        if message.chat.private or bot.reads_all or (member is not None and member.is_admin):
            return True
        if message.reply_to is not None and message.reply_to.sender.id == bot.user.id:
            return True
        return any(_addressed(command, bot) for command in commands_in(message.text, message.entities))

    def enter(self, chat: Chat, user: User, by: User | None = None, *, admin: bool = False) -> None:
        """Bring an account into a group, with a service message, as a member or an administrator."""
        self.set_member(chat, user, "administrator" if admin else "member", by, *(RIGHTS if admin else ()))

    def set_member(self, chat: Chat, user: User, status: str, by: User | None = None, *rights: str) -> None:
        """Change an account's standing; bots hear of it, and the chat shows who came or went."""
        old = chat.members.get(user.id) or Member(user, "left")
        new = Member(user, status, frozenset(rights))
        chat.members[user.id] = new
        actor = by or user
        self._tell_standing(chat, actor, old, new)
        if new.present and not old.present:
            self.post(chat, actor, service={"new_chat_members": [user.as_json()]})
        elif old.present and not new.present:
            self.post(chat, actor, service={"left_chat_member": user.as_json()})

    def _tell_standing(self, chat: Chat, actor: User, old: Member, new: Member) -> None:
        body = {
            "chat": chat.as_json(),
            "from": actor.as_json(),
            "date": int(self.now().timestamp()),
            "old_chat_member": old.as_json(),
            "new_chat_member": new.as_json(),
        }
        for bot in self.bots.values():
            own = chat.member(bot.user.id)
            if bot.user.id == new.user.id:
                bot.queue.put("my_chat_member", body)
            elif own is not None and own.is_admin and not chat.private:
                bot.queue.put("chat_member", body)

    def block(self, bot: BotAccount, person: User, *, blocked: bool = True) -> None:
        """Let a person block or unblock a bot; the bot learns it as my_chat_member."""
        chat = self.private_chat(bot, person)
        states = (
            Member(bot.user, "kicked" if chat.blocked else "member"),
            Member(bot.user, "kicked" if blocked else "member"),
        )
        if chat.blocked != blocked:
            chat.blocked = blocked
            self._tell_standing(chat, person, *states)

    def migrate(self, chat: Chat) -> Chat:
        """Upgrade a basic group to a supergroup under a new id, with the pair of service messages."""
        owner = next(member.user for member in chat.members.values() if member.status == "creator")
        number = _free(self._group_ids["supergroup"], self.groups)
        fresh = Chat(number, "supergroup", chat.title, members=dict(chat.members))
        self.groups[fresh.id] = fresh
        self.post(chat, owner, service={"migrate_to_chat_id": fresh.id})
        chat.migrated_to = fresh.id
        self.post(fresh, owner, service={"migrate_from_chat_id": chat.id})
        return fresh

    def press(self, bot: BotAccount, person: User, message: Message, data: str, *, accessible: bool = True) -> Callback:
        """Queue the press of a button; it can be answered once within 150 seconds of stage time."""
        callback = Callback(str(next(self._callback_ids)), bot, person, message.chat, self.now())
        self.callbacks[callback.id] = callback
        body = {
            "id": callback.id,
            "from": person.as_json(),
            "message": message.as_json() if accessible else message.inaccessible(),
            "chat_instance": str(abs(message.chat.id) * 1_000_003),
            "data": data,
        }
        bot.queue.put("callback_query", body)
        return callback

    def announce(self, event: Event) -> None:
        """Tell every listener what happened."""
        for listener in tuple(self.listeners):
            listener(event)


def _free(ids: Iterator[int], taken: Container[int]) -> int:
    """Return the next id nobody has yet."""
    return next(number for number in ids if number not in taken)


def _addressed(command: str, bot: BotAccount) -> bool:
    """Say whether a command names this bot or no bot at all."""
    _, at, name = command.partition("@")
    return not at or name.lower() == (bot.user.username or "").lower()
