"""The secret behind a meeting's codes and posters (sealed), and how often somebody mistyped a code."""

import secrets
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sealing
from storage.keyring import Keyring
from storage.models import CheckInTry
from storage.repositories import rolls
from storage.rules.check_in_codes import LOCKED_FOR, MOST_TRIES, SECRET_BYTES


async def secret(session: AsyncSession, ring: Keyring, meeting_id: int, *, anew: bool = False) -> bytes:
    """Return a meeting's secret, made when it is first asked for; ``anew`` makes what was shown before worthless."""
    roll = await rolls.of(session, meeting_id)
    if roll.secret_sealed is None or anew:
        made = secrets.token_bytes(SECRET_BYTES)
        roll.secret_sealed = sealing.seal(ring, "roll", "secret", meeting_id, made.hex())
        session.add(roll)
        await session.flush()
        return made
    return bytes.fromhex(sealing.open_sealed(ring, "roll", "secret", meeting_id, roll.secret_sealed))


async def shown_secret(session: AsyncSession, ring: Keyring, meeting_id: int) -> bytes | None:
    """Return the secret of a meeting for which a code or poster has been shown, else None."""
    roll = await rolls.known(session, meeting_id)
    if roll is None or roll.secret_sealed is None:
        return None
    return bytes.fromhex(sealing.open_sealed(ring, "roll", "secret", meeting_id, roll.secret_sealed))


async def locked_until(session: AsyncSession, meeting_id: int, member_id: int) -> datetime | None:
    """Return until when no code is taken from this person, or None."""
    row = await session.get(CheckInTry, (meeting_id, member_id))
    return row.locked_until if row else None


async def note_wrong(session: AsyncSession, meeting_id: int, member_id: int, now: datetime) -> int:
    """Count a mistyped code; return how many tries are left before a pause (0: the pause has begun)."""
    row = await session.get(CheckInTry, (meeting_id, member_id)) or CheckInTry(
        meeting_id=meeting_id, member_id=member_id
    )
    row.failed += 1
    left = MOST_TRIES - row.failed
    if left <= 0:
        row.failed, row.locked_until = 0, now + LOCKED_FOR
    session.add(row)
    await session.flush()
    return max(left, 0)
