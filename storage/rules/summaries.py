"""The periods of summaries: which one holds a day, what it is called, and when it is due.

A period is summed up on the morning after it ends: a week on Monday, a month on the 1st. Where several end together,
the week and the longest of the others are summed up.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.rules import calendar
from storage.rules.refusals import RefusalError
from storage.rules.terms import SummaryKind

HOUR = time(8, 30)
AHEAD = timedelta(days=14)
"""How far a summary looks ahead: this week and the next."""

_DAY = timedelta(days=1)


@dataclass(eq=False)
class NotADayError(RefusalError):
    """What was typed is no day written YYYY-MM-DD, or not one a summary can be made of."""

    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A period to sum up, both ends inside; ``slot`` is its name in the ledger of plans, such as 2026-W47."""

    kind: SummaryKind
    start: date
    end: date
    slot: str

    def due_at(self, zone: ZoneInfo) -> datetime:
        """Return the moment (UTC) at which it is due in ``zone``."""
        return datetime.combine(self.end + _DAY, HOUR, zone).astimezone(UTC)

    def next(self) -> "Span":
        """Return the period that follows."""
        return span_of(self.kind, self.end + _DAY)

    def previous(self) -> "Span":
        """Return the period before."""
        return span_of(self.kind, self.start - _DAY)

    @property
    def is_overtaken(self) -> bool:
        """Whether a longer period than a month or a quarter ends on the same day, whose summary says it all."""
        if self.kind is SummaryKind.MONTHLY:
            return self.end.month % 3 == 0
        return self.kind is SummaryKind.QUARTERLY and self.end.month == 12


def span_of(kind: SummaryKind, day: date) -> Span:
    """Return the calendar period of ``kind`` that holds ``day``."""
    match kind:
        case SummaryKind.WEEKLY:
            year, week, _ = day.isocalendar()
            return Span(kind, *calendar.week(day), f"{year}-W{week:02}")
        case SummaryKind.MONTHLY:
            return Span(kind, *calendar.month(day), f"{day:%Y-%m}")
        case SummaryKind.QUARTERLY:
            return Span(kind, *calendar.quarter(day), f"{day.year}-Q{(day.month + 2) // 3}")
        case SummaryKind.YEARLY:
            return Span(kind, date(day.year, 1, 1), date(day.year, 12, 31), f"{day.year}")


def latest_due(kind: SummaryKind, now: datetime, zone: ZoneInfo) -> Span:
    """Return the last period of ``kind`` whose summary was due by ``now`` (aware)."""
    span = span_of(kind, now.astimezone(zone).date()).previous()
    return span if span.due_at(zone) <= now else span.previous()


def read_day(text: str, today: date) -> date:
    """Return the day typed (today when nothing was); raises NotADayError for another form or a later week."""
    if not text.strip():
        return today
    try:
        day = date.fromisoformat(text.strip()) if len(text.strip()) == 10 else None
    except ValueError:
        day = None
    if day is None or not date(1949, 10, 1) <= day <= calendar.week(today)[1]:
        raise NotADayError(text.strip()[:20])
    return day
