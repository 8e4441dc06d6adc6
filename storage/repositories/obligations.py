"""What the audit is told: dated facts of organisations, gathered in few queries for a batch at a time.

Nothing is kept beyond its batch, so a walk over a whole tree needs the memory of one batch.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Deferral, Organisation, Switch
from storage.repositories.inserting import table_of
from storage.repositories.obligation_records import meetings_of
from storage.repositories.obligation_rosters import headcounts_of
from storage.repositories.reading import rows
from storage.rules import group_names
from storage.rules.compliance import facts
from storage.rules.compliance.facts import Facts, Headcount
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import Override, parse_value
from storage.rules.terms import OrganisationKind

BATCH = 200

_O, _D, _W = (table_of(model) for model in (Organisation, Deferral, Switch))
_ORGANISATION = (
    _O.c.id,
    _O.c.parent_id,
    _O.c.name,
    _O.c.kind,
    _O.c.timezone,
    _O.c.founded,
    _O.c.has_committee,
    _O.c.leading_body,
)

_DEFERRAL = (
    _D.c.organisation_id,
    _D.c.rule,
    _D.c.period_start,
    _D.c.new_day,
    _D.c.reason,
    _D.c.requested_by,
    _D.c.approved_by,
    _D.c.approved_on,
)


@dataclass(slots=True)
class _Batch:
    """One batch as it came from the tables, keyed by organisation."""

    rows: dict[int, Any]
    parents: dict[int, int | None] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    rosters: dict[int, tuple[Headcount, ...]] = field(default_factory=dict)
    meetings: dict[int, list[facts.Meeting]] = field(default_factory=dict)
    deferrals: dict[int, list[facts.Deferral]] = field(default_factory=lambda: defaultdict(list))
    decided: dict[int, list[Override]] = field(default_factory=lambda: defaultdict(list))
    reaching: dict[int, tuple[Override, ...]] = field(default_factory=dict)

    def shown_name(self, row: Any) -> str:  # noqa: ANN401 - a database row
        """Return an organisation's name as people read it: a group's as its branch calls it."""
        is_group = row.kind is OrganisationKind.GROUP and row.parent_id is not None
        return group_names.shown(row.name, self.names[row.parent_id]) if is_group else row.name

    def overrides(self, organisation_id: int) -> tuple[Override, ...]:
        """Return the decisions on switches that reach an organisation: its own and those of all above it."""
        if organisation_id not in self.reaching:
            parent = self.parents.get(organisation_id)
            above = self.overrides(parent) if parent is not None else ()
            farther = (replace(one, distance=one.distance + 1) for one in above)
            self.reaching[organisation_id] = (*self.decided[organisation_id], *farther)
        return self.reaching[organisation_id]


async def facts_of(session: AsyncSession, organisation_id: int, as_of: date) -> Facts:
    """Return the facts of one organisation with its groups; raises LookupError when there is none."""
    found = await gather(session, [organisation_id], as_of)
    if not found:
        raise LookupError(organisation_id)
    return found[0]


async def stream(
    session: AsyncSession, organisation_ids: Sequence[int] | None, as_of: date, batch: int = BATCH
) -> AsyncIterator[Facts]:
    """Yield the facts of these organisations (None: of every one that is no group), a batch in memory at a time."""
    if organisation_ids is not None:
        for start in range(0, len(organisation_ids), batch):
            for found in await gather(session, organisation_ids[start : start + batch], as_of):
                yield found
        return
    last = 0
    while ids := await _next_ids(session, last, batch):
        last = ids[-1]
        for found in await gather(session, ids, as_of):
            yield found


async def below(session: AsyncSession, organisation_id: int) -> list[int]:
    """Return an organisation and all below it, groups excepted, a level at a time from the top."""
    found, level = [organisation_id], [organisation_id]
    while level:
        query = select(_O.c.id).where(_O.c.parent_id.in_(level), _O.c.kind != OrganisationKind.GROUP)
        level = [row.id for row in await rows(session, query.order_by(_O.c.id))]
        found += level
    return found


async def gather(session: AsyncSession, organisation_ids: Sequence[int], as_of: date) -> list[Facts]:
    """Return the facts of these organisations in the order asked, each with its groups."""
    batch = await _organisations(session, organisation_ids)
    await _gather_switches(session, batch)
    since = await _gather_deferrals(session, batch, date(as_of.year - 1, 1, 1))
    batch.rosters = await headcounts_of(session, {one: _keeper(row) for one, row in batch.rows.items()})
    batch.meetings = await meetings_of(session, list(batch.rows), since)
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in batch.rows.values():
        if row.kind is OrganisationKind.GROUP:
            groups[row.parent_id].append(row)
    return [_facts(batch, batch.rows[one], groups[one]) for one in organisation_ids if one in batch.rows]


def _facts(batch: _Batch, row: Any, groups: Iterable[Any]) -> Facts:  # noqa: ANN401 - a database row
    organisation = facts.Organisation(
        id=row.id,
        name=batch.shown_name(row),
        kind=row.kind,
        timezone=row.timezone,
        founded=row.founded,
        has_committee=row.has_committee,
        leading_body=row.leading_body,
        term_ends=_term_ends(batch.decided[row.id]),
    )
    return Facts(
        organisation,
        batch.rosters.get(row.id, ()),
        batch.meetings.get(row.id, ()),
        batch.deferrals[row.id],
        batch.overrides(row.id),
        [_facts(batch, group, ()) for group in groups],
    )


def _term_ends(decided: Iterable[Override]) -> date | None:
    """Return the last day of the present term: what the organisation itself has entered last, never one above it."""
    days = [one.value for one in decided if one.key == "term.ends" and isinstance(one.value, date)]
    return days[-1] if days else None


def _keeper(row: Any) -> int:  # noqa: ANN401 - a database row
    """Return on whose roster the people of an organisation stand."""
    return int(row.parent_id if row.kind is OrganisationKind.GROUP and row.parent_id is not None else row.id)


async def _next_ids(session: AsyncSession, last: int, batch: int) -> list[int]:
    query = select(_O.c.id).where(_O.c.id > last, _O.c.kind != OrganisationKind.GROUP)
    return [row.id for row in await rows(session, query.order_by(_O.c.id).limit(batch))]


async def _organisations(session: AsyncSession, organisation_ids: Sequence[int]) -> _Batch:
    """Read the organisations asked about and the groups of each."""
    is_group: ColumnElement[bool] = _O.c.kind == OrganisationKind.GROUP
    which = _O.c.id.in_(organisation_ids) | (_O.c.parent_id.in_(organisation_ids) & is_group)
    found = await rows(session, select(*_ORGANISATION).where(which).order_by(_O.c.id))
    return _Batch({row.id: row for row in found})


async def _gather_switches(session: AsyncSession, batch: _Batch) -> None:
    """Read the switches of the batch and of everything above it."""
    level = set(batch.rows)
    while level:
        query = select(_O.c.id, _O.c.parent_id, _O.c.name).where(_O.c.id.in_(level))
        for row in await rows(session, query):
            batch.parents[row.id], batch.names[row.id] = row.parent_id, row.name
        level = {up for one in level if (up := batch.parents.get(one)) is not None and up not in batch.names}
    which = _W.c.organisation_id.in_(batch.names)
    query = select(_W.c.organisation_id, _W.c.key, _W.c.value, _W.c.valid_from).where(which)
    for row in await rows(session, query.order_by(_W.c.valid_from, _W.c.id)):
        key, value = parse_value(row.key, row.value, load().switches)
        decision = Override(key, value, row.valid_from, organisation=batch.names[row.organisation_id])
        batch.decided[row.organisation_id].append(decision)


async def _gather_deferrals(session: AsyncSession, batch: _Batch, since: date) -> date:
    """Read the deferrals; return the day from which meetings may matter: ``since``, or the year first deferred."""
    query = select(*_DEFERRAL).where(_D.c.organisation_id.in_(batch.rows)).order_by(_D.c.id)
    for row in await rows(session, query):
        batch.deferrals[row.organisation_id].append(
            facts.Deferral(
                row.rule,
                row.new_day,
                row.reason,
                row.approved_by,
                row.approved_on,
                period_start=row.period_start,
                requested_by=row.requested_by or None,
            )
        )
        since = min(since, row.period_start.replace(month=1, day=1))
    return since
