"""What may be changed when, and how the former time is kept."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.changes import (
    Change,
    NewTimePassedError,
    SameTimeError,
    check_change,
    check_time,
    read_span,
    write_span,
)
from storage.rules.meetings import Span, WrongStateError
from storage.rules.terms import MeetingState

START = datetime(2026, 12, 2, 7, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ALLOWED = {
    (Change.MOVED, MeetingState.ANNOUNCED),
    (Change.MOVED, MeetingState.POSTPONED),
    (Change.POSTPONED, MeetingState.ANNOUNCED),
    (Change.CANCELLED, MeetingState.ANNOUNCED),
    (Change.CANCELLED, MeetingState.POSTPONED),
}


@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize("state", MeetingState)
def test_only_what_is_announced_or_put_off_may_be_changed(change: Change, state: MeetingState):
    if (change, state) in ALLOWED:
        check_change(change, state, Span(START), START - MINUTE)
    else:
        with pytest.raises(WrongStateError):
            check_change(change, state, Span(START), START - MINUTE)


@pytest.mark.parametrize(
    ("late", "phase"), [(0, MeetingState.IN_PROGRESS), (89, MeetingState.IN_PROGRESS), (90, MeetingState.HELD)]
)
@pytest.mark.parametrize("change", Change)
def test_what_has_begun_stays(change: Change, late: int, phase: MeetingState):
    with pytest.raises(WrongStateError) as refused:
        check_change(change, MeetingState.ANNOUNCED, Span(START), START + late * MINUTE)
    assert refused.value.state is phase


@pytest.mark.parametrize(
    ("state", "new", "refusal"),
    [
        (MeetingState.ANNOUNCED, Span(START), SameTimeError),
        (MeetingState.POSTPONED, Span(START), None),
        (MeetingState.ANNOUNCED, Span(START, 60), None),
        (MeetingState.ANNOUNCED, Span(START - timedelta(hours=1)), NewTimePassedError),
        (MeetingState.POSTPONED, Span(START - timedelta(hours=2)), NewTimePassedError),
        (MeetingState.ANNOUNCED, Span(START + MINUTE), None),
    ],
)
def test_the_new_time_lies_ahead_and_is_new(state: MeetingState, new: Span, refusal: type[Exception] | None):
    now = START - timedelta(hours=1)
    if refusal is None:
        check_time(state, Span(START), new, now)
    else:
        with pytest.raises(refusal):
            check_time(state, Span(START), new, now)


@given(
    st.integers(0, 2**32),
    st.integers(-14, 14),
    st.integers(1, 24 * 60),
)
def test_a_span_comes_back_as_it_was_written(seconds: int, offset: int, minutes: int):
    span = Span(datetime.fromtimestamp(seconds, timezone(timedelta(hours=offset))), minutes)
    assert read_span(write_span(span)) == span


def test_a_span_is_written_in_utc():
    assert write_span(Span(START, 45)) == "2026-12-02T07:00:00+00:00/PT45M"


@pytest.mark.parametrize("text", ["", "2026-12-02T07:00:00+00:00", "2026-12-02T07:00:00/PT5M", "x/PT5M"])
def test_anything_else_is_refused(text: str):
    with pytest.raises(ValueError, match=r".*"):
        read_span(text)
