"""Dates of the past as cells hold them: dates, serial numbers and the usual written forms.

Reads Chinese: 年月日 and the words for the parts of a day are input vocabulary.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from storage.rules.refusals import RefusalError
from storage.rules.sheet import Cell, Formula, text_of
from storage.rules.when.atoms import any_of
from storage.rules.when.numerals import ONES, SPOKEN, number, tidy
from storage.rules.when.words import HOURS, PART_OF, WEEKDAYS

# The Party was founded in July 1921: no membership and no meeting is older.
EARLIEST = date(1921, 7, 1)
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's serial numbers know no zone
_LAST_SERIAL = 2_958_466
_YEAR = rf"(\d{{4}}|[〇零oO{ONES}]{{4}})"
_LOOSE_BLANK = re.compile(r"(?<!\d) | (?!\d)")  # one between two figures parts them
_TWO = rf"(\d{{1,2}}|{SPOKEN})"
_DAY = re.compile(rf"{_YEAR}[-/.年、。· ]{_TWO}[-/.月、。· ]{_TWO}[日号]?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH_ONLY = re.compile(r"((?:19|20)\d{2})(?:[-/.年、]?(\d{1,2})月?|年?)", re.ASCII)
_SPOKEN_MONTH = re.compile(rf"[〇零oO{ONES}]{{4}}年(?:{SPOKEN}月)?")
_CLOCK = re.compile(
    rf"[T, ]?({any_of(PART_OF)})?"
    rf"(?:{_TWO}[:时点](?:{_TWO}分?|(半))?(?::(\d{{1,2}})(?:\.\d+)?)?(?:[-~到至][\d:时点分半]+)?)?",
    re.ASCII,
)
_WEEKDAY = re.compile(r"[(（]?(?:星期|周)([一二三四五六日天])[)）]?")


class DayFault(StrEnum):
    """Why a date cell was not taken."""

    IMPOSSIBLE = "impossible_date"
    INCOMPLETE = "incomplete_date"
    FUTURE = "future_date"


@dataclass(eq=False)
class DayRefused(RefusalError):
    """The cell is no day of the calendar, or lacks its day of the month, or has not come yet."""

    kind: DayFault
    text: str


def read_past_day(cell: Cell, today: date) -> date:
    """Return the day a cell holds, not after ``today``; raise DayRefused."""
    day, _ = read_moment(cell)
    if day > today:
        raise DayRefused(DayFault.FUTURE, _shown(cell))
    return day


def read_moment(cell: Cell) -> tuple[date, time | None]:
    """Return the day and, where one is written, the local time; raise DayRefused."""
    try:
        day, clock = _read(cell)
    except (ValueError, OverflowError):
        raise DayRefused(DayFault.IMPOSSIBLE, _shown(cell)) from None
    if day < EARLIEST:
        raise DayRefused(DayFault.IMPOSSIBLE, _shown(cell))
    return day, clock


def _read(cell: Cell) -> tuple[date, time | None]:
    if isinstance(cell, datetime):
        clock = cell.time().replace(microsecond=0, tzinfo=None)
        return cell.date(), clock if clock != time() else None
    if isinstance(cell, date):
        return cell, None
    if cell is None or isinstance(cell, bool | Formula):
        raise ValueError
    return _from_text(cell) if isinstance(cell, str) else _from_number(cell)


def _from_number(number: float) -> tuple[date, time | None]:
    """Read a number: eight digits written together, or a spreadsheet's days since the last day of 1899."""
    if not math.isfinite(number):
        raise ValueError
    if number >= _LAST_SERIAL:
        return _from_text(str(int(number)))
    if 1900 <= number < 2101 or (190_001 <= number <= 210_012 and 1 <= number % 100 <= 12):
        raise DayRefused(DayFault.INCOMPLETE, _shown(number))
    whole = _SERIAL_ZERO + timedelta(seconds=round(number * 86_400))
    return whole.date(), whole.time() if whole.time() != time() else None


def _from_text(text: str) -> tuple[date, time | None]:
    written = _LOOSE_BLANK.sub("", tidy(text)) if len(text) <= 60 else ""
    found = _DAY.match(written) or _COMPACT.match(written)
    if found is None:
        _refuse_month_only(written)
        return _from_serial_text(written)
    rest = written[found.end() :]
    day = date(*map(number, found.groups()))
    clock = _clock(_without_weekday(rest, day))
    return day, clock if clock != time() else None


def _from_serial_text(written: str) -> tuple[date, time | None]:
    """Read a serial number that was exported as text, five digits for any day since 1927."""
    if not re.fullmatch(r"[1-9]\d{4}", written, re.ASCII):
        raise ValueError
    return _from_number(int(written))


def _refuse_month_only(written: str) -> None:
    found = _MONTH_ONLY.fullmatch(written)
    if _SPOKEN_MONTH.fullmatch(written) or (found and 1 <= int(found.group(2) or 1) <= 12):
        raise DayRefused(DayFault.INCOMPLETE, _shown(written))


def _without_weekday(written: str, day: date) -> str:
    """Take off a weekday that is the day's own; raise ValueError for another one."""
    found = _WEEKDAY.match(written)
    if found and WEEKDAYS[found[1]] != day.weekday():
        raise ValueError
    return written[found.end() :] if found else written


def _clock(written: str) -> time | None:
    """Return the time of day, the start of a range; None where nothing but a part of the day is said."""
    found = _CLOCK.fullmatch(written)
    if found is None:
        raise ValueError
    part, hour, minute, half, second = found.groups()
    if hour is None:
        return None
    return time(_hour(part, number(hour)), 30 if half else number(minute or "0"), int(second or 0))


def _hour(part: str | None, hour: int) -> int:
    """Return the hour of the day; raise ValueError where the part of the day rules it out or leaves two."""
    if part is None:
        return hour
    shifts = next((shifts for hours, shifts in HOURS[PART_OF[part.lower()]] if hour in hours), ())
    if len(shifts) != 1:
        raise ValueError
    return hour + shifts[0]


def _shown(cell: Cell) -> str:
    return text_of(cell)[:40]
