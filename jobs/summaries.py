"""What the clock asks for summaries: plans for the period under way and the one just due, and who hears of them.

After downtime only the period last due is caught up, and only where the chat was bound by then (facts of delivery
2.5); what a summary says is composed when it is sent.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.desk import Desk
from jobs.occasions import OCCASIONS, Occasion
from storage.models import Plan
from storage.repositories import cards, organisations, people, plans, preferences, summaries
from storage.rules.deliveries import SUMMARY_PLANS, CardKind, OnAmbiguous, Parcel, PlanKind, Priority, Recipient
from storage.rules.outcomes import Reason
from storage.rules.powers import Power
from storage.rules.preferences import Key
from storage.rules.summaries import USUAL_RHYTHM, Span, latest_due, span_of
from storage.rules.terms import SummaryKind


async def plan_ahead(desk: Desk) -> int:
    """Plan the summaries that are missing; return how many plans are new."""
    planned = 0
    async with desk.sessions.begin() as session:
        now = desk.clock.now()
        for timezone in await summaries.timezones(session):
            zone = ZoneInfo(timezone)
            wanted = list(_wanted(now, zone))
            kinds = [(SUMMARY_PLANS[span.kind], span.slot, bound_by) for span, bound_by in wanted]
            if await summaries.lacks_any(session, timezone, kinds):  # nearly always not: one look instead of eight
                for span, bound_by in wanted:
                    planned += await _plan(session, timezone, span, now, bound_by)
    return planned


def _wanted(now: datetime, zone: ZoneInfo) -> Iterator[tuple[Span, datetime | None]]:
    """The period last due of each kind, for those bound by then, and the one under way, for everybody."""
    for kind in SummaryKind:
        due, under_way = latest_due(kind, now, zone), span_of(kind, now.astimezone(zone).date())
        yield due, due.due_at(zone)
        if under_way != due:
            yield under_way, None


async def _plan(session: AsyncSession, timezone: str, span: Span, now: datetime, bound_by: datetime | None) -> int:
    """Plan a period's summary for every organisation of a time zone that has none yet."""
    zone, kind = ZoneInfo(timezone), SUMMARY_PLANS[span.kind]
    found = await summaries.homes_without(session, kind, timezone, span.slot, bound_by)
    digest = [PlanKind.PRIVATE_DIGEST] if span.kind is SummaryKind.WEEKLY else []
    liked = bool(found) and await preferences.anyone_has(session, Key.SUMMARY_TIME)
    for home in found:
        rhythm = USUAL_RHYTHM
        if liked:
            rhythm = await preferences.rhythm_of(session, await organisations.get(session, home.organisation_id))
        row = await summaries.of(session, home.organisation_id, span.kind, span.start, now)
        for each in (kind, *digest):
            await plans.add(
                session,
                each,
                home.organisation_id,
                row.id,
                slot=span.slot,
                due_at=span.due_at(zone, rhythm),
                expires_at=span.next().due_at(zone, rhythm),
            )
    return len(found)


async def _group(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    """The organisation's own chat; where one posted by hand stands already, that is brought up to date instead."""
    row = await summaries.get(session, plan.subject_id)
    bound = await organisations.binding_of(session, plan.organisation_id)
    if row is None or bound is None:
        return []
    if row.rev != plan.rev:
        await cards.touch(session, CardKind.SUMMARY, row.id, now)
        return []
    return [Recipient(bound.chat_id, bound.thread_id)]


async def _current(session: AsyncSession, parcel: Parcel, _now: datetime) -> Reason | None:
    """Why a summary must not go out any more: one posted by hand has taken its place."""
    row = await summaries.get(session, parcel.subject_id)
    if row is None:
        return Reason.CANCELLED
    return None if row.rev == parcel.rev else Reason.SUPERSEDED


async def _keepers(session: AsyncSession, plan: Plan, now: datetime) -> Sequence[Recipient]:
    """Those who keep the summary, each in private."""
    organisation = await organisations.get(session, plan.organisation_id)
    holders = await people.holders(session, organisation, Power.KEEP_SUMMARY, now)
    return [Recipient(one.telegram_id, 0, one.id) for one in holders if one.telegram_id is not None]


for _kind in SUMMARY_PLANS.values():
    OCCASIONS[_kind] = Occasion(Priority.SUMMARY, OnAmbiguous.ASSUME, _group, _current, group_card=CardKind.SUMMARY)
OCCASIONS[PlanKind.PRIVATE_DIGEST] = Occasion(Priority.SUMMARY, OnAmbiguous.ASSUME, _keepers)
