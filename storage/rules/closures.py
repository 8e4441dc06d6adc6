"""Stretches of days in which an organisation rests (寒暑假, 停工): as people write them, and until when reminders wait.

A closure pauses reminders and never an obligation.

Reads Chinese: input vocabulary.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from storage.rules.calendar import last_day
from storage.rules.refusals import RefusalError
from storage.rules.reminders import QUIET_UNTIL
from storage.rules.when.numerals import in_figures, tidy

LONGEST = timedelta(days=130)
LONGEST_NAME = 20
LONGEST_TEXT = 80
_DATE = re.compile(r"(?:(\d{4})[年./-])?(?:(\d{1,2})(?:月 ?|[./-]))?(\d{1,2})(?:[日号]|(?![\d月年天]))", re.ASCII)
_PUNCTUATION = "、,，。:：;；()（）~～—–- "
_AROUND = re.compile(r"^(?:从|自|由|起|止|放(?!假))+|(?:从|自|由|起|止|放假|期间)+$")


class ClosureFault(StrEnum):
    """Why a text names no closure."""

    NOT_A_RANGE = "not_a_range"  # not exactly a first and a last day
    IMPOSSIBLE_DATE = "impossible_date"
    BACKWARDS = "backwards"
    TOO_LONG = "too_long"
    PAST = "past"
    NO_NAME = "no_name"


@dataclass(eq=False)
class ClosureRefused(RefusalError):
    """A text that names no closure; ``part`` holds the words."""

    fault: ClosureFault
    part: str = ""


class NoSuchClosureError(RefusalError):
    """No such closure, or none of the person's: the same answer for both."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure from its first to its last day, both inside, by the name people call it."""

    first: date
    last: date
    name: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1


def read_closure(text: str, today: date) -> Closure:
    """Return the closure of a text such as ``寒假 1月16日至2月24日``; raises ClosureRefused.

    A year left out is the next in which the closure is not over; a last day before the first is of the year after.
    """
    plain = in_figures(tidy(text[:LONGEST_TEXT]))
    found = list(_DATE.finditer(plain))
    if len(found) != 2 or not found[0][2]:
        raise ClosureRefused(ClosureFault.NOT_A_RANGE, plain)
    name = _name(plain[: found[0].start()]) or _name(plain[found[1].end() :])
    if not name or len(name) > LONGEST_NAME or re.search(r"\d", name):
        raise ClosureRefused(ClosureFault.NO_NAME, plain)
    first, last = _ends(found[0], found[1], today)
    if last < first:
        raise ClosureRefused(ClosureFault.BACKWARDS, plain)
    if last < today:
        raise ClosureRefused(ClosureFault.PAST, plain)
    if last - first >= LONGEST:
        raise ClosureRefused(ClosureFault.TOO_LONG, plain)
    return Closure(first, last, name)


def _name(text: str) -> str:
    return _AROUND.sub("", text.strip(_PUNCTUATION)).strip(_PUNCTUATION)


def _ends(one: re.Match[str], other: re.Match[str], today: date) -> tuple[date, date]:
    year = int(one[1] or 0) or (int(other[1]) if other[1] else today.year)
    month, month_after = int(one[2]), int(other[2] or one[2])
    first = _day(year, month, one)
    year_after = int(other[1] or 0) or (year + 1 if (month_after, int(other[3])) < (month, int(one[3])) else year)
    if other[1] and not one[1] and first > _day(year_after, month_after, other):
        first = _day(year - 1, month, one)
    last = _day(year_after, month_after, other)
    if last < today and not one[1] and not other[1]:
        return _day(first.year + 1, month, one), _day(last.year + 1, month_after, other)
    return first, last


def _day(year: int, month: int, found: re.Match[str]) -> date:
    day = int(found[3])
    if not (1949 <= year <= 2999 and 1 <= month <= 12 and 1 <= day <= last_day(year, month).day):
        raise ClosureRefused(ClosureFault.IMPOSSIBLE_DATE, found[0])
    return date(year, month, day)


@dataclass(frozen=True, slots=True)
class Closed:
    """The days of several closures, to be asked whether a day is among them."""

    closures: Sequence[Closure]

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and covering(day, self.closures) is not None


def covering(day: date, closures: Iterable[Closure]) -> Closure | None:
    """Return the closure a day lies in, the one that ends last where several do."""
    return max((one for one in closures if day in one), key=lambda one: one.last, default=None)


def resumes_at(moment: datetime, closures: Iterable[Closure], zone: tzinfo) -> datetime | None:
    """Return when reminders held back at ``moment`` go on (UTC): the morning after the closure; None outside one."""
    known = tuple(closures)
    day = moment.astimezone(zone).date()
    if covering(day, known) is None:
        return None
    while found := covering(day, known):
        day = found.last + timedelta(days=1)
    return datetime.combine(day, QUIET_UNTIL, zone).astimezone(UTC)
