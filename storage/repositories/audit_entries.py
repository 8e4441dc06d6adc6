"""Append to the audit chains and read them; an entry is written in the transaction of the act it records."""

import re
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from storage import audit
from storage.models.audit_entry import AuditEntry

_CODE = re.compile(r"[a-z][a-z0-9_.]{0,63}", re.ASCII)
_IDENTIFIER = re.compile(r"[A-Za-z0-9_:.\-]{1,64}", re.ASCII)
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('audit_entry'), CAST(:chain AS integer))")


async def append(
    session: AsyncSession,
    organisation_id: int,
    *,
    act: str,
    object_: str,
    object_id: int | str | None,
    now: datetime,
    actor_member_id: int | None = None,
    telegram_id: int | None = None,
    version: int | None = None,
    result: str = "done",
    reason: str | None = None,
) -> audit.Link:
    """Add one entry to the organisation's chain (0: the system's) and flush it.

    ``act``, ``object_``, ``result`` and ``reason`` are lower-case code words, ids are plain; raises ValueError for
    anything that could be a sentence or a name. A member's Telegram id is left out: the chain outlives a membership.
    """
    if now.tzinfo is None:
        raise ValueError("naive datetime")
    entry: dict[str, audit.Value] = {
        "at": now.astimezone(UTC).isoformat(timespec="milliseconds"),
        "actor": actor_member_id,
        "account": telegram_id if actor_member_id is None else None,
        "act": _code(act),
        "object": _code(object_),
        "object_id": _identifier(object_id),
        "version": version,
        "result": _code(result),
        "reason": None if reason is None else _code(reason),
    }
    await _take_turn(session, organisation_id)
    link = audit.append_to(organisation_id, await head(session, organisation_id), entry)
    session.add(AuditEntry(chain=link.chain, seq=link.seq, body=link.body, hash=link.hash))
    await session.flush()
    return link


async def head(session: AsyncSession, organisation_id: int) -> audit.Link | None:
    """Return the newest entry of a chain."""
    newest = _columns().where(col(AuditEntry.chain) == organisation_id).order_by(col(AuditEntry.seq).desc())
    row = (await session.exec(newest.limit(1))).first()
    return None if row is None else audit.Link(*row)


async def chains(session: AsyncSession) -> tuple[int, ...]:
    """Return every chain that has an entry, in order."""
    return tuple((await session.exec(select(col(AuditEntry.chain)).distinct().order_by(col(AuditEntry.chain)))).all())


async def entries(session: AsyncSession, organisation_id: int, page: int = 1000) -> AsyncIterator[audit.Link]:
    """Yield a chain from its first entry on, ``page`` rows in memory at a time."""
    last: int | None = 0
    while last is not None:
        following = _columns().where(col(AuditEntry.chain) == organisation_id, col(AuditEntry.seq) > last)
        rows = (await session.exec(following.order_by(col(AuditEntry.seq)).limit(page))).all()
        for row in rows:
            yield audit.Link(*row)
        last = rows[-1][1] if len(rows) == page else None


async def verify(
    session: AsyncSession, organisation_id: int, anchors: Iterable[audit.Anchor] = ()
) -> tuple[audit.Finding, ...]:
    """Walk a stored chain and name everything wrong with it."""
    walk = audit.ChainWalk(organisation_id, anchors)
    async for link in entries(session, organisation_id):
        walk.look(link)
    return walk.findings()


def _columns() -> Select[int, int, str, bytes]:
    return select(AuditEntry.chain, AuditEntry.seq, AuditEntry.body, AuditEntry.hash)


async def _take_turn(session: AsyncSession, chain: int) -> None:
    # SQLite has one writer, whose transaction began IMMEDIATE; PostgreSQL queues per chain until the commit.
    if session.get_bind().dialect.name == "postgresql":
        await session.scalar(_LOCK, {"chain": chain})


def _code(word: str) -> str:
    if _CODE.fullmatch(word) is None:
        raise ValueError("an audit entry holds code words only")
    return word


def _identifier(value: int | str | None) -> int | str | None:
    if isinstance(value, str) and _IDENTIFIER.fullmatch(value) is None:
        raise ValueError("an audit entry holds plain ids only")
    return value
