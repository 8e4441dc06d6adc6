"""Closures entered by those who lead an organisation: added, listed, taken back."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from bot.actions.access import Here
from storage.models import Closure
from storage.repositories import audit_entries, closures, organisations
from storage.rules.closures import NoSuchClosureError, read_closure
from storage.rules.powers import Power, StrangerError


async def listed(session: AsyncSession, here: Here) -> Sequence[Closure]:
    """Return the closures that hold for the organisation from today on."""
    return await closures.of(session, here.organisation, here.today)


async def enter(session: AsyncSession, telegram_id: int, organisation_id: int, now: datetime) -> Here:
    """Return the one who may enter closures for this organisation; raises StrangerError, NotEntitledError."""
    try:
        organisation = await organisations.get(session, organisation_id)
    except LookupError:
        raise StrangerError from None
    here = await access.enter(session, telegram_id, organisation, now)
    here.require(Power.SET_UP)
    return here


async def add(session: AsyncSession, here: Here, words: str) -> Closure:
    """Enter a closure; raises ClosureRefused, NotEntitledError."""
    here.require(Power.SET_UP)
    row = await closures.add(
        session, here.organisation.id, read_closure(words, here.today), here.member.member_id, here.now
    )
    await _note(session, here, "closure.set", row)
    return row


async def remove(session: AsyncSession, telegram_id: int, closure_id: int, now: datetime) -> tuple[Closure, Here]:
    """Take a closure back; raises NoSuchClosureError for one that is gone or not theirs, NotEntitledError."""
    row = await closures.get(session, closure_id)
    try:
        here = await access.enter(session, telegram_id, await organisations.get(session, row.organisation_id), now)
    except StrangerError as error:
        raise NoSuchClosureError from error
    here.require(Power.SET_UP)
    row.removed_at = now
    session.add(row)
    await _note(session, here, "closure.removed", row)
    return row, here


async def _note(session: AsyncSession, here: Here, act: str, row: Closure) -> None:
    await audit_entries.append(
        session,
        here.organisation.id,
        act=act,
        object_="closure",
        object_id=row.id,
        actor_member_id=here.member.member_id,
        now=here.now,
    )
