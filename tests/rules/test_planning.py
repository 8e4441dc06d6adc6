"""The plan of a year: everything owed is met, with the fewest events, on working days."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.activity_names import form_of
from storage.rules.calendar import DayKind, Holidays, is_workday, last_day, span
from storage.rules.compliance.engine import audit
from storage.rules.compliance.facts import Facts, Headcount, Meeting, Organisation
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import parse_all
from storage.rules.planning import PREPARATION, PlannedEvent, as_held, plan
from storage.rules.planning import lacking as left_out
from storage.rules.recurrence import MonthDay, MonthWeekday
from storage.rules.terms import Activity, Form, MeetingState, ObligationStatus, OrganisationKind

BOOK = load()
FOUNDED = date(2015, 7, 1)
YEAR = 2027
OFF = [*span(date(2027, 2, 5), date(2027, 2, 11)), *span(date(2027, 10, 1), date(2027, 10, 7)), date(2027, 1, 1)]
HOLIDAYS = Holidays(
    {
        **dict.fromkeys(OFF, (DayKind.STATUTORY_HOLIDAY, "")),
        date(2027, 2, 14): (DayKind.MAKEUP_WORKDAY, ""),
        date(2027, 10, 9): (DayKind.MAKEUP_WORKDAY, ""),
    },
    frozenset({YEAR}),
)
A = Activity


def branch(members=9, groups=0, switches=None, meetings=(), founded=FOUNDED, **details):
    overrides = parse_all(switches or {}, BOOK.switches)
    roster = [Headcount(FOUNDED, members, members)]
    below = [
        Facts(Organisation(10 + one, f"g{one}", OrganisationKind.GROUP, founded=FOUNDED), roster, overrides=overrides)
        for one in range(groups)
    ]
    kind = details.pop("kind", OrganisationKind.BRANCH)
    organisation = Organisation(1, "b", kind, founded=founded, **details)
    return Facts(organisation, roster, list(meetings), overrides=overrides, groups=below)


def held(day, *credited, form=Form.THEME_DAY, state=MeetingState.HELD):
    start = datetime(day.year, day.month, day.day, 9)  # noqa: DTZ001 - local by definition
    return Meeting(day.toordinal(), start, form, frozenset(credited), state, expected=5, present=5)


def carried_out(facts, events):
    """The facts once every event of the plan was held, and every announced meeting too."""
    own = [replace(one, state=MeetingState.HELD) for one in facts.meetings]
    more = [as_held(event, 10**7 + number) for number, event in enumerate(events) if event.organisation_id == 1]
    groups = [
        replace(
            group,
            meetings=[
                as_held(event, number)
                for number, event in enumerate(events)
                if event.organisation_id == group.organisation.id
            ],
        )
        for group in facts.groups
    ]
    return replace(facts, meetings=[*own, *more], groups=groups)


def possible(one, since):
    """Whether a working day of the year is left in the window of what is owed."""
    first, last = max(one.period.start, since, date(YEAR, 1, 1)), min(one.period.end, date(YEAR, 12, 31))
    return any(is_workday(day, HOLIDAYS) for day in span(first, last))


def lacking(facts, since):
    """What is owed, not met and still possible on the last day of the year."""
    found = audit(facts, BOOK, date(YEAR, 12, 31))
    unmet = [one for one in found if one.required is not None and one.status is not ObligationStatus.MET]
    return [one for one in unmet if possible(one, since)]


def lower_bound(facts, since):
    """The fewest days that touch every window owed, body by body: no event is in two bodies or on two days."""
    owed = lacking(facts, since)
    bodies = {(one.organisation_id, _body(one)) for one in owed}
    return sum(_touching([one for one in owed if (one.organisation_id, _body(one)) == body], since) for body in bodies)


def _body(one):
    form = form_of([one.rule.counts])
    return form if form in (Form.COMMITTEE, Form.GROUP, Form.DEMOCRATIC_LIFE) else Form.GENERAL


def _touching(owed, since):
    windows = []
    for one in owed:
        first, last = max(one.period.start, since, date(YEAR, 1, 1)), min(one.period.end, date(YEAR, 12, 31))
        days = [day for day in span(first, last) if is_workday(day, HOLIDAYS)]
        windows.append((days[-1], days[0]))
    count, point = 0, date.min
    for last, first in sorted(windows):
        if first > point:
            count, point = count + 1, last
    return count


def test_a_normal_branch_meets_as_often_as_the_regulations_say_and_not_once_more():
    """By hand: 12 theme days carry 4 general meetings, 4 lectures and what is yearly; 12 committees, 12 of a group."""
    events = plan(branch(groups=1), BOOK, HOLIDAYS, YEAR)
    forms = [(event.organisation_id, event.form is Form.COMMITTEE) for event in events]
    assert (forms.count((1, False)), forms.count((1, True)), forms.count((10, False)), len(events)) == (12, 12, 12, 36)
    weeks = [event.day.isocalendar()[:2] for event in events]
    assert max(map(weeks.count, weeks)) == 1
    assert len({event.day for event in events}) == 36


def test_closures_are_avoided_where_the_window_leaves_other_days():
    closed = set(span(date(YEAR, 6, 20), date(YEAR, 8, 25)))
    events = plan(branch(groups=1), BOOK, HOLIDAYS, YEAR, closed=closed)
    assert (len(events), lacking(carried_out(branch(groups=1), events), date.min)) == (36, [])
    assert {event.day.month for event in events if event.day in closed} == {7}


def test_what_a_draft_leaves_out_is_named():
    facts = branch(groups=1)
    events = [one for one in plan(facts, BOOK, HOLIDAYS, YEAR) if (one.day.month, one.form) != (5, Form.COMMITTEE)]
    missing = left_out(facts, BOOK, HOLIDAYS, events, YEAR, date(YEAR, 1, 1))
    assert [(one.rule.id, one.period.start) for one in missing] == [("BC.CADENCE", date(YEAR, 5, 1))]
    assert left_out(facts, BOOK, HOLIDAYS, events, YEAR, date(YEAR, 6, 1)) == []


def test_the_plan_of_a_normal_branch():
    events = [event for event in plan(branch(groups=1), BOOK, HOLIDAYS, YEAR) if event.form is not Form.COMMITTEE]
    own = [event for event in events if event.organisation_id == 1]
    shown = [(event.day.isoformat(), event.form.value, "+".join(event.credits[1:])) for event in own]
    year_end = "party_lecture+theme_party_day"
    whole = "theme_party_day+org_life_meeting+member_appraisal"
    assert len(own) == 12
    assert [row for row in shown if row[1] == "general"] == [
        ("2027-03-05", "general", whole),
        ("2027-04-02", "general", year_end),
        ("2027-07-02", "general", year_end),
        ("2027-11-05", "general", whole),
    ]
    assert [event.day.month for event in events if event.organisation_id == 10] == list(range(1, 13))


def test_preparation_is_counted_back_from_the_yearly_meetings():
    events = plan(branch(), BOOK, HOLIDAYS, YEAR)
    assert {event.day - event.prepare_from for event in events if event.prepare_from} == {PREPARATION}
    assert [event.prepare_from is not None for event in events] == [
        A.ORG_LIFE_MEETING in event.credits for event in events
    ]
    assert timedelta(days=21) == PREPARATION


def test_what_was_held_or_announced_is_not_planned_again():
    meetings = [
        held(date(YEAR, 1, 8), A.THEME_PARTY_DAY, A.PARTY_LECTURE),
        held(date(YEAR, 2, 26), A.GENERAL_MEETING, A.THEME_PARTY_DAY, form=Form.GENERAL, state=MeetingState.ANNOUNCED),
        held(date(2026, 12, 4), A.ORG_LIFE_MEETING, A.MEMBER_APPRAISAL, form=Form.GENERAL),
    ]
    events = [one for one in plan(branch(6, meetings=meetings), BOOK, HOLIDAYS, YEAR) if one.day < date(YEAR, 4, 1)]
    assert events == [PlannedEvent(date(YEAR, 3, 5), Form.THEME_DAY, 1, (A.THEME_PARTY_DAY,), ("TPD.CADENCE",))]


def test_a_plan_begun_in_the_year_holds_coming_days_only():
    since = date(YEAR, 11, 10)
    events = plan(branch(), BOOK, HOLIDAYS, YEAR, since)
    assert min(event.day for event in events) >= since
    assert lacking(carried_out(branch(), events), since) == []
    life = next(event for event in events if A.ORG_LIFE_MEETING in event.credits)
    assert life.prepare_from >= since


def test_what_the_switches_do_not_let_stand_together_is_held_apart():
    facts = branch(6, switches={"credits.GM": "PL", "credits.TPD": "GM"})
    events = plan(facts, BOOK, HOLIDAYS, YEAR)
    forms = [event.form for event in events]
    assert (forms.count(Form.THEME_DAY), lacking(carried_out(facts, events), date.min)) == (12, [])
    allowed = {
        Form.GENERAL: {A.GENERAL_MEETING, A.PARTY_LECTURE},
        Form.THEME_DAY: {A.THEME_PARTY_DAY, A.GENERAL_MEETING},
    }
    assert [event for event in events if len(event.credits) > 1 and not set(event.credits) <= allowed[event.form]] == []


def test_a_leading_body_holds_its_democratic_life_meeting():
    facts = branch(kind=OrganisationKind.COMMITTEE, leading_body=True)
    events = plan(facts, BOOK, HOLIDAYS, YEAR)
    assert sorted(event.form for event in events) == [Form.DEMOCRATIC_LIFE, Form.DEMOCRATIC_LIFE, Form.LECTURE]
    assert lacking(carried_out(facts, events), date.min) == []


def test_the_theme_day_stands_on_its_fixed_day():
    events = plan(branch(6), BOOK, HOLIDAYS, YEAR, fixed=MonthDay(15))
    expected = [15, 15, 15, 15, 17, 15, 15, 16, 15, 15, 15, 15]
    assert [event.day.day for event in events if A.THEME_PARTY_DAY in event.credits] == expected


def test_an_empty_roster_owes_nothing():
    assert plan(branch(0, groups=2), BOOK, HOLIDAYS, YEAR) == ()


branches = st.builds(
    branch,
    members=st.integers(1, 12),
    groups=st.integers(0, 3),
    founded=st.dates(date(2020, 1, 1), date(YEAR, 12, 31)) | st.just(FOUNDED),
    has_committee=st.sampled_from([None, True, False]),
    leading_body=st.booleans(),
    switches=st.fixed_dictionaries(
        {
            "lecture.cadence": st.sampled_from(["quarter", "half-year", "none"]),
            "shift_rule": st.sampled_from(["next", "previous"]),
            "no_committee_equivalent": st.sampled_from(["none", "monthly_gm", "secretary_meeting"]),
        }
    ),
    meetings=st.lists(
        st.builds(
            lambda day, credited, state: held(day, *credited, form=form_of(credited), state=state),
            st.dates(date(2026, 10, 1), date(YEAR, 12, 31)),
            st.lists(st.sampled_from(list(A)[:7]), min_size=1, max_size=3, unique=True).filter(
                lambda credited: A.GROUP_MEETING not in credited
            ),
            st.sampled_from([MeetingState.HELD, MeetingState.ANNOUNCED]),
        ),
        max_size=8,
        unique_by=lambda meeting: meeting.id,
    ),
)
fixed_days = st.builds(MonthDay, st.integers(1, 31)) | st.builds(
    MonthWeekday, st.sampled_from([1, 2, 3, 4, -1, -2]), st.integers(0, 6)
)
beginnings = st.just(date.min) | st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31))


@settings(max_examples=60, deadline=None)
@given(branches, fixed_days, beginnings)
def test_the_plan_satisfies_the_rulebook_with_the_fewest_events(facts, fixed, since):
    events = plan(facts, BOOK, HOLIDAYS, YEAR, since, fixed)
    assert lacking(carried_out(facts, events), since) == []
    assert len(events) == lower_bound(carried_out(facts, ()), since)
    assert [event for event in events if not is_workday(event.day, HOLIDAYS)] == []
    assert [event for event in events if not max(since, date(YEAR, 1, 1)) <= event.day <= last_day(YEAR, 12)] == []


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["quarter", "half-year", "term", "none"]),
    st.dates(date(2026, 10, 1), date(2027, 2, 1)),
    st.dates(date(2027, 2, 15), date(2027, 12, 20)),
    fixed_days,
)
def test_moved_windows_are_met_too(cadence, start, end, fixed):
    moved = f"2026:{start}..{end},2027:2027-12-10..2028-03-01"
    facts = branch(9, 1, {"lecture.cadence": cadence, "olm.window": moved, "drm.window": moved})
    events = plan(facts, BOOK, HOLIDAYS, YEAR, fixed=fixed)
    assert lacking(carried_out(facts, events), date.min) == []


@pytest.mark.parametrize("members", [3, 9])
def test_a_plan_is_the_same_every_time(members):
    assert plan(branch(members, 2), BOOK, HOLIDAYS, YEAR) == plan(branch(members, 2), BOOK, HOLIDAYS, YEAR)
