"""People at a meeting who are not expected there, and where a member was a guest elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Guest, Meeting, Member, Organisation
from storage.rules.meetings import ALIVE
from storage.rules.terms import GuestRole


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A meeting of another branch a member took part in as a guest."""

    member_id: int
    meeting: Meeting
    organisation: str
    at: datetime


async def of(session: AsyncSession, meeting_id: int, role: GuestRole | None = None) -> Sequence[Guest]:
    """Return the guests of a meeting (of one role) in the order they were entered."""
    query = select(Guest).where(Guest.meeting_id == meeting_id)
    if role is not None:
        query = query.where(Guest.role == role)
    return (await session.exec(query.order_by(col(Guest.id)))).all()


async def get(session: AsyncSession, guest_id: int) -> Guest | None:
    """Return a guest by number, or None."""
    return await session.get(Guest, guest_id)


async def member_at(session: AsyncSession, meeting_id: int, member_id: int) -> Guest | None:
    """Return the line of a member who is a guest at this meeting, or None."""
    query = select(Guest).where(Guest.meeting_id == meeting_id, Guest.member_id == member_id)
    return (await session.exec(query)).first()


async def add(session: AsyncSession, row: Guest) -> Guest:
    """Enter a guest; a member who is on the list already, and a name entered twice, stay as they are."""
    known = await of(session, row.meeting_id)
    for one in known:
        same = one.member_id == row.member_id if row.member_id is not None else one.name == row.name
        if same:
            return one
    session.add(row)
    await session.flush()
    return row


async def remove(session: AsyncSession, row: Guest) -> None:
    """Take back a guest entered by mistake."""
    await session.delete(row)
    await session.flush()


async def elsewhere(session: AsyncSession, member_ids: Sequence[int], since: date) -> Sequence[Elsewhere]:
    """Return where these members took part as guests of another branch since a local day, newest first.

    It is credited to them in their own branch's record: taking part elsewhere is taking part.
    """
    query = (
        sqlalchemy.select(Guest, Meeting, col(Organisation.name))
        .join(Meeting, col(Meeting.id) == Guest.meeting_id)
        .join(Organisation, col(Organisation.id) == Meeting.organisation_id)
        .where(
            col(Guest.member_id).in_(member_ids),
            col(Guest.role) == GuestRole.GUEST_MEMBER,
            col(Meeting.state).in_(ALIVE),
            col(Meeting.local_day) >= since,
        )
        .order_by(col(Meeting.starts_at).desc())
    )
    rows = (await session.execute(query)).all()
    return [Elsewhere(guest.member_id, meeting, name, guest.at) for guest, meeting, name in rows]


async def branch_of_member(session: AsyncSession, member_id: int) -> str:
    """Return the name of the organisation on whose roster a member stands, or an empty string."""
    query = (
        select(Organisation.name)
        .join(Member, col(Member.organisation_id) == Organisation.id)
        .where(col(Member.id) == member_id)
    )
    return (await session.exec(query)).first() or ""
