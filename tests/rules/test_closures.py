"""Closures: read as people write them, and until when reminders wait."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.closures import Closure, ClosureFault, ClosureRefused, covering, read_closure, resumes_at

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 25)
WINTER = Closure(date(2027, 1, 16), date(2027, 2, 24), "寒假")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("寒假 2027年1月16日至2月24日", WINTER),
        ("寒假 1月16日至2月24日", WINTER),
        ("寒假：1.16-2.24", WINTER),
        ("寒假 2027-01-16 至 2027-02-24", WINTER),
        ("寒假 2027-01-16到2027-02-24", WINTER),
        ("从2027年1月16日到2月24日放寒假", WINTER),
        ("自2027年1月16日起至2月24日止，寒假", WINTER),
        ("１月１６日～２月２４日，寒假", WINTER),
        ("寒假1月16号到24号", Closure(date(2027, 1, 16), date(2027, 1, 24), "寒假")),
        ("年终停产 12月28日至1月3日", Closure(date(2026, 12, 28), date(2027, 1, 3), "年终停产")),
        ("停工检修 12月1日至12月10日", Closure(date(2026, 12, 1), date(2026, 12, 10), "停工检修")),
        ("停产 12月28日至2027年1月3日", Closure(date(2026, 12, 28), date(2027, 1, 3), "停产")),
        ("检修 11月20日至11月30日", Closure(date(2026, 11, 20), date(2026, 11, 30), "检修")),
    ],
)
def test_a_closure_is_read_as_people_write_it(text: str, expected: Closure) -> None:
    assert read_closure(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("寒假", ClosureFault.NOT_A_RANGE),
        ("寒假 1月16日", ClosureFault.NOT_A_RANGE),
        ("寒假 1月16日至2月24日至3月1日", ClosureFault.NOT_A_RANGE),
        ("", ClosureFault.NOT_A_RANGE),
        ("1月16日至2月24日", ClosureFault.NO_NAME),
        ("寒假 2月16日至2月30日", ClosureFault.IMPOSSIBLE_DATE),
        ("寒假 13月1日至14月2日", ClosureFault.IMPOSSIBLE_DATE),
        ("寒假 2027-02-24 至 2027-01-16", ClosureFault.BACKWARDS),
        ("暑假 2026-07-01 至 2026-08-31", ClosureFault.PAST),
        ("停工 2026-12-01 至 2027-12-01", ClosureFault.TOO_LONG),
    ],
)
def test_what_is_no_closure_is_refused_by_what_is_wrong(text: str, fault: ClosureFault) -> None:
    with pytest.raises(ClosureRefused) as refused:
        read_closure(text, TODAY)
    assert refused.value.fault is fault


def test_reminders_go_on_the_morning_after_the_last_of_closures_that_touch() -> None:
    more = Closure(date(2027, 2, 25), date(2027, 2, 26), "开学准备")
    inside = datetime(2027, 2, 1, 9, tzinfo=SHANGHAI)
    assert resumes_at(inside, [WINTER, more], SHANGHAI) == datetime(2027, 2, 27, 7, 30, tzinfo=SHANGHAI)
    assert resumes_at(datetime(2027, 1, 15, 23, 59, tzinfo=SHANGHAI), [WINTER], SHANGHAI) is None
    assert resumes_at(datetime(2027, 1, 15, 16, tzinfo=UTC), [WINTER], SHANGHAI) is not None


@given(st.dates(date(2027, 1, 1), date(2027, 3, 31)), st.integers(0, 129))
def test_a_closure_written_out_is_read_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    text = f"停工 {first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
    found = read_closure(text, TODAY)
    assert (found, found.days) == (Closure(first, last, "停工"), length + 1)
    assert covering(first, [found]) is covering(last, [found]) is found
    assert covering(last + timedelta(days=1), [found]) is None
