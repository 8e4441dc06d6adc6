"""Periods of summaries: names, due moments, what overtakes what, the day typed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.summaries import NotADayError, Tally, latest_due, read_span, span_of, tally, turned
from storage.rules.terms import SummaryKind

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        (SummaryKind.WEEKLY, date(2026, 11, 18), (date(2026, 11, 16), date(2026, 11, 22), "2026-W47")),
        (SummaryKind.WEEKLY, date(2027, 1, 1), (date(2026, 12, 28), date(2027, 1, 3), "2026-W53")),
        (SummaryKind.WEEKLY, date(2024, 12, 30), (date(2024, 12, 30), date(2025, 1, 5), "2025-W01")),
        (SummaryKind.MONTHLY, date(2024, 2, 29), (date(2024, 2, 1), date(2024, 2, 29), "2024-02")),
        (SummaryKind.QUARTERLY, date(2026, 12, 31), (date(2026, 10, 1), date(2026, 12, 31), "2026-Q4")),
        (SummaryKind.YEARLY, date(2026, 7, 1), (date(2026, 1, 1), date(2026, 12, 31), "2026")),
    ],
)
def test_a_period_holds_its_day_and_has_a_name(kind: SummaryKind, day: date, expected: tuple[date, date, str]) -> None:
    span = span_of(kind, day)
    assert (span.start, span.end, span.slot) == expected


@given(st.sampled_from(SummaryKind), st.dates(date(1950, 1, 1), date(2200, 1, 1)))
def test_periods_follow_without_gap_or_overlap(kind: SummaryKind, day: date) -> None:
    span = span_of(kind, day)
    assert span.start <= day <= span.end
    assert span.next().previous() == span
    assert (span.next().start - span.end).days == 1
    assert len({span.previous().slot, span.slot, span.next().slot}) == 3


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (datetime(2026, 11, 23, 8, 29, tzinfo=SHANGHAI), "2026-W46"),
        (datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI), "2026-W47"),
        (datetime(2026, 11, 29, 23, 59, tzinfo=SHANGHAI), "2026-W47"),
        (datetime(2026, 11, 23, 0, 30, tzinfo=UTC), "2026-W47"),
    ],
)
def test_a_week_is_due_on_monday_at_half_past_eight_local(now: datetime, slot: str) -> None:
    assert latest_due(SummaryKind.WEEKLY, now, SHANGHAI).slot == slot


def test_periods_that_end_together_are_due_together() -> None:
    last = date(2026, 12, 31)
    due = {span_of(kind, last).due_at(SHANGHAI) for kind in SummaryKind if kind is not SummaryKind.WEEKLY}
    assert due == {datetime(2027, 1, 1, 0, 30, tzinfo=UTC)}


TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("  ", "2026-W48"),
        ("2026-11-18", "2026-W47"),
        ("2026-11-29", "2026-W48"),
        ("2026-11", "2026-11"),
        ("2026", "2026"),
        ("月报", "2026-11"),
        ("季报 2026-08-01", "2026-Q3"),
        ("年报2025-03", "2025"),
        ("周报 2026-11-18", "2026-W47"),
        ("2026年11月18日", "2026-W47"),
        ("2026.9.5", "2026-W36"),
        ("２０２６年９月", "2026-09"),
    ],
)
def test_any_period_that_has_begun_may_be_typed(text: str, slot: str) -> None:
    assert read_span(text, TODAY).slot == slot


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-30",
        "2026-12",
        "2027",
        "20261118",
        "18.11.2026",
        "2026-02-30",
        "1921-07-01",
        "上周",
        "0000",
        "9999-12-31",
    ],
)
def test_what_is_no_period_or_has_not_begun_is_refused(text: str) -> None:
    with pytest.raises(NotADayError):
        read_span(text, TODAY)


def test_turning_keeps_to_the_day_looked_at_and_never_goes_ahead_of_today() -> None:
    week = span_of(SummaryKind.WEEKLY, date(2026, 11, 24))
    slots = [
        found.slot if (found := turned(week, kind, step, TODAY)) else None
        for kind, step in [
            (SummaryKind.MONTHLY, 0),
            (SummaryKind.WEEKLY, -1),
            (SummaryKind.WEEKLY, 1),
            (SummaryKind.YEARLY, -1),
        ]
    ]
    assert slots == ["2026-11", "2026-W47", None, "2025"]


def test_attendance_is_added_up_only_where_all_of_it_is_known() -> None:
    total = tally(8, 6, 0) + tally(9, 9, 0) + tally(7, 3, 2) + tally(None, None, 0)
    assert total == Tally(times=4, expected=17, present=15, unregistered=2)
