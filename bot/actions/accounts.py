"""End the link between a member and a Telegram account that is no longer theirs; the new one joins as any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from bot.actions.access import Here
from storage.models import Member, Organisation
from storage.repositories import accounts, audit_entries, cards, organisations, people
from storage.rules.people import Person
from storage.rules.powers import Power
from storage.rules.refusals import RefusalError


class NotLinkedError(RefusalError):
    """This member has no linked account, or it is the asker's own: nobody locks himself out."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A member whose account may be unlinked by the one who asks."""

    id: int
    name: str
    organisation: Organisation
    here: Here


async def linked(
    session: AsyncSession, telegram_id: int, organisation_id: int, now: datetime
) -> tuple[Organisation, Sequence[Person]]:
    """Return the branch and its members with an account, without oneself; raises StrangerError, NotEntitledError."""
    here = await access.enter(session, telegram_id, await organisations.get(session, organisation_id), now)
    here.require(Power.ADMIT_MEMBERS)
    return here.organisation, await _others(session, here)


async def one(session: AsyncSession, telegram_id: int, member_id: int, now: datetime) -> Linked:
    """Return the member; raises NotLinkedError, StrangerError, NotEntitledError."""
    member = await session.get(Member, member_id)
    if member is None:
        raise NotLinkedError
    here = await access.enter(session, telegram_id, await organisations.get(session, member.organisation_id), now)
    here.require(Power.ADMIT_MEMBERS)
    if member_id not in {person.id for person in await _others(session, here)}:
        raise NotLinkedError
    return Linked(member.id, member.name, here.organisation, here)


async def unlink(session: AsyncSession, telegram_id: int, member_id: int, now: datetime) -> tuple[Linked, int]:
    """End the link and what stands in its private chat; return the member and the Telegram id that was theirs.

    Raises as ``one``.
    """
    member = await one(session, telegram_id, member_id, now)
    former = await accounts.end(session, member.id, telegram_id, now)
    if former is None:
        raise NotLinkedError
    for card in await cards.in_chat(session, former):
        await cards.end(session, card, now)
    await audit_entries.append(
        session,
        member.organisation.id,
        act="account.ended",
        object_="member",
        object_id=member.id,
        actor_member_id=member.here.member.member_id,
        telegram_id=telegram_id,
        now=now,
    )
    return member, former


async def _others(session: AsyncSession, here: Here) -> Sequence[Person]:
    roster = await people.roster(session, here.organisation, here.today)
    return [one for one in roster if one.telegram_id is not None and one.id != here.member.member_id]
