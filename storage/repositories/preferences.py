"""Preferences of organisations as they were written."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Organisation, Preference
from storage.rules.preferences import USUAL_RHYTHM, Key, read_rhythm
from storage.rules.summaries import Rhythm


async def put(session: AsyncSession, organisation_id: int, key: Key, value: str, now: datetime) -> None:
    """Write a preference, replacing the one before."""
    query = select(Preference).where(Preference.organisation_id == organisation_id, Preference.key == key.value)
    row = (await session.exec(query)).first()
    if row is None:
        row = Preference(organisation_id=organisation_id, key=key.value, value=value, set_at=now)
    row.value, row.set_at = value, now
    session.add(row)
    await session.flush()


async def effective(session: AsyncSession, organisation: Organisation, key: Key) -> str | None:
    """Return the organisation's own preference, else that of the nearest one above it."""
    here: Organisation | None = organisation
    while here is not None:
        query = select(Preference.value).where(Preference.organisation_id == here.id, Preference.key == key.value)
        found = (await session.exec(query)).first()
        if found is not None:
            return found
        here = await session.get(Organisation, here.parent_id) if here.parent_id is not None else None
    return None


async def rhythm_of(session: AsyncSession, organisation: Organisation) -> Rhythm:
    """Return when an organisation wants its summaries."""
    written = await effective(session, organisation, Key.SUMMARY_TIME)
    return USUAL_RHYTHM if written is None else read_rhythm(written)


async def of(session: AsyncSession, organisation_id: int) -> Sequence[Preference]:
    """Return an organisation's own preferences in the order of their keys."""
    query = select(Preference).where(Preference.organisation_id == organisation_id)
    return (await session.exec(query.order_by(col(Preference.key)))).all()


async def anyone_has(session: AsyncSession, key: Key) -> bool:
    """Return whether any organisation has a preference of its own here."""
    return (await session.exec(select(Preference.id).where(Preference.key == key.value).limit(1))).first() is not None
