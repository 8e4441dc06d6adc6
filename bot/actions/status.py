"""How the bot fares for one organisation: whom it cannot reach, what waits, what failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.access import Here
from storage.models import Binding, Plan
from storage.repositories import backlogs, organisations, people, plans, senders
from storage.repositories.backlogs import Backlog
from storage.rules.powers import Power


@dataclass(frozen=True, slots=True)
class Status:
    """What /status shows."""

    organisation: str
    binding: Binding | None
    unlinked: tuple[str, ...]
    unreachable: tuple[str, ...]
    next_plans: Sequence[Plan]
    backlog: Backlog
    paused_until: datetime | None
    stopped: bool


async def of(session: AsyncSession, here: Here, sender_id: int) -> Status:
    """Gather the status of the organisation, and of the bot account that serves it; raises NotEntitledError."""
    here.require(Power.SEE_STATUS)
    sender = await senders.get(session, sender_id)
    paused = sender.paused_until if sender is not None else None
    roster = [person for person in await people.roster(session, here.organisation, here.today) if person.counted]
    return Status(
        organisation=here.organisation.name,
        binding=await organisations.binding_of(session, here.organisation.id),
        unlinked=tuple(person.name for person in roster if person.telegram_id is None),
        unreachable=tuple(person.name for person in roster if person.telegram_id is not None and not person.reachable),
        next_plans=await plans.waiting(session, here.organisation.id, 3),
        backlog=await backlogs.of(session, here.now, here.organisation.id),
        paused_until=paused if paused is not None and paused > here.now else None,
        stopped=sender is not None and sender.stopped is not None,
    )
