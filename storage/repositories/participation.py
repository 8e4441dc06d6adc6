"""How far members took part in what they were expected at: for the six-month watch, study hours and dual life."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Attendance, Credit, Expectation, Meeting
from storage.repositories import guests
from storage.repositories.inserting import table_of
from storage.repositories.reading import rows
from storage.rules.compliance.alerts import MonthRecord
from storage.rules.compliance.coverage import Side
from storage.rules.terms import CAME, Activity, AttendanceStatus, MeetingState

STUDY = frozenset({Activity.PARTY_LECTURE, Activity.THEME_PARTY_DAY})
"""What counts as concentrated study, by the length of the meeting."""

_ATTENDED = CAME | {AttendanceStatus.MAKEUP, AttendanceStatus.OBSERVER}
_EXCUSED = frozenset({AttendanceStatus.ON_LEAVE, AttendanceStatus.EXEMPT})
_HELD = (MeetingState.HELD, MeetingState.ARCHIVED)
_M, _E, _A, _C = (table_of(model) for model in (Meeting, Expectation, Attendance, Credit))


@dataclass(frozen=True, slots=True)
class Roll:
    """One meeting one member was expected at, or came to as a guest of another branch (``elsewhere``).

    No status means that nobody has entered it.
    """

    meeting_id: int
    day: date
    minutes: int
    status: AttendanceStatus | None
    elsewhere: bool = False

    @property
    def attended(self) -> bool:
        """Whether the member took part, made-up meetings among them."""
        return self.status in _ATTENDED


Rolls = Mapping[int, list[Roll]]


async def of(session: AsyncSession, member_ids: Collection[int], first: date, last: date) -> Rolls:
    """Return, by member, the meetings held from ``first`` to ``last`` at which they were expected or guests."""
    roll = _E.join(_M, _M.c.id == _E.c.meeting_id).outerjoin(
        _A, (_A.c.meeting_id == _E.c.meeting_id) & (_A.c.member_id == _E.c.member_id)
    )
    query = (
        select(_E.c.member_id, _M.c.id, _M.c.local_day, _M.c.minutes_long, _A.c.status)
        .select_from(roll)
        .where(
            _E.c.member_id.in_(member_ids),
            _E.c.removed_at.is_(None),
            _M.c.state.in_(_HELD),
            _M.c.local_day.between(first, last),
        )
        .order_by(_M.c.local_day, _M.c.id)
    )
    found: dict[int, list[Roll]] = defaultdict(list)
    for member_id, *told in await rows(session, query):
        found[member_id].append(Roll(*told))
    for one in await guests.elsewhere(session, list(member_ids), first):
        meeting = one.meeting
        if meeting.local_day <= last and meeting.state in _HELD:
            roll_ = Roll(meeting.id, meeting.local_day, meeting.minutes_long, AttendanceStatus.PRESENT, elsewhere=True)
            found[one.member_id].append(roll_)
    return found


async def studied(session: AsyncSession, rolls: Rolls) -> dict[int, list[tuple[date, Decimal]]]:
    """Return, by member, the hours of the lectures and theme days they took part in."""
    ids = {one.meeting_id for told in rolls.values() for one in told}
    query = select(_C.c.meeting_id).where(_C.c.meeting_id.in_(ids), _C.c.activity.in_(STUDY))
    study = {row.meeting_id for row in await rows(session, query)} if ids else set()
    return {
        member_id: [(one.day, Decimal(one.minutes) / 60) for one in told if one.attended and one.meeting_id in study]
        for member_id, told in rolls.items()
    }


def months(rolls: Collection[Roll]) -> list[MonthRecord]:
    """Return a member's calendar months with what was expected of them and what came of it."""
    by_month: dict[date, list[Roll]] = defaultdict(list)
    for one in rolls:
        by_month[one.day.replace(day=1)].append(one)
    return [
        MonthRecord(
            month,
            expected=sum(not one.elsewhere for one in told),
            attended=sum(one.attended for one in told),
            excused=sum(one.status in _EXCUSED for one in told),
            unknown=sum(one.status is None for one in told),
        )
        for month, told in sorted(by_month.items())
    ]


def side(rolls: Collection[Roll]) -> Side:
    """Return how many meetings a member was expected at and how many they attended."""
    own = [one for one in rolls if not one.elsewhere]
    return Side(len(own), sum(one.attended for one in own))
