"""The inbox: raw updates stored before Telegram is told, and what became of each."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, delete, exists, literal_column, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sealing
from storage.keyring import Keyring
from storage.models import Hold, Incoming
from storage.models.types import BigInt, UtcTime, words
from storage.repositories import holds
from storage.repositories.inserting import insert_new, table_of
from storage.rules.terms import IncomingState

_H, _I = table_of(Hold), table_of(Incoming)

_SENDER = bindparam("sender", type_=BigInt())
_NOW = bindparam("now", type_=UtcTime())
_HELD = exists().where(_H.c.sender_id == _I.c.sender_id, _H.c.chat_key == _I.c.chat_key, _H.c.owner == bindparam("me"))
_ONE = (_I.c.sender_id == _SENDER, _I.c.update_id == bindparam("number", type_=BigInt()))
_UNFINISHED = (
    select(_I.c.update_id, _I.c.chat_key, _I.c.state, _I.c.body_sealed)
    .where(
        _I.c.sender_id == _SENDER,
        # Literals, not parameters: a partial index serves a prepared statement only when its condition is in the text.
        _I.c.state.in_([literal_column("'waiting'"), literal_column("'done'")]),
        _I.c.chat_key.in_(bindparam("chats", expanding=True)),
    )
    .order_by(_I.c.update_id)
    .limit(bindparam("most", type_=BigInt()))
)
_DONE = (
    update(_I)
    .where(
        _I.c.sender_id == _SENDER,
        _I.c.update_id.in_(bindparam("numbers", expanding=True)),
        _I.c.state == bindparam("was", type_=words(IncomingState)),
        _HELD,
    )
    .values(state=IncomingState.DONE, done_at=_NOW)
)
_MINE = select(_I.c.update_id).where(*_ONE, _I.c.state == IncomingState.WAITING, _HELD).with_for_update(of=_I)
_ANSWERED = (
    update(_I)
    .where(_I.c.sender_id == _SENDER, _I.c.update_id.in_(bindparam("numbers", expanding=True)), _HELD)
    .values(state=IncomingState.ANSWERED, done_at=_NOW, body_sealed=None)
)
_ENDED = (
    update(_I)
    .where(*_ONE, _HELD)
    .values(state=bindparam("end", type_=words(IncomingState)), event=bindparam("why"), done_at=_NOW)
)


@dataclass(frozen=True)
class RawUpdate:
    """An update as received: its number, the chat whose order it belongs to, the JSON text, how far it has come."""

    update_id: int
    chat_key: int
    body: str
    state: IncomingState = IncomingState.WAITING

    @cached_property
    def content(self) -> Any:  # noqa: ANN401 - whatever Telegram has sent
        """What the text says; raises ValueError where it is no JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class End:
    """How an update ended: answered, or put aside as dead or failed under the event number the log bears."""

    state: IncomingState = IncomingState.ANSWERED
    event: str | None = None


async def store(
    session: AsyncSession, ring: Keyring, sender_id: int, updates: Sequence[RawUpdate], now: datetime
) -> None:
    """Store a batch; an update delivered again, even to another process, is stored once."""
    rows = [
        {
            "sender_id": sender_id,
            "update_id": one.update_id,
            "chat_key": one.chat_key,
            "state": IncomingState.WAITING,
            "body_sealed": _seal(ring, sender_id, one),
            "received_at": now,
            "done_at": None,
            "event": None,
        }
        for one in updates
    ]
    await insert_new(session, _I, rows)
    await holds.know(session, sender_id, (one.chat_key for one in updates))


async def unfinished(
    session: AsyncSession, ring: Keyring, sender_id: int, chats: Collection[int], most: int
) -> list[RawUpdate]:
    """Return up to ``most`` updates of these chats not handled, or handled but perhaps not answered, in order."""
    values = {"sender": sender_id, "chats": list(chats), "most": most}
    rows = (await (await session.connection()).execute(_UNFINISHED, values)).all()
    return [
        RawUpdate(
            row.update_id, row.chat_key, _opened(ring, f"{sender_id}:{row.update_id}", row.body_sealed), row.state
        )
        for row in rows
    ]


async def mark_done(
    session: AsyncSession, sender_id: int, update_ids: Collection[int], me: str, now: datetime, *, again: bool = False
) -> bool:
    """Say, in the transaction of the change itself, that these updates have been carried out.

    False, and the transaction must not be committed, where their chat is no longer held by ``me`` or somebody else has
    carried one out; ``again`` for a further transaction of the same updates.
    """
    was = IncomingState.DONE if again else IncomingState.WAITING
    values = {"sender": sender_id, "numbers": list(update_ids), "me": me, "now": now, "was": was}
    return (await (await session.connection()).execute(_DONE, values)).rowcount == len(update_ids)


async def is_mine(session: AsyncSession, sender_id: int, update_id: int, me: str) -> bool:
    """Return whether this update waits in a chat held by ``me``; the answer holds until the transaction ends."""
    values = {"sender": sender_id, "number": update_id, "me": me}
    return (await (await session.connection()).execute(_MINE, values)).first() is not None


async def mark_ended(session: AsyncSession, sender_id: int, me: str, ends: Mapping[int, End], now: datetime) -> None:
    """Say how updates in chats held by ``me`` ended; the bodies of those answered are emptied."""
    connection = await session.connection()
    answered = [number for number, end in ends.items() if end.state is IncomingState.ANSWERED]
    if answered:
        await connection.execute(_ANSWERED, {"sender": sender_id, "me": me, "numbers": answered, "now": now})
    for number, end in ends.items():
        if end.state is not IncomingState.ANSWERED:
            values = {"sender": sender_id, "me": me, "number": number, "now": now, "end": end.state, "why": end.event}
            await connection.execute(_ENDED, values)


async def forget_before(session: AsyncSession, moment: datetime, keep: timedelta = timedelta(days=7)) -> None:
    """Remove answered updates older than ``keep``; dead and failed ones stay for the operator."""
    await session.execute(
        delete(Incoming).where(
            col(Incoming.state).in_((IncomingState.ANSWERED, IncomingState.IGNORED)),
            col(Incoming.received_at) < moment - keep,
        )
    )


def _seal(ring: Keyring, sender_id: int, one: RawUpdate) -> bytes:
    return sealing.seal(ring, "incoming", "body", f"{sender_id}:{one.update_id}", one.body)


def _opened(ring: Keyring, key: str, body: bytes | None) -> str:
    return sealing.open_sealed(ring, "incoming", "body", key, body) if body else "{}"
