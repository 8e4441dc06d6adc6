"""Who should attend, who did, and when one may sign in; the three bases are never mixed (regulations §4.1).

attendance base: full and probationary members, without those exempt in principle (教育管理条例 art. 23);
voting base: full members without 留党察看 and suspended rights; election base: the voting base without approved cases.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import switches_of
from storage.rules.quorum import Settings
from storage.rules.refusals import RefusalError
from storage.rules.terms import AttendanceStatus, Category

OPENS_BEFORE = timedelta(minutes=30)
CLOSES_AFTER = timedelta(minutes=30)
USUAL_LENGTH = timedelta(hours=1, minutes=30)

_TIME = re.compile(r"\s*([01]?[0-9]|2[0-3])[:：]([0-5][0-9])(?![0-9])", re.ASCII)
_PRESENT = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.LATE,
    AttendanceStatus.EARLY_LEAVE,
    AttendanceStatus.ONLINE,
)
_CAME = (*_PRESENT, AttendanceStatus.OBSERVER)


@dataclass(eq=False)
class CheckInNotOpenError(RefusalError):
    """Signing in has not begun; ``opens`` is aware UTC."""

    opens: datetime


@dataclass(eq=False)
class CheckInClosedError(RefusalError):
    """Signing in is over; ``closed`` is aware UTC."""

    closed: datetime


class RollLockedError(RefusalError):
    """The roll has been confirmed; it must be reopened to be changed."""


class CodeNeededError(RefusalError):
    """The organisation wants the code shown in the room as well as the tap."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One member's standing for a stretch of days, both ends inside; None means open.

    ``left_out`` is true for a case left out of the election base with the superior's consent and the general
    meeting's approval.
    """

    member_id: int
    category: Category
    valid_from: date | None = None
    valid_to: date | None = None
    exempt: bool = False
    restricted: bool = False
    suspended: bool = False
    left_out: bool = False

    def holds_on(self, day: date) -> bool:
        """Return whether the standing is in force on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Bases:
    """The three bases of one day as member ids; exempt members stand beside the attendance base."""

    attendance: frozenset[int]
    voting: frozenset[int]
    election: frozenset[int]
    exempt: frozenset[int]


def bases_on(standings: Iterable[Standing], day: date, settings: Settings) -> Bases:
    """Return the bases of ``day``; of a member with several standings that day the one begun last holds."""
    held = {s.member_id: s for s in sorted(standings, key=_begun) if s.holds_on(day)}.values()
    switches = switches_of(load().switches, settings)
    categories = {Category.FULL} | ({Category.PROBATIONARY} if switches["attendance.include_probationary"] else set())
    members = [s for s in held if s.category in categories and not s.suspended]
    voting = [s for s in held if s.category is Category.FULL and not s.suspended and not s.restricted]
    counted = [s for s in members if not s.exempt or switches["attendance.exempt_in_base"]]
    return Bases(
        attendance=frozenset(s.member_id for s in counted),
        voting=frozenset(s.member_id for s in voting),
        election=frozenset(s.member_id for s in voting if not s.left_out),
        exempt=frozenset(s.member_id for s in members if s.exempt),
    )


def _begun(standing: Standing) -> date:
    return standing.valid_from or date.min


@dataclass(frozen=True, slots=True)
class CheckInWindow:
    """When signing in is open, both ends inside; all moments are aware UTC."""

    opens: datetime
    start: datetime
    closes: datetime


def check_in_window(start: datetime, length: timedelta | None, opened_at: datetime | None) -> CheckInWindow:
    """Return the window: from 30 min before the start, or when the host opened it, until 30 min after the end."""
    opens = start - OPENS_BEFORE if opened_at is None else min(opened_at, start - OPENS_BEFORE)
    return CheckInWindow(opens, start, start + (length or USUAL_LENGTH) + CLOSES_AFTER)


def judge_check_in(window: CheckInWindow, now: datetime) -> AttendanceStatus:
    """Return PRESENT up to the start and LATE after it; raise CheckInNotOpenError or CheckInClosedError outside."""
    if now < window.opens:
        raise CheckInNotOpenError(window.opens)
    if now > window.closes:
        raise CheckInClosedError(window.closes)
    return AttendanceStatus.PRESENT if now <= window.start else AttendanceStatus.LATE


def judge_sign_in(window: CheckInWindow, now: datetime, *, locked: bool, code_wanted: bool) -> AttendanceStatus:
    """Return what somebody's own sign-in at ``now`` counts as; everything that may speak against it is judged here.

    Raises RollLockedError, CheckInNotOpenError, CheckInClosedError, and CodeNeededError last, when the code alone is
    missing.
    """
    if locked:
        raise RollLockedError
    status = judge_check_in(window, now)
    if code_wanted:
        raise CodeNeededError
    return status


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when somebody was at a meeting (aware UTC); ``left`` None: until its end."""

    arrived: datetime
    left: datetime | None = None

    def covers(self, moment: datetime) -> bool:
        """Return whether they were there at ``moment``."""
        return self.arrived <= moment and (self.left is None or moment < self.left)


def said_time(words: str) -> time | None:
    """Return the time of day that ``words`` begin with (15:40 身体不适), or None."""
    found = _TIME.match(words)
    return time(int(found[1]), int(found[2])) if found else None


def stay_of(
    status: AttendanceStatus,
    start: datetime,
    end: datetime,
    now: datetime,
    said: datetime | None,
    known: Stay | None = None,
) -> Stay:
    """Return the stay of somebody entered by another as ``status`` (one of those who came) at ``now``.

    ``known`` is the stay entered so far: who leaves early came when they came.
    ``said`` is the moment named for coming late or leaving early. Unsaid, it is now while the meeting runs; entered
    afterwards, who came late is taken to have come just before the end and who left early to have left at once:
    what is not known never makes a quorum.
    """
    moment = said if said is not None else now
    within = start <= moment <= end
    if status is AttendanceStatus.LATE:
        return Stay(moment if within else end)
    if status is AttendanceStatus.EARLY_LEAVE:
        arrived = known.arrived if known else start
        return Stay(arrived, moment if within else arrived)
    return Stay(start)


@dataclass(frozen=True, slots=True)
class Totals:
    """A roll in figures that add up: expected = present + on leave + absent + made up + exempt + unknown.

    ``late``, ``early_leave`` and ``online`` are among ``present``; observers are never expected.
    """

    expected: int
    present: int
    late: int
    early_leave: int
    online: int
    on_leave: int
    absent: int
    makeup: int
    exempt: int
    unknown: int
    observers: int


def totals(roll: Mapping[int, AttendanceStatus | None], expected: Iterable[int]) -> Totals:
    """Count a roll of member id → status against those ``expected``; no status is 未登记, never present.

    Whoever came without being expected is an observer; an expected person entered as observer is still unknown.
    """
    due = frozenset(expected)
    own = Counter(roll.get(member) for member in due)
    return Totals(
        expected=len(due),
        present=sum(own[status] for status in _PRESENT),
        late=own[AttendanceStatus.LATE],
        early_leave=own[AttendanceStatus.EARLY_LEAVE],
        online=own[AttendanceStatus.ONLINE],
        on_leave=own[AttendanceStatus.ON_LEAVE],
        absent=own[AttendanceStatus.ABSENT],
        makeup=own[AttendanceStatus.MAKEUP],
        exempt=own[AttendanceStatus.EXEMPT],
        unknown=own[None] + own[AttendanceStatus.OBSERVER],
        observers=sum(status in _CAME for member, status in roll.items() if member not in due),
    )


def rate(part: int, whole: int) -> Fraction | None:
    """Return ``part/whole``, or None (printed as —) where nobody was expected."""
    return Fraction(part, whole) if whole else None


def attendance_rate(figures: Totals) -> Fraction | None:
    """Return 到会率 = 实到 ÷ 应到 without those exempt in principle (教育管理条例 art. 23); votes never use it."""
    return rate(figures.present, figures.expected - figures.exempt)


def commitment_rate(roll: Mapping[int, AttendanceStatus | None], promised: Iterable[int]) -> Fraction | None:
    """Return how many of those who answered that they would come did come."""
    members = frozenset(promised)
    return rate(sum(roll.get(member) in _PRESENT for member in members), len(members))
