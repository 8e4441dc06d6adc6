"""The inbox: raw updates stored before Telegram is told, and what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sealing
from storage.keyring import Keyring
from storage.models import Incoming
from storage.rules.terms import IncomingState


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """An update as received: its number, the chat whose order it belongs to, the JSON text."""

    update_id: int
    chat_key: int
    body: str


async def store(
    session: AsyncSession, ring: Keyring, sender_id: int, updates: Sequence[RawUpdate], now: datetime
) -> frozenset[int]:
    """Store a batch; return the numbers that were new (an update delivered again is stored once)."""
    numbers = [one.update_id for one in updates]
    known = set(
        (
            await session.exec(
                select(Incoming.update_id).where(Incoming.sender_id == sender_id, col(Incoming.update_id).in_(numbers))
            )
        ).all()
    )
    fresh = [one for one in updates if one.update_id not in known]
    if fresh:
        await session.execute(
            insert(Incoming),
            [
                {
                    "sender_id": sender_id,
                    "update_id": one.update_id,
                    "chat_key": one.chat_key,
                    "state": IncomingState.WAITING,
                    "body_sealed": _seal(ring, sender_id, one),
                    "received_at": now,
                }
                for one in fresh
            ],
        )
    return frozenset(one.update_id for one in fresh)


async def unfinished(session: AsyncSession, ring: Keyring, sender_id: int) -> list[tuple[RawUpdate, IncomingState]]:
    """Return stored updates that were not handled, or handled but perhaps not answered, in order."""
    query = (
        select(Incoming)
        .where(
            Incoming.sender_id == sender_id,
            col(Incoming.state).in_((IncomingState.WAITING, IncomingState.DONE)),
        )
        .order_by(col(Incoming.update_id))
    )
    rows = (await session.exec(query)).all()
    return [(_opened(ring, row), row.state) for row in rows]


async def mark_done(session: AsyncSession, sender_id: int, update_id: int, now: datetime) -> None:
    """Say, in the transaction of the change itself, that this update has been carried out."""
    await _mark(session, sender_id, [update_id], IncomingState.DONE, now)


async def mark_answered(session: AsyncSession, sender_id: int, update_ids: Iterable[int], now: datetime) -> None:
    """Say that these updates were carried out and answered; their bodies are emptied."""
    await _mark(session, sender_id, list(update_ids), IncomingState.ANSWERED, now, body_sealed=None)


async def mark_ended(
    session: AsyncSession, sender_id: int, update_id: int, state: IncomingState, event: str | None, now: datetime
) -> None:
    """Put an update aside as dead, ignored or failed, with the event number the log bears."""
    await _mark(session, sender_id, [update_id], state, now, event=event)


async def forget_before(session: AsyncSession, moment: datetime, keep: timedelta = timedelta(days=7)) -> None:
    """Remove answered updates older than ``keep``; dead and failed ones stay for the operator."""
    await session.execute(
        delete(Incoming).where(
            col(Incoming.state).in_((IncomingState.ANSWERED, IncomingState.IGNORED)),
            col(Incoming.received_at) < moment - keep,
        )
    )


async def _mark(
    session: AsyncSession,
    sender_id: int,
    update_ids: list[int],
    state: IncomingState,
    now: datetime,
    **values: object,
) -> None:
    await session.execute(
        update(Incoming)
        .where(col(Incoming.sender_id) == sender_id, col(Incoming.update_id).in_(update_ids))
        .values(state=state, done_at=now, **values)
    )


def _seal(ring: Keyring, sender_id: int, one: RawUpdate) -> bytes:
    return sealing.seal(ring, "incoming", "body", f"{sender_id}:{one.update_id}", one.body)


def _opened(ring: Keyring, row: Incoming) -> RawUpdate:
    key = f"{row.sender_id}:{row.update_id}"
    body = sealing.open_sealed(ring, "incoming", "body", key, row.body_sealed) if row.body_sealed else "{}"
    return RawUpdate(row.update_id, row.chat_key, body)
