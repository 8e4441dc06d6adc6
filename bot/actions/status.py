"""How the bot fares for one organisation: whom it cannot reach, what waits, what failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.access import Here
from storage.models import Binding, Plan
from storage.repositories import deliveries, organisations, people, plans
from storage.rules.outcomes import Reason
from storage.rules.powers import Power


@dataclass(frozen=True, slots=True)
class Status:
    """What /status shows."""

    organisation: str
    binding: Binding | None
    unlinked: tuple[str, ...]
    unreachable: tuple[str, ...]
    next_plans: Sequence[Plan]
    overdue_since: datetime | None
    failed: Sequence[tuple[Reason | None, int]]


async def of(session: AsyncSession, here: Here) -> Status:
    """Gather the status of the organisation; raises NotEntitledError."""
    here.require(Power.SEE_STATUS)
    roster = [person for person in await people.roster(session, here.organisation, here.today) if person.counted]
    return Status(
        organisation=here.organisation.name,
        binding=await organisations.binding_of(session, here.organisation.id),
        unlinked=tuple(person.name for person in roster if person.telegram_id is None),
        unreachable=tuple(person.name for person in roster if person.telegram_id is not None and not person.reachable),
        next_plans=await plans.waiting(session, here.organisation.id, 3),
        overdue_since=await plans.oldest_overdue(session, here.now),
        failed=await deliveries.failures(session, here.organisation.id),
    )
