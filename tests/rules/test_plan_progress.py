"""A plan against what became of it."""

from datetime import date

from storage.rules.plan_progress import Actual, Entry, Progress, compare
from storage.rules.terms import Activity, MeetingState

A, S = Activity, MeetingState
GM, TPD = A.GENERAL_MEETING, A.THEME_PARTY_DAY
TODAY = date(2027, 3, 10)


def entry(number, month, day, *activities, venue=1):
    return Entry(number, venue, date(2027, month, day), activities or (TPD,))


def actual(month, day, state=S.HELD, credited=(TPD,), venue=1):
    return Actual(venue, date(2027, month, day), credited, state)


def test_each_event_has_the_progress_of_its_meeting():
    entries = [entry(1, 1, 8), entry(2, 2, 5), entry(3, 3, 5), entry(4, 3, 19, GM, TPD), entry(5, 4, 2)]
    meetings = [actual(1, 20), actual(3, 31, S.ANNOUNCED, (GM, TPD)), actual(2, 6, S.CANCELLED), actual(4, 1, S.DRAFT)]
    assert compare(entries, meetings, date(2027, 3, 1)) == {
        1: Progress.DONE,
        2: Progress.OVERDUE,
        3: Progress.ARRANGED,
        4: Progress.COMING,
        5: Progress.COMING,
    }


def test_one_meeting_stands_for_one_event_of_its_own_place_and_month():
    entries = [entry(1, 1, 8), entry(2, 1, 22), entry(3, 1, 8, venue=2), entry(4, 3, 10)]
    assert compare(entries, [actual(1, 9)], TODAY) == {
        1: Progress.DONE,
        2: Progress.OVERDUE,
        3: Progress.OVERDUE,
        4: Progress.COMING,
    }
