"""A courier that keeps a list: what it was given, and answers as scripted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from jobs.ports import Permit
from storage.models import Card
from storage.rules.deliveries import Parcel
from storage.rules.outcomes import Outcome, Redrawal, Redrawn, Sent, Withdrawn


class KilledError(BaseException):
    """The process ends here, as kill -9 would have it."""


Act = Outcome | BaseException | Callable[[Parcel], Outcome]


@dataclass
class ListCourier:
    """``accepted`` is what Telegram has seen; ``script`` are the next ends of attempts, ``before`` breaks composing.

    ``meanwhile`` is what others do while a letter is being composed.
    """

    script: list[Act] = field(default_factory=list)
    before: list[BaseException] = field(default_factory=list)
    meanwhile: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    accepted: list[Parcel] = field(default_factory=list)
    redrawals: list[Redrawal | BaseException] = field(default_factory=list)
    redrawn: list[int] = field(default_factory=list)

    async def deliver(self, parcel: Parcel, permit: Permit) -> Outcome:
        if self.before:
            raise self.before.pop(0)
        if self.meanwhile:
            await self.meanwhile.pop(0)()
        if not await permit():
            return Withdrawn()
        act = self.script.pop(0) if self.script else Sent(1000 + parcel.id)
        if isinstance(act, Sent | BaseException):
            self.accepted.append(parcel)
        if isinstance(act, BaseException):
            raise act
        return act(parcel) if callable(act) else act

    async def redraw(self, card: Card) -> Redrawal:
        self.redrawn.append(card.id)
        act = self.redrawals.pop(0) if self.redrawals else Redrawn(f"digest {card.touches}", pinned=True)
        if isinstance(act, BaseException):
            raise act
        return act
