"""Lessons to make up: tasks, what members wrote (sealed), decisions, and the material given for a meeting."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sealing
from storage.keyring import Keyring
from storage.models import Makeup, MakeupMaterial, Meeting, Member
from storage.rules.terms import MakeupState, MeetingState

OPEN = (MakeupState.OPEN, MakeupState.SUBMITTED)


async def get(session: AsyncSession, makeup_id: int) -> Makeup | None:
    """Return a task by its number, or None."""
    return await session.get(Makeup, makeup_id)


async def of_meeting(session: AsyncSession, meeting_id: int) -> Sequence[tuple[Makeup, Member]]:
    """Return the tasks of a meeting that were not withdrawn, with whose they are, in the order they were set."""
    query = (
        select(Makeup, Member)
        .join(Member, col(Member.id) == Makeup.member_id)
        .where(Makeup.meeting_id == meeting_id, Makeup.state != MakeupState.WITHDRAWN)
        .order_by(col(Makeup.id))
    )
    return (await session.exec(query)).all()


async def all_of(session: AsyncSession, meeting_id: int) -> dict[int, Makeup]:
    """Return member id → task of a meeting, withdrawn ones among them."""
    rows = (await session.exec(select(Makeup).where(Makeup.meeting_id == meeting_id))).all()
    return {row.member_id: row for row in rows}


async def waiting_for(session: AsyncSession, member_id: int) -> Sequence[tuple[Makeup, Meeting]]:
    """Return what a member still has to make up, the soonest due first; nothing of a meeting declared void."""
    query = (
        select(Makeup, Meeting)
        .join(Meeting, col(Meeting.id) == Makeup.meeting_id)
        .where(Makeup.member_id == member_id, Makeup.state == MakeupState.OPEN, Meeting.state != MeetingState.VOID)
        .order_by(col(Makeup.due_at))
    )
    return (await session.exec(query)).all()


async def to_decide(session: AsyncSession, organisation_ids: Sequence[int]) -> Sequence[tuple[Makeup, Meeting, Member]]:
    """Return what was handed in for meetings of these organisations and waits for a word, oldest first."""
    query = (
        select(Makeup, Meeting, Member)
        .join(Meeting, col(Meeting.id) == Makeup.meeting_id)
        .join(Member, col(Member.id) == Makeup.member_id)
        .where(
            col(Meeting.organisation_id).in_(organisation_ids),
            Makeup.state == MakeupState.SUBMITTED,
            Meeting.state != MeetingState.VOID,
        )
        .order_by(col(Makeup.submitted_at))
    )
    return (await session.exec(query)).all()


async def move(session: AsyncSession, row: Makeup, state: MakeupState, was: MakeupState, **values: object) -> bool:
    """Move a task from ``was`` to ``state``; return False when somebody was first."""
    statement = (
        update(Makeup)
        .where(col(Makeup.id) == row.id, col(Makeup.state) == was)
        .values(state=state, **values)
        .returning(col(Makeup.id))
    )
    moved = (await session.execute(statement)).first() is not None
    await session.refresh(row)
    return moved


async def material(session: AsyncSession, meeting_id: int) -> MakeupMaterial | None:
    """Return what those who missed a meeting are given, or None."""
    return await session.get(MakeupMaterial, meeting_id)


async def give_material(session: AsyncSession, ring: Keyring, row: MakeupMaterial, text: str) -> None:
    """Keep the material of a meeting (words sealed, or a file's id) over what was given before."""
    if text:
        row.words_sealed = sealing.seal(ring, "makeup_material", "words", row.meeting_id, text)
    await session.merge(row)
    await session.flush()


def open_material(ring: Keyring, row: MakeupMaterial | None) -> str:
    """Open the words of a material for somebody the caller has authorised; empty where there are none."""
    if row is None or row.words_sealed is None:
        return ""
    return sealing.open_sealed(ring, "makeup_material", "words", row.meeting_id, row.words_sealed)


def sealed_words(ring: Keyring, row: Makeup, text: str) -> bytes | None:
    """Seal what a member wrote (class P2) for its row; None for nothing."""
    return sealing.seal(ring, "makeup", "words", row.id, text) if text else None


def open_words(ring: Keyring, row: Makeup) -> str:
    """Open what a member wrote for somebody the caller has authorised."""
    return sealing.open_sealed(ring, "makeup", "words", row.id, row.words_sealed) if row.words_sealed else ""


def sealed_remark(ring: Keyring, row: Makeup, text: str) -> bytes | None:
    """Seal the remark on a returned lesson (class P2); None for nothing."""
    return sealing.seal(ring, "makeup", "remark", row.id, text) if text else None


def open_remark(ring: Keyring, row: Makeup) -> str:
    """Open the remark on a returned lesson."""
    return sealing.open_sealed(ring, "makeup", "remark", row.id, row.remark_sealed) if row.remark_sealed else ""
