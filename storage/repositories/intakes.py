"""Roster files that were read and previewed and wait for the word to import them; what they held is sealed."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sealing
from storage.keyring import Keyring
from storage.models import Intake
from storage.rules.roster import RosterEntry

_ENTRIES = TypeAdapter(tuple[RosterEntry, ...])


async def keep(
    session: AsyncSession,
    ring: Keyring,
    organisation_id: int,
    telegram_id: int,
    entries: tuple[RosterEntry, ...],
    now: datetime,
) -> Intake:
    """Keep what a file says until its sender decides."""
    row = Intake(organisation_id=organisation_id, telegram_id=telegram_id, created_at=now)
    session.add(row)
    await session.flush()
    text = _ENTRIES.dump_json(entries).decode()
    row.content_sealed = sealing.seal(ring, "intake", "content", row.id, text)
    await session.flush()
    return row


async def get(session: AsyncSession, intake_id: int) -> Intake | None:
    """Return an intake by its number, or None."""
    return await session.get(Intake, intake_id) if 0 < intake_id < 2**63 else None


def entries_of(ring: Keyring, row: Intake) -> tuple[RosterEntry, ...]:
    """Open what the file said; nothing once it has been decided."""
    if row.content_sealed is None:
        return ()
    return _ENTRIES.validate_json(sealing.open_sealed(ring, "intake", "content", row.id, row.content_sealed))


async def close(session: AsyncSession, intake_id: int, now: datetime) -> bool:
    """Mark an intake as decided and empty it; return False when that was done before."""
    statement = (
        update(Intake)
        .where(col(Intake.id) == intake_id, col(Intake.decided_at).is_(None))
        .values(decided_at=now, content_sealed=None)
        .returning(col(Intake.id))
    )
    return (await session.exec(statement)).first() is not None
