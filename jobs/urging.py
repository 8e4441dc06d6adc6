"""Who hears that the organisation above urges them: the leaders in private, else their chat."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import organisations, urges
from storage.rules.deliveries import OnAmbiguous, PlanKind, Priority, Recipient


async def _urged(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    """The leaders the bot can write to; where there are none, the chat of the organisation."""
    found = await urges.audience(session, await organisations.get(session, plan.organisation_id), now)
    if found.chat is not None:
        return [Recipient(found.chat.chat_id, found.chat.thread_id)]
    return [Recipient(one.telegram_id, 0, one.id) for one in found.leaders if one.telegram_id is not None]


OCCASIONS[PlanKind.URGE] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _urged)
