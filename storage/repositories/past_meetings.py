"""Meetings held without the product: entered from a ledger (导入), or one by one afterwards (补录)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Credit, Meeting, Organisation
from storage.repositories import meetings, organisations, people
from storage.rules import names
from storage.rules.ledger import PastMeeting
from storage.rules.ledger_changes import KnownMeeting
from storage.rules.terms import Activity, MeetingState, Source


async def known(session: AsyncSession, organisation_id: int) -> tuple[KnownMeeting, ...]:
    """Return the imported meetings of an organisation, voided ones too: an import does not bring them back."""
    query = select(Meeting).where(Meeting.organisation_id == organisation_id, Meeting.source == Source.IMPORTED)
    rows = (await session.exec(query.order_by(col(Meeting.id)))).all()
    credited = await meetings.credited(session, [row.id for row in rows])
    return tuple(
        KnownMeeting(
            id=row.id,
            held_on=row.local_day,
            starts_at=row.starts_at if row.timed else None,
            credits=frozenset(credited[row.id]),
            theme=row.theme,
            details=(
                row.host_name or None,
                row.recorder_name or None,
                row.expected_count,
                row.present_count,
                row.note or None,
            ),
        )
        for row in rows
    )


async def ids_by_name(session: AsyncSession, organisation: Organisation, day: date) -> Mapping[str, int]:
    """Return member ids by name as of ``day``; shared names are left out, for nobody can say who is meant."""
    found: dict[str, list[int]] = {}
    for person in await people.roster(session, await organisations.branch_of(session, organisation), day):
        found.setdefault(names.key(person.name), []).append(person.id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


async def add(
    session: AsyncSession,
    organisation: Organisation,
    told: Iterable[PastMeeting],
    members: Mapping[str, int],
    now: datetime,
) -> None:
    """Enter meetings as held; one without a time stands at the beginning of its local day and says so."""
    for past in told:
        row = Meeting(
            organisation_id=organisation.id,
            form=past.form,
            theme=past.theme or "",
            state=MeetingState.HELD,
            starts_at=past.starts_at or _midnight(past.held_on, organisation),
            timed=past.starts_at is not None,
            timezone=organisation.timezone,
            local_day=past.held_on,
            source=Source.IMPORTED,
            created_at=now,
        )
        _describe(row, past, members)
        await meetings.add(session, row, past.credits)


async def stands(session: AsyncSession, organisation_id: int, day: date, activity: Activity) -> bool:
    """Return whether a meeting credited as ``activity`` stands on record as held on that local day."""
    query = (
        select(Meeting.id)
        .join(Credit, col(Credit.meeting_id) == Meeting.id)
        .where(
            Meeting.organisation_id == organisation_id,
            Meeting.local_day == day,
            Credit.activity == activity,
            col(Meeting.state).in_((MeetingState.HELD, MeetingState.ARCHIVED)),
        )
    )
    return (await session.exec(query)).first() is not None


async def enter(session: AsyncSession, row: Meeting, activity: Activity) -> Meeting:
    """Store one meeting told of afterwards."""
    return await meetings.add(session, row, [activity])


async def correct(session: AsyncSession, meeting_id: int, past: PastMeeting, members: Mapping[str, int]) -> None:
    """Write what the file now says of a meeting on record."""
    row = await session.get_one(Meeting, meeting_id)
    _describe(row, past, members)
    session.add(row)


def _describe(row: Meeting, past: PastMeeting, members: Mapping[str, int]) -> None:
    row.host_name, row.recorder_name = past.host or "", past.recorder or ""
    row.host_id, row.recorder_id = members.get(names.key(row.host_name)), members.get(names.key(row.recorder_name))
    row.expected_count, row.present_count = past.expected, past.present
    row.note = past.note or ""


def _midnight(day: date, organisation: Organisation) -> datetime:
    return datetime.combine(day, time(), organisations.zone(organisation)).astimezone(UTC)
