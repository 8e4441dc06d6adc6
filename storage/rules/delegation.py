"""Handing a power to somebody else for a while: at most half a year, never into the past.

Reads Chinese: the words between two days are input vocabulary.
"""

import re
from datetime import date, timedelta

from storage.rules.refusals import RefusalError

LONGEST = timedelta(days=183)
_BETWEEN = re.compile(r"\s*(?:到|至|~|～|—+|–)\s*")
_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?", re.ASCII)


class DelegationDaysError(RefusalError):
    """The days are not read, or lie in the past, or end before they begin, or are too many."""


class NoSuchDelegationError(RefusalError):
    """No such delegation (any more), or none of the person's business."""


class NoSuchDelegateError(RefusalError):
    """The power cannot be handed to this person."""


def check_days(begin: date, end: date, today: date) -> None:
    """Raise DelegationDaysError unless the days lie ahead, in order, and are not too many."""
    if begin < today or end < begin or end - begin > LONGEST:
        raise DelegationDaysError


def read_days(words: str, today: date) -> tuple[date, date]:
    """Return first and last day of words such as 12月1日到12月10日 (alone: until it); raises DelegationDaysError."""
    parts = _BETWEEN.split(words.strip())
    days = [_read(part, today) for part in parts]
    if len(days) == 1:
        return today, days[0]
    if len(days) != 2:
        raise DelegationDaysError
    return days[0], days[1]


def _read(text: str, today: date) -> date:
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise DelegationDaysError
    year = int(found[1]) if found[1] else today.year
    try:
        day = date(year, int(found[2]), int(found[3]))
        return day if found[1] or day >= today else day.replace(year=year + 1)
    except ValueError as error:
        raise DelegationDaysError from error
