"""The few days that are usually meant when somebody schedules a meeting: offered as buttons, each judged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from storage.rules.calendar import ONE_DAY, WEEK, DayNote, Holidays, is_workday, judge, next_workday, week

WEDNESDAY = 2
_LOOK_AHEAD = timedelta(days=62)


class Why(StrEnum):
    """Why a day is offered; of several reasons for one day the first of these is said."""

    PLANNED = "planned"
    THEME_DAY = "theme_day"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"
    SOONEST = "soonest"


@dataclass(frozen=True, slots=True)
class QuickDate:
    """A day to offer, why, and what kind of day it is."""

    day: date
    why: Why
    note: DayNote


def quick_dates(
    today: date,
    notice_days: int,
    planned: Iterable[date],
    usual_weekday: int | None,
    holidays: Holidays,
    theme_days: Iterable[date] = (),
) -> tuple[QuickDate, ...]:
    """Return the days to offer, earliest first.

    Tomorrow, the first working day with enough notice, the usual weekday (Monday 0; Wednesday where none is known)
    of next week, the next theme day and the next planned day.
    """
    monday = week(today)[0] + WEEK
    weekday = WEDNESDAY if usual_weekday is None else usual_weekday
    meant = {
        Why.SOONEST: soonest(today, notice_days, holidays),
        Why.NEXT_WEEK: monday + timedelta(days=weekday),
        Why.TOMORROW: today + ONE_DAY,
    }
    for why, days in ((Why.PLANNED, planned), (Why.THEME_DAY, theme_days)):
        coming = sorted(day for day in days if today <= day <= today + _LOOK_AHEAD)
        if coming:
            meant[why] = coming[0]
    reasons = {day: why for why in reversed(Why) if (day := meant.get(why))}
    return tuple(QuickDate(day, why, judge(day, holidays)) for day, why in sorted(reasons.items()))


def soonest(today: date, notice_days: int, holidays: Holidays) -> date:
    """Return the first working day that lies at least ``notice_days`` (and one day) ahead."""
    day = today + timedelta(days=max(notice_days, 1))
    return day if is_workday(day, holidays) else next_workday(day, holidays)
