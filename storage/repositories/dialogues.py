"""Unfinished conversations as rows: one open per person and place, drafts sealed, nothing lost by a restart."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sealing
from storage.keyring import Keyring
from storage.models import Dialogue
from storage.rules.refusals import RefusalError
from storage.rules.terms import DialogueState


class DialogueMovedOnError(RefusalError):
    """The dialogue has gone on (or ended) since this question was asked."""


@dataclass(frozen=True, slots=True)
class Talk:
    """An open dialogue as its handler sees it; ``choice`` is set when a button was tapped instead of typing."""

    id: int
    name: str
    step: str
    draft: dict[str, Any] = field(default_factory=dict)
    rev: int = 0
    choice: int | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a dialogue takes place: one person in one chat or topic."""

    chat_id: int
    thread_id: int
    telegram_id: int


async def begin(
    session: AsyncSession, ring: Keyring, seat: Seat, name: str, step: str, draft: dict[str, Any], now: datetime
) -> Talk:
    """Open a dialogue at ``seat``, setting aside the one that was open there."""
    await set_aside(session, seat, now)
    row = Dialogue(
        chat_id=seat.chat_id,
        thread_id=seat.thread_id,
        telegram_id=seat.telegram_id,
        name=name,
        step=step,
        state=DialogueState.OPEN,
        updated_at=now,
    )
    session.add(row)
    await session.flush()
    row.draft_sealed = _seal(ring, row.id, draft)
    await session.flush()
    return Talk(row.id, name, step, draft)


async def current(session: AsyncSession, ring: Keyring, seat: Seat) -> Talk | None:
    """Return the dialogue open at ``seat``, or None."""
    row = (
        await session.exec(
            select(Dialogue).where(
                Dialogue.chat_id == seat.chat_id,
                Dialogue.thread_id == seat.thread_id,
                Dialogue.telegram_id == seat.telegram_id,
                Dialogue.state == DialogueState.OPEN,
            )
        )
    ).first()
    return None if row is None else _talk(ring, row)


async def advance(
    session: AsyncSession, ring: Keyring, talk: Talk, step: str, now: datetime, **changes: object
) -> Talk:
    """Move ``talk`` to ``step`` with changes to its draft; raises DialogueMovedOnError when it has moved meanwhile."""
    draft = {**talk.draft, **changes}
    await _change(session, talk, step=step, draft_sealed=_seal(ring, talk.id, draft), updated_at=now)
    return replace(talk, step=step, draft=draft, rev=talk.rev + 1, choice=None)


async def finish(session: AsyncSession, talk: Talk, now: datetime) -> None:
    """End ``talk``: its draft has become something else and is emptied."""
    await _change(session, talk, state=DialogueState.FINISHED, draft_sealed=None, updated_at=now)


async def set_aside(session: AsyncSession, seat: Seat, now: datetime) -> bool:
    """Put the dialogue open at ``seat`` aside, keeping its draft; return whether there was one."""
    statement = (
        update(Dialogue)
        .where(
            col(Dialogue.chat_id) == seat.chat_id,
            col(Dialogue.thread_id) == seat.thread_id,
            col(Dialogue.telegram_id) == seat.telegram_id,
            col(Dialogue.state) == DialogueState.OPEN,
        )
        .values(state=DialogueState.SET_ASIDE, rev=col(Dialogue.rev) + 1, updated_at=now)
        .returning(col(Dialogue.id))
    )
    return (await session.execute(statement)).first() is not None


async def left_aside(session: AsyncSession, ring: Keyring, seat: Seat, name: str, since: datetime) -> Talk | None:
    """Return the newest draft of this name that was set aside at ``seat`` after ``since``, or None."""
    row = (
        await session.exec(
            select(Dialogue)
            .where(
                Dialogue.chat_id == seat.chat_id,
                Dialogue.telegram_id == seat.telegram_id,
                Dialogue.name == name,
                Dialogue.state == DialogueState.SET_ASIDE,
                Dialogue.updated_at > since,
            )
            .order_by(col(Dialogue.updated_at).desc())
        )
    ).first()
    return None if row is None else _talk(ring, row)


async def resume(session: AsyncSession, seat: Seat, talk: Talk, now: datetime) -> Talk:
    """Open again a dialogue that was set aside."""
    await set_aside(session, seat, now)
    await session.execute(
        update(Dialogue)
        .where(col(Dialogue.id) == talk.id)
        .values(state=DialogueState.OPEN, rev=talk.rev + 1, updated_at=now)
    )
    return replace(talk, rev=talk.rev + 1)


async def _change(session: AsyncSession, talk: Talk, **values: object) -> None:
    statement = (
        update(Dialogue)
        .where(col(Dialogue.id) == talk.id, col(Dialogue.rev) == talk.rev, col(Dialogue.state) == DialogueState.OPEN)
        .values(rev=talk.rev + 1, **values)
        .returning(col(Dialogue.id))
    )
    if (await session.execute(statement)).first() is None:
        raise DialogueMovedOnError


def _seal(ring: Keyring, row_id: int, draft: dict[str, Any]) -> bytes:
    return sealing.seal(ring, "dialogue", "draft", row_id, json.dumps(draft, ensure_ascii=False))


def _talk(ring: Keyring, row: Dialogue) -> Talk:
    text = sealing.open_sealed(ring, "dialogue", "draft", row.id, row.draft_sealed) if row.draft_sealed else "{}"
    return Talk(row.id, row.name, row.step, json.loads(text), row.rev)
