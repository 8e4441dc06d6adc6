"""The periods of summaries: which one holds a day, what it is called, and when it is due.

A period is summed up on the morning after it ends: a week on Monday, a month, quarter or year on the 1st.

Reads Chinese: input vocabulary.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.rules import calendar
from storage.rules.refusals import RefusalError
from storage.rules.terms import SummaryKind
from storage.rules.when.numerals import tidy

AHEAD = timedelta(days=14)
"""How far a summary looks ahead: this week and the next."""

KINDS = tuple(SummaryKind)
"""The kinds by the number a button carries."""

FIRST_DAY = date(1949, 10, 1)
_DAY = timedelta(days=1)
_WORDS = {
    "周报": SummaryKind.WEEKLY,
    "月报": SummaryKind.MONTHLY,
    "季报": SummaryKind.QUARTERLY,
    "年报": SummaryKind.YEARLY,
}
_TYPED = re.compile(r"(?P<word>周报|月报|季报|年报)?\s*(?P<day>\d{4}(?:-\d{2}(?:-\d{2})?)?)?", re.ASCII)
_AS_ISO = re.compile(r"(\d{4}) ?[-./年] ?(\d{1,2})(?: ?[-./月] ?(\d{1,2}))? ?[月日号]?(?!\d)", re.ASCII)
_LONGEST = 40  # characters
_BY_LENGTH = {4: SummaryKind.YEARLY, 7: SummaryKind.MONTHLY, 10: SummaryKind.WEEKLY}


@dataclass(eq=False)
class NotADayError(RefusalError):
    """What was typed is no day written YYYY-MM-DD, or not one a summary can be made of."""

    text: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a finished period is summed up: the hour, and for weeks the weekday after it (Monday 0)."""

    clock: time = time(8, 30)
    weekday: int = 0


USUAL_RHYTHM = Rhythm()


@dataclass(frozen=True, slots=True)
class Tally:
    """Meetings of a period added up; ``expected`` and ``present`` leave out those whose attendance is not known."""

    times: int = 0
    expected: int = 0
    present: int = 0
    unregistered: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.times + other.times,
            self.expected + other.expected,
            self.present + other.present,
            self.unregistered + other.unregistered,
        )


def tally(expected: int | None, present: int | None, unknown: int) -> Tally:
    """Return one meeting as a tally; somebody not entered makes its attendance unknown as a whole."""
    if expected is None or present is None or unknown:
        return Tally(1, unregistered=1)
    return Tally(1, expected, present)


@dataclass(frozen=True, slots=True)
class Span:
    """A period to sum up, both ends inside; ``slot`` is its name in the ledger of plans, such as 2026-W47."""

    kind: SummaryKind
    start: date
    end: date
    slot: str

    def due_at(self, zone: ZoneInfo, rhythm: Rhythm = USUAL_RHYTHM) -> datetime:
        """Return the moment (UTC) at which it is due in ``zone``; a week waits for its weekday."""
        days = rhythm.weekday if self.kind is SummaryKind.WEEKLY else 0
        return datetime.combine(self.end + _DAY * (1 + days), rhythm.clock, zone).astimezone(UTC)

    def next(self) -> "Span":
        """Return the period that follows."""
        return span_of(self.kind, self.end + _DAY)

    def previous(self) -> "Span":
        """Return the period before."""
        return span_of(self.kind, self.start - _DAY)


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


def read_span(text: str, today: date) -> Span:
    """Return the period typed: a day's week (today's by default), ``2026-11``, ``2026``, 月报 2026-11-18.

    Raises NotADayError for another form, a day that is none, and a period that has not begun.
    """
    found = _TYPED.fullmatch(_AS_ISO.sub(_iso, tidy(text[:_LONGEST])))
    if found is None:
        raise NotADayError(text.strip()[:20])
    typed = found["day"] or ""
    kind = _WORDS.get(found["word"] or "") or _BY_LENGTH.get(len(typed), SummaryKind.WEEKLY)
    try:
        day = date.fromisoformat(typed + "-01-01"[len(typed) - 4 :]) if typed else today
    except ValueError:
        raise NotADayError(text.strip()[:20]) from None
    # A year that has not begun is refused before its period is counted out: the calendar ends with 9999.
    if not FIRST_DAY <= day <= today.replace(year=today.year + 1, day=1) or span_of(kind, day).start > today:
        raise NotADayError(text.strip()[:20])
    return span_of(kind, day)


def _iso(found: re.Match[str]) -> str:
    """Write a day or a month with its leading zeros, as YYYY-MM-DD or YYYY-MM."""
    return "-".join(part.zfill(2) for part in found.groups() if part)


def turned(span: Span, kind: SummaryKind, step: int, today: date) -> Span | None:
    """Return the period of ``kind`` around the end of ``span``, ``step`` (-1, 0, 1) on; None where it has not begun."""
    found = span_of(kind, min(span.end, today))
    wanted = found.next() if step > 0 else found.previous() if step < 0 else found
    return wanted if FIRST_DAY <= wanted.start <= today else None
