"""What the domain learns when an address turns out dead or moved."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.ports import Consequences
from storage.repositories import chats, contacts, organisations
from storage.rules.deliveries import Parcel
from storage.rules.outcomes import UNREACHABLE, Reason


async def _gone(session: AsyncSession, parcel: Parcel, reason: Reason, now: datetime) -> None:
    """A person the bot cannot write to is listed by /status; a chat it was put out of is marked lost."""
    if parcel.chat_id > 0:
        if reason in UNREACHABLE:
            await contacts.note(session, parcel.chat_id, reachable=False, now=now, reason=reason.value)
    else:
        await organisations.note_presence(session, parcel.chat_id, reason.value)


async def _migrated(session: AsyncSession, old: int, new: int, _now: datetime) -> None:
    await chats.migrate(session, old, new)


CONSEQUENCES = Consequences(gone=_gone, migrated=_migrated)
