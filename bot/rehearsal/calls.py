"""How a call reaches its method: the method's signature is the list of its parameters, and nothing else is taken."""

import inspect
import json
import re
import types
import typing
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.rehearsal.accounts import BotAccount
from bot.rehearsal.chats import Chat
from bot.rehearsal.errors import ApiError, JsonDict, bad, forbidden
from bot.rehearsal.files import StoredFile, Upload
from bot.rehearsal.messages import Message
from bot.rehearsal.world import World

JsonList = list[typing.Any]
ChatRef = int | str
Answer = JsonDict | JsonList | str | int | bool
Handler = Callable[..., Answer | Awaitable[Answer]]
INTEGER = re.compile(r"-?\d{1,18}")
TRUTH = {"true": True, "1": True, "false": False, "0": False}
EMPTY = {"chat_id": "chat_id is empty", "text": "message text is empty", "file_id": "file_id not specified"}


@dataclass
class Call:
    """One call while it is served: who calls, in which world, with which files."""

    world: World
    bot: BotAccount
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    flooded: bool = False
    shown: str = ""

    def chat(self, chat_id: ChatRef) -> Chat:
        """Return a chat the bot may act in; raises ApiError 400 and 403 with Telegram's texts."""
        chat = self.world.chat_for(self.bot, chat_id)
        if chat.private:
            self._check_private(chat)
        else:
            self._check_group(chat)
        return chat

    def _check_private(self, chat: Chat) -> None:
        if chat.person is not None and chat.person.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")

    def _check_group(self, chat: Chat) -> None:
        if chat.migrated_to is not None:
            raise ApiError(400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        member = chat.member(self.bot.user.id)
        if member is not None and member.status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if member is None or not member.present:
            raise forbidden(f"bot is not a member of the {chat.type} chat")

    def may(self, chat: Chat, right: str) -> bool:
        """Say whether the bot holds an administrator's right here (in private chats it always does)."""
        member = chat.member(self.bot.user.id)
        return chat.private or (member is not None and member.may(right))

    def message(self, chat: Chat, message_id: int, purpose: str) -> Message:
        """Return a message of the chat; raises ApiError 400 ``message to <purpose> not found``."""
        if message_id not in chat.messages:
            raise bad(f"message to {purpose} not found")
        return chat.messages[message_id]

    def known_users(self, entities: Iterable[JsonDict]) -> JsonList:
        """Return entities with mentions by id turned into users; a mention of a stranger vanishes."""
        shown = []
        for entity in entities:
            if entity["type"] != "text_mention":
                shown.append(entity)
            elif user := self.world.user(entity.get("user_id") or entity.get("user", {}).get("id", 0)):
                place = {key: entity[key] for key in ("offset", "length")}
                shown.append({"type": "text_mention", "user": user.as_json()} | place)
        return shown

    def file(self, given: str, name: str, kind: str) -> StoredFile:
        """Return the file a parameter stands for: an upload of its own, ``attach://name``, or a file_id."""
        upload = self.uploads.get(given.removeprefix("attach://") if given.startswith("attach://") else name)
        if upload is not None and (not given or given.startswith("attach://")):
            return self.world.files.keep(upload, kind)
        if not given:
            raise bad(f"there is no {name} in the request")
        return self.world.files.again(given, kind)


@dataclass(frozen=True)
class Method:
    """A Bot API method: its name, its handler and the types of its parameters."""

    name: str
    handler: Handler
    types: Mapping[str, object]
    required: frozenset[str]

    def arguments(self, params: Mapping[str, object], uploads: Mapping[str, Upload]) -> JsonDict:
        """Return the handler's keyword arguments; raises ApiError 400 naming an unknown, missing or malformed one."""
        for name in params:
            if name not in self.types:
                raise bad(f'unknown parameter "{name}" of {self.name}')
        for name in sorted(self.required - set(params) - set(uploads)):
            raise bad(EMPTY.get(name, f'parameter "{name}" of {self.name} is required'))
        values = {name: _read(name, value, self.types[name]) for name, value in params.items()}
        return {name: "" for name in self.required if name not in values} | values


METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Enter a handler into the table of methods under its Bot API name."""

    def enter(handler: Handler) -> Handler:
        signature = inspect.signature(handler)
        hints = typing.get_type_hints(handler)
        names = list(signature.parameters)[1:]
        required = {key for key in names if signature.parameters[key].default is inspect.Parameter.empty}
        METHODS[name.lower()] = Method(name, handler, {key: hints[key] for key in names}, frozenset(required))
        return handler

    return enter


def _read(name: str, value: object, kind: object) -> object:
    """Convert one parameter as it came (text, or a JSON value) to the type its method wants."""
    wanted = _options(kind)
    if int in wanted and _is_integer(value):
        return int(str(value))
    if bool in wanted:
        return _read_bool(name, value)
    if str in wanted and isinstance(value, str):
        return value
    if int in wanted or str in wanted:
        raise bad(f'parameter "{name}" must be {"an integer" if int in wanted else "a string"}')
    return _read_json(name, value, wanted[0])


def _options(kind: object) -> tuple[object, ...]:
    """Return the members of a union without None, or the type itself."""
    if isinstance(kind, types.UnionType):
        return tuple(option for option in typing.get_args(kind) if option is not type(None))
    return (kind,)


def _is_integer(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, str) and INTEGER.fullmatch(value) is not None)


def _read_bool(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in TRUTH:
        return TRUTH[value.lower()]
    raise bad(f'parameter "{name}" must be a boolean')


def _read_json(name: str, value: object, kind: object) -> object:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise bad(f'can\'t parse "{name}" JSON object') from error
    expected = list if (typing.get_origin(kind) or kind) is list else dict
    if not isinstance(value, expected):
        raise bad(f'parameter "{name}" must be {"an array" if expected is list else "an object"}')
    return value
