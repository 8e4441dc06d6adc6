"""Days, periods and the kinds of days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.calendar import (
    DayKind,
    DayNote,
    Holidays,
    Override,
    ShiftRule,
    add_months,
    add_years,
    is_workday,
    judge,
    last_day,
    month,
    next_workday,
    nth_weekday,
    previous_workday,
    quarter,
    shift,
    span,
    week,
)

dates = st.dates(date(2000, 1, 1), date(2100, 12, 31))
OCTOBER_2026 = Holidays(
    {
        date(2026, 9, 20): (DayKind.MAKEUP_WORKDAY, "国庆节"),
        **dict.fromkeys(span(date(2026, 10, 1), date(2026, 10, 5)), (DayKind.STATUTORY_HOLIDAY, "国庆节")),
        date(2026, 10, 6): (DayKind.DAY_OFF_SHIFTED, "休息日"),
        date(2026, 10, 7): (DayKind.DAY_OFF_SHIFTED, "休息日"),
        date(2026, 10, 10): (DayKind.MAKEUP_WORKDAY, "国庆节"),
    },
    frozenset({2026}),
)


@pytest.mark.parametrize(
    ("day", "note"),
    [
        (date(2026, 10, 1), DayNote(DayKind.STATUTORY_HOLIDAY, "国庆节", announced=True)),
        (date(2026, 10, 6), DayNote(DayKind.DAY_OFF_SHIFTED, "休息日", announced=True)),
        (date(2026, 10, 8), DayNote(DayKind.WORKDAY, "", announced=True)),
        (date(2026, 10, 10), DayNote(DayKind.MAKEUP_WORKDAY, "国庆节", announced=True)),
        (date(2026, 10, 11), DayNote(DayKind.WEEKEND, "", announced=True)),
        (date(2027, 1, 4), DayNote(DayKind.WORKDAY, "", announced=False)),
        (date(2027, 1, 3), DayNote(DayKind.WEEKEND, "", announced=False)),
    ],
)
def test_judge_tells_kind_name_and_whether_announced(day, note):
    assert judge(day, OCTOBER_2026) == note


def test_working_days_step_over_holidays_and_count_makeup_days():
    assert next_workday(date(2026, 9, 30), OCTOBER_2026) == date(2026, 10, 8)
    assert next_workday(date(2026, 10, 9), OCTOBER_2026) == date(2026, 10, 10)
    assert previous_workday(date(2026, 10, 8), OCTOBER_2026) == date(2026, 9, 30)
    assert previous_workday(date(2026, 9, 21), OCTOBER_2026) == date(2026, 9, 20)


@pytest.mark.parametrize(
    ("day", "rule", "shifted"),
    [
        (date(2026, 10, 8), ShiftRule.NEXT, date(2026, 10, 8)),
        (date(2026, 10, 5), ShiftRule.NEXT, date(2026, 10, 8)),
        (date(2026, 10, 5), ShiftRule.PREVIOUS, date(2026, 10, 8)),  # the one before lies in September
        (date(2026, 10, 31), ShiftRule.NEXT, date(2026, 10, 30)),  # a Saturday, and November would follow
        (date(2026, 11, 15), ShiftRule.NEXT, date(2026, 11, 16)),
        (date(2026, 11, 15), ShiftRule.PREVIOUS, date(2026, 11, 13)),
    ],
)
def test_shift_stays_in_the_month(day, rule, shifted):
    assert shift(day, OCTOBER_2026, rule) == shifted


def test_shift_leaves_a_month_without_working_days():
    closed = Holidays(dict.fromkeys(span(date(2026, 11, 1), date(2026, 11, 30)), (DayKind.STATUTORY_HOLIDAY, "")))
    assert shift(date(2026, 11, 15), closed) == date(2026, 12, 1)
    assert shift(date(2026, 11, 15), closed, ShiftRule.PREVIOUS) == date(2026, 10, 30)


@given(dates, st.sampled_from(ShiftRule))
def test_shift_finds_a_working_day_of_the_month(day, rule):
    shifted = shift(day, OCTOBER_2026, rule)
    assert is_workday(shifted, OCTOBER_2026)
    assert (shifted.year, shifted.month) == (day.year, day.month)


def test_overrides_win_and_an_announced_year_forgets_guesses():
    guessed = Holidays({date(2027, 5, 4): (DayKind.STATUTORY_HOLIDAY, "?"), date(2026, 10, 1): (DayKind.WEEKEND, "a")})
    row = Override(date(2027, 5, 5), DayKind.STATUTORY_HOLIDAY, "b")
    assert guessed.replaced([row]) == Holidays(
        {
            date(2027, 5, 4): (DayKind.STATUTORY_HOLIDAY, "?"),
            date(2026, 10, 1): (DayKind.WEEKEND, "a"),
            date(2027, 5, 5): (DayKind.STATUTORY_HOLIDAY, "b"),
        }
    )
    assert guessed.replaced([row], [2027]) == Holidays(
        {date(2026, 10, 1): (DayKind.WEEKEND, "a"), date(2027, 5, 5): (DayKind.STATUTORY_HOLIDAY, "b")},
        frozenset({2027}),
    )


@pytest.mark.parametrize(
    ("year", "number", "nth", "weekday", "day"),
    [
        (2026, 11, 1, 4, date(2026, 11, 6)),
        (2026, 11, 5, 0, date(2026, 11, 30)),
        (2026, 12, 5, 0, None),
        (2026, 11, -1, 4, date(2026, 11, 27)),
        (2026, 11, -2, 4, date(2026, 11, 20)),
        (2026, 11, -5, 4, None),
        (2026, 11, -5, 0, date(2026, 11, 2)),
        (2026, 11, 0, 4, None),
        (2028, 2, 5, 1, date(2028, 2, 29)),
    ],
)
def test_nth_weekday_counts_from_either_end(year, number, nth, weekday, day):
    assert nth_weekday(year, number, nth, weekday) == day


@given(dates)
def test_nth_weekday_finds_every_day(day):
    assert nth_weekday(day.year, day.month, (day.day - 1) // 7 + 1, day.weekday()) == day
    from_end = (last_day(day.year, day.month).day - day.day) // 7 + 1
    assert nth_weekday(day.year, day.month, -from_end, day.weekday()) == day


@given(dates)
def test_periods_hold_their_day(day):
    assert month(day)[1] + timedelta(days=1) == date(*add_months(day.year, day.month, 1), 1)
    assert [edge.isocalendar()[:2] for edge in week(day)] == [day.isocalendar()[:2]] * 2
    assert [edge.weekday() for edge in week(day)] == [0, 6]
    first, last = quarter(day)
    assert (first.day, first.month % 3, last + timedelta(days=1)) == (
        1,
        1,
        date(*add_months(first.year, first.month, 3), 1),
    )
    assert first <= day <= last


@given(dates, st.integers(-200, 200))
def test_months_are_added_and_taken_back(day, count):
    assert add_months(*add_months(day.year, day.month, count), -count) == (day.year, day.month)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2026, 11, 25), 2, date(2028, 11, 25)),
    ],
)
def test_years_are_added_with_leap_days_cut(day, count, expected):
    assert add_years(day, count) == expected


@pytest.mark.parametrize(
    ("year", "number", "day"), [(1900, 2, 28), (2000, 2, 29), (2027, 2, 28), (2026, 4, 30), (9999, 12, 31)]
)
def test_last_day_knows_leap_years(year, number, day):
    assert last_day(year, number).day == day
