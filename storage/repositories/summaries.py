"""Summaries as rows, and the figures they are made of: what was held, what comes, what still waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import starmap

from sqlalchemy import ColumnElement, exists
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Binding, Delivery, Meeting, Minutes, Organisation, Plan, Roll, Summary
from storage.repositories import meetings
from storage.repositories.inserting import insert_new, table_of
from storage.repositories.obligation_records import heads_of
from storage.rules.deliveries import SUMMARY_PLANS, DeliveryState, PlanKind, PlanState
from storage.rules.summaries import Tally, tally
from storage.rules.terms import Activity, MeetingState, MinutesState, OrganisationKind, Source, SummaryKind

_HELD = (MeetingState.HELD, MeetingState.ARCHIVED)
_BEGINNING = (MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS)
_FOLLOWED = timedelta(days=92)
_BATCH = 200
_GIVEN_UP = (DeliveryState.FAILED, DeliveryState.SKIPPED, DeliveryState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting in a summary; ``present`` None is 未登记, ``unknown`` counts those not entered."""

    meeting: Meeting
    activities: tuple[Activity, ...]
    expected: int | None = None
    present: int | None = None
    unknown: int = 0

    def tally(self) -> Tally:
        """Return the meeting's part of a sum."""
        return tally(self.expected, self.present, self.unknown)


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Held meetings that still wait for somebody: minutes to be signed, a roll to be confirmed."""

    unsigned: tuple[Meeting, ...]
    unconfirmed: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """An organisation bound to a chat."""

    organisation_id: int
    timezone: str
    bound_at: datetime


async def get(session: AsyncSession, summary_id: int) -> Summary | None:
    """Return a summary by its number, or None."""
    return await session.get(Summary, summary_id) if 0 < summary_id < 2**63 else None


async def of(session: AsyncSession, organisation_id: int, kind: SummaryKind, start: date, now: datetime) -> Summary:
    """Return the summary of a period, begun if need be."""
    row = {
        "organisation_id": organisation_id,
        "kind": kind,
        "period_start": start,
        "rev": 0,
        "correction": "",
        "chat_id": None,
        "message_id": None,
        "made_at": now,
        "posted_at": None,
    }
    await insert_new(session, table_of(Summary), [row])
    query = select(Summary).where(
        Summary.organisation_id == organisation_id, Summary.kind == kind, Summary.period_start == start
    )
    return (await session.exec(query)).one()


async def held(
    session: AsyncSession, organisation_ids: Sequence[int], first: date, last: date, now: datetime
) -> list[Entry]:
    """Return what was held on these local days (or has begun by ``now``), in order, with the figures of each roll."""
    begun = col(Meeting.state).in_(_BEGINNING) & (col(Meeting.starts_at) <= now)
    query = (
        select(Meeting)
        .where(
            col(Meeting.organisation_id).in_(organisation_ids),
            col(Meeting.local_day).between(first, last),
            col(Meeting.state).in_(_HELD) | begun,
        )
        .order_by(col(Meeting.local_day), col(Meeting.starts_at), col(Meeting.id))
    )
    found = (await session.exec(query)).all()
    ids = [meeting.id for meeting in found]
    credited, heads = await meetings.credited(session, ids), await heads_of(session, ids)
    entries = []
    for meeting in found:
        roll = heads.get(meeting.id)
        if roll is None:
            figures = (meeting.expected_count, meeting.present_count, 0)
        else:
            figures = (roll.expected, None if roll.unknown == roll.expected else roll.came, roll.unknown)
        entries.append(Entry(meeting, credited[meeting.id], *figures))
    return entries


async def held_in_all(
    session: AsyncSession, organisation_ids: Sequence[int], first: date, last: date, now: datetime
) -> Tally:
    """Return what these organisations and their groups held on these local days, added up, in batches."""
    total = Tally()
    for start in range(0, len(organisation_ids), _BATCH):
        ids = organisation_ids[start : start + _BATCH]
        groups = select(Organisation.id).where(
            col(Organisation.parent_id).in_(ids), Organisation.kind == OrganisationKind.GROUP
        )
        everyone = [*ids, *(await session.exec(groups)).all()]
        for entry in await held(session, everyone, first, last, now):
            total += entry.tally()
    return total


async def coming(session: AsyncSession, organisation_ids: Sequence[int], after: datetime, until: date) -> list[Entry]:
    """Return the announced meetings that begin after a moment, up to a local day."""
    query = (
        select(Meeting)
        .where(
            col(Meeting.organisation_id).in_(organisation_ids),
            col(Meeting.state) == MeetingState.ANNOUNCED,
            col(Meeting.starts_at) > after,
            col(Meeting.local_day) <= until,
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    found = (await session.exec(query)).all()
    credited = await meetings.credited(session, [meeting.id for meeting in found])
    return [Entry(meeting, credited[meeting.id]) for meeting in found]


async def follow_ups(session: AsyncSession, organisation_ids: Sequence[int], today: date) -> FollowUps:
    """Return the meetings of the last three months whose minutes or roll still wait for somebody."""
    signed = exists().where(col(Minutes.meeting_id) == Meeting.id, col(Minutes.state) == MinutesState.SIGNED)
    confirmed = exists().where(col(Roll.meeting_id) == Meeting.id, col(Roll.confirmed_at).is_not(None))
    query = (
        select(Meeting, signed, confirmed)
        .where(
            col(Meeting.organisation_id).in_(organisation_ids),
            col(Meeting.local_day) >= today - _FOLLOWED,
            col(Meeting.state) == MeetingState.HELD,
            col(Meeting.source) == Source.BOT,
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    rows = (await session.exec(query)).all()
    return FollowUps(
        tuple(meeting for meeting, is_signed, _ in rows if not is_signed),
        tuple(meeting for meeting, _, is_confirmed in rows if not is_confirmed),
    )


async def homes_without(
    session: AsyncSession,
    kind: PlanKind,
    timezone: str,
    slot: str,
    bound_by: datetime | None = None,
    *,
    only: OrganisationKind | None = None,
) -> list[Home]:
    """Return the bound organisations of a time zone that have no plan of this kind and slot.

    ``bound_by`` leaves out those bound later, ``only`` those of another kind.
    """
    query = (
        select(Organisation.id, Organisation.timezone, Binding.bound_at)
        .join(Binding, col(Binding.organisation_id) == Organisation.id)
        .where(col(Binding.ended_at).is_(None), Organisation.timezone == timezone, _lacks(kind, slot, bound_by))
        .order_by(col(Organisation.id))
    )
    if only is not None:
        query = query.where(Organisation.kind == only)
    return [Home(*row) for row in (await session.exec(query)).all()]


async def lacks_any(
    session: AsyncSession, timezone: str, wanted: Iterable[tuple[PlanKind, str, datetime | None]]
) -> bool:
    """Return whether a bound organisation of a time zone lacks one of these plans (kind, slot, bound by when)."""
    query = (
        select(Organisation.id)
        .join(Binding, col(Binding.organisation_id) == Organisation.id)
        .where(col(Binding.ended_at).is_(None), Organisation.timezone == timezone, or_(*starmap(_lacks, wanted)))
    )
    return (await session.exec(query.limit(1))).first() is not None


def _lacks(kind: PlanKind, slot: str, bound_by: datetime | None) -> ColumnElement[bool]:
    planned = exists().where(
        col(Plan.kind) == kind, col(Plan.organisation_id) == Organisation.id, col(Plan.slot) == slot
    )
    return ~planned if bound_by is None else ~planned & (col(Binding.bound_at) <= bound_by)


async def waiting(session: AsyncSession, organisation_id: int) -> list[tuple[Plan, Summary]]:
    """Return the clock's own plans of summaries of an organisation that are still waiting, digests among them."""
    kinds = (*SUMMARY_PLANS.values(), PlanKind.PRIVATE_DIGEST)
    query = (
        select(Plan, Summary)
        .join(Summary, col(Summary.id) == Plan.subject_id)
        .where(
            Plan.organisation_id == organisation_id,
            col(Plan.kind).in_(kinds),
            Plan.state == PlanState.PENDING,
            Plan.rev == 0,
        )
    )
    return [(plan, row) for plan, row in (await session.exec(query)).all()]


async def timezones(session: AsyncSession) -> Sequence[str]:
    """Return the time zones in which organisations with a chat live."""
    query = (
        select(Organisation.timezone)
        .join(Binding, col(Binding.organisation_id) == Organisation.id)
        .where(col(Binding.ended_at).is_(None))
        .distinct()
    )
    return (await session.exec(query)).all()


async def is_on_its_way(session: AsyncSession, kind: PlanKind, summary: Summary) -> bool:
    """Return whether this revision, posted by hand, is still being carried or has arrived."""
    mine = (col(Plan.kind) == kind, col(Plan.subject_id) == summary.id, col(Plan.rev) == summary.rev)
    waiting = (
        select(Plan.id)
        .where(*mine, Plan.organisation_id == summary.organisation_id)
        .where(col(Plan.state) == PlanState.PENDING)
    )
    carried = (
        select(Plan.id)
        .join(Delivery, col(Delivery.plan_id) == Plan.id)
        .where(*mine, Plan.organisation_id == summary.organisation_id, col(Delivery.state).not_in(_GIVEN_UP))
    )
    return (await session.exec(waiting)).first() is not None or (await session.exec(carried)).first() is not None
