"""What is worth a word before a meeting is announced, and the nearest time that has no fault."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage.rules.calendar import DayKind, Holidays
from storage.rules.closures import Closure
from storage.rules.lint import Absence, Fault, Finding, Other, Subject, Surroundings, absence, better_time, check
from storage.rules.meetings import Span
from storage.rules.terms import Activity, LeaveKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
EVERYBODY = frozenset(range(1, 8))
OFF = Holidays({date(2026, 12, 3): (DayKind.STATUTORY_HOLIDAY, "假")}, frozenset({2026}))

CLOSED = Closure(date(2026, 12, 1), date(2026, 12, 3), "停工检修")


def at(day: int, hour: int = 15, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE)


PLAIN = Subject(at(2), 90, "三楼 会议室", 1, 2, EVERYBODY, EVERYBODY, needed=4, notice_days=3)
AROUND = Surroundings(NOW, Holidays(announced=frozenset({2026})))


def other(moment: datetime, place: str = "", hands: set[int] = frozenset(), expected: set[int] = frozenset()) -> Other:
    return Other((Activity.COMMITTEE_MEETING,), Span(moment, 60), place, frozenset(hands), frozenset(expected))


def away(*members: int, day: int = 2) -> tuple[Absence, ...]:
    return tuple(Absence(one, at(day, 0), at(day, 0) + timedelta(days=1)) for one in members)


def test_a_sound_meeting_is_not_talked_about():
    assert check(PLAIN, AROUND) == ()
    assert check(replace(PLAIN, moment=at(2, 9)), replace(AROUND, others=(other(at(2), "三楼会议室", {1}, {3}),))) == ()


@pytest.mark.parametrize(
    ("subject", "around", "found"),
    [
        ({"host_id": None}, {}, Finding(Fault.NO_HOST)),
        ({"moment": datetime(2026, 11, 27, 15, tzinfo=ZONE)}, {}, Finding(Fault.SHORT_NOTICE, days=2)),
        ({"moment": at(5)}, {}, Finding(Fault.OFF_DAY)),
        ({"moment": at(3)}, {"holidays": OFF}, Finding(Fault.OFF_DAY)),
        ({}, {"closures": (CLOSED,)}, Finding(Fault.CLOSED, closure=CLOSED)),
        ({}, {"absences": away(1, 2, 3, 4)}, Finding(Fault.QUORUM, away=4, left=3)),
    ],
)
def test_each_fault_is_found_alone(subject: dict, around: dict, found: Finding):
    assert check(replace(PLAIN, **subject), replace(AROUND, **around)) == (found,)


def test_a_clash_says_what_is_shared_and_touching_meetings_do_not_clash():
    room = other(at(2, 16), "三楼会议室")
    people = other(at(2, 14, 30), "二楼", {2}, {2, 9})
    assert check(PLAIN, replace(AROUND, others=(room, people))) == (
        Finding(Fault.CLASH, other=room, same_place=True),
        Finding(Fault.CLASH, other=people, same_hands=1, shared=1),
    )
    assert (
        check(PLAIN, replace(AROUND, others=(other(at(2, 14), "三楼会议室"), other(at(2, 16, 30), "三楼会议室")))) == ()
    )


def test_the_enough_and_the_unneeded_are_not_talked_about():
    assert check(PLAIN, replace(AROUND, absences=away(1, 2, 3))) == ()
    assert check(PLAIN, replace(AROUND, absences=away(1, 2, 3, 4, day=3))) == ()
    assert check(replace(PLAIN, needed=0), replace(AROUND, absences=away(*EVERYBODY))) == ()
    assert check(PLAIN, replace(AROUND, absences=away(8, 9, 10, 11))) == ()


@pytest.mark.parametrize(
    ("subject", "around", "better"),
    [
        ({"moment": datetime(2026, 11, 26, 15, tzinfo=ZONE)}, {}, datetime(2026, 11, 30, 15, tzinfo=ZONE)),
        ({"moment": at(5)}, {}, at(4)),
        ({"moment": at(6)}, {}, at(7)),
        ({"moment": at(3)}, {"holidays": OFF}, at(4)),
        ({}, {"closures": (CLOSED,)}, at(4)),
        ({}, {"others": (other(at(2), "三楼会议室"),)}, at(2, 16)),
        ({}, {"others": (other(at(2, 14), "", {1}), other(at(2, 15, 30), "", {1}))}, at(2, 10)),
        ({}, {"absences": away(1, 2, 3, 4)}, at(3)),
        ({}, {"absences": (*away(1, 2, 3, 4), *away(1, 2, 3, 5, day=3)), "holidays": OFF}, at(1)),
    ],
)
def test_the_nearest_sound_time_is_found(subject: dict, around: dict, better: datetime):
    moved, beside = replace(PLAIN, **subject), replace(AROUND, **around)
    assert better_time(moved, beside) == better
    assert check(replace(moved, moment=better), beside) == ()


def test_where_there_is_none_nothing_is_offered():
    assert better_time(PLAIN, replace(AROUND, absences=(Absence(1, NOW, at(2) + timedelta(days=99)),) * 1)) is not None
    always = tuple(Absence(one, NOW - timedelta(days=99), NOW + timedelta(days=99)) for one in (1, 2, 3, 4))
    assert better_time(PLAIN, replace(AROUND, absences=always)) is None


@pytest.mark.parametrize(
    ("kind", "begins", "ends"),
    [
        (LeaveKind.PERSONAL, at(2), at(2, 16, 30)),
        (LeaveKind.OTHER, at(2), at(2, 16, 30)),
        (LeaveKind.SICK, at(2, 0), at(3, 0)),
        (LeaveKind.OFFICIAL, at(2, 0), at(3, 0)),
    ],
)
def test_leave_on_duty_or_ill_is_a_whole_day(kind: LeaveKind, begins: datetime, ends: datetime):
    assert absence(1, kind, Span(at(2), 90), ZONE) == Absence(1, begins, ends)
