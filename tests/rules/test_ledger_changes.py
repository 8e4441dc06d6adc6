"""What importing a ledger again would change."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from storage.rules.ledger import PastMeeting
from storage.rules.ledger_changes import KnownMeeting, LedgerChanges, compare, details
from storage.rules.terms import Activity, Form

DAY = date(2026, 3, 5)
EVENING = datetime(2026, 3, 5, 11, 30, tzinfo=UTC)


def past(
    row: int, theme: str | None = "学习", start: datetime | None = None, present: int | None = None
) -> PastMeeting:
    return PastMeeting(row, DAY, start, Form.GENERAL, (Activity.GENERAL_MEETING,), theme, expected=9, present=present)


def known(number: int, meeting: PastMeeting) -> KnownMeeting:
    credits_ = frozenset(meeting.credits)
    return KnownMeeting(number, meeting.held_on, meeting.starts_at, credits_, meeting.theme or "", details(meeting))


def test_an_exact_match_comes_before_a_change() -> None:
    filled, empty = past(2, present=8), past(3)
    assert compare([empty, filled], [known(1, filled), known(2, empty)]) == LedgerChanges(unchanged=(empty, filled))


def test_figures_filled_in_later_change_the_record() -> None:
    assert compare([past(2, present=8)], [known(7, past(9))]) == LedgerChanges(changed=((7, past(2, present=8)),))


def test_another_theme_or_time_is_another_meeting() -> None:
    told = (past(2), past(3, theme=None), past(4, start=EVENING))
    assert compare(told, [known(1, past(9))]) == LedgerChanges(added=told[1:], unchanged=told[:1])


def test_two_alike_on_file_need_two_on_record() -> None:
    told = (past(2, present=8), past(3, present=7))
    assert compare(told, [known(1, past(9, present=7))]) == LedgerChanges(added=told[:1], unchanged=told[1:])


MEETINGS = st.lists(
    st.builds(
        past,
        st.integers(2, 99),
        st.sampled_from([None, "学习", "选举"]),
        st.sampled_from([None, EVENING]),
        st.sampled_from([None, 7, 8]),
    ),
    max_size=6,
)


@given(MEETINGS)
def test_importing_twice_changes_nothing_the_second_time(told: list[PastMeeting]) -> None:
    assert compare(told, []).added == tuple(told)
    again = compare(told, [known(number, one) for number, one in enumerate(told)])
    assert (again.is_nothing, len(again.unchanged)) == (True, len(told))


@given(MEETINGS, MEETINGS)
def test_every_row_ends_up_once_and_no_record_is_used_twice(told: list[PastMeeting], before: list[PastMeeting]) -> None:
    found = compare(told, [known(number, one) for number, one in enumerate(before)])
    taken = [*found.added, *(one for _, one in found.changed), *found.unchanged]
    assert sorted(one.row for one in taken) == sorted(one.row for one in told)
    numbers = [number for number, _ in found.changed]
    assert len(set(numbers)) == len(numbers)
    assert len(numbers) + len(found.unchanged) <= len(before)
