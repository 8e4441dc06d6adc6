"""Who hears that the bot can no longer speak in an organisation's chat: those who look after the bot, in private."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.occasions import OCCASIONS, Occasion
from storage.models import Binding, Plan
from storage.repositories import organisations, people
from storage.rules.deliveries import OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason
from storage.rules.powers import Power


async def _keepers(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    organisation = await organisations.get(session, plan.organisation_id)
    keepers = await people.holders(session, organisation, Power.SEE_STATUS, now)
    return [Recipient(one.telegram_id, 0, one.id) for one in keepers if one.telegram_id is not None]


async def _still_lost(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    """Why it need not be said any more: the bot is back, or the chat is bound no longer."""
    binding = await session.get(Binding, parcel.subject_id)
    lost = binding is not None and binding.ended_at is None and binding.lost_reason is not None
    return None if lost else Reason.DECIDED


OCCASIONS[PlanKind.CHAT_LOST] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _keepers, _still_lost)
