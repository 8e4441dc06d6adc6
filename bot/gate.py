"""One way in: who may pass, from where, in what form, how often — decided before any handler runs.

The table of what python-telegram-bot lets through by default is long: anonymous administrators, channels, forwards,
other bots, business messages. Everything not plainly a person in a private chat or a group is turned away here.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from telegram import Message, Update, User
from telegram.constants import ChatType

from bot.context import Place, Visitor

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
_SHARED_IDS = frozenset({1087968824, 136817688, 777000})
_EPOCH = datetime(2013, 1, 1, tzinfo=UTC)


class Turned(Enum):
    """Why an update goes no further; some reasons are told, the others are silence."""

    IGNORED = auto()
    ANONYMOUS = auto()
    FORWARDED = auto()
    TOO_FAST = auto()
    TOO_FAST_AGAIN = auto()


@dataclass
class Gate:
    """Keeps the per-person rate (a bucket of ``burst`` refilled at ``rate`` a second) and judges updates."""

    burst: float = 60
    rate: float = 3
    most: int = 10_000
    _buckets: "OrderedDict[int, tuple[float, datetime, bool]]" = field(default_factory=OrderedDict)

    def judge(self, update: Update, now: datetime) -> tuple[Visitor, Place] | Turned:
        """Return the person and the place of an update, or why it is turned away."""
        query = update.callback_query
        if query is not None:
            return self._paced(query.from_user, place_of(query.message), now)
        message = update.message or update.edited_message
        if message is None or not _plausible(message, now):
            return Turned.IGNORED
        refused = _turned(message)
        return refused or self._paced(message.from_user, place_of(message), now)

    def _paced(self, user: User | None, place: Place | None, now: datetime) -> tuple[Visitor, Place] | Turned:
        if user is None or not _is_person(user) or place is None:
            return Turned.IGNORED
        if place.private and place.chat_id != user.id:
            return Turned.IGNORED
        return self._spend(user.id, now) or (Visitor(user.id, user.full_name), place)

    def _spend(self, telegram_id: int, now: datetime) -> Turned | None:
        left, then, told = self._buckets.pop(telegram_id, (self.burst, now, False))
        left = min(self.burst, left + max(0.0, (now - then).total_seconds()) * self.rate)
        passes = left >= 1
        self._buckets[telegram_id] = (left - 1 if passes else left, now, not passes)
        while len(self._buckets) > self.most:
            self._buckets.popitem(last=False)
        if passes:
            return None
        return Turned.TOO_FAST_AGAIN if told else Turned.TOO_FAST


def place_of(message: object) -> Place | None:
    """Return the place of a message (accessible or not); None outside private chats and groups."""
    chat = getattr(message, "chat", None)
    if chat is None or type(chat.id) is not int or chat.id == 0:
        return None
    if chat.type == ChatType.PRIVATE:
        return Place(chat.id, 0, private=True)
    if chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
        thread = getattr(message, "message_thread_id", None) if getattr(message, "is_topic_message", None) else None
        return Place(chat.id, thread or 0, private=False, title=chat.title or "")
    return None


def _is_person(user: User) -> bool:
    return type(user.id) is int and 0 < user.id < 2**52 and not user.is_bot and user.id not in _SHARED_IDS


def _plausible(message: Message, now: datetime) -> bool:
    return _EPOCH < message.date < now + timedelta(days=366)


def _turned(message: Message) -> Turned | None:
    if message.is_automatic_forward or message.via_bot is not None or message.from_user is None:
        return Turned.IGNORED
    if message.sender_chat is not None or message.from_user.id in _SHARED_IDS:
        return Turned.ANONYMOUS
    return Turned.FORWARDED if message.forward_origin is not None else None
