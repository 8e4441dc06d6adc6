"""Plans: what waits to be said; planned, moved and cancelled in the transaction of what it is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import exists, func, literal_column, or_, select, update
from sqlmodel import select as pick
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models.delivery import Delivery
from storage.models.plan import Plan
from storage.repositories.inserting import insert_new, table_of
from storage.rules.deliveries import DeliveryState, PlanKind, PlanState
from storage.rules.outcomes import Reason

_P = table_of(Plan)
_D = table_of(Delivery)
# Literals, not parameters: a partial index serves a prepared statement only when its condition is in the text.
_PENDING = _P.c.state == literal_column("'pending'")
_WAITING = _D.c.state.in_([literal_column("'pending'"), literal_column("'claimed'")])


@dataclass(frozen=True, slots=True)
class Planned:
    """Something to be said about a subject: what, when, and until when it is worth saying."""

    kind: PlanKind
    organisation_id: int
    subject_id: int
    due_at: datetime
    expires_at: datetime
    slot: str = ""
    rev: int = 0


_PLANNED = tuple(field.name for field in fields(Planned))


async def add(
    session: AsyncSession,
    kind: PlanKind,
    organisation_id: int,
    subject_id: int,
    *,
    due_at: datetime,
    expires_at: datetime,
    slot: str = "",
    rev: int = 0,
) -> bool:
    """Plan to say something once; return False when this slot of this revision is planned already."""
    return await add_all(session, [Planned(kind, organisation_id, subject_id, due_at, expires_at, slot, rev)]) == 1


async def add_all(session: AsyncSession, planned: Sequence[Planned]) -> int:
    """Plan to say several things, each once, in one statement; return how many were new."""
    fixed = {"state": PlanState.PENDING, "reason": None}
    return await insert_new(session, _P, [{name: getattr(one, name) for name in _PLANNED} | fixed for one in planned])


async def put_back(session: AsyncSession, plan: Plan, until: datetime) -> None:
    """Let a plan that was taken wait until later; it stays useful as long as it would have been."""
    values = {"state": PlanState.PENDING, "due_at": until, "expires_at": plan.expires_at + (until - plan.due_at)}
    await (await session.connection()).execute(update(_P).where(_P.c.id == plan.id).values(values))


async def take_due(session: AsyncSession, now: datetime, leave: Collection[int] = ()) -> Plan | None:
    """Take the plan longest due out of the queue (two takers never get the same), or return None."""
    oldest = (
        select(_P.c.id)
        .where(_PENDING, _P.c.due_at <= now, _P.c.id.not_in(leave))
        .order_by(_P.c.due_at, _P.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(_P)
        .where(_P.c.id.in_(oldest.cte("oldest").prefix_with("MATERIALIZED").select()))
        .values(state=PlanState.EXPANDED)
        .returning(_P.c.id)
    )
    found = (await (await session.connection()).execute(statement)).scalar_one_or_none()
    return None if found is None else await session.get(Plan, found, populate_existing=True)


async def is_overtaken(session: AsyncSession, plan: Plan, now: datetime) -> bool:
    """Return whether a later slot of the same subject is due as well: one message, not three."""
    later = select(_P.c.id).where(
        _PENDING,
        _P.c.kind == plan.kind,
        _P.c.organisation_id == plan.organisation_id,
        _P.c.subject_id == plan.subject_id,
        _P.c.rev >= plan.rev,
        _P.c.due_at <= now,
        or_(_P.c.due_at > plan.due_at, _P.c.id > plan.id),
    )
    return bool((await (await session.connection()).execute(select(exists(later)))).scalar_one())


async def drop(session: AsyncSession, plan_id: int, state: PlanState, reason: Reason) -> None:
    """Put a plan that was taken aside, with the reason on record."""
    statement = update(_P).where(_P.c.id == plan_id).values(state=state, reason=reason)
    await (await session.connection()).execute(statement)


async def cancel_subject(
    session: AsyncSession,
    kinds: Collection[PlanKind],
    organisation_id: int,
    subject_id: int,
    reason: Reason,
    *,
    below_rev: int | None = None,
) -> int:
    """Cancel everything still waiting about a subject (of revisions below ``below_rev``); return the rows hit.

    Call it in the transaction that moves or cancels the subject, after the subject's own row was written:
    what is already ``sending`` cannot be called back, its reader gets the change notice.
    """
    connection = await session.connection()
    hit = 0
    for table, waiting, state in ((_P, _PENDING, PlanState.CANCELLED), (_D, _WAITING, DeliveryState.CANCELLED)):
        statement = update(table).where(
            waiting,
            table.c.organisation_id == organisation_id,
            table.c.subject_id == subject_id,
            table.c.kind.in_(kinds),
        )
        if below_rev is not None:
            statement = statement.where(table.c.rev < below_rev)
        values = {"state": state, "reason": reason} | (
            {"lease_owner": None, "lease_until": None} if table is _D else {}
        )
        hit += (await connection.execute(statement.values(values))).rowcount
    return hit


async def oldest_overdue(session: AsyncSession, now: datetime) -> datetime | None:
    """Return since when the oldest due plan has been waiting: the one figure that tells of a dead ticker."""
    statement = select(func.min(_P.c.due_at)).where(_PENDING, _P.c.due_at <= now)
    found: datetime | None = (await (await session.connection()).execute(statement)).scalar_one()
    return found


async def waiting(session: AsyncSession, organisation_id: int, limit: int = 10) -> list[Plan]:
    """Return an organisation's next plans, soonest first, for /status."""
    entity = pick(Plan).where(_PENDING, _P.c.organisation_id == organisation_id).order_by(_P.c.due_at).limit(limit)
    return list((await session.exec(entity)).all())
