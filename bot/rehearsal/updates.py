"""A bot's queue of updates with getUpdates' exact behaviour; lifetimes run on stage time, waiting on the machine's."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.rehearsal.errors import OTHER_POLLER, WEBHOOK_ACTIVE, WEBHOOK_SET, ApiError, JsonDict
from storage.clock import Clock

LIFETIME = timedelta(hours=24)
CALLBACK_LIFETIME = timedelta(seconds=150)
FIRST_UPDATE_ID = 100_000_001
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
REPEAT_WAIT, REPEAT_HASTE = 3.0, 0.5
LIMIT, TIMEOUT = 100, 50


@dataclass(frozen=True)
class Queued:
    """One waiting update and the moment it is forgotten."""

    id: int
    kind: str
    body: JsonDict
    expires: datetime


@dataclass
class UpdateQueue:
    """Everything a bot has not confirmed yet, in order."""

    clock: Clock
    waiting: deque[Queued] = field(default_factory=deque)
    next_id: int = FIRST_UPDATE_ID
    allowed: frozenset[str] | None = None
    webhook: JsonDict | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    emptied: asyncio.Event = field(default_factory=asyncio.Event)
    _poller: "asyncio.Future[ApiError | None] | None" = None
    _last_offset: int | None = None
    _last_start: float = float("-inf")

    def __post_init__(self) -> None:
        self.emptied.set()

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Remember allowed_updates: None keeps what was set, an empty list returns to the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def takes(self, kind: str) -> bool:
        """Say whether updates of ``kind`` are wanted by this bot."""
        return kind in self.allowed if self.allowed is not None else kind not in NOT_BY_DEFAULT

    def put(self, kind: str, body: JsonDict) -> int | None:
        """Queue an update if its kind is wanted; return its update_id, or None where it was dropped."""
        if not self.takes(kind):
            return None
        life = CALLBACK_LIFETIME if kind == "callback_query" else LIFETIME
        update = Queued(self.next_id, kind, {"update_id": self.next_id, kind: body}, self.clock.now() + life)
        self.next_id += 1
        self.waiting.append(update)
        self.emptied.clear()
        self.arrived.set()
        self._end_poll(None)
        return update.id

    def pending(self) -> list[Queued]:
        """Return what is still waiting, having forgotten what is too old."""
        now = self.clock.now()
        self._keep(deque(update for update in self.waiting if update.expires > now))
        return list(self.waiting)

    def confirm(self, offset: int) -> None:
        """Forget everything below ``offset``; a negative one keeps only the newest ``-offset`` updates."""
        if offset < 0:
            self._keep(deque(self.waiting, maxlen=-offset))
        elif offset > 0:
            self._keep(deque(update for update in self.waiting if update.id >= offset))

    def clear(self) -> None:
        """Drop everything (drop_pending_updates)."""
        self._keep(deque())

    def set_webhook(self, webhook: JsonDict | None) -> None:
        """Switch between webhook (its settings) and polling (None); a waiting poll is ended."""
        self.webhook = webhook
        if webhook is not None:
            self._end_poll(ApiError(409, WEBHOOK_SET))
        self.arrived.set()

    async def poll(self, offset: int = 0, limit: int = LIMIT, timeout: float = 0) -> list[JsonDict]:  # noqa: ASYNC109 - the Bot API's own parameter
        """Answer getUpdates; raises ApiError 409 while a webhook is set or when another poll takes over."""
        if self.webhook is not None:
            raise ApiError(409, WEBHOOK_ACTIVE)
        limit, timeout = min(max(limit, 1), LIMIT), min(max(timeout, 0), TIMEOUT)
        limit, timeout = self._slow_down(offset, limit, timeout)
        self._end_poll(ApiError(409, OTHER_POLLER))
        self.confirm(offset)
        if not self.pending() and timeout:
            await self._wait(timeout)
        return [update.body for update in self.pending()[:limit]]

    def _slow_down(self, offset: int, limit: int, timeout: float) -> tuple[int, float]:
        """Bow to the server's guard against polls that repeat the same offset."""
        now = asyncio.get_running_loop().time()
        since, same = now - self._last_start, offset == self._last_offset
        self._last_offset, self._last_start = offset, now
        if same and since < REPEAT_WAIT:
            timeout = max(timeout, REPEAT_WAIT)
        return (1 if same and since < REPEAT_HASTE else limit), timeout

    async def _wait(self, seconds: float) -> None:
        """Wait for an update, for ``seconds``, or for another poll to end this one."""
        ended = self._poller = asyncio.get_running_loop().create_future()
        reason = None
        try:
            async with asyncio.timeout(seconds):
                reason = await ended
        except TimeoutError:
            pass
        finally:
            if self._poller is ended:
                self._poller = None
        if reason is not None:
            raise reason

    def _end_poll(self, reason: ApiError | None) -> None:
        """Wake the waiting poll, to fail with ``reason`` or, without one, to look again."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(reason)

    def _keep(self, updates: deque[Queued]) -> None:
        self.waiting = deque(updates)
        if not self.waiting:
            self.emptied.set()
