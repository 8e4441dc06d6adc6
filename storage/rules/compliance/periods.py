"""Calendar periods and assessment years, both ends inside, in the organisation's own calendar.

Months, quarters and years are calendar periods, never rolling days; the assessment year Y of organisational life
runs from 1 October Y to 31 March Y+1 unless the yearly notice moves it (regulations §1.3).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache


class Per(StrEnum):
    """How often a rule falls due."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    TERM = "term"
    YEAR = "year"
    ASSESSMENT_YEAR = "assessment_year"


@dataclass(frozen=True, slots=True)
class Labels:
    """Format strings of the period labels and the words they need (rulebook data)."""

    month: str
    quarter: str
    half_year: str
    term: str
    year: str
    ordinals: tuple[str, ...]
    halves: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """One obligation's stretch of days, both ends inclusive, with its label and the year it belongs to."""

    start: date
    end: date
    label: str
    year: int

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@lru_cache(maxsize=256)
def periods_of(per: Per, year: int, labels: Labels) -> tuple[Period, ...]:
    """Return the periods of ``per`` that start in ``year``, in order."""
    return tuple(_periods(per, year, labels))


def _periods(per: Per, year: int, labels: Labels) -> Iterator[Period]:
    if per is Per.MONTH:
        yield from (_span(year, m, 1, labels.month.format(year=year, month=m)) for m in range(1, 13))
    elif per is Per.QUARTER:
        for number, ordinal in enumerate(labels.ordinals):
            yield _span(year, 3 * number + 1, 3, labels.quarter.format(year=year, ordinal=ordinal))
    elif per is Per.HALF_YEAR:
        for number, half in enumerate(labels.halves):
            yield _span(year, 6 * number + 1, 6, labels.half_year.format(year=year, half=half))
    elif per is Per.TERM:
        for number, term in enumerate(labels.terms):
            yield _span(year, 6 * number + 2, 6, labels.term.format(year=year, term=term))
    elif per is Per.YEAR:
        yield _span(year, 1, 12, labels.year.format(year=year))
    else:
        yield _span(year, 10, 6, labels.year.format(year=year))


def _span(year: int, month: int, months: int, label: str) -> Period:
    return Period(date(year, month, 1), months_after(date(year, month, 1), months) - timedelta(days=1), label, year)


def months_after(day: date, months: int) -> date:
    """Return the same day ``months`` later (earlier if negative), or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def usual_assessment_year(day: date) -> int:
    """Return the assessment year of a day outside every window: April-December its own, January-March the last."""
    return day.year if day.month >= 4 else day.year - 1
