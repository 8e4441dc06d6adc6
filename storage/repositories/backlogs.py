"""What waits too long, what was given up and why, what nobody could read: for /status and the operator."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal_column, true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Delivery, Incoming, Plan
from storage.rules.deliveries import DeliveryState, PlanState
from storage.rules.outcomes import Reason
from storage.rules.terms import IncomingState

LOOK_BACK = timedelta(days=30)
"""How long what was given up is told of."""

GRACE = timedelta(minutes=1)
"""How long a due message may wait for its turn before it counts as waiting too long."""

_MISSED = (Reason.EXPIRED, Reason.DOWNTIME, Reason.NOBODY, Reason.FAULT)
"""Reasons for which somebody did not hear what they should have; all the others mean that there was no need."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages due but not sent (how many, since when), given up by reason, and sent without an answer seen."""

    waiting: int
    overdue_since: datetime | None
    given_up: tuple[tuple[Reason, int], ...]
    unseen: int


async def of(session: AsyncSession, now: datetime, organisation_id: int | None = None) -> Backlog:
    """Return the backlog of one organisation, or of everybody; what was given up for the last thirty days."""
    found = await _waiting(session, now, organisation_id)
    counted = await _given_up(session, now, organisation_id)
    assumed = col(Delivery.state) == DeliveryState.UNKNOWN
    unseen = select(func.count()).where(assumed, _recent(Delivery, now), _of(Delivery, organisation_id))
    moments = [since for _, since in found if since is not None]
    return Backlog(
        sum(number for number, _ in found),
        min(moments, default=None),
        tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0].value))),
        (await session.exec(unseen)).one(),
    )


async def unread(session: AsyncSession, sender_id: int | None = None) -> tuple[int, str]:
    """Return how many updates were received and could not be carried out, and the last one's event number."""
    lost = col(Incoming.state).in_((IncomingState.DEAD, IncomingState.FAILED))
    mine = col(Incoming.sender_id) == sender_id if sender_id is not None else true()
    number = (await session.exec(select(func.count()).select_from(Incoming).where(lost, mine))).one()
    last = select(Incoming.event).where(lost, mine).order_by(col(Incoming.received_at).desc()).limit(1)
    return number, (await session.exec(last)).first() or ""


async def _waiting(
    session: AsyncSession, now: datetime, organisation_id: int | None
) -> list[tuple[int, datetime | None]]:
    found: list[tuple[int, datetime | None]] = []
    # Literals, not parameters: a partial index serves a prepared statement only when its condition is in the text.
    for table, states in ((Plan, "state = 'pending'"), (Delivery, "state IN ('pending', 'claimed')")):
        due: tuple[ColumnElement[bool], ...] = (
            literal_column(states),
            col(table.due_at) <= now - GRACE,
            _of(table, organisation_id),
        )
        number, since = (await session.exec(select(func.count(), func.min(table.due_at)).where(*due))).one()
        found.append((number, since))
    return found


async def _given_up(session: AsyncSession, now: datetime, organisation_id: int | None) -> dict[Reason, int]:
    counted: dict[Reason, int] = {}
    failed = col(Delivery.state) == DeliveryState.FAILED
    skipped = (col(Delivery.state) == DeliveryState.SKIPPED) & col(Delivery.reason).in_(_MISSED)
    dropped = (col(Plan.state) == PlanState.SKIPPED) & col(Plan.reason).in_(_MISSED)
    for table, missed in ((Delivery, failed | skipped), (Plan, dropped)):
        query = (
            select(table.reason, func.count())
            .where(missed, _recent(table, now), _of(table, organisation_id))
            .group_by(col(table.reason))
        )
        for reason, number in (await session.exec(query)).all():
            if reason is not None:
                counted[Reason(reason)] = counted.get(Reason(reason), 0) + number
    return counted


def _recent(table: type[Plan] | type[Delivery], now: datetime) -> ColumnElement[bool]:
    return col(table.due_at) > now - LOOK_BACK


def _of(table: type[Plan] | type[Delivery], organisation_id: int | None) -> ColumnElement[bool]:
    return true() if organisation_id is None else col(table.organisation_id) == organisation_id
