"""Urgings: recorded once a day, and who can be told of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Binding, Organisation, Urge
from storage.repositories import organisations, people
from storage.repositories.inserting import insert_new, table_of
from storage.rules.people import Person
from storage.rules.powers import Power


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears of an urging: the leaders the bot can write to, else the organisation's own chat, else nobody."""

    leaders: Sequence[Person]
    chat: Binding | None


async def get(session: AsyncSession, urge_id: int) -> Urge | None:
    """Return an urging by its number, or None."""
    return await session.get(Urge, urge_id)


async def add(
    session: AsyncSession, organisation_id: int, by_organisation_id: int, member_id: int, day: date, now: datetime
) -> Urge | None:
    """Record the day's urging and return it; None when the organisation was urged that day already."""
    row = {
        "organisation_id": organisation_id,
        "by_organisation_id": by_organisation_id,
        "by_member_id": member_id,
        "day": day,
        "made_at": now,
    }
    if not await insert_new(session, table_of(Urge), [row]):
        return None
    query = select(Urge).where(
        Urge.organisation_id == organisation_id, Urge.by_organisation_id == by_organisation_id, Urge.day == day
    )
    return (await session.exec(query)).one()


async def urged(session: AsyncSession, by_organisation_id: int, day: date) -> frozenset[int]:
    """Return which organisations one above them has urged on a day."""
    query = select(Urge.organisation_id).where(Urge.by_organisation_id == by_organisation_id, col(Urge.day) == day)
    return frozenset((await session.exec(query)).all())


async def audience(session: AsyncSession, organisation: Organisation, now: datetime) -> Audience:
    """Return who would hear of an urging now."""
    holders = await people.holders(session, organisation, Power.ADMIT_MEMBERS, now)
    leaders = [one for one in holders if one.reachable]
    return Audience(leaders, None if leaders else await organisations.binding_of(session, organisation.id))
