"""The holidays the library knows, and what is entered on top."""

import subprocess
import sys
from datetime import date

from storage.holidays import load
from storage.rules.calendar import DayKind, DayNote, Override, is_workday, judge, span


def _days(holidays, kind):
    return sorted(day for day, (found, _) in holidays.days.items() if found is kind)


def test_makeup_workdays_are_those_of_the_years_asked_for():
    assert _days(load([2026]), DayKind.MAKEUP_WORKDAY) == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    assert _days(load([2025]), DayKind.MAKEUP_WORKDAY) == [
        date(2025, 1, 26),
        date(2025, 2, 8),
        date(2025, 4, 27),
        date(2025, 9, 28),
        date(2025, 10, 11),
    ]


def test_days_off_of_2026_are_those_of_the_notice():
    holidays = load([2026])
    off = [
        *span(date(2026, 1, 1), date(2026, 1, 3)),
        *span(date(2026, 2, 15), date(2026, 2, 23)),
        *span(date(2026, 4, 4), date(2026, 4, 6)),
        *span(date(2026, 5, 1), date(2026, 5, 5)),
        *span(date(2026, 6, 19), date(2026, 6, 21)),
        *span(date(2026, 9, 25), date(2026, 9, 27)),
        *span(date(2026, 10, 1), date(2026, 10, 7)),
    ]
    worked = set(_days(holidays, DayKind.MAKEUP_WORKDAY))
    plain = [day for day in span(date(2026, 1, 1), date(2026, 12, 31)) if day.weekday() > 4 and day not in worked]
    idle = [day for day in span(date(2026, 1, 1), date(2026, 12, 31)) if not is_workday(day, holidays)]
    assert idle == sorted({*off, *plain})


def test_shifted_days_off_are_told_from_statutory_ones():
    assert _days(load([2026]), DayKind.DAY_OFF_SHIFTED) == [
        date(2026, 1, 2),
        date(2026, 2, 20),
        date(2026, 2, 23),
        date(2026, 5, 5),
        date(2026, 10, 6),
        date(2026, 10, 7),
    ]
    assert judge(date(2026, 10, 1), load([2026])) == DayNote(DayKind.STATUTORY_HOLIDAY, "国庆节", announced=True)


def test_year_without_a_notice_is_not_announced():
    holidays = load([2026, 2099])
    assert holidays.announced == frozenset({2026})
    assert judge(date(2099, 10, 1), holidays) == DayNote(DayKind.STATUTORY_HOLIDAY, "国庆节", announced=False)


def test_overrides_replace_a_year_that_was_guessed():
    row = Override(date(2099, 10, 8), DayKind.STATUTORY_HOLIDAY, "国庆节")
    single, whole = load([2099], [row]), load([2099], [row], [2099])
    assert (len(single.days) > 1, single.announced) == (True, frozenset())
    assert (dict(whole.days), whole.announced) == (
        {row.day: (DayKind.STATUTORY_HOLIDAY, "国庆节")},
        frozenset({2099}),
    )


def test_library_is_not_imported_before_it_is_needed():
    code = "import sys, storage.holidays; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
