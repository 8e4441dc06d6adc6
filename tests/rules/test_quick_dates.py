"""The days offered for a meeting."""

from datetime import date

import pytest

from storage.rules.calendar import DayKind, Holidays
from storage.rules.quick_dates import Why, quick_dates, soonest

WEDNESDAY = date(2026, 11, 25)
NONE = Holidays()


def offered(**changes) -> list[tuple[date, Why]]:
    told = {"today": WEDNESDAY, "notice_days": 3, "planned": [], "usual_weekday": None, "holidays": NONE} | changes
    return [(one.day, one.why) for one in quick_dates(**told)]


def test_the_usual_days_stand_in_order():
    assert offered(planned=[date(2026, 12, 4), date(2026, 11, 20)]) == [
        (date(2026, 11, 26), Why.TOMORROW),
        (date(2026, 11, 30), Why.SOONEST),
        (date(2026, 12, 2), Why.NEXT_WEEK),
        (date(2026, 12, 4), Why.PLANNED),
    ]


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({"notice_days": 0}, [(date(2026, 11, 26), Why.TOMORROW), (date(2026, 12, 2), Why.NEXT_WEEK)]),
        (
            {"usual_weekday": 0},
            [(date(2026, 11, 26), Why.TOMORROW), (date(2026, 11, 30), Why.NEXT_WEEK)],
        ),
        (
            {"planned": [date(2026, 11, 30)]},
            [(date(2026, 11, 26), Why.TOMORROW), (date(2026, 11, 30), Why.PLANNED), (date(2026, 12, 2), Why.NEXT_WEEK)],
        ),
        (
            {"planned": [date(2027, 3, 1)], "notice_days": 1},
            [(date(2026, 11, 26), Why.TOMORROW), (date(2026, 12, 2), Why.NEXT_WEEK)],
        ),
    ],
)
def test_one_day_is_offered_once_for_its_best_reason(changes, days):
    assert offered(**changes) == days


def test_the_theme_day_is_offered_unless_it_is_planned():
    days = [date(2026, 11, 6), date(2026, 12, 4), date(2027, 1, 8)]
    assert (date(2026, 12, 4), Why.THEME_DAY) in offered(theme_days=days)
    assert (date(2026, 12, 4), Why.PLANNED) in offered(theme_days=days, planned=[date(2026, 12, 4)])
    assert len(offered(theme_days=days, planned=[date(2026, 12, 4)])) == 4


def test_the_soonest_is_a_working_day_with_enough_notice():
    monday_off = Holidays({date(2026, 11, 30): (DayKind.DAY_OFF_SHIFTED, "调休")})
    saturday_on = Holidays({date(2026, 11, 28): (DayKind.MAKEUP_WORKDAY, "")})
    assert soonest(WEDNESDAY, 3, NONE) == date(2026, 11, 30)
    assert soonest(WEDNESDAY, 3, monday_off) == date(2026, 12, 1)
    assert soonest(WEDNESDAY, 3, saturday_on) == date(2026, 11, 28)
    assert soonest(WEDNESDAY, 0, NONE) == date(2026, 11, 26)
