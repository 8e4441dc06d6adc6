"""Deliveries: every arrow of the state machine is one conditional UPDATE; one row hit means it is yours.

The hot statements are built once and run on the connection, beneath the unit of work. FOR UPDATE SKIP LOCKED
appears on PostgreSQL only; on SQLite the single writer orders them.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal_column, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models.delivery import Delivery
from storage.models.plan import Plan
from storage.models.types import BigInt, Flag, UtcTime, words
from storage.repositories import leases
from storage.repositories.inserting import insert_new, table_of
from storage.rules.deliveries import (
    DeliveryState,
    OnAmbiguous,
    Parcel,
    PlanKind,
    Priority,
    Recipient,
    Step,
)
from storage.rules.outcomes import Reason

_D = table_of(Delivery)


def _is(*states: DeliveryState) -> ColumnElement[bool]:
    # Literals, not parameters: a partial index serves a prepared statement only when its condition is in the text.
    return _D.c.state.in_([literal_column(f"'{state}'") for state in states])


_PENDING = _D.c.state == literal_column("'pending'")
_NOW = bindparam("now", type_=UtcTime())
_MINE = and_(_D.c.id == bindparam("row_id"), _D.c.lease_owner == bindparam("me"))
_PARCEL = tuple(_D.c[name] for name in Parcel._fields)


def _claiming(*but: ColumnElement[bool]) -> ReturningUpdate[Any]:
    due = (
        select(_D.c.id)
        .where(_D.c.sender_id == bindparam("sender"), _PENDING, _D.c.due_at <= _NOW, _D.c.expires_at > _NOW, *but)
        .order_by(_D.c.priority, _D.c.due_at)
        .limit(bindparam("most", type_=BigInt()))
        .with_for_update(skip_locked=True)
        .cte("due")
        # Without it the planner of PostgreSQL may lock more rows than the limit says.
        .prefix_with("MATERIALIZED")
    )
    claimed = {
        "state": DeliveryState.CLAIMED,
        "lease_owner": bindparam("me"),
        "lease_until": bindparam("until", type_=UtcTime()),
        "attempts": _D.c.attempts + 1,
    }
    return update(_D).where(_D.c.id.in_(select(due.c.id))).values(claimed).returning(*_PARCEL)


_CLAIM = _claiming()
_CLAIM_OF_OTHERS = _claiming(_D.c.chat_id.not_in(bindparam("held", expanding=True)))
_FENCE = (
    update(_D)
    .where(_MINE, _is(DeliveryState.CLAIMED), _D.c.lease_until > _NOW, _D.c.expires_at > _NOW)
    .values(state=DeliveryState.SENDING, lease_until=bindparam("until", type_=UtcTime()))
)
_FINISH = (
    update(_D)
    .where(_MINE, _is(DeliveryState.CLAIMED, DeliveryState.SENDING))
    .values(
        state=bindparam("new_state", type_=words(DeliveryState)),
        reason=bindparam("why", type_=words(Reason)),
        maybe_sent=bindparam("maybe", type_=Flag()),
        attempts=_D.c.attempts - bindparam("uncounted", type_=BigInt()),
        message_id=func.coalesce(bindparam("message", type_=BigInt()), _D.c.message_id),
        sent_at=func.coalesce(bindparam("sent", type_=UtcTime()), _D.c.sent_at),
        last_error=bindparam("error"),
        lease_owner=None,
        lease_until=None,
    )
)


async def fan_out(
    session: AsyncSession,
    plan: Plan,
    sender_id: int,
    recipients: Sequence[Recipient],
    priority: Priority,
    on_ambiguous: OnAmbiguous,
) -> int:
    """Write one delivery per recipient of ``plan``; return how many were new."""
    shared = {
        "plan_id": plan.id,
        "sender_id": sender_id,
        "kind": plan.kind,
        "organisation_id": plan.organisation_id,
        "subject_id": plan.subject_id,
        "slot": plan.slot,
        "rev": plan.rev,
        "priority": int(priority),
        "on_ambiguous": on_ambiguous,
        "state": DeliveryState.PENDING,
        "due_at": plan.due_at,
        "expires_at": plan.expires_at,
        "attempts": 0,
        "maybe_sent": False,
    }
    people = ({"chat_id": one.chat_id, "thread_id": one.thread_id, "member_id": one.member_id} for one in recipients)
    return await insert_new(session, _D, [shared | person for person in people])


async def claim(
    session: AsyncSession,
    sender_id: int,
    me: str,
    now: datetime,
    lease: timedelta,
    most: int,
    held: Collection[int] = (),
) -> list[Parcel]:
    """Claim up to ``most`` due rows, the most urgent kinds first and each kind in due order; none of a ``held`` chat.

    A claim alone risks no duplicate.
    """
    values = {"sender": sender_id, "me": me, "now": now, "until": now + lease, "most": most}
    statement, held_ones = (_CLAIM_OF_OTHERS, {"held": list(held)}) if held else (_CLAIM, {})
    rows = (await (await session.connection()).execute(statement, values | held_ones)).all()
    # RETURNING does not keep the order of the subquery.
    return sorted(map(Parcel._make, rows), key=lambda parcel: (parcel.priority, parcel.due_at, parcel.id))


async def fence(session: AsyncSession, delivery_id: int, me: str, now: datetime, lease: timedelta) -> bool:
    """Move a claimed row to ``sending`` if the lease is still mine; commit before the request is made.

    A lease that merely ran out is left to recovery: a failed fence must not guess why.
    """
    values = {"row_id": delivery_id, "me": me, "now": now, "until": now + lease}
    return (await (await session.connection()).execute(_FENCE, values)).rowcount == 1


async def finish(session: AsyncSession, delivery_id: int, me: str, step: Step, now: datetime) -> bool:
    """Take the arrow of ``step`` on a row that is mine; return False where another has recovered it."""
    values = {
        "row_id": delivery_id,
        "me": me,
        "new_state": step.state,
        "why": step.reason,
        "maybe": step.maybe_sent,
        "uncounted": 0 if step.counts else 1,
        "message": step.message_id,
        "sent": now if step.state is DeliveryState.SENT else None,
        "error": step.detail,
    }
    return (await (await session.connection()).execute(_FINISH, values)).rowcount == 1


async def expire(session: AsyncSession, sender_id: int, now: datetime) -> int:
    """Skip what waited beyond its use, with the reason on record; return the rows hit."""
    statement = (
        update(_D)
        .where(_D.c.sender_id == sender_id, _PENDING, _D.c.due_at <= now, _D.c.expires_at <= now)
        .values(state=DeliveryState.SKIPPED, reason=Reason.EXPIRED)
    )
    return (await (await session.connection()).execute(statement)).rowcount


async def recover(
    session: AsyncSession, now: datetime, lease: timedelta, *, everyone: bool = False
) -> Counter[DeliveryState]:
    """Bring back rows whose owner is dead: lease over, or ``everyone`` when this process alone may send.

    A claimed row was not sent and waits again; a sending row is ambiguous: resent once or taken as delivered.
    """
    orphan = literal_column("1 = 1") if everyone else leases.is_over(_D.c.lease_until, now, lease)
    again = and_(_D.c.on_ambiguous == OnAmbiguous.RESEND, _D.c.maybe_sent.is_not(literal_column("TRUE")))
    connection = await session.connection()
    ambiguous = select(_D.c.id).where(_is(DeliveryState.SENDING), orphan).with_for_update(skip_locked=True)
    free = {"lease_owner": None, "lease_until": None}
    ended = await connection.execute(
        update(_D)
        .where(_D.c.id.in_(ambiguous.cte("orphan").prefix_with("MATERIALIZED").select()))
        .values(
            state=case((again, literal_column("'pending'")), else_=literal_column("'unknown'")),
            maybe_sent=True,
            last_error="owner lost",
            **free,
        )
        .returning(_D.c.state)
    )
    found = Counter(DeliveryState(state) for state in ended.scalars())
    freed = update(_D).where(_is(DeliveryState.CLAIMED), orphan).values(state=DeliveryState.PENDING, **free)
    found[DeliveryState.CLAIMED] = (await connection.execute(freed)).rowcount
    return found


async def adopt(session: AsyncSession, sender_id: int) -> int:
    """Hand rows waiting for another bot account to this one; for the process that alone may send."""
    statement = update(_D).where(_D.c.sender_id != sender_id, _PENDING).values(sender_id=sender_id)
    return (await (await session.connection()).execute(statement)).rowcount


async def move_chat(session: AsyncSession, old: int, new: int) -> int:
    """Rewrite the address of everything waiting for a group that has become a supergroup."""
    statement = (
        update(_D).where(_D.c.chat_id == old, _is(DeliveryState.PENDING, DeliveryState.CLAIMED)).values(chat_id=new)
    )
    return (await (await session.connection()).execute(statement)).rowcount


async def told(
    session: AsyncSession, kinds: Collection[PlanKind], organisation_id: int, subject_id: int
) -> list[Recipient]:
    """Return everyone who was, or may have been, told about a subject: they get the notice of its change."""
    reached = or_(
        _is(DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.SENDING),
        _D.c.maybe_sent.is_(literal_column("TRUE")),
    )
    statement = (
        select(_D.c.chat_id, _D.c.thread_id, _D.c.member_id)
        .join(table_of(Plan), table_of(Plan).c.id == _D.c.plan_id)
        .where(
            table_of(Plan).c.organisation_id == organisation_id,
            table_of(Plan).c.subject_id == subject_id,
            table_of(Plan).c.kind.in_(kinds),
            reached,
        )
        .distinct()
        .order_by(_D.c.member_id, _D.c.chat_id)
    )
    return [Recipient(*row) for row in (await (await session.connection()).execute(statement)).all()]


async def oldest_overdue(session: AsyncSession, sender_id: int, now: datetime) -> datetime | None:
    """Return since when the oldest due message has been waiting."""
    statement = select(func.min(_D.c.due_at)).where(_D.c.sender_id == sender_id, _PENDING, _D.c.due_at <= now)
    found: datetime | None = (await (await session.connection()).execute(statement)).scalar_one()
    return found
