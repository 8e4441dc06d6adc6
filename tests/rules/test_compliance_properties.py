"""What always holds of an audit, whatever the records."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.compliance.engine import audit
from storage.rules.compliance.facts import Deferral, Facts, Headcount, Meeting, Organisation
from storage.rules.compliance.obligations import Obligation
from storage.rules.compliance.periods import Per, months_after, periods_of
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import parse_all
from storage.rules.terms import Activity, Form, MeetingState, ObligationStatus, OrganisationKind, Source

BOOK = load()
FIRST, LAST = date(2025, 7, 1), date(2026, 12, 31)
Key = tuple[str, date]
S = ObligationStatus
RANK = {S.MISSED: 0, S.AT_RISK: 1, S.DUE: 2, S.DEFERRED: 2, S.SCHEDULED: 3, S.MET: 4}

days = st.dates(FIRST, LAST)
meetings = st.builds(
    Meeting,
    id=st.integers(1, 10**9),
    start=st.datetimes(datetime(2025, 7, 1), datetime(2026, 12, 31)),  # noqa: DTZ001  # local by definition
    form=st.sampled_from([Form.GENERAL, Form.COMMITTEE, Form.THEME_DAY]),
    credits=st.frozensets(st.sampled_from([a for a in Activity if a != "group_meeting"]), min_size=1, max_size=3),
    state=st.sampled_from([*MeetingState]),
    source=st.sampled_from(Source),
    for_year=st.none() | st.integers(2024, 2027),
    expected=st.none() | st.integers(0, 6),
    present=st.none() | st.integers(0, 6),
    void_approved=st.booleans(),
)
records = st.lists(meetings, max_size=12, unique_by=lambda meeting: meeting.id)
labels = [
    p.label
    for per in (Per.QUARTER, Per.MONTH, Per.YEAR)
    for year in (2025, 2026)
    for p in periods_of(per, year, BOOK.labels)
]
deferrals = st.lists(
    st.builds(
        Deferral,
        rule=st.sampled_from(["GM.CADENCE", "TPD.CADENCE", "OLM.CADENCE"]),
        new_date=st.dates(FIRST, LAST),
        reason=st.just("防汛"),
        approved_by=st.sampled_from([None, "上级党委"]),
        approved_on=st.dates(FIRST, LAST),
        period_label=st.sampled_from(labels),
    ),
    max_size=4,
)
windows = st.sampled_from(
    [{}, {"olm.window": "2025:2025-10-01..2026-04-20"}, {"olm.window": "2025:2025-11-01..2026-12-10"}]
)


def branch(
    found: Iterable[Meeting], postponed: Iterable[Deferral] = (), switches: dict[str, str] | None = None
) -> Facts:
    organisation = Organisation(1, "支部", OrganisationKind.BRANCH, leading_body=True)
    overrides = parse_all(switches or {}, BOOK.switches)
    return Facts(organisation, [Headcount(FIRST, 9, 9)], tuple(found), tuple(postponed), overrides)


def by_key(facts: Facts, as_of: date) -> dict[Key, Obligation]:
    return {(o.rule.id, o.period.start): o for o in audit(facts, BOOK, as_of)}


@settings(deadline=None)
@given(records, deferrals, windows, days)
def test_records_are_counted_or_not_and_never_twice_for_one_rule(
    found: list[Meeting], postponed: list[Deferral], switches: dict[str, str], as_of: date
):
    known = {meeting.id for meeting in found}
    obligations = audit(branch(found, postponed, switches), BOOK, as_of)
    for obligation in obligations:
        counted = [record.id for record in obligation.counted]
        excluded = [record.id for record in obligation.not_counted]
        assert set(counted).isdisjoint(excluded)
        assert set(counted) | set(excluded) <= known
        assert obligation.held in (None, len(counted))
    for rule in BOOK.cadences:
        used = [r.id for o in obligations if o.rule.id == rule.id for r in (*o.counted, *o.planned)]
        assert len(used) == len(set(used))


@settings(deadline=None)
@given(records, deferrals, windows, days, meetings)
def test_another_meeting_never_makes_anything_worse(
    found: list[Meeting], postponed: list[Deferral], switches: dict[str, str], as_of: date, extra: Meeting
):
    before = by_key(branch(found, postponed, switches), as_of)
    after = by_key(branch([*found, replace(extra, id=0)], postponed, switches), as_of)
    assert before.keys() == after.keys()
    for key, obligation in before.items():
        now = after[key].status
        assert now is obligation.status or RANK[now] > RANK[obligation.status]


@settings(deadline=None)
@given(records, days, st.data())
def test_moving_a_meeting_inside_its_month_changes_no_status(found: list[Meeting], as_of: date, data: st.DataObject):
    held = [replace(m, state=MeetingState.HELD) for m in found if m.start.date() <= as_of]
    moved = [replace(m, start=_elsewhere_in_month(m.start, as_of, data)) for m in held]
    before, after = by_key(branch(held), as_of), by_key(branch(moved), as_of)
    assert {key: o.status for key, o in before.items()} == {key: o.status for key, o in after.items()}


@settings(deadline=None)
@given(records, deferrals, windows, days, st.data())
def test_moving_a_counted_meeting_inside_its_window_leaves_it_met(
    found: list[Meeting], postponed: list[Deferral], switches: dict[str, str], as_of: date, data: st.DataObject
):
    met = [o for o in audit(branch(found, postponed, switches), BOOK, as_of) if o.status is S.MET]
    if not met:
        return
    one = data.draw(st.sampled_from(met))
    moved = data.draw(st.sampled_from(one.counted))
    day = data.draw(st.dates(one.period.start, min(one.period.end, as_of))) if one.period.start <= as_of else moved.date
    elsewhere = [replace(m, start=datetime.combine(day, m.start.time())) if m.id == moved.id else m for m in found]
    after = by_key(branch(elsewhere, postponed, switches), as_of)
    assert after[one.rule.id, one.period.start].status is S.MET


BY_TIME_ALONE = {
    S.DUE: {S.DUE, S.AT_RISK, S.MISSED},
    S.AT_RISK: {S.AT_RISK, S.MISSED},
    S.SCHEDULED: {S.SCHEDULED, S.DUE, S.AT_RISK, S.MISSED},
    S.DEFERRED: {S.DEFERRED, S.MISSED},
    S.MISSED: {S.MISSED},
    S.MET: {S.MET},
}


@settings(max_examples=30, deadline=None)
@given(records, deferrals, windows)
def test_time_alone_only_brings_a_verdict_nearer_to_its_end(
    found: list[Meeting], postponed: list[Deferral], switches: dict[str, str]
):
    """Whatever is on record by New Year and nothing after it: days pass, and no verdict but these may follow."""
    past = [replace(m, state=MeetingState.ANNOUNCED) if m.start.date() > date(2026, 1, 1) else m for m in found]
    facts = branch(past, [replace(d, approved_on=date(2026, 1, 1)) for d in postponed], switches)
    last: dict[Key, ObligationStatus] = {}
    for step in range(0, 365, 9):
        for key, obligation in by_key(facts, date(2026, 1, 1) + timedelta(days=step)).items():
            assert key not in last or obligation.status in BY_TIME_ALONE[last[key]]
            if obligation.status in BY_TIME_ALONE:
                last[key] = obligation.status


def _elsewhere_in_month(start: datetime, as_of: date, data: st.DataObject) -> datetime:
    first = start.date().replace(day=1)
    last = min(months_after(first, 1) - timedelta(days=1), as_of)
    return datetime.combine(data.draw(st.dates(first, last)), start.time())


@settings(max_examples=30, deadline=None)
@given(records, deferrals, windows)
def test_met_stays_met_and_missed_never_comes_before_due(
    found: list[Meeting], postponed: list[Deferral], switches: dict[str, str]
):
    facts = branch(found, [replace(d, approved_on=date(2026, 1, 1)) for d in postponed], switches)
    order = [S.DUE, S.AT_RISK, S.MISSED]
    last: dict[Key, ObligationStatus] = {}
    for step in range(0, 365, 7):
        for key, obligation in by_key(facts, date(2026, 1, 1) + timedelta(days=step)).items():
            status, earlier = obligation.status, last.get(key)
            assert earlier is not S.MET or status is S.MET
            if status in order and earlier in order:
                assert order.index(status) >= order.index(earlier)
            last[key] = status


@settings(deadline=None)
@given(days, records)
def test_every_period_of_the_year_is_named_once(as_of: date, found: list[Meeting]):
    obligations = audit(branch(found), BOOK, as_of)
    months = [o.period.start for o in obligations if o.rule.id == "TPD.CADENCE"]
    assert months == [date(as_of.year, month, 1) for month in range(1, as_of.month + 1)]
    assert all(as_of in o.period for o in obligations if o.status in (S.DUE, S.AT_RISK, S.SCHEDULED))


@settings(deadline=None)
@given(st.sampled_from(Per), st.integers(1950, 2200))
def test_periods_touch_and_do_not_overlap(per: Per, year: int):
    if per is Per.ASSESSMENT_YEAR:
        return
    found = [*periods_of(per, year, BOOK.labels), *periods_of(per, year + 1, BOOK.labels)]
    for one, following in pairwise(found):
        assert following.start - one.end == timedelta(days=1)
