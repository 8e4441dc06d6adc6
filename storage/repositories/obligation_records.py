"""Meetings on record of a batch of organisations, for the audit, with head-counts where a quorum depends on them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Appointment, Attendance, Credit, Expectation, Meeting
from storage.repositories.inserting import table_of
from storage.repositories.reading import rows
from storage.rules.compliance import facts
from storage.rules.people import COMMITTEE_DUTIES
from storage.rules.quorum import quorum_to_meet
from storage.rules.terms import CAME, Activity, Form, MeetingState, Source

_ON_RECORD = (
    MeetingState.ANNOUNCED,
    MeetingState.IN_PROGRESS,
    MeetingState.HELD,
    MeetingState.ARCHIVED,
    MeetingState.VOID,
)
_QUORUM_NEEDED = frozenset({Activity.COMMITTEE_MEETING, Activity.DEMOCRATIC_LIFE_MEETING})
_M, _C, _E, _A, _J = (table_of(model) for model in (Meeting, Credit, Expectation, Attendance, Appointment))
_MEETING = (
    _M.c.id,
    _M.c.organisation_id,
    _M.c.local_day,
    _M.c.form,
    _M.c.state,
    _M.c.source,
    _M.c.for_year,
    _M.c.expected_count,
    _M.c.present_count,
    _M.c.void_requested_by,
    _M.c.void_approved_by,
    _M.c.void_approved_at,
    _M.c.timezone,
)


@dataclass(frozen=True, slots=True)
class Heads:
    """Expected, came and not entered, of one meeting's roll."""

    expected: int
    came: int
    unknown: int

    def present(self, form: Form) -> int | None:
        """Return who came, or None while those not entered could still decide the quorum of ``form``."""
        quorum = quorum_to_meet(form, self.expected, self.came, {})
        return self.came if not self.unknown or (quorum is not None and quorum.reached) else None


async def meetings_of(
    session: AsyncSession, organisation_ids: Collection[int], since: date
) -> dict[int, list[facts.Meeting]]:
    """Return the meetings on record from ``since`` on, by organisation, in the order they were entered."""
    query = (
        select(*_MEETING, _C.c.activity)
        .join(_C, _C.c.meeting_id == _M.c.id)
        .where(_M.c.organisation_id.in_(organisation_ids), _M.c.local_day >= since, _M.c.state.in_(_ON_RECORD))
        .order_by(_M.c.id)
    )
    found: dict[int, Any] = {}
    credited: dict[int, set[Activity]] = defaultdict(set)
    for row in await rows(session, query):
        found[row.id] = row
        credited[row.id].add(row.activity)
    everyone = await heads_of(session, [one for one, row in found.items() if _needs_heads(row, credited[one])])
    mixed = [one for one in everyone if found[one].form is not Form.COMMITTEE]
    committee = await heads_of(
        session, [one for one in mixed if Activity.COMMITTEE_MEETING in credited[one]], committee_only=True
    )
    meetings: dict[int, list[facts.Meeting]] = defaultdict(list)
    for one, row in found.items():
        meeting = _meeting(row, frozenset(credited[one]), everyone.get(one), committee.get(one))
        meetings[row.organisation_id].append(meeting)
    return meetings


def _needs_heads(row: Any, credited: set[Activity]) -> bool:  # noqa: ANN401 - a database row
    return row.source is Source.BOT and (row.form is Form.COMMITTEE or not _QUORUM_NEEDED.isdisjoint(credited))


def _meeting(
    row: Any,  # noqa: ANN401 - a database row
    credited: frozenset[Activity],
    everyone: Heads | None,
    committee: Heads | None,
) -> facts.Meeting:
    return facts.Meeting(
        row.id,
        datetime.combine(row.local_day, time()),
        row.form,
        credited,
        row.state,
        row.source,
        row.for_year,
        expected=everyone.expected if everyone else row.expected_count,
        present=everyone.present(row.form) if everyone else row.present_count,
        committee_expected=committee.expected if committee else None,
        committee_present=committee.present(Form.COMMITTEE) if committee else None,
        void_requested=row.void_requested_by is not None,
        void_approved=row.void_approved_by not in (None, row.void_requested_by),
        void_approved_on=_local(row.void_approved_at, row.timezone),
    )


def _local(moment: datetime | None, timezone: str) -> date | None:
    return None if moment is None else moment.astimezone(ZoneInfo(timezone)).date()


async def heads_of(
    session: AsyncSession, meeting_ids: Sequence[int], *, committee_only: bool = False
) -> dict[int, Heads]:
    """Count the roll of each of these meetings that has one (``committee_only``: the committee's members on it)."""
    if not meeting_ids:
        return {}
    roll = _E.join(_M, _M.c.id == _E.c.meeting_id).outerjoin(
        _A, (_A.c.meeting_id == _E.c.meeting_id) & (_A.c.member_id == _E.c.member_id)
    )
    query = (
        select(_E.c.meeting_id, func.count(), _how_many(_A.c.status.in_(CAME)), _how_many(_A.c.status.is_(None)))
        .select_from(roll)
        .where(_E.c.meeting_id.in_(meeting_ids), _E.c.removed_at.is_(None))
        .group_by(_E.c.meeting_id)
    )
    if committee_only:
        query = query.where(_on_committee())
    return {row[0]: Heads(*row[1:]) for row in await rows(session, query)}


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _on_committee() -> ColumnElement[bool]:
    """Whether the expected person held a committee duty in the meeting's organisation on its day."""
    duty = select(_J.c.id).where(
        _J.c.member_id == _E.c.member_id,
        _J.c.organisation_id == _M.c.organisation_id,
        _J.c.duty.in_(COMMITTEE_DUTIES),
        _J.c.valid_from <= _M.c.local_day,
        _J.c.valid_to.is_(None) | (_J.c.valid_to >= _M.c.local_day),
    )
    return duty.correlate(_E, _M).exists()
