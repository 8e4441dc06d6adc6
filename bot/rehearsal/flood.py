"""Telegram's published flood limits on stage time: 1 a second per private chat, 20 a minute per group, 30 a second."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from bot.rehearsal.errors import ApiError

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
PER_PRIVATE, PER_GROUP, OVERALL = 1, 20, 30


@dataclass
class Window:
    """At most ``limit`` events within ``length``."""

    limit: int
    length: timedelta
    events: deque[datetime] = field(default_factory=deque)

    def wait(self, now: datetime) -> timedelta:
        """Return how long until the next event fits, zero when it fits now."""
        while self.events and self.events[0] + self.length <= now:
            self.events.popleft()
        return self.events[0] + self.length - now if len(self.events) >= self.limit else timedelta()


@dataclass
class FloodGuard:
    """The windows of one bot; a refused call counts in none."""

    overall: Window = field(default_factory=lambda: Window(OVERALL, SECOND))
    chats: dict[int, Window] = field(default_factory=dict)

    def admit(self, chat: int, now: datetime) -> None:
        """Count a message to ``chat``; raises ApiError 429 with retry_after in whole seconds."""
        fresh = Window(PER_PRIVATE, SECOND) if chat > 0 else Window(PER_GROUP, MINUTE)
        windows = (self.overall, self.chats.setdefault(chat, fresh))
        wait = max(window.wait(now) for window in windows)
        if wait:
            seconds = ceil(wait.total_seconds())
            raise ApiError(429, f"retry after {seconds}", retry_after=seconds)
        for window in windows:
            window.events.append(now)
