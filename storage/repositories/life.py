"""Criticism and self-criticism, sealed at rest; one function opens them for a reader: authorise, open, audit.

``self_criticism.content`` and ``criticism.content`` (with who criticised whom) are JSON under AES-256-GCM. In the clear
stand only which meeting, whose self-criticism, and when; the audit chain names the meeting, never a criticism.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sealing
from storage.keyring import Keyring
from storage.models import Credit, Criticism, Meeting, Minutes, SelfCriticism
from storage.repositories import audit_entries, meetings
from storage.repositories.inserting import insert_new, table_of
from storage.rules.life import (
    LIFE_ACTIVITIES,
    SHOWN,
    CriticismAspect,
    NoSuchCriticismError,
    NotOnLifeRollError,
    Opened,
    Remark,
    SelfExamination,
    is_keeper,
    readable,
)
from storage.rules.terms import Duty, MinutesState, Source


@dataclass(frozen=True, slots=True)
class Counts:
    """What a group may know of a meeting: figures only."""

    expected: int
    submitted: int
    criticisms: int


async def of(session: AsyncSession, organisation_ids: Sequence[int], limit: int = 8) -> Sequence[Meeting]:
    """Return the newest meetings of these organisations that have criticism and self-criticism, newest first."""
    credited = select(Credit.meeting_id).where(col(Credit.activity).in_(LIFE_ACTIVITIES))
    query = select(Meeting).where(
        col(Meeting.organisation_id).in_(organisation_ids),
        col(Meeting.state).in_(SHOWN),
        Meeting.source == Source.BOT,
        col(Meeting.id).in_(credited),
    )
    return (await session.exec(query.order_by(col(Meeting.starts_at).desc()).limit(limit))).all()


async def counts(session: AsyncSession, meeting_id: int) -> Counts:
    """Return the figures of a meeting without opening anything."""
    submitted = select(func.count()).where(
        col(SelfCriticism.meeting_id) == meeting_id, col(SelfCriticism.submitted_at).is_not(None)
    )
    criticisms = select(func.count()).where(
        col(Criticism.meeting_id) == meeting_id, col(Criticism.removed_at).is_(None)
    )
    return Counts(
        await meetings.expected_count(session, meeting_id),
        (await session.exec(submitted)).one(),
        (await session.exec(criticisms)).one(),
    )


async def is_closed(session: AsyncSession, meeting_id: int) -> bool:
    """Return whether the newest version of the minutes has been handed in or signed."""
    query = select(Minutes.state).where(Minutes.meeting_id == meeting_id).order_by(col(Minutes.version).desc())
    newest = (await session.exec(query.limit(1))).first()
    return newest in (MinutesState.IN_REVIEW, MinutesState.SIGNED)


async def open_for(
    session: AsyncSession, ring: Keyring, meeting: Meeting, member_id: int, duties: Collection[Duty], now: datetime
) -> Opened:
    """Open for one reader what they may read, with an entry in the audit chain; raises NotOnLifeRollError.

    ``duties`` are those that count for the meeting's organisation; a higher committee has none there.
    """
    keeper = is_keeper(member_id, duties, meeting.host_id, meeting.recorder_id)
    if not keeper and not await meetings.is_expected(session, meeting.id, member_id):
        raise NotOnLifeRollError
    opened = readable(await open_for_minutes(session, ring, meeting.id), member_id, keeper=keeper)
    await audit_entries.append(
        session,
        meeting.organisation_id,
        act="life.opened",
        object_="meeting",
        object_id=meeting.id,
        actor_member_id=member_id,
        now=now,
    )
    return opened


async def open_for_minutes(session: AsyncSession, ring: Keyring, meeting_id: int) -> Opened:
    """Open everything of a meeting for its minutes, whose own acts are authorised and audited, or to judge an entry.

    What comes back is shown to nobody as it is.
    """
    own = await session.exec(
        select(SelfCriticism).where(SelfCriticism.meeting_id == meeting_id).order_by(col(SelfCriticism.id))
    )
    criticisms = await session.exec(
        select(Criticism)
        .where(Criticism.meeting_id == meeting_id, col(Criticism.removed_at).is_(None))
        .order_by(col(Criticism.id))
    )
    return Opened(
        tuple(_examination(ring, row) for row in own.all() if row.content_sealed),
        tuple(_remark(ring, row) for row in criticisms.all() if row.content_sealed),
    )


async def sheet(session: AsyncSession, meeting_id: int, member_id: int, now: datetime) -> SelfCriticism:
    """Return a member's sheet for a meeting, locked for this transaction; an empty one where there was none."""
    empty = {
        "meeting_id": meeting_id,
        "member_id": member_id,
        "content_sealed": None,
        "submitted_at": None,
        "updated_at": now,
    }
    await insert_new(session, table_of(SelfCriticism), [empty])
    query = select(SelfCriticism).where(SelfCriticism.meeting_id == meeting_id, SelfCriticism.member_id == member_id)
    return (await session.exec(query.with_for_update().execution_options(populate_existing=True))).one()


async def is_submitted(session: AsyncSession, meeting_id: int, member_id: int) -> bool:
    """Return whether a member has handed in their self-criticism for a meeting; nothing is opened."""
    query = select(SelfCriticism.id).where(
        SelfCriticism.meeting_id == meeting_id,
        SelfCriticism.member_id == member_id,
        col(SelfCriticism.submitted_at).is_not(None),
    )
    return (await session.exec(query)).first() is not None


async def sheet_by_id(session: AsyncSession, sheet_id: int) -> SelfCriticism | None:
    """Return a sheet by its number, unopened."""
    return await session.get(SelfCriticism, sheet_id)


async def rewrite(
    session: AsyncSession,
    ring: Keyring,
    meeting_id: int,
    member_id: int,
    now: datetime,
    change: Callable[[SelfExamination], SelfExamination],
) -> SelfExamination:
    """Put what ``change`` makes of a self-criticism in its place; whatever it raises leaves everything as it was."""
    row = await sheet(session, meeting_id, member_id, now)
    before = _examination(ring, row) if row.content_sealed else SelfExamination(member_id, member_id)
    after = change(before)
    row.content_sealed = _seal(ring, row, {"by": after.by_id} | {part.value: text for part, text in after.sections})
    row.submitted_at = (row.submitted_at or now) if after.submitted else None
    row.updated_at = now
    session.add(row)
    await session.flush()
    return after


async def meeting_of(session: AsyncSession, criticism_id: int) -> int:
    """Return which meeting a criticism belongs to; raises NoSuchCriticismError."""
    return (await _standing(session, criticism_id)).meeting_id


async def add(session: AsyncSession, ring: Keyring, meeting_id: int, remark: Remark, now: datetime) -> Remark:
    """Store a new criticism; its row exists before anything is sealed."""
    row = Criticism(meeting_id=meeting_id, updated_at=now)
    session.add(row)
    await session.flush()
    row.content_sealed = _seal(ring, row, _remark_body(remark))
    await session.flush()
    return replace(remark, id=row.id)


async def revise(
    session: AsyncSession,
    ring: Keyring,
    meeting_id: int,
    criticism_id: int,
    now: datetime,
    change: Callable[[Remark], Remark | None],
) -> Remark:
    """Put what ``change`` makes of a criticism in its place, or withdraw it where that is None; return the last of it.

    Raises NoSuchCriticismError (also for one of another meeting) and whatever ``change`` raises.
    """
    row = await _standing(session, criticism_id, lock=True)
    if row.meeting_id != meeting_id:
        raise NoSuchCriticismError
    before = _remark(ring, row)
    after = change(before)
    if after is None:
        row.removed_at = now
    else:
        row.content_sealed = _seal(ring, row, _remark_body(after))
    row.updated_at = now
    session.add(row)
    await session.flush()
    return after or before


async def _standing(session: AsyncSession, criticism_id: int, *, lock: bool = False) -> Criticism:
    if not 0 < criticism_id < 2**63:
        raise NoSuchCriticismError
    query = select(Criticism).where(Criticism.id == criticism_id, col(Criticism.removed_at).is_(None))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(query)).first()
    if row is None or row.content_sealed is None:
        raise NoSuchCriticismError
    return row


def _seal(ring: Keyring, row: SelfCriticism | Criticism, body: dict[str, Any]) -> bytes:
    return sealing.seal(ring, row.__tablename__, "content", row.id, json.dumps(body, ensure_ascii=False))


def _open(ring: Keyring, row: SelfCriticism | Criticism) -> dict[str, Any]:
    blob = row.content_sealed or b""
    opened: dict[str, Any] = json.loads(sealing.open_sealed(ring, row.__tablename__, "content", row.id, blob))
    return opened


def _examination(ring: Keyring, row: SelfCriticism) -> SelfExamination:
    body = _open(ring, row)
    return SelfExamination(
        member_id=row.member_id,
        by_id=body["by"],
        problems=body.get("problems", ""),
        causes=body.get("causes", ""),
        measures=body.get("measures", ""),
        submitted=row.submitted_at is not None,
    )


def _remark_body(remark: Remark) -> dict[str, Any]:
    return {
        "from": remark.from_id,
        "to": remark.to_id,
        "by": remark.by_id,
        "aspect": remark.aspect,
        "text": remark.text,
        "response": remark.response,
    }


def _remark(ring: Keyring, row: Criticism) -> Remark:
    body = _open(ring, row)
    return Remark(
        from_id=body["from"],
        to_id=body["to"],
        by_id=body["by"],
        text=body["text"],
        aspect=CriticismAspect(body["aspect"]) if body["aspect"] else None,
        response=body["response"],
        id=row.id,
    )
