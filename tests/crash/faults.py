"""Faults that can be planted in the product, so that the judge is seen to find them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import app
from bot.context import Context
from bot.inbox import Inbox
from jobs.outbox import Outbox
from storage.repositories import deliveries
from storage.rules.deliveries import DeliveryState, Step

_TAKES_ITS_TIME = 0.25


class HastyInbox(Inbox):
    """Lets Telegram forget a batch before it is stored."""

    async def take(self, updates) -> None:
        batch = list(updates)
        if batch:
            self._late = asyncio.get_running_loop().create_task(self._store_later(batch))

    async def _store_later(self, batch) -> None:
        await asyncio.sleep(_TAKES_ITS_TIME)
        await super().take(batch)


def confirm_before_storing() -> None:
    """Updates are lost when the process dies in between."""
    app.Inbox = HastyInbox


def forget_the_mark() -> None:
    """What an update did commits without the mark «done»: it is done again after a kill."""

    @asynccontextmanager
    async def begin(self: Context) -> AsyncIterator[AsyncSession]:
        async with self.house.sessions.begin() as session:
            yield session
        await asyncio.sleep(_TAKES_ITS_TIME)

    Context.begin = begin


def mark_before_sending() -> None:
    """A message counts as sent before it is: it is lost when the process dies in between."""
    carry = Outbox._serve

    async def serve(self: Outbox, queue, places, report) -> None:
        for parcel in queue:
            async with self._desk.sessions.begin() as session:
                step = Step(DeliveryState.SENT, message_id=1)
                await deliveries.finish(session, parcel.id, self._desk.owner, step, self._desk.clock.now())
        await asyncio.sleep(_TAKES_ITS_TIME)
        async with self._desk.sessions.begin() as session:
            await _claim_again(session, queue, self._desk.owner)
        await carry(self, queue, places, report)

    Outbox._serve = serve


async def _claim_again(session: AsyncSession, queue, owner: str) -> None:
    from sqlalchemy import text

    for parcel in queue:
        await session.execute(
            text(
                "UPDATE delivery SET state = 'claimed', lease_owner = :me, "
                "lease_until = 4102444800000000 WHERE id = :id"
            ),
            {"me": owner, "id": parcel.id},
        )


FAULTS: dict[str, Callable[[], None]] = {
    "confirm_before_storing": confirm_before_storing,
    "forget_the_mark": forget_the_mark,
    "mark_before_sending": mark_before_sending,
}
