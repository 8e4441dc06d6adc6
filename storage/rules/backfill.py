"""A meeting that was held without the product: what is read of it when it is entered afterwards (补录).

Reads Chinese: 应到, 实到 and 年 are input vocabulary.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from storage.rules.compliance.periods import Per
from storage.rules.compliance.rulebook import load
from storage.rules.refusals import RefusalError
from storage.rules.terms import Activity
from storage.rules.typed_dates import DayFault, DayRefused, read_moment
from storage.rules.when import WhenRefused, clocks, days
from storage.rules.when.numerals import tidy
from storage.rules.when.said import gather

_LONGEST = 60  # characters
_DAY = 24 * 60  # minutes

_HEADS = re.compile(r"\d+", re.ASCII)
_ABOUT_HEADS = re.compile(r"应到?|实[到际]?|到会|参[会加]|出席|人数|[人名位共和]|[\s,，、/:;]|(?<=\d)-(?=\d)", re.ASCII)


class AlreadyOnRecordError(RefusalError):
    """A meeting of this kind stands on record for that day."""


@dataclass(eq=False)
class HeadsError(RefusalError):
    """The text is not two head-counts, or more came than were expected."""

    text: str


def read_held_on(text: str, today: date) -> tuple[date, time | None]:
    """Return the day (and the time, where one is written) of a past meeting; without a year the latest such day.

    Raises DayRefused.
    """
    try:
        day, clock = read_moment(text)
    except DayRefused:
        day, clock = _counted_from(text, today) or _in_a_year(text, today)
    if day > today:
        raise DayRefused(DayFault.FUTURE, text[:40])
    return day, clock


def _counted_from(text: str, today: date) -> tuple[date, time | None] | None:
    """Read a day counted from today (昨天, 上周五, 去年12月5日); None for any other text and for an unclear hour."""
    try:
        said = gather(tidy(text[:_LONGEST]), datetime.combine(today, time(), UTC))
        if said.leftover or not said.names_day or not said.fields.keys() & {"year", "week"}:
            return None
        day = next(days.meant(said, today))[0]
        starts = clocks.meant(said) if said.clocks else ((0, None),)
    except WhenRefused:
        return None
    if len(starts) > 1 or starts[0][0] >= _DAY:
        return None
    return day, time(*divmod(starts[0][0], 60)) if said.clocks else None


def _in_a_year(text: str, today: date) -> tuple[date, time | None]:
    """Read a day written without its year."""
    day, clock = read_moment(f"{today.year}年{text.strip()}")
    return (day, clock) if day <= today else read_moment(f"{today.year - 1}年{text.strip()}")


def read_heads(text: str) -> tuple[int, int]:
    """Return 应到 and 实到, such as ``12 10``, named ones in either order; raises HeadsError."""
    plain = unicodedata.normalize("NFKC", text[:80])
    figures = _HEADS.findall(plain)
    unknown = _HEADS.sub("", _ABOUT_HEADS.sub("", plain))
    if len(figures) != 2 or unknown or max(map(len, figures)) > 4:
        raise HeadsError(text[:40])
    expected, present = map(int, reversed(figures) if re.search("实.*应", plain, re.DOTALL) else figures)
    if present > expected:
        raise HeadsError(text[:40])
    return expected, present


def belongs_to_a_year(activity: Activity) -> bool:
    """Return whether an assessment year is asked for: 组织生活会, 民主评议党员, 民主生活会."""
    return any(rule.per is Per.ASSESSMENT_YEAR and rule.activity is activity for rule in load().cadences)
