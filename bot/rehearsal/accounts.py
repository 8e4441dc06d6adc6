"""A bot's account on the stage, the taps that wait for its answer, and the clock both live by."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.rehearsal.chats import Chat
from bot.rehearsal.flood import FloodGuard
from bot.rehearsal.updates import UpdateQueue
from bot.rehearsal.users import BotProfile, User

CALLBACK_TIME = timedelta(seconds=150)


class StageClock(Protocol):
    """A clock that can be moved forward (storage.clock.ShiftedClock, FrozenClock)."""

    def now(self) -> datetime:
        """Return the stage time, aware, in UTC."""
        ...

    def advance(self, step: timedelta) -> None:
        """Move the stage time forward."""
        ...


@dataclass
class BotAccount:
    """A bot: its token, its account, its queue; ``reads_all`` is privacy mode switched off."""

    token: str
    user: User
    queue: UpdateQueue
    reads_all: bool = False
    profile: BotProfile = field(default_factory=BotProfile)
    flood: FloodGuard = field(default_factory=FloodGuard)


@dataclass
class Callback:
    """A button press waiting for its answer."""

    id: str
    bot: BotAccount
    person: User
    chat: Chat
    at: datetime
    answered: bool = False
