"""Visits that brought a meeting's content to exempt members: who went to whom, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Member, Visit
from storage.repositories.inserting import insert_new, table_of


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit: to whom, on which local day, and who went."""

    member_id: int
    meeting_id: int
    day: date
    visitor: str


async def add(session: AsyncSession, row: Visit) -> bool:
    """Note a visit; return False when one of the same meeting and day is noted already."""
    return await insert_new(session, table_of(Visit), [row.model_dump(exclude={"id"})]) == 1


async def of_meeting(session: AsyncSession, meeting_id: int) -> Sequence[Seen]:
    """Return the visits that brought a meeting to somebody, by day."""
    return await _seen(session, col(Visit.meeting_id) == meeting_id)


async def of_organisation(session: AsyncSession, organisation_id: int, since: date) -> Sequence[Seen]:
    """Return the visits an organisation has noted since a local day, by day."""
    return await _seen(session, (col(Visit.organisation_id) == organisation_id) & (col(Visit.visited_on) >= since))


async def _seen(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[Seen]:
    query = (
        select(Visit, Member.name)
        .join(Member, col(Member.id) == Visit.visitor_id)
        .where(which)
        .order_by(col(Visit.visited_on), col(Visit.id))
    )
    rows = (await session.exec(query)).all()
    return [Seen(row.member_id, row.meeting_id, row.visited_on, visitor) for row, visitor in rows]
