from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.sheet import Cell, Formula
from storage.rules.typed_dates import EARLIEST, DayFault, DayRefused, read_moment, read_past_day

DAY = date(2012, 11, 10)


@pytest.mark.parametrize(
    "cell",
    [
        "2012-11-10",
        "2012年11月10日",
        "2012年11月10号",
        "2012.11.10",
        "2012/11/10",
        "２０１２／１１／１０",
        " 2012 年 11 月 10 日 ",
        "二〇一二年十一月十日",
        "二O一二年十一月10号",
        "2012、11、10",
        "2012。11。10",
        "2012—11—10",
        "2012-11-10 0:00",
        "2012/11/10 0:00",
        "2012 11 10",
        "2012年11月10日（周六）",
        "2012年11月10日上午",
        "20121110",
        20121110,
        20121110.0,
        41223,
        41223.0,
        "41223",
        DAY,
        datetime(2012, 11, 10),  # noqa: DTZ001 - as a spreadsheet's cell comes
    ],
)
def test_the_usual_forms_name_one_day(cell: Cell) -> None:
    assert read_moment(cell) == (DAY, None)


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("2012-11-10 06:30", time(6, 30)),
        ("2012-11-10T15:00:00", time(15)),
        ("2012年11月10日 下午3点半", time(15, 30)),
        ("2012年11月10日晚上7点05分", time(19, 5)),
        ("二〇一二年十一月十日下午三点半", time(15, 30)),
        ("2012-11-10 中午1点", time(13)),
        ("2012/11/10 15:00", time(15)),
        ("2012-11-10 15:00-17:00", time(15)),
        ("2012-11-10傍晚6点", time(18)),
        ("2012年11月10日（星期六）15:00", time(15)),
        (41223.625, time(15)),
        (datetime(2012, 11, 10, 23, 30), time(23, 30)),  # noqa: DTZ001 - as a spreadsheet's cell comes
    ],
)
def test_a_time_may_follow(cell: Cell, clock: time) -> None:
    assert read_moment(cell) == (DAY, clock)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("1900-02-29", DayFault.IMPOSSIBLE),
        ("2013-13-01", DayFault.IMPOSSIBLE),
        ("2015/2/30", DayFault.IMPOSSIBLE),
        ("2012-11-10 25:00", DayFault.IMPOSSIBLE),
        ("2012-11-10 上午15点", DayFault.IMPOSSIBLE),
        ("2012-11-10 晚上12点", DayFault.IMPOSSIBLE),
        ("2012-11-123", DayFault.IMPOSSIBLE),
        ("2012-11-10（周五）15:00", DayFault.IMPOSSIBLE),
        ("2012-11-10起", DayFault.IMPOSSIBLE),
        ("1912-01-01", DayFault.IMPOSSIBLE),
        ("2012-W10-1", DayFault.IMPOSSIBLE),
        ("去年", DayFault.IMPOSSIBLE),
        (60, DayFault.IMPOSSIBLE),
        (-1, DayFault.IMPOSSIBLE),
        (1e300, DayFault.IMPOSSIBLE),
        (float("nan"), DayFault.IMPOSSIBLE),
        (True, DayFault.IMPOSSIBLE),
        (Formula("TODAY()"), DayFault.IMPOSSIBLE),
        ("9" * 5000, DayFault.IMPOSSIBLE),
        ("2012-11", DayFault.INCOMPLETE),
        ("2012年11月", DayFault.INCOMPLETE),
        ("201211", DayFault.INCOMPLETE),
        (201211, DayFault.INCOMPLETE),
        (2012.11, DayFault.INCOMPLETE),
        ("2012年", DayFault.INCOMPLETE),
        ("二〇一二年十一月", DayFault.INCOMPLETE),
        (2012, DayFault.INCOMPLETE),
        ("2012-13", DayFault.IMPOSSIBLE),
        ("2026-11-19", DayFault.FUTURE),
        ("9999-12-31", DayFault.FUTURE),
    ],
)
def test_other_cells_are_refused_by_kind(cell: Cell, kind: DayFault) -> None:
    with pytest.raises(DayRefused) as refused:
        read_past_day(cell, date(2026, 11, 18))
    assert refused.value.kind == kind


def test_today_is_not_the_future() -> None:
    assert read_past_day("2026-11-18", date(2026, 11, 18)) == date(2026, 11, 18)


@given(st.dates(EARLIEST, date(2100, 12, 31)))
def test_every_form_of_every_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    written = (f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}", serial)
    assert {read_moment(form) for form in written} == {(day, None)}


@given(st.text(max_size=30) | st.floats() | st.integers() | st.dates() | st.none())
def test_nothing_else_is_raised(cell: Cell) -> None:
    try:
        day, _ = read_moment(cell)
    except DayRefused:
        return
    assert day - EARLIEST >= timedelta(0)
