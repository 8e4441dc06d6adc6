"""What jobs need from outside: someone who carries letters, someone who acts on what came back, someone who logs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models.card import Card
from storage.rules.deliveries import Parcel
from storage.rules.outcomes import Outcome, Reason, Redrawal

Permit = Callable[[], Awaitable[bool]]
"""Asked once, right before the request: may it still go out? Everything slow comes before it."""


class Courier(Protocol):
    """The way out; implemented by ``bot.courier`` and by the list courier of the tests."""

    async def deliver(self, parcel: Parcel, permit: Permit) -> Outcome:
        """Compose, wait for the limiter, ask ``permit``, send; ``Withdrawn`` when the permit was refused.

        Whatever is raised before the permit means that nothing was sent.
        """
        ...

    async def redraw(self, card: Card) -> Redrawal:
        """Show what is true now in a message that stands; unchanged content makes no request."""
        ...


class Log(Protocol):
    """Notes an event with plain values; never content."""

    def __call__(self, event: str, /, **facts: object) -> None:
        """Note ``event``; an ``exc_info`` fact is an exception whose frames may be shown."""
        ...


async def _nothing_follows(_session: AsyncSession, _parcel: Parcel, _reason: Reason, _now: datetime) -> None:
    return None


async def _nobody_moves(_session: AsyncSession, _old: int, _new: int, _now: datetime) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Consequences:
    """What the domain does, in the same transaction, when an address turns out dead or moved."""

    gone: Callable[[AsyncSession, Parcel, Reason, datetime], Awaitable[None]] = _nothing_follows
    migrated: Callable[[AsyncSession, int, int, datetime], Awaitable[None]] = _nobody_moves
