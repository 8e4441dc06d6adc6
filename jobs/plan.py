"""In December the secretary of each branch is offered next year's plan, once, in private."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.desk import Desk
from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import organisations, people, planned_events, plans, summaries
from storage.rules.deliveries import OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason
from storage.rules.powers import Power
from storage.rules.terms import OrganisationKind

DECEMBER = 12
HOUR = time(9)


async def offer_next_year(desk: Desk) -> int:
    """Plan the offers of next year's plan that are missing, in December only; return how many are new."""
    planned = 0
    now = desk.clock.now()
    async with desk.sessions.begin() as session:
        for timezone in await summaries.timezones(session):
            zone = ZoneInfo(timezone)
            today = now.astimezone(zone).date()
            if today.month == DECEMBER:
                planned += await _offer(session, timezone, today.year + 1)
    return planned


async def _offer(session: AsyncSession, timezone: str, year: int) -> int:
    zone = ZoneInfo(timezone)
    branches = await summaries.homes_without(
        session, PlanKind.PLAN_OFFER, timezone, str(year), only=OrganisationKind.BRANCH
    )
    for home in branches:
        await plans.add(
            session,
            PlanKind.PLAN_OFFER,
            home.organisation_id,
            year,
            slot=str(year),
            due_at=datetime.combine(date(year - 1, DECEMBER, 1), HOUR, zone).astimezone(UTC),
            expires_at=datetime.combine(date(year, 2, 1), HOUR, zone).astimezone(UTC),
        )
    return len(branches)


async def _leaders(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    """Those who lead the branch, each in private."""
    organisation = await organisations.get(session, plan.organisation_id)
    holders = await people.holders(session, organisation, Power.ADMIT_MEMBERS, now)
    return [Recipient(one.telegram_id, 0, one.id) for one in holders if one.telegram_id is not None]


async def _not_adopted(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    """Why an offer is needless: the year's plan was adopted."""
    events = await planned_events.of_year(session, parcel.organisation_id, parcel.subject_id)
    return Reason.DECIDED if any(event.adopted_at is not None for event in events) else None


OCCASIONS[PlanKind.PLAN_OFFER] = Occasion(Priority.NOTICE, OnAmbiguous.RESEND, _leaders, _not_adopted)
