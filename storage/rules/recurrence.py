"""The fixed day of a month on which a branch meets, as people write it, and its dates.

Reads Chinese. A day the month has not (31日) means the month's last day.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.rules.calendar import Holidays, ShiftRule, last_day, nth_weekday, shift
from storage.rules.refusals import RefusalError
from storage.rules.when.grammar import Slot
from storage.rules.when.numerals import number, ordinal, tidy
from storage.rules.when.scanner import scan
from storage.rules.when.words import WEEKDAYS

LONGEST_TEXT = 40
LONGEST_DAY = 31
ALWAYS_THERE = 28  # every month has this day
MOST_WEEKS = 4  # and each weekday so many times
_MONTHLY = re.compile("每 ?个? ?月的?")
_CRON = re.compile(r"[*?/]|(?:^|\s)@\w|\d+(?: \d+){2,}")

_BARE = re.compile(r"^ ?(\d{1,2})$")
_KNOWN = frozenset({"last", "month_end", "first", "day", "back", "nth", "weekday"})


class FixedDayFault(StrEnum):
    """Why a text names no fixed day of the month."""

    NOT_MONTHLY = "not_monthly"  # 每0天, 每周三, or nothing that could be read
    IMPOSSIBLE_DAY = "impossible_day"  # 每月32日
    CRON = "cron"
    LEFTOVER = "leftover"  # more than a day was said


class FixedDayRefused(RefusalError):
    """A text that names no fixed day of the month; ``part`` holds the words."""

    def __init__(self, fault: FixedDayFault, part: str = "") -> None:
        super().__init__(fault, part)
        self.fault, self.part = fault, part


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the month from 1 to 31; in a shorter month its last day."""

    day: int

    @property
    def shortens(self) -> bool:
        """Whether some months end before this day, which the person should be told."""
        return self.day > ALWAYS_THERE

    def on(self, year: int, month: int) -> date:
        """The day in a month."""
        last = last_day(year, month)
        return last.replace(day=min(self.day, last.day))


@dataclass(frozen=True, slots=True)
class MonthWeekday:
    """The nth weekday (Monday 0) of the month, from 1 to 4, or counted from the end: -1 the last, to -4."""

    nth: int
    weekday: int

    @property
    def shortens(self) -> bool:
        """Never: every month has each weekday four times."""
        return False

    def on(self, year: int, month: int) -> date:
        """The day in a month."""
        return nth_weekday(year, month, self.nth, self.weekday) or last_day(year, month)


FixedDay = MonthDay | MonthWeekday


def read_fixed_day(text: str) -> FixedDay:
    """The day named by 每月15日, 每月第一个周五 or 每月最后一天; raises FixedDayRefused for anything else."""
    plain = tidy(text[:LONGEST_TEXT])
    if _CRON.search(plain):
        raise FixedDayRefused(FixedDayFault.CRON, plain)
    rest, _ = _MONTHLY.subn("", plain, count=1)
    if len(text) > LONGEST_TEXT or "每" in rest:
        raise FixedDayRefused(FixedDayFault.NOT_MONTHLY, plain)
    return _fixed_day(_said("月" + _BARE.sub(r"\1日", rest).removeprefix("月")), plain)


def dates(fixed: FixedDay, year: int, holidays: Holidays, rule: ShiftRule = ShiftRule.NEXT) -> tuple[date, ...]:
    """The twelve dates of a year, each moved to a working day of its month by the rule."""
    return tuple(shift(fixed.on(year, month), holidays, rule) for month in range(1, 13))


def _said(text: str) -> dict[str, str]:
    """The named parts of the dates in a text; whatever else belongs to a date is refused."""
    said: dict[str, str] = {}
    for piece in scan(text):
        if piece.slot is Slot.DATE and not piece.said.keys() & said.keys() and piece.said.keys() <= _KNOWN:
            said |= piece.said
        elif piece.slot is not Slot.WORD:
            raise FixedDayRefused(FixedDayFault.LEFTOVER, piece.text)
    return said


def _fixed_day(said: dict[str, str], text: str) -> FixedDay:
    """A day from the named parts; which of them were said together decides."""
    match sorted(said):
        case ["last"] | ["month_end"]:
            return MonthDay(LONGEST_DAY)
        case ["first"]:
            return MonthDay(1)
        case ["day"] if 1 <= number(said["day"]) <= LONGEST_DAY:
            return MonthDay(number(said["day"]))
        case [("back" | "nth") as order, "weekday"] if 1 <= abs(nth := ordinal(said[order])) <= MOST_WEEKS:
            return MonthWeekday(nth, WEEKDAYS[said["weekday"]])
        case ["day"] | ["back" | "nth", "weekday"]:
            raise FixedDayRefused(FixedDayFault.IMPOSSIBLE_DAY, text)
        case _:
            raise FixedDayRefused(FixedDayFault.NOT_MONTHLY, text)
