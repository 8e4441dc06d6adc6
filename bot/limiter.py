"""Telegram's unwritten limits, kept before they are hit: overall, per private chat, per group and minute.

No task of its own: whoever wants to speak waits for his turn here. The most urgent goes first, then who came
first; a chat that must wait holds up nobody else. A stop ordered by Telegram only ever grows. All figures are
seconds of a monotonic clock, which tests replace.
"""

import asyncio
import time
from bisect import insort
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

OVERALL_PER_SECOND = 30
GROUP_PER_MINUTE = 20
PRIVATE_BURST = 3
PRIVATE_INTERVAL = 1.0

_MANY_CHATS = 2048
# A grant at the very edge of a window would be counted inside it by a server whose clock is coarser.
_MARGIN = 0.01
# Below this a clock may not move at all, and a waiter would spin.
_SHORTEST = 0.001
# Look again at least this often: those ahead may have given up.
_LONGEST = 1.0


@dataclass(order=True, slots=True)
class _Ticket:
    priority: int
    number: int
    chat_id: int | None = field(compare=False)


class _Window:
    """At most ``most`` grants in any ``span`` seconds."""

    def __init__(self, most: int, span: float) -> None:
        self._span = span
        self._grants: deque[float] = deque(maxlen=most)

    def ready_at(self, now: float, ahead: int = 0) -> float:
        """Return when, at the earliest, a grant is allowed after ``ahead`` others that go first."""
        most = self._grants.maxlen or 1
        rounds, index = divmod(len(self._grants) + ahead - most, most)
        if rounds < 0:
            return 0.0
        grant = self._grants[index] if index < len(self._grants) else now
        return grant + (self._span + _MARGIN) * (rounds + 1)

    def take(self, now: float) -> None:
        """Count a grant."""
        self._grants.append(now)


class _Bucket:
    """A burst of ``PRIVATE_BURST``, then one grant per ``PRIVATE_INTERVAL``."""

    def __init__(self) -> None:
        self._full_at = 0.0

    def ready_at(self, now: float, ahead: int = 0) -> float:
        """Return when, at the earliest, a grant is allowed after ``ahead`` others that go first."""
        return max(self._full_at, now) - (PRIVATE_BURST - 1 - ahead) * PRIVATE_INTERVAL

    def take(self, now: float) -> None:
        """Count a grant."""
        self._full_at = max(self._full_at, now) + PRIVATE_INTERVAL


class Limiter:
    """The one place where a message waits for its turn."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._overall = _Window(OVERALL_PER_SECOND, 1.0)
        self._chats: dict[int, _Window | _Bucket] = {}
        self._waiting: list[_Ticket] = []
        self._numbers = 0
        self._stopped_until = 0.0

    def stop(self, seconds: float) -> None:
        """Let nothing pass for ``seconds``; a longer stop already ordered stays."""
        self._stopped_until = max(self._stopped_until, self._clock() + seconds)

    async def turn(self, chat_id: int | None, priority: int, patience: float | None = None) -> float:
        """Wait for a turn in ``chat_id`` (None: overall limit only) and take it; return 0.0.

        Where it would take longer than ``patience`` seconds, take nothing and return how long it would take.
        """
        self._numbers += 1
        ticket = _Ticket(priority, self._numbers, chat_id)
        insort(self._waiting, ticket)
        deadline = None if patience is None else self._clock() + patience
        try:
            while (wait := self._wait(ticket)) > 0:
                if deadline is not None and self._clock() + wait > deadline:
                    return wait
                await self._sleep(min(max(wait, _SHORTEST), _LONGEST))
            self._take(ticket)
            return 0.0
        finally:
            self._waiting.remove(ticket)

    def _wait(self, ticket: _Ticket) -> float:
        """Return how long this ticket must wait at least, counting those before it who could go by then."""
        now = self._clock()
        own = max(now, self._stopped_until, self._chat_ready(ticket, now))
        ahead = sum(1 for other in self._before(ticket) if self._chat_ready(other, now) <= own)
        return max(own, self._overall.ready_at(now, ahead)) - now

    def _chat_ready(self, ticket: _Ticket, now: float) -> float:
        if ticket.chat_id is None:
            return 0.0
        same = sum(1 for other in self._before(ticket) if other.chat_id == ticket.chat_id)
        limit = self._chats.get(ticket.chat_id) or _new(ticket.chat_id)
        return limit.ready_at(now, same)

    def _before(self, ticket: _Ticket) -> list[_Ticket]:
        return [other for other in self._waiting if other < ticket]

    def _take(self, ticket: _Ticket) -> None:
        now = self._clock()
        self._overall.take(now)
        if ticket.chat_id is not None:
            self._chats.setdefault(ticket.chat_id, _new(ticket.chat_id)).take(now)
        if len(self._chats) > _MANY_CHATS:
            self._chats = {chat: limit for chat, limit in self._chats.items() if not _is_idle(limit, now)}


def _new(chat_id: int) -> _Window | _Bucket:
    return _Bucket() if chat_id > 0 else _Window(GROUP_PER_MINUTE, 60.0)


def _is_idle(limit: _Window | _Bucket, now: float) -> bool:
    most = PRIVATE_BURST if isinstance(limit, _Bucket) else GROUP_PER_MINUTE
    return limit.ready_at(now, most - 1) <= now
