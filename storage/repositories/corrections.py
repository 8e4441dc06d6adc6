"""What members say is wrong in their line of a roll: asked, looked at, answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sealing
from storage.keyring import Keyring
from storage.models import Correction, Meeting
from storage.repositories import organisations, people, plans
from storage.rules.deliveries import PlanKind
from storage.rules.people import Person
from storage.rules.powers import Power
from storage.rules.terms import CorrectionState, Duty

_USEFUL = timedelta(days=30)
_SECRETARIES = frozenset({Duty.SECRETARY, Duty.DEPUTY_SECRETARY})


async def get(session: AsyncSession, correction_id: int) -> Correction | None:
    """Return a request by its number, or None."""
    return await session.get(Correction, correction_id) if 0 < correction_id < 2**63 else None


async def open_of(session: AsyncSession, meeting_id: int, member_id: int) -> Correction | None:
    """Return a member's request about a meeting that still waits, or None."""
    query = select(Correction).where(
        Correction.meeting_id == meeting_id,
        Correction.member_id == member_id,
        Correction.state == CorrectionState.ASKED,
    )
    return (await session.exec(query)).first()


async def waiting(session: AsyncSession, organisation_ids: Sequence[int]) -> Sequence[tuple[Correction, Meeting]]:
    """Return the requests about meetings of these organisations that wait, oldest first."""
    query = (
        select(Correction, Meeting)
        .join(Meeting, col(Meeting.id) == Correction.meeting_id)
        .where(col(Meeting.organisation_id).in_(organisation_ids), Correction.state == CorrectionState.ASKED)
    )
    return (await session.exec(query.order_by(col(Correction.asked_at)))).all()


async def ask(
    session: AsyncSession, ring: Keyring, meeting: Meeting, member_id: int, words: str, now: datetime
) -> Correction:
    """Enter a request (or add words to the one that waits) and plan to pass it on."""
    row = await open_of(session, meeting.id, member_id)
    if row is None:
        row = Correction(meeting_id=meeting.id, member_id=member_id, state=CorrectionState.ASKED, asked_at=now)
        session.add(row)
        await session.flush()
    if words:
        row.words_sealed = sealing.seal(ring, "correction", "words", row.id, words)
        session.add(row)
    await _plan(session, PlanKind.CORRECTION_REQUEST, meeting, row, now)
    return row


def open_words(ring: Keyring, row: Correction) -> str:
    """Open what the member wrote (class P2) for someone the caller has authorised; empty when nothing was."""
    return sealing.open_sealed(ring, "correction", "words", row.id, row.words_sealed) if row.words_sealed else ""


async def settle(
    session: AsyncSession, meeting: Meeting, member_id: int, by_id: int, state: CorrectionState, now: datetime
) -> bool:
    """End the request that waits about this line, if any, and plan to tell the member; return whether there was one."""
    statement = (
        update(Correction)
        .where(
            col(Correction.meeting_id) == meeting.id,
            col(Correction.member_id) == member_id,
            col(Correction.state) == CorrectionState.ASKED,
        )
        .values(state=state, decided_at=now, decided_by=by_id)
        .returning(col(Correction.id))
    )
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        return False
    row = await session.get_one(Correction, found, populate_existing=True)
    await _plan(session, PlanKind.CORRECTION_RESULT, meeting, row, now)
    return True


async def judges(session: AsyncSession, meeting: Meeting, member_id: int, now: datetime) -> list[Person]:
    """Return who is asked to look: the meeting's recorder and the secretaries, else others who keep rolls.

    The member who asks is among them only where nobody else can look.
    """
    organisation = await organisations.get(session, meeting.organisation_id)
    keepers = await people.holders(session, organisation, Power.KEEP_ROLL, now)
    day = now.astimezone(organisations.zone(organisation)).date()
    recorder = await people.one(session, meeting.recorder_id, day) if meeting.recorder_id is not None else None
    first = [recorder] if recorder is not None and recorder.telegram_id is not None else []
    known = {one.id: one for one in (*first, *(each for each in keepers if each.duties & _SECRETARIES))}
    others = [one for one in known.values() if one.id != member_id]
    return others or [one for one in keepers if one.id != member_id] or list(known.values()) or keepers


async def _plan(session: AsyncSession, kind: PlanKind, meeting: Meeting, row: Correction, now: datetime) -> None:
    await plans.add(
        session,
        kind,
        meeting.organisation_id,
        row.id,
        slot=f"{now:%Y%m%d%H%M%S%f}",
        due_at=now,
        expires_at=now + _USEFUL,
    )
