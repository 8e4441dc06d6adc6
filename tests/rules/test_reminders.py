from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.reminders import DEFAULT_SLOTS, QuietHours, Rung, defer_quiet, ladder

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
QUIET = QuietHours(SHANGHAI)


def at(day: int, clock: str, month: int = 12) -> datetime:
    return datetime.combine(date(2026, month, day), time.fromisoformat(clock), SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "deferred"),
    [
        (at(5, "21:59"), at(5, "21:59")),
        (at(5, "22:00"), at(6, "07:30")),
        (at(5, "23:59"), at(6, "07:30")),
        (at(6, "00:00"), at(6, "07:30")),
        (at(6, "07:29"), at(6, "07:30")),
        (at(6, "07:30"), at(6, "07:30")),
        (at(6, "12:00"), at(6, "12:00")),
    ],
)
def test_quiet_hours_defer_to_their_end(moment, deferred):
    assert defer_quiet(moment, SHANGHAI) == deferred


def test_quiet_hours_of_one_day_and_none():
    assert defer_quiet(at(5, "12:30"), SHANGHAI, time(12), time(14)) == at(5, "14:00")
    assert defer_quiet(at(5, "14:00"), SHANGHAI, time(12), time(14)) == at(5, "14:00")
    assert defer_quiet(at(5, "12:00"), SHANGHAI, time(12), time(12)) == at(5, "12:00")


def test_quiet_hours_end_by_local_clock_on_the_night_summer_time_begins():
    moment = datetime(2026, 3, 28, 23, 0, tzinfo=BERLIN)
    assert defer_quiet(moment, BERLIN) == datetime(2026, 3, 29, 5, 30, tzinfo=UTC)


def test_ladder_of_a_meeting_announced_early():
    start = at(10, "15:00")
    assert ladder(start, DEFAULT_SLOTS, at(1, "09:00"), QUIET) == (
        Rung("-4320", at(7, "15:00"), at(9, "15:00")),
        Rung("-1440", at(9, "15:00"), at(10, "13:00")),
        Rung("-120", at(10, "13:00"), start),
    )


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (at(7, "14:59"), ("-4320", "-1440", "-120")),
        (at(7, "15:00"), ("-1440", "-120")),
        (at(9, "15:01"), ("-120",)),
        (at(10, "13:00"), ()),
        (at(10, "16:00"), ()),
    ],
)
def test_slots_already_past_are_skipped(now, left):
    assert tuple(rung.slot for rung in ladder(at(10, "15:00"), DEFAULT_SLOTS, now, QUIET)) == left


def test_a_slot_in_quiet_hours_waits_for_the_morning():
    (rung,) = ladder(at(10, "09:00"), ("-120",), at(1, "09:00"), QUIET)
    assert rung == Rung("-120", at(10, "07:30"), at(10, "09:00"))


def test_a_slot_whose_deferral_would_reach_the_start_comes_before_the_night():
    (rung,) = ladder(at(10, "07:30"), ("-120",), at(1, "09:00"), QUIET)
    assert rung == Rung("-120", at(9, "21:59"), at(10, "07:30"))


def test_of_two_slots_that_fall_together_the_later_stays():
    rungs = ladder(at(10, "08:30"), ("-120", "-60"), at(1, "09:00"), QUIET)
    assert rungs == (Rung("-60", at(10, "07:30"), at(10, "08:30")),)


def test_nothing_is_due_at_or_after_the_start():
    assert ladder(at(10, "15:00"), ("0", "60"), at(1, "09:00")) == ()


first_day, last_day = (datetime.fromisoformat(day) for day in ("2026-01-01", "2028-01-01"))
moments = st.datetimes(first_day, last_day, timezones=st.just(SHANGHAI))
slots = st.lists(st.integers(-20_000, 60).map(str), max_size=6)


@given(moments, slots, st.integers(0, 40_000))
def test_every_rung_lies_ahead_in_order_outside_the_night_and_before_the_start(start, names, minutes):
    now = start - timedelta(minutes=minutes)
    rungs = ladder(start, names, now, QUIET)
    dues = [rung.due_at for rung in rungs]
    assert dues == sorted(set(dues))
    assert all(now < due < start for due in dues)
    assert all(defer_quiet(due, SHANGHAI) == due for due in dues)
    assert [rung.expires_at for rung in rungs] == ([*dues[1:], start] if dues else [])


@given(moments, moments)
def test_deferring_keeps_order_and_is_never_early(one, other):
    first, second = sorted((one, other))
    assert defer_quiet(first, SHANGHAI) <= defer_quiet(second, SHANGHAI)
    assert first <= defer_quiet(first, SHANGHAI) <= first + timedelta(hours=9, minutes=30)
