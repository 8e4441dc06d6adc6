"""What may be put off or voided, until when, and what is read of a meeting entered afterwards."""

from datetime import date, time

import pytest

from storage.rules.approvals import (
    DeferralDayError,
    NotToDeferError,
    NotToVoidError,
    check_day,
    check_deferrable,
    check_voidable,
    deferral_subject,
    is_deferrable,
)
from storage.rules.backfill import HeadsError, belongs_to_a_year, read_heads, read_held_on
from storage.rules.terms import Activity, MeetingState, ObligationStatus
from storage.rules.typed_dates import DayRefused

END, TODAY = date(2026, 9, 30), date(2026, 10, 5)


@pytest.mark.parametrize("new_day", [date(2026, 10, 6), date(2027, 10, 6)])
def test_new_day_lies_ahead_within_a_year(new_day: date):
    check_day(new_day, END, TODAY)


@pytest.mark.parametrize("new_day", [date(2026, 9, 30), date(2026, 10, 5), date(2027, 10, 7)])
def test_other_days_are_refused_with_the_first_that_would_do(new_day: date):
    with pytest.raises(DeferralDayError) as refused:
        check_day(new_day, END, TODAY)
    assert refused.value.after == TODAY


def test_open_window_is_moved_beyond_its_own_end():
    with pytest.raises(DeferralDayError) as refused:
        check_day(END, END, date(2026, 9, 1))
    assert refused.value.after == END


def test_what_is_met_or_not_owed_is_not_put_off():
    met = {ObligationStatus.MET, ObligationStatus.NOT_APPLICABLE, ObligationStatus.NOT_ASSESSED}
    assert {status for status in ObligationStatus if not is_deferrable(status)} == met
    with pytest.raises(NotToDeferError):
        check_deferrable(ObligationStatus.MET)


def test_only_what_was_held_can_be_voided():
    refused = set()
    for state in MeetingState:
        try:
            check_voidable(state)
        except NotToVoidError:
            refused.add(state)
    assert set(MeetingState) - refused == {MeetingState.HELD, MeetingState.ARCHIVED}


def test_same_obligation_has_one_subject():
    assert deferral_subject("GM.CADENCE", date(2026, 7, 1)) == "GM.CADENCE:2026-07-01"


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("10月3日", date(2026, 10, 3), None),
        ("11月3日", date(2025, 11, 3), None),
        ("2026年10月3日15:00", date(2026, 10, 3), time(15)),
        ("10月3日下午3点", date(2026, 10, 3), time(15)),
        ("2026-10-05", date(2026, 10, 5), None),
        ("昨天下午3点", date(2026, 10, 4), time(15)),
        ("上周五", date(2026, 10, 2), None),
        ("去年12月5日", date(2025, 12, 5), None),
        ("上个月15号", date(2026, 9, 15), None),
    ],
)
def test_past_day_is_read_with_or_without_its_year(text: str, day: date, clock: time | None):
    assert read_held_on(text, TODAY) == (day, clock)


@pytest.mark.parametrize("text", ["2026-10-06", "2月30日", "周一", "上周五3点", "", "10月"])
def test_what_is_no_past_day_is_refused(text: str):
    with pytest.raises(DayRefused):
        read_held_on(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "12 10",
        "12，10",
        "应到12 实到10",
        "应到：12人，实到：10人",
        "12/10",
        "１２　１０",
        "实到10人，应到12人",
        "12-10",
    ],
)
def test_two_figures_are_read_as_expected_and_present(text: str):
    assert read_heads(text) == (12, 10)


@pytest.mark.parametrize("text", ["10 12", "12", "1210", "应到10实到12", "十二 十", "12 10 3", "-1 0", ""])
def test_anything_else_is_no_head_count(text: str):
    with pytest.raises(HeadsError):
        read_heads(text)


def test_years_belong_to_organisational_life_alone():
    assert {activity for activity in Activity if belongs_to_a_year(activity)} == {
        Activity.ORG_LIFE_MEETING,
        Activity.MEMBER_APPRAISAL,
        Activity.DEMOCRATIC_LIFE_MEETING,
    }
