"""Bases, sign-in window, totals and rates: the three bases stay apart and every figure adds up."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.attendance import (
    Bases,
    CheckInClosedError,
    CheckInNotOpenError,
    Standing,
    Totals,
    attendance_rate,
    bases_on,
    check_in_window,
    commitment_rate,
    judge_check_in,
    rate,
    totals,
)
from storage.rules.terms import AttendanceStatus, Category

START = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
TURN = date(2026, 7, 1)
STANDINGS = (
    Standing(1, Category.FULL),
    Standing(2, Category.PROBATIONARY, valid_to=date(2026, 6, 30)),
    Standing(2, Category.FULL, valid_from=TURN),
    Standing(3, Category.FULL, exempt=True),
    Standing(4, Category.FULL, restricted=True),
    Standing(5, Category.FULL, suspended=True),
    Standing(6, Category.FULL, left_out=True),
    Standing(7, Category.ACTIVIST),
    Standing(8, Category.FULL, valid_to=date(2026, 6, 30)),
)


@pytest.mark.parametrize(
    ("day", "settings", "attendance", "voting", "election"),
    [
        (date(2026, 6, 30), {}, {1, 2, 4, 6, 8}, {1, 3, 6, 8}, {1, 3, 8}),
        (TURN, {}, {1, 2, 4, 6}, {1, 2, 3, 6}, {1, 2, 3}),
        (date(2026, 6, 30), {"attendance.include_probationary": False}, {1, 4, 6, 8}, {1, 3, 6, 8}, {1, 3, 8}),
        (TURN, {"attendance.exempt_in_base": True}, {1, 2, 3, 4, 6}, {1, 2, 3, 6}, {1, 2, 3}),
    ],
)
def test_bases_of_a_day_stay_apart(
    day: date, settings: dict[str, object], attendance: set[int], voting: set[int], election: set[int]
):
    found = bases_on(STANDINGS, day, settings)
    assert found == Bases(frozenset(attendance), frozenset(voting), frozenset(election), frozenset({3}))


def test_latest_standing_holds_where_two_overlap():
    standings = [Standing(1, Category.FULL, TURN), Standing(1, Category.PROBATIONARY)]
    assert bases_on(standings, TURN, {}).voting == {1}
    assert bases_on(standings, date(2026, 6, 30), {}).voting == frozenset()


@pytest.mark.parametrize(
    ("minutes", "status"),
    [
        (-30, AttendanceStatus.PRESENT),
        (0, AttendanceStatus.PRESENT),
        (1, AttendanceStatus.LATE),
        (120, AttendanceStatus.LATE),
    ],
)
def test_sign_in_is_on_time_until_the_start(minutes: int, status: AttendanceStatus):
    window = check_in_window(START, None, None)
    assert judge_check_in(window, START + timedelta(minutes=minutes)) is status


def test_sign_in_outside_the_window_is_refused_with_the_moment():
    window = check_in_window(START, timedelta(hours=1), None)
    with pytest.raises(CheckInNotOpenError) as early:
        judge_check_in(window, START - timedelta(minutes=30, seconds=1))
    with pytest.raises(CheckInClosedError) as late:
        judge_check_in(window, START + timedelta(minutes=90, seconds=1))
    moments = (early.value.opens, late.value.closed)
    assert moments == (START - timedelta(minutes=30), START + timedelta(minutes=90))


@pytest.mark.parametrize(("opened", "opens"), [(-60, -60), (-10, -30), (5, -30)])
def test_host_may_open_sign_in_early_but_never_late(opened: int, opens: int):
    window = check_in_window(START, None, START + timedelta(minutes=opened))
    assert window.opens == START + timedelta(minutes=opens)


ROLL = {
    1: AttendanceStatus.PRESENT,
    2: AttendanceStatus.LATE,
    3: AttendanceStatus.ON_LEAVE,
    4: AttendanceStatus.ABSENT,
    5: None,
    6: AttendanceStatus.MAKEUP,
    7: AttendanceStatus.EXEMPT,
    8: AttendanceStatus.ONLINE,
    20: AttendanceStatus.OBSERVER,
    21: AttendanceStatus.PRESENT,
}


def test_totals_of_a_roll():
    assert totals(ROLL, range(1, 10)) == Totals(
        expected=9,
        present=3,
        late=1,
        early_leave=0,
        online=1,
        on_leave=1,
        absent=1,
        makeup=1,
        exempt=1,
        unknown=2,
        observers=2,
    )


def test_rate_leaves_out_the_exempt_and_is_nothing_for_nobody():
    assert attendance_rate(totals(ROLL, range(1, 10))) == Fraction(3, 8)
    assert attendance_rate(totals({}, ())) is None
    assert attendance_rate(totals({1: AttendanceStatus.EXEMPT}, [1])) is None
    assert rate(0, 5) == 0


def test_commitment_counts_only_those_who_promised():
    assert commitment_rate(ROLL, [1, 2, 4, 5]) == Fraction(1, 2)
    assert commitment_rate(ROLL, []) is None


statuses = st.none() | st.sampled_from(AttendanceStatus)


@settings(deadline=None)
@given(st.dictionaries(st.integers(1, 30), statuses), st.sets(st.integers(1, 30)))
def test_totals_always_add_up(roll: dict[int, AttendanceStatus | None], expected: set[int]):
    seen = totals(roll, expected)
    parts = seen.present + seen.on_leave + seen.absent + seen.makeup + seen.exempt + seen.unknown
    assert (seen.expected, parts) == (len(expected), len(expected))
    assert seen.late + seen.early_leave + seen.online <= seen.present


@settings(deadline=None)
@given(st.lists(st.builds(Standing, st.integers(1, 9), st.sampled_from(Category), exempt=st.booleans())))
def test_election_base_lies_in_the_voting_base(standings: list[Standing]):
    found = bases_on(standings, TURN, {})
    assert found.election <= found.voting
    assert found.attendance.isdisjoint(found.exempt)
