"""What lies below a committee: the worst of each month, what is urgent, and a year that is over."""

from datetime import date

import pytest

from storage.rules.compliance.obligations import Obligation
from storage.rules.compliance.periods import Period
from storage.rules.compliance.rulebook import load
from storage.rules.roll_up import Mark, closed, ended_in, joined, marks, urgent
from storage.rules.terms import ObligationStatus as S

GENERAL, COMMITTEE = load()["GM.CADENCE"], load()["BC.CADENCE"]


def owed(status: S, end: date, rule=COMMITTEE, start: date | None = None) -> Obligation:
    period = Period(start or end.replace(day=1), end, f"{end:%Y-%m}", end.year)
    return Obligation("b", 1, rule, period, status, required=1, held=int(status is S.MET), days_left=1)


def test_a_month_shows_the_worst_that_ends_in_it_and_how_much_is_met() -> None:
    found = [owed(S.MET, date(2026, 3, 31)), owed(S.MISSED, date(2026, 3, 31), GENERAL), owed(S.DUE, date(2026, 4, 30))]
    unsaid = [owed(S.NOT_APPLICABLE, date(2026, 5, 31)), owed(S.MISSED, date(2025, 6, 30))]
    shown = marks([*found, *unsaid], 2026)
    assert shown == (None, None, Mark(S.MISSED, 1, 2), Mark(S.DUE, 0, 1), *[None] * 8)


def test_what_was_missed_comes_latest_first_then_what_is_nearest() -> None:
    found = [
        owed(S.AT_RISK, date(2026, 12, 31)),
        owed(S.MISSED, date(2026, 9, 30)),
        owed(S.MISSED, date(2026, 10, 31)),
        owed(S.AT_RISK, date(2026, 11, 30)),
        owed(S.MET, date(2026, 8, 31)),
    ]
    assert [one.period.end.month for one in urgent(found)] == [10, 9, 11, 12]


@pytest.mark.parametrize(
    ("status", "after"),
    [(S.DUE, S.MISSED), (S.AT_RISK, S.MISSED), (S.SCHEDULED, S.MISSED), (S.MET, S.MET), (S.NOT_APPLICABLE,) * 2],
)
def test_a_year_that_is_over_leaves_nothing_open(status: S, after: S) -> None:
    last = date(2026, 12, 31)
    over, running = closed([owed(status, last), owed(status, date(2027, 3, 31), GENERAL)], last)
    assert (over.status, running.status) == (after, status)


def test_of_two_audits_the_later_one_stands() -> None:
    earlier = [owed(S.AT_RISK, date(2026, 12, 31)), owed(S.MISSED, date(2026, 11, 30))]
    later = [owed(S.MET, date(2026, 12, 31)), owed(S.DUE, date(2027, 1, 31))]
    assert [(one.period.label, one.status) for one in joined(earlier, later)] == [
        ("2026-11", S.MISSED),
        ("2026-12", S.MET),
        ("2027-01", S.DUE),
    ]
    assert ended_in(later, date(2026, 12, 1), date(2026, 12, 31)) == later[:1]
