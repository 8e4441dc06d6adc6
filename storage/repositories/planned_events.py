"""The events of branches' plans for a year: drafted, changed, adopted, compared with what was held."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Meeting, PlannedEvent
from storage.repositories import meetings
from storage.rules import planning
from storage.rules.plan_progress import Actual, Entry, NoSuchPlanError
from storage.rules.terms import Activity


async def of_year(session: AsyncSession, organisation_id: int, year: int) -> Sequence[PlannedEvent]:
    """Return the events of a branch's plan in order of days."""
    query = select(PlannedEvent).where(PlannedEvent.organisation_id == organisation_id, PlannedEvent.year == year)
    return (await session.exec(query.order_by(col(PlannedEvent.day), col(PlannedEvent.id)))).all()


async def get(session: AsyncSession, event_id: int) -> PlannedEvent:
    """Return a planned event; raises NoSuchPlanError."""
    found = await session.get(PlannedEvent, event_id) if 0 < event_id < 2**63 else None
    if found is None:
        raise NoSuchPlanError
    return found


async def draft(
    session: AsyncSession, organisation_id: int, year: int, events: Iterable[planning.PlannedEvent]
) -> None:
    """Write a drafted plan down."""
    rows = [
        PlannedEvent(
            organisation_id=organisation_id,
            venue_id=event.organisation_id,
            year=year,
            day=event.day,
            form=event.form,
            activities=",".join(event.credits),
        )
        for event in events
    ]
    session.add_all(rows)
    await session.flush()


async def adopt(session: AsyncSession, organisation_id: int, year: int, member_id: int, now: datetime) -> bool:
    """Adopt what is drafted for a year; return False when nothing was left to adopt."""
    statement = (
        update(PlannedEvent)
        .where(
            col(PlannedEvent.organisation_id) == organisation_id,
            col(PlannedEvent.year) == year,
            col(PlannedEvent.adopted_at).is_(None),
        )
        .values(adopted_at=now, adopted_by=member_id)
        .returning(col(PlannedEvent.id))
    )
    return (await session.execute(statement)).first() is not None


async def drop(session: AsyncSession, organisation_id: int, year: int) -> None:
    """Take a draft away; what was adopted stays."""
    await session.execute(
        delete(PlannedEvent).where(
            col(PlannedEvent.organisation_id) == organisation_id,
            col(PlannedEvent.year) == year,
            col(PlannedEvent.adopted_at).is_(None),
        )
    )


async def actual(session: AsyncSession, venue_ids: Sequence[int], year: int) -> list[Actual]:
    """Return the meetings of these organisations in a year, as plans are compared with them."""
    query = select(Meeting).where(
        col(Meeting.organisation_id).in_(venue_ids),
        Meeting.local_day >= date(year, 1, 1),
        Meeting.local_day <= date(year, 12, 31),
    )
    rows = (await session.exec(query)).all()
    credited = await meetings.credited(session, [row.id for row in rows])
    return [Actual(row.organisation_id, row.local_day, credited[row.id], row.state) for row in rows]


def activities(event: PlannedEvent) -> tuple[Activity, ...]:
    """Return what an event is to be credited as, its form's own activity first."""
    return tuple(map(Activity, event.activities.split(",")))


def value(event: PlannedEvent) -> planning.PlannedEvent:
    """Return an event as the planner knows it."""
    return planning.PlannedEvent(event.day, event.form, event.venue_id, activities(event), ())


def entry(event: PlannedEvent) -> Entry:
    """Return an event as it is compared."""
    return Entry(event.id, event.venue_id, event.day, activities(event))
