"""Live cards: where each stands, whether it must be redrawn, and what it shows."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, update
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models.card import Card
from storage.models.types import UtcTime
from storage.repositories.inserting import insert_new, table_of
from storage.rules.deliveries import CardKind, Parcel

_C = table_of(Card)
_LIVE = _C.c.ended_at.is_(None)


async def place(session: AsyncSession, kind: CardKind, parcel: Parcel, message_id: int, now: datetime) -> None:
    """Remember that a parcel has become a live card; one in a chat is redrawn (and pinned) at once.

    The cards of the same subject that stand above it in the same chat are redrawn: they are followed now.
    """
    await _dirty(session, now, _C.c.kind == kind, *_same(parcel.subject_id, parcel.member_id, parcel.chat_id))
    row = {
        "kind": kind,
        "organisation_id": parcel.organisation_id,
        "subject_id": parcel.subject_id,
        "member_id": parcel.member_id,
        "chat_id": parcel.chat_id,
        "thread_id": parcel.thread_id,
        "message_id": message_id,
        "touches": 0,
        "dirty_at": now if parcel.member_id == 0 else None,
        "edited_at": None,
        "ended_at": None,
        "digest": None,
        "pinned": False,
        "maybe_repeat": parcel.maybe_sent,
    }
    await insert_new(session, _C, [row])


async def touch(session: AsyncSession, kind: CardKind, subject_id: int, now: datetime, *member_ids: int) -> int:
    """Say that what the subject's cards show has changed (``member_ids``: only theirs); return how many."""
    return await _dirty(session, now, _C.c.kind == kind, _C.c.subject_id == subject_id, *_of(member_ids))


async def is_followed(session: AsyncSession, card: Card) -> bool:
    """Return whether a newer card of the same subject stands in the same chat."""
    newer = select(Card.id).where(
        _LIVE, _C.c.kind == card.kind, _C.c.id > card.id, *_same(card.subject_id, card.member_id, card.chat_id)
    )
    return (await session.exec(newer)).first() is not None


async def due(session: AsyncSession, now: datetime, gap: timedelta, most: int) -> Sequence[Card]:
    """Return dirty cards that were not edited within ``gap``, longest waiting first."""
    # A time that has not come yet is from before the clock was put back.
    rested = or_(_C.c.edited_at.is_(None), _C.c.edited_at <= now - gap, _C.c.edited_at > now)
    entity = select(Card).where(_LIVE, _C.c.dirty_at.is_not(None), rested).order_by(_C.c.dirty_at).limit(most)
    return (await session.exec(entity)).all()


async def drawn(session: AsyncSession, card: Card, digest: str, now: datetime, *, pinned: bool) -> None:
    """Record what the card shows now; it stays dirty when it was touched after ``card`` was read."""
    still = case((_C.c.touches == card.touches, None), else_=_C.c.dirty_at)
    values = {"digest": digest, "pinned": pinned, "edited_at": now, "dirty_at": still}
    await _write(session, _C.c.id == card.id, values)


async def tried(session: AsyncSession, card: Card, now: datetime) -> None:
    """Record an edit that did not succeed; it is tried again after the usual gap."""
    await _write(session, _C.c.id == card.id, {"edited_at": now})


async def end(session: AsyncSession, card: Card, now: datetime) -> None:
    """Close a card whose message is gone or that has nothing more to show."""
    await _write(session, _C.c.id == card.id, {"ended_at": now, "dirty_at": None})


async def drawn_before(
    session: AsyncSession, kinds: Collection[CardKind], moment: datetime
) -> Sequence[tuple[CardKind, int]]:
    """Return kind and subject of the living cards of these kinds that were last drawn before ``moment``."""
    old = or_(_C.c.edited_at.is_(None), _C.c.edited_at < moment)
    query = select(Card.kind, Card.subject_id).where(_LIVE, _C.c.dirty_at.is_(None), _C.c.kind.in_(kinds), old)
    return list({(CardKind(kind), subject_id) for kind, subject_id in (await session.exec(query)).all()})


async def in_chat(session: AsyncSession, chat_id: int) -> Sequence[Card]:
    """Return the cards that stand in a chat."""
    return (await session.exec(select(Card).where(_LIVE, _C.c.chat_id == chat_id).order_by(_C.c.id))).all()


async def standing(session: AsyncSession, kind: CardKind, subject_id: int) -> Sequence[Card]:
    """Return the subject's cards that are still alive."""
    entity = select(Card).where(_LIVE, _C.c.kind == kind, _C.c.subject_id == subject_id).order_by(_C.c.id)
    return (await session.exec(entity)).all()


def _same(subject_id: int, member_id: int, chat_id: int) -> tuple[ColumnElement[bool], ...]:
    return (_C.c.subject_id == subject_id, _C.c.member_id == member_id, _C.c.chat_id == chat_id)


def _of(member_ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (_C.c.member_id.in_(member_ids),) if member_ids else ()


async def _dirty(session: AsyncSession, now: datetime, *which: ColumnElement[bool]) -> int:
    values = {"touches": _C.c.touches + 1, "dirty_at": func.coalesce(_C.c.dirty_at, literal(now, UtcTime()))}
    return await _write(session, and_(_LIVE, *which), values)


async def _write(session: AsyncSession, which: ColumnElement[bool], values: Mapping[str, object]) -> int:
    return (await (await session.connection()).execute(update(_C).where(which).values(values))).rowcount
