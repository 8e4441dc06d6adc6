"""The days for which a power is handed over, as people write them."""

from datetime import date

import pytest

from storage.rules.delegation import DelegationDaysError, read_days

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("12月1日到12月10日", date(2026, 12, 1), date(2026, 12, 10)),
        ("12月1号-12月10号", date(2026, 12, 1), date(2026, 12, 10)),
        ("12.1—12.10", date(2026, 12, 1), date(2026, 12, 10)),
        ("2026-12-01至2026-12-10", date(2026, 12, 1), date(2026, 12, 10)),
        ("１２月１日～１２月１０日", date(2026, 12, 1), date(2026, 12, 10)),
        ("十二月一日至10日", date(2026, 12, 1), date(2026, 12, 10)),
        ("12月30日到1月5日", date(2026, 12, 30), date(2027, 1, 5)),
        ("明天到下周五", date(2026, 11, 28), date(2026, 12, 4)),
        ("12月10日", TODAY, date(2026, 12, 10)),
        ("到月底", TODAY, date(2026, 11, 30)),
    ],
)
def test_days_are_read(text: str, begin: date, end: date) -> None:
    assert read_days(text, TODAY) == (begin, end)


def test_a_day_gone_by_is_not_made_next_years_for_both_ends() -> None:
    begin, end = read_days("11月1日到12月10日", TODAY)
    assert end < begin


@pytest.mark.parametrize(
    "text", ["", "一周", "12月1日起", "2月30日", "12月1日 12月10日", "12月5日前", "1日到2日到3日", "x" * 5000]
)
def test_what_names_no_days_is_refused(text: str) -> None:
    with pytest.raises(DelegationDaysError):
        read_days(text, TODAY)
