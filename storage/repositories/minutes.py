"""Minutes: sealed lines, versions, signatures; text is opened only for those the caller has authorised."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sealing
from storage.keyring import Keyring
from storage.models import Meeting, MinuteLine, Minutes, Signature
from storage.repositories.inserting import insert_new, table_of
from storage.rules.meetings import ALIVE
from storage.rules.terms import LineKind, MinutesState, SigningRole


async def is_signed(session: AsyncSession, meeting_id: int) -> bool:
    """Return whether some version of a meeting's minutes is signed."""
    query = select(Minutes.id).where(Minutes.meeting_id == meeting_id, Minutes.state == MinutesState.SIGNED)
    return (await session.exec(query.limit(1))).first() is not None


async def get(session: AsyncSession, minutes_id: int, *, locked: bool = False) -> Minutes | None:
    """Return one version by its number, or None; ``locked`` keeps others from changing it in this transaction."""
    if not 0 < minutes_id < 2**63:
        return None
    return await session.get(Minutes, minutes_id, with_for_update=True if locked else None, populate_existing=locked)


async def newest(session: AsyncSession, meeting_id: int) -> Minutes | None:
    """Return the newest version of a meeting's minutes, or None where nothing was handed in yet."""
    return (await newest_of(session, [meeting_id])).get(meeting_id)


async def newest_of(session: AsyncSession, meeting_ids: Sequence[int]) -> dict[int, Minutes]:
    """Return meeting id → newest version, for meetings that have one."""
    query = select(Minutes).where(col(Minutes.meeting_id).in_(meeting_ids)).order_by(col(Minutes.version))
    return {row.meeting_id: row for row in (await session.exec(query)).all()}


async def signed(session: AsyncSession, organisation_ids: Sequence[int]) -> Sequence[Minutes]:
    """Return the newest signed version of every meeting of these organisations, oldest meeting first."""
    query = (
        select(Minutes)
        .join(Meeting, col(Meeting.id) == Minutes.meeting_id)
        .where(col(Meeting.organisation_id).in_(organisation_ids), Minutes.state == MinutesState.SIGNED)
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Minutes.version))
    )
    return list({row.meeting_id: row for row in (await session.exec(query)).all()}.values())


async def every_signed(session: AsyncSession, after: int, most: int) -> Sequence[Minutes]:
    """Return up to ``most`` signed versions with ids above ``after``, in order, for checking them all in pages."""
    query = select(Minutes).where(Minutes.state == MinutesState.SIGNED, col(Minutes.id) > after)
    return (await session.exec(query.order_by(col(Minutes.id)).limit(most))).all()


async def number_in_year(session: AsyncSession, meeting: Meeting) -> int:
    """Return which meeting of its form this is in its organisation's calendar year, counted from 1."""
    query = select(func.count()).where(
        Meeting.organisation_id == meeting.organisation_id,
        Meeting.form == meeting.form,
        col(Meeting.state).in_(ALIVE),
        col(Meeting.local_day) >= meeting.local_day.replace(month=1, day=1),
        col(Meeting.starts_at) < meeting.starts_at,
    )
    return (await session.exec(query)).one() + 1


async def begin(session: AsyncSession, meeting_id: int, version: int = 1, reason: str = "") -> Minutes:
    """Begin a version as a draft; somebody who began it first is met with."""
    row = {
        "meeting_id": meeting_id,
        "version": version,
        "state": MinutesState.DRAFT,
        "content_sealed": None,
        "sha256": None,
        "anchor": "",
        "reason": reason,
        "remark_sealed": None,
        "submitted_at": None,
        "submitted_by": None,
        "signed_at": None,
    }
    await insert_new(session, table_of(Minutes), [row])
    query = select(Minutes).where(Minutes.meeting_id == meeting_id, Minutes.version == version)
    return (await session.exec(query)).one()


async def move(
    session: AsyncSession, minutes: Minutes, was: MinutesState, state: MinutesState, **values: object
) -> bool:
    """Move a version from ``was`` to ``state`` with other values; return False when somebody else moved it first."""
    statement = (
        update(Minutes)
        .where(col(Minutes.id) == minutes.id, col(Minutes.state) == was)
        .values(state=state, **values)
        .returning(col(Minutes.id))
    )
    moved = (await session.execute(statement)).first() is not None
    await session.refresh(minutes)
    return moved


def seal_content(ring: Keyring, minutes: Minutes, content: str) -> bytes:
    """Return the canonical record sealed for this version."""
    return sealing.seal(ring, "minutes", "content", minutes.id, content)


def open_content(ring: Keyring, minutes: Minutes) -> str:
    """Open the record as it was handed in; an empty string for a draft."""
    sealed = minutes.content_sealed
    return sealing.open_sealed(ring, "minutes", "content", minutes.id, sealed) if sealed else ""


def seal_remark(ring: Keyring, minutes: Minutes, text: str) -> None:
    """Seal why a version was sent back (class P2) into its row."""
    minutes.remark_sealed = sealing.seal(ring, "minutes", "remark", minutes.id, text)


def open_remark(ring: Keyring, minutes: Minutes) -> str:
    """Open why a version was sent back; an empty string when nothing was said."""
    sealed = minutes.remark_sealed
    return sealing.open_sealed(ring, "minutes", "remark", minutes.id, sealed) if sealed else ""


async def sign(session: AsyncSession, minutes_id: int, role: SigningRole, member_id: int, now: datetime) -> bool:
    """Enter a signature; return False when this role has signed already."""
    row = {"minutes_id": minutes_id, "role": role, "member_id": member_id, "at": now}
    return await insert_new(session, table_of(Signature), [row]) == 1


async def signatures(session: AsyncSession, minutes_id: int) -> Mapping[SigningRole, Signature]:
    """Return the signatures under one version by role, the first signed first."""
    query = select(Signature).where(Signature.minutes_id == minutes_id).order_by(col(Signature.at))
    return {row.role: row for row in (await session.exec(query)).all()}


async def unsign(session: AsyncSession, minutes_id: int) -> None:
    """Take the signatures off a version that goes back to be changed; the audit chain keeps that they were given."""
    await session.execute(delete(Signature).where(col(Signature.minutes_id) == minutes_id))


async def add_line(session: AsyncSession, ring: Keyring, line: MinuteLine, text: str) -> MinuteLine:
    """Store a new line with its text sealed."""
    session.add(line)
    await session.flush()
    return await rewrite_line(session, ring, line, text)


async def rewrite_line(session: AsyncSession, ring: Keyring, line: MinuteLine, text: str) -> MinuteLine:
    """Seal another text into a line."""
    line.text_sealed = sealing.seal(ring, "minute_line", "text", line.id, text)
    session.add(line)
    await session.flush()
    return line


def open_line(ring: Keyring, line: MinuteLine) -> str:
    """Open the text of a line for someone the caller has authorised."""
    return sealing.open_sealed(ring, "minute_line", "text", line.id, line.text_sealed) if line.text_sealed else ""


async def line(session: AsyncSession, line_id: int) -> MinuteLine | None:
    """Return one line by its number, removed or not."""
    return await session.get(MinuteLine, line_id) if 0 < line_id < 2**63 else None


async def lines(session: AsyncSession, meeting_id: int) -> Sequence[MinuteLine]:
    """Return the lines of a meeting that stand, in the order they were written."""
    query = select(MinuteLine).where(MinuteLine.meeting_id == meeting_id, col(MinuteLine.removed_at).is_(None))
    return (await session.exec(query.order_by(col(MinuteLine.written_at), col(MinuteLine.id)))).all()


async def counts(session: AsyncSession, meeting_id: int) -> Counter[LineKind]:
    """Return how many lines of each kind stand."""
    query = select(MinuteLine.kind, func.count()).where(
        MinuteLine.meeting_id == meeting_id, col(MinuteLine.removed_at).is_(None)
    )
    rows = (await session.exec(query.group_by(MinuteLine.kind))).all()
    return Counter({LineKind(kind): number for kind, number in rows})


async def of_message(session: AsyncSession, chat_id: int, message_id: int) -> Sequence[MinuteLine]:
    """Return the lines that came with one message, removed ones too, in the order of the message."""
    query = select(MinuteLine).where(MinuteLine.chat_id == chat_id, MinuteLine.message_id == message_id)
    return (await session.exec(query.order_by(col(MinuteLine.part)))).all()


async def last_by(session: AsyncSession, meeting_id: int, member_id: int, chat_id: int) -> Sequence[MinuteLine]:
    """Return what a member last wrote for a meeting in this chat and still stands: all lines of one message."""
    query = select(MinuteLine).where(
        MinuteLine.meeting_id == meeting_id,
        MinuteLine.written_by == member_id,
        MinuteLine.chat_id == chat_id,
        col(MinuteLine.removed_at).is_(None),
    )
    newest_first = query.order_by(col(MinuteLine.written_at).desc(), col(MinuteLine.id).desc())
    found = (await session.exec(newest_first.limit(1))).first()
    if found is None or found.message_id is None:
        return [found] if found else []
    return [one for one in await of_message(session, chat_id, found.message_id) if one.removed_at is None]


async def remove(session: AsyncSession, which: Sequence[MinuteLine], now: datetime) -> None:
    """Take lines out of the draft; they stay on record with the time."""
    for one in which:
        one.removed_at = one.removed_at or now
    session.add_all(which)
    await session.flush()
