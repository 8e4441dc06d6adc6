"""Handing a power to somebody else for a while: at most half a year, never into the past.

Reads Chinese: the words between two days are input vocabulary.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

from storage.rules import when
from storage.rules.refusals import RefusalError
from storage.rules.when.numerals import tidy

LONGEST = timedelta(days=183)
LONGEST_TEXT = 60  # characters
# A dash parts two days only where it cannot belong to one of them.
_BETWEEN = re.compile(r" ?(?:[到至~]|(?<=[日号])-| - |(?<=[./]\d)-|(?<=[./]\d\d)-) ?")
_DAY_ALONE = re.compile(r"\d{1,2} ?[日号]", re.ASCII)  # the first such day from the other one on
_OPEN = re.compile("起|开始|[以之]?后$")


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
    parts = [part for part in _BETWEEN.split(tidy(words[:LONGEST_TEXT])) if part]
    if not 1 <= len(parts) <= 2 or (len(parts) == 1 and _OPEN.search(parts[0])):
        raise DelegationDaysError
    begin = _read(parts[0], today) if len(parts) == 2 else today
    return begin, _read(parts[-1], begin if _DAY_ALONE.fullmatch(parts[-1]) else today)


def _read(text: str, earliest: date) -> date:
    """Return the day a text names, the first such from ``earliest`` on where the year or month is left out."""
    try:
        found = when.read(f"{text} 12:00", datetime.combine(earliest, time(), UTC))
    except when.WhenRefused as refused:
        raise DelegationDaysError from refused
    if isinstance(found, when.Ask):
        raise DelegationDaysError
    return found.start.date()
