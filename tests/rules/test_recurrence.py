"""The fixed day of the month."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.calendar import Holidays, ShiftRule
from storage.rules.recurrence import FixedDayFault, FixedDayRefused, MonthDay, MonthWeekday, dates, read_fixed_day


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("每月15日", MonthDay(15)),
        ("每月十五号", MonthDay(15)),
        ("每个月的15号", MonthDay(15)),
        ("每月 15", MonthDay(15)),
        ("15号", MonthDay(15)),
        ("每月３１日", MonthDay(31)),
        ("每月30日", MonthDay(30)),
        ("每月最后一天", MonthDay(31)),
        ("每月底", MonthDay(31)),
        ("每月月底", MonthDay(31)),
        ("每月第一天", MonthDay(1)),
        ("每月第一个周五", MonthWeekday(1, 4)),
        ("每月第2个星期三", MonthWeekday(2, 2)),
        ("每月首个周一", MonthWeekday(1, 0)),
        ("每月最后一个周五", MonthWeekday(-1, 4)),
        ("每月倒数第二个周三", MonthWeekday(-2, 2)),
        ("每月倒数第三个周五", MonthWeekday(-3, 4)),
        ("主题党日：每月5日", MonthDay(5)),
    ],
)
def test_fixed_day_is_read(text, fixed):
    assert read_fixed_day(text) == fixed


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", FixedDayFault.NOT_MONTHLY),
        ("每月", FixedDayFault.NOT_MONTHLY),
        ("每0天", FixedDayFault.NOT_MONTHLY),
        ("每-1月", FixedDayFault.NOT_MONTHLY),
        ("每周五", FixedDayFault.NOT_MONTHLY),
        ("每月周五", FixedDayFault.NOT_MONTHLY),
        ("每两个月15日", FixedDayFault.NOT_MONTHLY),
        ("每季度15日", FixedDayFault.NOT_MONTHLY),
        ("每月15日" * 20, FixedDayFault.NOT_MONTHLY),
        ("每月0日", FixedDayFault.IMPOSSIBLE_DAY),
        ("每月32日", FixedDayFault.IMPOSSIBLE_DAY),
        ("每月第五个周五", FixedDayFault.IMPOSSIBLE_DAY),
        ("* * * * *", FixedDayFault.CRON),
        ("0 9 15 * *", FixedDayFault.CRON),
        ("0 9 15 1 2", FixedDayFault.CRON),
        ("@monthly", FixedDayFault.CRON),
        ("每月15日和20日", FixedDayFault.LEFTOVER),
        ("每月15日15:00", FixedDayFault.LEFTOVER),
        ("12月5日", FixedDayFault.LEFTOVER),
        ("每月初", FixedDayFault.LEFTOVER),
    ],
)
def test_anything_else_is_refused(text, fault):
    with pytest.raises(FixedDayRefused) as refused:
        read_fixed_day(text)
    assert refused.value.fault is fault


@given(st.text(max_size=60) | st.lists(st.sampled_from("每月日第五个周底*15 \ud800")).map("".join))
def test_any_text_is_read_or_refused(text):
    try:
        fixed = read_fixed_day(text)
    except FixedDayRefused:
        return
    assert [fixed.on(2027, month).month for month in range(1, 13)] == list(range(1, 13))


def test_day_the_month_has_not_is_its_last():
    assert [MonthDay(31).on(2027, month).day for month in (1, 2, 4)] == [31, 28, 30]
    assert MonthDay(30).on(2028, 2) == date(2028, 2, 29)
    assert [MonthDay(28).shortens, MonthDay(29).shortens, MonthWeekday(-1, 4).shortens] == [False, True, False]


def test_dates_of_a_year_are_working_days():
    weekends_only = Holidays()
    assert dates(MonthDay(15), 2026, weekends_only) == (
        date(2026, 1, 15),
        date(2026, 2, 16),
        date(2026, 3, 16),
        date(2026, 4, 15),
        date(2026, 5, 15),
        date(2026, 6, 15),
        date(2026, 7, 15),
        date(2026, 8, 17),
        date(2026, 9, 15),
        date(2026, 10, 15),
        date(2026, 11, 16),
        date(2026, 12, 15),
    )
    assert dates(MonthDay(31), 2026, weekends_only)[0:3] == (date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 31))
    assert dates(MonthDay(15), 2026, weekends_only, ShiftRule.PREVIOUS)[1] == date(2026, 2, 13)
