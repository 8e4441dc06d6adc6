"""The letter in which a committee urges: what is missing now, with its source, and what to do."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import urging as actions
from bot.letters import COMPOSERS, Letter, unsealed
from bot.texts import compliance as compliance_texts
from bot.texts import urging as texts
from storage.repositories import organisations, urges
from storage.rules.deliveries import Parcel, PlanKind
from storage.rules.roll_up import urgent

_MOST = 10


async def urge(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose an urging from what is missing at this moment; None when nothing is any more."""
    row = await urges.get(session, parcel.subject_id)
    if row is None:
        return None
    organisation = await organisations.get(session, row.organisation_id)
    above = await organisations.get(session, row.by_organisation_id)
    audited = await actions.missing_of(session, organisation, now)
    found = urgent(audited.obligations)
    if not found:
        return None
    rows = compliance_texts.gathered(found, audited.name, cited=True)
    return Letter(texts.urge(above.name, audited.name, row.day, rows[:_MOST], len(rows) - _MOST))


COMPOSERS[PlanKind.URGE] = unsealed(urge)
