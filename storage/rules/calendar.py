"""The days of a calendar: month arithmetic, periods, and what kind of day a date is; no clock, no database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5
SUNDAY = 6
WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a date is for those who work office days."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    STATUTORY_HOLIDAY = "statutory_holiday"
    DAY_OFF_SHIFTED = "day_off_shifted"
    MAKEUP_WORKDAY = "makeup_workday"

    @property
    def works(self) -> bool:
        """Whether people work on a day of this kind."""
        return self in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY)


class ShiftRule(StrEnum):
    """Where a fixed day goes when it is no working day; the month is left only if it has none on that side."""

    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Override:
    """One date whose kind was said by a notice or an administrator, with the name people call it."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class DayNote:
    """A date's kind, its name (empty for plain days) and whether its year's arrangement has been announced."""

    kind: DayKind
    name: str
    announced: bool


@dataclass(frozen=True, slots=True)
class Holidays:
    """The dates that differ from the plain week, and the years whose arrangement has been announced."""

    days: Mapping[date, tuple[DayKind, str]] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()

    def replaced(self, overrides: Iterable[Override], announced: Iterable[int] = ()) -> "Holidays":
        """These holidays with overrides on top; the years in ``announced`` forget what was guessed before."""
        years = frozenset(announced)
        kept = {day: note for day, note in self.days.items() if day.year not in years}
        return Holidays(kept | {row.day: (row.kind, row.name) for row in overrides}, self.announced | years)


def judge(day: date, holidays: Holidays) -> DayNote:
    """The kind and name of a date: what was announced first, else the plain week."""
    plain = DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKDAY
    kind, name = holidays.days.get(day, (plain, ""))
    return DayNote(kind, name, day.year in holidays.announced)


def is_workday(day: date, holidays: Holidays) -> bool:
    """Whether people work on this date, make-up workdays included."""
    return judge(day, holidays).kind.works


def next_workday(day: date, holidays: Holidays) -> date:
    """The first working day after ``day``; raises OverflowError only at the end of the calendar."""
    day += ONE_DAY
    while not is_workday(day, holidays):
        day += ONE_DAY
    return day


def previous_workday(day: date, holidays: Holidays) -> date:
    """The last working day before ``day``; raises OverflowError only at the start of the calendar."""
    day -= ONE_DAY
    while not is_workday(day, holidays):
        day -= ONE_DAY
    return day


def shift(day: date, holidays: Holidays, rule: ShiftRule = ShiftRule.NEXT) -> date:
    """The working day for a fixed day, inside its month if the month has one: the rule's side first, else the other."""
    if is_workday(day, holidays):
        return day
    later, earlier = next_workday(day, holidays), previous_workday(day, holidays)
    first, second = (later, earlier) if rule is ShiftRule.NEXT else (earlier, later)
    return first if first.month == day.month or second.month != day.month else second


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, _length(year, month))


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date | None:
    """The nth weekday (Monday 0) of a month, counted from the end when negative; None if the month lacks it."""
    first, last = date(year, month, 1), last_day(year, month)
    day = 1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1)
    if nth < 0:
        day = last.day - (last.weekday() - weekday) % 7 + 7 * (nth + 1)
    return date(year, month, day) if nth and 1 <= day <= last.day else None


def add_months(year: int, month: int, count: int) -> tuple[int, int]:
    """The year and month ``count`` months on (or back)."""
    years, index = divmod(month - 1 + count, 12)
    return year + years, index + 1


def add_years(day: date, count: int) -> date:
    """The same day ``count`` years on; 29 February becomes the 28th in a year without it."""
    return date(day.year + count, day.month, min(day.day, _length(day.year + count, day.month)))


def week(day: date) -> tuple[date, date]:
    """Monday and Sunday of the ISO week that holds a date."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=SUNDAY)


def month(day: date) -> tuple[date, date]:
    """First and last day of the month that holds a date."""
    return day.replace(day=1), last_day(day.year, day.month)


def quarter(day: date) -> tuple[date, date]:
    """First and last day of the calendar quarter that holds a date."""
    start = (day.month - 1) // 3 * 3 + 1
    return date(day.year, start, 1), last_day(day.year, start + 2)


def span(first: date, last: date) -> Iterator[date]:
    """Every date from ``first`` to ``last``, both included."""
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _length(year: int, month: int) -> int:
    """Days of a month; February follows the Gregorian leap years."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
