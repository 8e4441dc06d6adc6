"""Faults that can be planted in the product, each with the one kill -9 it cannot survive: the judge must see it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import product
from bot.context import Context
from bot.inbox import Inbox
from jobs.outbox import Outbox
from storage.repositories import deliveries
from storage.rules.deliveries import DeliveryState, PlanKind, Step

_STRUCK = Path("struck")
_UNTIL_CONFIRMED = 0.3


class HastyInbox(Inbox):
    """Lets Telegram forget a batch before it is stored."""

    async def take(self, updates) -> None:
        batch = list(updates)
        if batch and _may_strike():
            asyncio.get_running_loop().call_later(_UNTIL_CONFIRMED, _strike)
            return
        await super().take(batch)


def confirm_before_storing() -> None:
    """Updates are lost when the process dies in between."""
    product.Inbox = HastyInbox


def forget_the_mark() -> None:
    """What an update did commits without the mark «done»: it is done again after a kill."""

    @asynccontextmanager
    async def begin(self: Context) -> AsyncIterator[AsyncSession]:
        async with self.house.sessions.begin() as session:
            yield session
        if "主题" in self.words and _may_strike():
            _strike()

    Context.begin = begin


def mark_before_sending() -> None:
    """A message counts as sent before it is: it is lost when the process dies in between."""
    carry = Outbox._serve

    async def serve(self: Outbox, queue, places, report) -> None:
        if queue[0].kind is PlanKind.REMINDER and _may_strike():
            step, now = Step(DeliveryState.SENT, message_id=1), self._desk.clock.now()
            async with self._desk.sessions.begin() as session:
                await deliveries.finish(session, queue[0].id, self._desk.owner, step, now)
            _strike()
        await carry(self, queue, places, report)

    Outbox._serve = serve


def _may_strike() -> bool:
    return not _STRUCK.exists()


def _strike() -> None:
    _STRUCK.touch()
    os.kill(os.getpid(), signal.SIGKILL)


FAULTS: dict[str, Callable[[], None]] = {
    "confirm_before_storing": confirm_before_storing,
    "forget_the_mark": forget_the_mark,
    "mark_before_sending": mark_before_sending,
}
