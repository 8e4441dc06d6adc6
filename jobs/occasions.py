"""The table of occasions: for each kind of plan, who hears of it, whether it still holds, what lateness means."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models.plan import Plan
from storage.rules.deliveries import CardKind, OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason

Recipients = Callable[[AsyncSession, Plan, datetime], Awaitable[Sequence[Recipient]]]
StillHolds = Callable[[AsyncSession, Parcel, datetime], Awaitable[Reason | None]]
RestsUntil = Callable[[AsyncSession, Plan, datetime], Awaitable[datetime | None]]
Late = Callable[[Plan, datetime], Reason | None]


def send_late(_plan: Plan, _now: datetime) -> Reason | None:
    """Send however late, until the plan expires; the message says that it is late."""
    return None


def drop_after(useful: timedelta) -> Late:
    """Return the policy that drops what comes more than ``useful`` after its time."""

    def late(plan: Plan, now: datetime) -> Reason | None:
        return Reason.DOWNTIME if now - plan.due_at > useful else None

    return late


async def always_holds(_session: AsyncSession, _parcel: Parcel, _now: datetime) -> Reason | None:
    """Hold whatever happened since."""
    return None


async def never_rests(_session: AsyncSession, _plan: Plan, _now: datetime) -> datetime | None:
    """Be said whenever it is due."""
    return None


@dataclass(frozen=True, slots=True)
class Occasion:
    """How one kind of plan behaves.

    ``recipients`` reads who is to be told at due time; ``still_holds`` runs inside the fence's transaction and
    returns why the message must not go out any more, or None (on PostgreSQL it locks the subject FOR SHARE);
    ``late`` decides after downtime; ``rests_until`` returns when a closure ends that holds it back (None: no
    closure). A message that stays alive names its card, in a chat or in private.
    """

    priority: Priority
    on_ambiguous: OnAmbiguous | Callable[[Plan], OnAmbiguous]
    recipients: Recipients
    still_holds: StillHolds = always_holds
    late: Late = send_late
    group_card: CardKind | None = None
    private_card: CardKind | None = None
    rests_until: RestsUntil = never_rests

    def ambiguity(self, plan: Plan) -> OnAmbiguous:
        """Return what an unseen end counts as for this plan (only the last reminder is worth a repeat)."""
        return self.on_ambiguous if isinstance(self.on_ambiguous, OnAmbiguous) else self.on_ambiguous(plan)

    def card_for(self, parcel: Parcel) -> CardKind | None:
        """Return which live card the delivered message becomes, if any."""
        return self.private_card if parcel.member_id else self.group_card


OCCASIONS: dict[PlanKind, Occasion] = {}
"""One entry per kind; each noun's module adds its own in one line."""
