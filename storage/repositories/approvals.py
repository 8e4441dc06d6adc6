"""Requests that a second person decides, and what a decision leaves on record."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Approval, Meeting
from storage.repositories.inserting import insert_new, table_of
from storage.rules.approvals import AlreadyAskedError, ApprovalState, NotToVoidError
from storage.rules.terms import MeetingState


async def add(session: AsyncSession, row: Approval) -> Approval:
    """Store a request; raises AlreadyAskedError while the same is open."""
    values = row.model_dump(exclude={"id"})
    if not await insert_new(session, table_of(Approval), [values]):
        raise AlreadyAskedError
    found = await of(session, row.organisation_id, row.subject)
    if found is None:
        raise AlreadyAskedError
    return found


async def get(session: AsyncSession, approval_id: int) -> Approval | None:
    """Return one request, or None."""
    return await session.get(Approval, approval_id) if 0 < approval_id < 2**63 else None


async def of(session: AsyncSession, organisation_id: int, subject: str) -> Approval | None:
    """Return the open request about a subject, or None."""
    query = select(Approval).where(
        Approval.organisation_id == organisation_id,
        Approval.subject == subject,
        Approval.state == ApprovalState.ASKED,
    )
    return (await session.exec(query)).first()


async def asked(session: AsyncSession, organisation_ids: Collection[int]) -> Sequence[Approval]:
    """Return the open requests of these organisations, oldest first."""
    query = select(Approval).where(
        col(Approval.organisation_id).in_(organisation_ids), Approval.state == ApprovalState.ASKED
    )
    return (await session.exec(query.order_by(col(Approval.asked_at), col(Approval.id)))).all()


async def decide(session: AsyncSession, row: Approval, state: ApprovalState, member_id: int, now: datetime) -> bool:
    """Decide an open request; return False when somebody else decided it first."""
    statement = (
        update(Approval)
        .where(col(Approval.id) == row.id, col(Approval.state) == ApprovalState.ASKED)
        .values(state=state, decided_by=member_id, decided_at=now)
        .returning(col(Approval.id))
    )
    moved = (await session.execute(statement)).first() is not None
    await session.refresh(row)
    return moved


async def void(session: AsyncSession, row: Approval, now: datetime) -> Meeting:
    """Mark the meeting of an approved request as void, by both people; raises NotToVoidError for one that is not held.

    Nothing is deleted: the record stays with who asked, who agreed and when.
    """
    meeting = await session.get(Meeting, row.meeting_id, with_for_update=True, populate_existing=True)
    if meeting is None or meeting.state not in (MeetingState.HELD, MeetingState.ARCHIVED):
        raise NotToVoidError
    meeting.state, meeting.reason = MeetingState.VOID, row.reason
    meeting.void_requested_by, meeting.void_approved_by, meeting.void_approved_at = row.asked_by, row.decided_by, now
    session.add(meeting)
    await session.flush()
    return meeting
