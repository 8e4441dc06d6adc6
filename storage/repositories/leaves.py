"""Requests for leave; reasons and remarks are sealed and opened one by one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sealing
from storage.keyring import Keyring
from storage.models import Leave, Meeting, Member
from storage.rules.meetings import ALIVE
from storage.rules.terms import LeaveKind, LeaveState


async def of(session: AsyncSession, meeting_id: int, member_id: int) -> Leave | None:
    """Return a member's request for leave from a meeting, in whatever state."""
    query = select(Leave).where(Leave.meeting_id == meeting_id, Leave.member_id == member_id)
    return (await session.exec(query)).first()


async def get(session: AsyncSession, leave_id: int) -> Leave | None:
    """Return a request by its number, or None."""
    return await session.get(Leave, leave_id)


async def asked(
    session: AsyncSession, organisation_ids: Sequence[int], now: datetime
) -> Sequence[tuple[Leave, Meeting, Member]]:
    """Return the open requests for leave from meetings of these organisations still to come, oldest first."""
    query = (
        select(Leave, Meeting, Member)
        .join(Meeting, col(Meeting.id) == Leave.meeting_id)
        .join(Member, col(Member.id) == Leave.member_id)
        .where(
            col(Meeting.organisation_id).in_(organisation_ids),
            col(Meeting.state).in_(ALIVE),
            col(Meeting.starts_at) > now,
            Leave.state == LeaveState.ASKED,
        )
        .order_by(col(Leave.asked_at))
    )
    return (await session.exec(query)).all()


async def ask(
    session: AsyncSession, meeting_id: int, member_id: int, kind: LeaveKind, *, late: bool, now: datetime
) -> Leave:
    """Enter a request (over a former one of the same person) that waits for a decision."""
    row = await of(session, meeting_id, member_id) or Leave(
        meeting_id=meeting_id, member_id=member_id, kind=kind, state=LeaveState.ASKED, asked_at=now
    )
    row.kind, row.state, row.late, row.asked_at = kind, LeaveState.ASKED, late, now
    row.decided_at = row.decided_by = row.reason_sealed = row.remark_sealed = None
    session.add(row)
    await session.flush()
    return row


async def set_state(
    session: AsyncSession, leave_id: int, state: LeaveState, now: datetime, by_id: int | None = None
) -> bool:
    """Decide or withdraw a request that is still open or granted; return False when another was first."""
    statement = (
        update(Leave)
        .where(col(Leave.id) == leave_id, col(Leave.state).in_(_before(state)))
        .values(state=state, decided_at=now, decided_by=by_id)
        .returning(col(Leave.id))
    )
    return (await session.execute(statement)).first() is not None


def seal_reason(ring: Keyring, row: Leave, text: str) -> None:
    """Seal the reason of a request (class P2) into its row."""
    row.reason_sealed = sealing.seal(ring, "leave", "reason", row.id, text)


def open_reason(ring: Keyring, row: Leave) -> str:
    """Open the reason for someone the caller has authorised; an empty string when none was given."""
    return sealing.open_sealed(ring, "leave", "reason", row.id, row.reason_sealed) if row.reason_sealed else ""


def seal_remark(ring: Keyring, row: Leave, text: str) -> None:
    """Seal the approver's remark (class P2) into the row."""
    row.remark_sealed = sealing.seal(ring, "leave", "remark", row.id, text)


def open_remark(ring: Keyring, row: Leave) -> str:
    """Open the approver's remark; an empty string when none was given."""
    return sealing.open_sealed(ring, "leave", "remark", row.id, row.remark_sealed) if row.remark_sealed else ""


def _before(state: LeaveState) -> tuple[LeaveState, ...]:
    if state is LeaveState.WITHDRAWN:
        return (LeaveState.ASKED, LeaveState.APPROVED)
    return (LeaveState.ASKED,)
