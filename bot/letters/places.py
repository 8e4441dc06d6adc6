"""The letter that says that the bot can no longer speak in an organisation's chat."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.letters import COMPOSERS, Letter, unsealed
from bot.texts import places as texts
from storage.models import Binding
from storage.repositories import organisations
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind
from storage.rules.outcomes import Reason


async def lost(session: AsyncSession, parcel: Parcel, _now: datetime) -> Letter | None:
    """Compose what happened, and what to do."""
    binding = await session.get(Binding, parcel.subject_id)
    if binding is None or binding.lost_reason is None:
        return None
    organisation = await organisations.get(session, binding.organisation_id)
    words = texts.lost(organisation.name, binding.title, Reason(binding.lost_reason))
    return Letter(words, content=ContentClass.P1)


COMPOSERS[PlanKind.CHAT_LOST] = unsealed(lost)
