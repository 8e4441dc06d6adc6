"""A committee urges an organisation below it to do what is missing; once a day, on record with both."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import compliance
from bot.actions.access import Here
from bot.actions.compliance import Audited
from bot.buttons import StaleButtonError
from storage.models import Organisation
from storage.repositories import audit_entries, obligations, organisations, plans, urges
from storage.rules.deliveries import PlanKind
from storage.rules.reminders import defer_quiet
from storage.rules.roll_up import urgent

_USEFUL = timedelta(days=3)


class Urging(Enum):
    """What a tap on 督办 has come to."""

    SENT = auto()
    TO_THE_CHAT = auto()
    NOBODY_REACHABLE = auto()
    ALREADY_TODAY = auto()
    NOTHING_MISSING = auto()


@dataclass(frozen=True, slots=True)
class Urged:
    """What came of it, for which organisation, and when the message will be on its way."""

    urging: Urging
    name: str
    due_at: datetime


async def urge(session: AsyncSession, here: Here, organisation_id: int) -> Urged:
    """Urge an organisation below: record it and plan the message; raises StaleButtonError for one that is not below.

    Nothing is recorded where nothing is missing, where it was done today, or where nobody could be told.
    """
    below = (await obligations.below(session, here.organisation.id))[1:]
    if organisation_id not in below:
        raise StaleButtonError
    organisation = await organisations.get(session, organisation_id)
    zone = organisations.zone(organisation)
    due_at = defer_quiet(here.now, zone)
    missing = await missing_of(session, organisation, here.now)
    audience = await urges.audience(session, organisation, here.now)
    if not urgent(missing.obligations):
        return Urged(Urging.NOTHING_MISSING, organisation.name, due_at)
    if not audience.leaders and audience.chat is None:
        return Urged(Urging.NOBODY_REACHABLE, organisation.name, due_at)
    row = await urges.add(session, organisation_id, here.organisation.id, here.member.member_id, here.today, here.now)
    if row is None:
        return Urged(Urging.ALREADY_TODAY, organisation.name, due_at)
    await plans.add(session, PlanKind.URGE, organisation_id, row.id, due_at=due_at, expires_at=due_at + _USEFUL)
    for chain in (here.organisation.id, organisation_id):
        await audit_entries.append(
            session,
            chain,
            act="organisation.urged",
            object_="organisation",
            object_id=organisation_id,
            actor_member_id=here.member.member_id,
            now=here.now,
        )
    return Urged(Urging.SENT if audience.leaders else Urging.TO_THE_CHAT, organisation.name, due_at)


async def missing_of(session: AsyncSession, organisation: Organisation, now: datetime) -> Audited:
    """Return an organisation's audit of its own today."""
    today = now.astimezone(organisations.zone(organisation)).date()
    return await compliance.whole(session, organisation.id, today)
