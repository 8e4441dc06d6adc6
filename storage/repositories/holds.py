"""Holds: a chat's stored updates are handled by one process at a time, so their order holds across processes.

A hold is a lease: who dies or sleeps beyond it loses the chat to the next who asks. FOR UPDATE SKIP LOCKED appears
on PostgreSQL only; on SQLite the single writer orders the takers.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, literal_column, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models.hold import Hold
from storage.models.incoming import Incoming
from storage.models.types import BigInt, UtcTime
from storage.repositories.inserting import insert_new, table_of

_H, _I = table_of(Hold), table_of(Incoming)
_SENDER = bindparam("sender", type_=BigInt())

# Literals, not parameters: a partial index serves a prepared statement only when its condition is in the text.
_UNFINISHED = _I.c.state.in_([literal_column("'waiting'"), literal_column("'done'")])
_WAITING = (
    select(_I.c.chat_key, func.min(_I.c.update_id).label("first"))
    .where(_I.c.sender_id == _SENDER, _UNFINISHED)
    .group_by(_I.c.chat_key)
    .subquery("waiting")
)
_FREE = (
    select(_H.c.chat_key)
    .join(_WAITING, _WAITING.c.chat_key == _H.c.chat_key)
    .where(
        _H.c.sender_id == _SENDER,
        _H.c.chat_key.not_in(bindparam("mine", expanding=True)),
        # An end further away than any hold lasts was written before the machine's clock was set back.
        or_(
            _H.c.owner.is_(None),
            # Mine, but none of those I handle: taken by a transaction whose end I never heard of.
            _H.c.owner == bindparam("me"),
            _H.c.until <= bindparam("now", type_=UtcTime()),
            _H.c.until > bindparam("never", type_=UtcTime()),
        ),
    )
    .order_by(_WAITING.c.first)
    .limit(bindparam("most", type_=BigInt()))
    .with_for_update(of=_H, skip_locked=True)
    .cte("free")
    .prefix_with("MATERIALIZED")
)
_TAKE = (
    update(_H)
    .where(_H.c.sender_id == _SENDER, _H.c.chat_key.in_(select(_FREE.c.chat_key)))
    .values(owner=bindparam("me"), until=bindparam("end", type_=UtcTime()))
    .returning(_H.c.chat_key)
)


async def know(session: AsyncSession, sender_id: int, chats: Iterable[int]) -> None:
    """Make sure that these chats can be held; call it where their updates are stored."""
    # In order: two who store for the same chats wait for each other, never in a circle.
    rows = [{"sender_id": sender_id, "chat_key": chat, "owner": None, "until": None} for chat in sorted(set(chats))]
    await insert_new(session, _H, rows)


async def take(
    session: AsyncSession,
    sender_id: int,
    me: str,
    now: datetime,
    lease: timedelta,
    most: int,
    mine: Collection[int] = (),
) -> list[int]:
    """Take up to ``most`` chats that have unfinished updates and no living holder, none in ``mine``, oldest first."""
    values = {
        "sender": sender_id,
        "me": me,
        "now": now,
        "end": now + lease,
        "never": now + 2 * lease,
        "most": most,
        "mine": list(mine),
    }
    return list((await (await session.connection()).execute(_TAKE, values)).scalars())


async def renew(
    session: AsyncSession, sender_id: int, me: str, chats: Collection[int], until: datetime
) -> frozenset[int]:
    """Hold these chats until ``until``; return those that are still mine."""
    statement = (
        update(_H)
        .where(_H.c.sender_id == sender_id, _H.c.owner == me, _H.c.chat_key.in_(chats))
        .values(until=until)
        .returning(_H.c.chat_key)
    )
    return frozenset((await (await session.connection()).execute(statement)).scalars())


async def release(session: AsyncSession, sender_id: int, me: str, chats: Collection[int]) -> None:
    """Give chats of mine back; others may take them at once."""
    statement = (
        update(_H)
        .where(_H.c.sender_id == sender_id, _H.c.owner == me, _H.c.chat_key.in_(chats))
        .values(owner=None, until=None)
    )
    await (await session.connection()).execute(statement)


async def release_all(session: AsyncSession, sender_id: int) -> None:
    """Give back what the dead held; for the process that alone may handle updates."""
    statement = update(_H).where(_H.c.sender_id == sender_id, _H.c.owner.is_not(None)).values(owner=None, until=None)
    await (await session.connection()).execute(statement)
