"""What the domain learns when an address turns out dead or moved."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

import bot.letters.places  # noqa: F401 - it enters the letter that says that a chat is lost
import jobs.places  # noqa: F401 - it enters the occasion for it
from jobs.ports import Consequences
from storage.repositories import chats, contacts
from storage.rules.deliveries import Parcel
from storage.rules.outcomes import LOST, UNREACHABLE, Reason


async def _gone(session: AsyncSession, parcel: Parcel, reason: Reason, now: datetime) -> None:
    """A person the bot cannot write to is listed by /status; a chat it cannot speak in is marked lost, and told of."""
    if parcel.chat_id > 0:
        if reason in UNREACHABLE:
            await contacts.note(session, parcel.chat_id, reachable=False, now=now, reason=reason.value)
    elif reason in LOST:
        await chats.lose(session, parcel.chat_id, reason, now)


async def _migrated(session: AsyncSession, old: int, new: int, now: datetime) -> None:
    await chats.migrate(session, old, new, now)


CONSEQUENCES = Consequences(gone=_gone, migrated=_migrated)
