"""What reading a typed time may come to: a time, a question with its answers, or a refusal.

Quotes Chinese phrases as examples.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.rules.refusals import RefusalError


class Asks(StrEnum):
    """What is not clear yet; the candidates of the question answer it."""

    TIME = "time"
    DAY = "day"
    HALF_DAY = "half_day"
    MIDNIGHT = "midnight"
    YEAR = "year"
    ZONE = "zone"


class Kind(StrEnum):
    """Why a phrase was refused."""

    IMPOSSIBLE_DATE = "impossible_date"
    IMPOSSIBLE_TIME = "impossible_time"
    PAST = "past"
    TOO_FAR = "too_far"
    LEFTOVER = "leftover"
    NOT_A_TIME = "not_a_time"
    RECURRING = "recurring"


class Detail(StrEnum):
    """The finer reason, where a sentence of its own helps."""

    YEAR = "year"  # there is no such year
    MONTH = "month"  # months run from 1 to 12; ``month`` holds the figure
    DAY = "day"  # ``month`` of ``year`` has no ``day``
    NTH = "nth"  # ``month`` of ``year`` has no ``part`` (a fifth weekday)
    WEEKDAY = "weekday"  # part "周八"
    HOUR = "hour"  # part "25点"
    MINUTE = "minute"  # part "15:60"
    SECOND = "second"  # part "23:59:60", the leap second
    HALF_DAY = "half_day"  # part "15点", which the part of the day before it rules out
    ORDER = "order"  # the end is not after the start
    LENGTH = "length"  # longer than a day, or nothing
    LUNAR = "lunar"  # part "腊月"
    OFFSET = "offset"  # part "+14:00"
    FORMAT = "format"  # part "2026-w10-1"
    CONTRADICTION = "contradiction"  # part "周三" contradicts what was said before
    WHICH_DAY = "which_day"  # part "国庆节" or "第四季度" stands where a day should
    VAGUE = "vague"  # part "月初", "15:00前", "最迟": not one moment
    TOO_LONG = "too_long"  # the text itself


@dataclass(frozen=True, slots=True)
class When:
    """A start in the zone of the moment it was read at, and the length if one was said."""

    start: datetime
    length: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """What must be asked, with the starts to offer as buttons (soonest first) and the length if one was said."""

    asks: Asks
    candidates: tuple[datetime, ...]
    length: timedelta | None = None


class WhenRefused(RefusalError):
    """A phrase that names no time a meeting can have.

    ``part`` holds the offending words as typed; ``year``, ``month`` and ``day`` the figures of an impossible date.
    """

    def __init__(
        self, kind: Kind, part: str = "", detail: Detail | None = None, *, year: int = 0, month: int = 0, day: int = 0
    ) -> None:
        super().__init__(kind, part, detail)
        self.kind, self.part, self.detail = kind, part, detail
        self.year, self.month, self.day = year, month, day
