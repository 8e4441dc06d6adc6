"""Powers handed to another member for a stretch of days, and everybody who holds a power with them."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Delegation, Organisation
from storage.repositories import people
from storage.rules.people import Person
from storage.rules.powers import Power


async def add(session: AsyncSession, row: Delegation) -> Delegation:
    """Hand a power over, ending what the organisation had handed over of it before."""
    for former in await standing(session, [row.organisation_id], row.power, row.given_at.date()):
        former.ended_at = row.given_at
        session.add(former)
    session.add(row)
    await session.flush()
    return row


async def get(session: AsyncSession, delegation_id: int) -> Delegation | None:
    """Return a delegation by its number, or None."""
    return await session.get(Delegation, delegation_id)


async def standing(
    session: AsyncSession, organisation_ids: Sequence[int], power: Power, day: date
) -> Sequence[Delegation]:
    """Return what is handed over from ``day`` on and not ended, the newest first."""
    query = (
        select(Delegation)
        .where(
            col(Delegation.organisation_id).in_(organisation_ids),
            Delegation.power == power,
            col(Delegation.ended_at).is_(None),
            col(Delegation.valid_to) >= day,
        )
        .order_by(col(Delegation.id).desc())
    )
    return (await session.exec(query)).all()


async def reaches(
    session: AsyncSession, organisation: Organisation, power: Power, member_id: int, now: datetime
) -> bool:
    """Return whether ``power`` over the organisation (or over the branch a group is part of) is handed to a member."""
    return member_id in await _delegates(session, organisation, power, now)


async def holders(session: AsyncSession, organisation: Organisation, power: Power, now: datetime) -> list[Person]:
    """Return the linked people who hold ``power`` by duty, then those it is handed to today."""
    found = await people.holders(session, organisation, power, now)
    known = {person.id for person in found}
    for member_id in await _delegates(session, organisation, power, now):
        person = await people.one(session, member_id, _day(organisation, now))
        if person is not None and person.telegram_id is not None and person.id not in known:
            found.append(person)
    return found


async def _delegates(session: AsyncSession, organisation: Organisation, power: Power, now: datetime) -> list[int]:
    places = [organisation.id, *([organisation.parent_id] if organisation.parent_id else [])]
    day = _day(organisation, now)
    return [row.member_id for row in await standing(session, places, power, day) if row.valid_from <= day]


def _day(organisation: Organisation, now: datetime) -> date:
    return now.astimezone(ZoneInfo(organisation.timezone)).date()
