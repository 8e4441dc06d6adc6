"""What a careful secretary would look at before a meeting is announced; it warns, it never forbids.

Notice days are local custom (regulations §11, ``notice_days``), never called a central rule.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from storage.rules.calendar import Holidays, is_workday
from storage.rules.closures import Closure
from storage.rules.meetings import Span
from storage.rules.terms import Activity, LeaveKind

USUAL_HOURS = (time(9), time(10), time(14), time(15), time(16))
_HORIZON = 40
_WHOLE_DAY = frozenset({LeaveKind.SICK, LeaveKind.OFFICIAL, LeaveKind.TRAINING})


class Fault(StrEnum):
    """What may be wrong with a meeting that is about to be announced."""

    NO_HOST = "no_host"
    SHORT_NOTICE = "short_notice"
    OFF_DAY = "off_day"
    CLOSED = "closed"
    CLASH = "clash"
    QUORUM = "quorum"


@dataclass(frozen=True, slots=True)
class Subject:
    """The meeting that is looked at: when, where, by whom, for whom; ``moment`` is in the organisation's zone."""

    moment: datetime
    minutes: int
    place: str
    host_id: int | None
    recorder_id: int | None
    expected: frozenset[int]
    base: frozenset[int] = frozenset()
    needed: int = 0
    notice_days: int = 0

    @property
    def span(self) -> Span:
        """When it is held."""
        return Span(self.moment, self.minutes)

    @property
    def day(self) -> date:
        """Its local day."""
        return self.moment.date()


@dataclass(frozen=True, slots=True)
class Other:
    """Another meeting that is announced: what it counts as, when, where, by whom, for whom."""

    activities: tuple[Activity, ...]
    span: Span
    place: str
    hands: frozenset[int]
    expected: frozenset[int]


@dataclass(frozen=True, slots=True)
class Absence:
    """A member known to be away between two instants."""

    member_id: int
    begins: datetime
    ends: datetime


def absence(member_id: int, kind: LeaveKind, span: Span, zone: tzinfo) -> Absence:
    """Return when somebody on leave from a meeting is away: the whole day when ill, on duty or in training."""
    if kind not in _WHOLE_DAY:
        return Absence(member_id, span.starts_at, span.ends_at)
    midnight = datetime.combine(span.starts_at.astimezone(zone).date(), time(), zone)
    return Absence(member_id, midnight, midnight + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a meeting is judged against."""

    now: datetime
    holidays: Holidays
    others: tuple[Other, ...] = ()
    absences: tuple[Absence, ...] = ()
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, with the figures its sentence needs."""

    fault: Fault
    days: int = 0
    other: Other | None = None
    same_place: bool = False
    same_hands: int = 0
    shared: int = 0
    away: int = 0
    left: int = 0
    closure: Closure | None = None


def check(subject: Subject, around: Surroundings) -> tuple[Finding, ...]:
    """Return what is worth a look, what concerns people first."""
    no_host = [Finding(Fault.NO_HOST)] if subject.host_id is None else []
    return (*no_host, *_of_time(subject, around))


def better_time(subject: Subject, around: Surroundings) -> datetime | None:
    """Return the nearest start without any fault of time, or None where there is none within forty days.

    The usual hours of its own day come first, then the same hour of the nearest day, later days before earlier ones.
    """
    for moment in _candidates(subject):
        moved = replace(subject, moment=moment)
        if moment > around.now and moment != subject.moment and not any(_of_time(moved, around)):
            return moment
    return None


def _of_time(subject: Subject, around: Surroundings) -> Iterator[Finding]:
    ahead = (subject.day - around.now.astimezone(subject.moment.tzinfo).date()).days
    if ahead < subject.notice_days:
        yield Finding(Fault.SHORT_NOTICE, days=ahead)
    if not is_workday(subject.day, around.holidays):
        yield Finding(Fault.OFF_DAY)
    yield from (Finding(Fault.CLOSED, closure=one) for one in around.closures if subject.day in one)
    yield from filter(None, (_clash(subject, other) for other in around.others))
    yield from _too_few(subject, around.absences)


def _clash(subject: Subject, other: Other) -> Finding | None:
    if not (subject.moment < other.span.ends_at and other.span.starts_at < subject.span.ends_at):
        return None
    found = Finding(
        Fault.CLASH,
        other=other,
        same_place=bool(subject.place) and _plain(subject.place) == _plain(other.place),
        same_hands=len({subject.host_id, subject.recorder_id} & other.hands),
        shared=len(subject.expected & other.expected),
    )
    return found if found.same_place or found.same_hands or found.shared else None


def _plain(place: str) -> str:
    return "".join(place.split()).casefold()


def _too_few(subject: Subject, absences: Iterable[Absence]) -> Iterator[Finding]:
    away = {
        one.member_id for one in absences if one.begins < subject.span.ends_at and subject.moment < one.ends
    } & subject.base
    left = len(subject.base) - len(away)
    if away and left < subject.needed:
        yield Finding(Fault.QUORUM, away=len(away), left=left)


def _candidates(subject: Subject) -> Iterator[datetime]:
    zone, clock = subject.moment.tzinfo, subject.moment.timetz().replace(tzinfo=None)
    for hour in sorted(USUAL_HOURS, key=lambda one: abs(_minutes(one) - _minutes(clock))):
        yield datetime.combine(subject.day, hour, zone)
    for offset in range(1, _HORIZON + 1):
        for days in (offset, -offset):
            yield datetime.combine(subject.day + timedelta(days=days), clock, zone)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
