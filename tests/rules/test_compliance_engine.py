"""The details that decide a verdict, each as a small table of values."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from storage.rules.compliance.engine import audit
from storage.rules.compliance.facts import Deferral, Facts, Headcount, Meeting, Organisation
from storage.rules.compliance.obligations import Counted, Excluded, NotCounted, Obligation, Remark
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import Override, parse_all
from storage.rules.terms import Activity, Form, MeetingState, Modality, ObligationStatus, OrganisationKind, Source

BOOK = load()
A, S = Activity, ObligationStatus
FORMS = {
    A.COMMITTEE_MEETING: Form.COMMITTEE,
    A.GROUP_MEETING: Form.GROUP,
    A.DEMOCRATIC_LIFE_MEETING: Form.DEMOCRATIC_LIFE,
}


def meeting(number: int, start: str, activity: Activity = A.GENERAL_MEETING, **more: object) -> Meeting:
    form = FORMS.get(activity, Form.GENERAL)
    plain = Meeting(number, datetime.fromisoformat(start), form, frozenset({activity}), MeetingState.HELD)
    return replace(plain, **more)  # type: ignore[arg-type]  # a table of fields


def branch(*meetings: Meeting, full: int = 9, **more: object) -> Facts:
    organisation = Organisation(1, "支部", OrganisationKind.BRANCH, founded=date(2012, 5, 10))
    fields = {key: more.pop(key) for key in ("roster", "deferrals", "overrides", "groups") if key in more}
    organisation = replace(organisation, **more)  # type: ignore[arg-type]  # a table of fields
    facts = Facts(organisation, [Headcount(date(2012, 5, 10), full, full)], meetings)
    return replace(facts, **fields)  # type: ignore[arg-type]  # a table of fields


def switched(**settings: object) -> tuple[Override, ...]:
    return parse_all({key.replace("_", ".", 1): value for key, value in settings.items()}, BOOK.switches)


def of(facts: Facts, as_of: str, rule: str) -> dict[str, Obligation]:
    return {o.period.label: o for o in audit(facts, BOOK, date.fromisoformat(as_of)) if o.rule.id == rule}


def statuses(facts: Facts, as_of: str, rule: str) -> dict[str, str]:
    return {label: obligation.status.value for label, obligation in of(facts, as_of, rule).items()}


def defer(rule: str, label: str, new_date: str, **more: object) -> Deferral:
    plain = Deferral(rule, date.fromisoformat(new_date), "防汛", "上级党委", date(2026, 9, 22), period_label=label)
    return replace(plain, **more)  # type: ignore[arg-type]  # a table of fields


def test_periods_run_from_new_year_to_the_one_asked():
    assert statuses(branch(), "2026-04-01", "TPD.CADENCE") == {
        "2026年1月": "missed",
        "2026年2月": "missed",
        "2026年3月": "missed",
        "2026年4月": "due",
    }
    assert list(statuses(branch(), "2026-04-01", "GM.CADENCE")) == ["2026年第一季度", "2026年第二季度"]


@pytest.mark.parametrize(
    ("as_of", "labels"),
    [
        ("2026-01-01", ["2025年度"]),
        ("2026-03-31", ["2025年度"]),
        ("2026-09-30", ["2025年度"]),
        ("2026-10-01", ["2025年度", "2026年度"]),
        ("2026-12-31", ["2025年度", "2026年度"]),
    ],
)
def test_assessment_years_shown_are_open_or_ended_this_year(as_of: str, labels: list[str]):
    assert list(statuses(branch(), as_of, "OLM.CADENCE")) == labels


@pytest.mark.parametrize(
    ("as_of", "month", "quarter"),
    [
        ("2026-11-19", "due", "due"),
        ("2026-11-20", "at_risk", "due"),
        ("2026-11-30", "at_risk", "due"),
        ("2026-12-10", "due", "due"),
        ("2026-12-11", "due", "at_risk"),
        ("2026-12-31", "at_risk", "at_risk"),
    ],
)
def test_days_left_decide_between_due_and_at_risk(as_of: str, month: str, quarter: str):
    label = f"2026年{int(as_of[5:7])}月"
    assert statuses(branch(), as_of, "TPD.CADENCE")[label] == month
    assert statuses(branch(), as_of, "GM.CADENCE")["2026年第四季度"] == quarter


def test_warn_days_follow_the_switch():
    facts = branch(overrides=parse_all({"warn_days.month": 15}, BOOK.switches))
    assert statuses(facts, "2026-11-15", "TPD.CADENCE")["2026年11月"] == "at_risk"


@pytest.mark.parametrize(
    ("zone", "start", "met"),
    [
        ("Asia/Shanghai", datetime(2026, 9, 30, 16, 5, tzinfo=UTC), "2026年第四季度"),
        ("Asia/Shanghai", datetime(2026, 9, 30, 15, 55, tzinfo=UTC), "2026年第三季度"),
        ("Europe/Moscow", datetime(2026, 9, 30, 20, 30, tzinfo=UTC), "2026年第三季度"),
        ("America/New_York", datetime(2026, 10, 1, 3, 30, tzinfo=UTC), "2026年第三季度"),
        ("America/New_York", datetime(2026, 10, 1, 4, 5, tzinfo=UTC), "2026年第四季度"),
    ],
)
def test_local_date_of_the_organisation_decides(zone: str, start: datetime, met: str):
    found = of(branch(replace(meeting(1, "2026-01-01"), start=start), timezone=zone), "2026-12-01", "GM.CADENCE")
    assert [label for label, obligation in found.items() if obligation.counted] == [met]


@pytest.mark.parametrize(
    ("state", "start", "status"),
    [
        (MeetingState.HELD, "2026-11-10T00:05", "met"),
        (MeetingState.ARCHIVED, "2026-11-10T23:55", "met"),
        (MeetingState.HELD, "2026-11-20T15:00", "met"),
        (MeetingState.HELD, "2026-11-21T15:00", "at_risk"),
        (MeetingState.ANNOUNCED, "2026-11-30T15:00", "scheduled"),
        (MeetingState.ANNOUNCED, "2026-11-20T08:00", "scheduled"),
        (MeetingState.IN_PROGRESS, "2026-11-20T08:00", "scheduled"),
        (MeetingState.ANNOUNCED, "2026-11-19T08:00", "at_risk"),
        (MeetingState.ANNOUNCED, "2026-12-01T08:00", "at_risk"),
        (MeetingState.DRAFT, "2026-11-25T08:00", "at_risk"),
        (MeetingState.CANCELLED, "2026-11-25T08:00", "at_risk"),
        (MeetingState.POSTPONED, "2026-11-25T08:00", "at_risk"),
        (MeetingState.VOID, "2026-11-10T08:00", "at_risk"),
    ],
)
def test_state_of_a_meeting_decides_what_it_is_worth(state: MeetingState, start: str, status: str):
    facts = branch(meeting(1, start, A.THEME_PARTY_DAY, state=state))
    assert statuses(facts, "2026-11-20", "TPD.CADENCE")["2026年11月"] == status


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"expected": 5, "present": 3}, None),
        ({"expected": 4, "present": 2}, None),
        ({"expected": 5, "present": 2}, NotCounted.QUORUM_NOT_REACHED),
        ({"expected": 0, "present": 0}, NotCounted.QUORUM_NOT_REACHED),
        ({"expected": 5}, NotCounted.ATTENDANCE_UNKNOWN),
        ({}, NotCounted.ATTENDANCE_UNKNOWN),
        ({"expected": 20, "present": 4, "committee_expected": 5, "committee_present": 3}, None),
        (
            {"expected": 20, "present": 19, "committee_expected": 5, "committee_present": 2},
            NotCounted.QUORUM_NOT_REACHED,
        ),
        ({"expected": 20, "present": 19, "committee_expected": 5}, NotCounted.ATTENDANCE_UNKNOWN),
        ({"expected": 5, "present": 5, "void_requested": True}, None),
        ({"expected": 5, "present": 5, "void_requested": True, "void_approved": True}, NotCounted.VOID),
    ],
)
def test_committee_meeting_needs_half_of_the_committee(more: dict[str, object], reason: NotCounted | None):
    found = of(branch(meeting(1, "2026-10-09", A.COMMITTEE_MEETING, **more)), "2026-11-02", "BC.CADENCE")["2026年10月"]
    excluded = () if reason is None else (Excluded(1, date(2026, 10, 9), reason),)
    assert (found.not_counted, found.status) == (excluded, S.MET if reason is None else S.MISSED)


def test_organisational_life_in_committee_form_takes_the_committee_quorum():
    life = meeting(1, "2026-11-09", A.ORG_LIFE_MEETING, form=Form.COMMITTEE, expected=5, present=2)
    general = meeting(2, "2026-11-10", A.MEMBER_APPRAISAL, expected=9, present=2)
    found = of(branch(life, general), "2026-12-01", "OLM.CADENCE")["2026年度"]
    assert found.not_counted == (Excluded(1, date(2026, 11, 9), NotCounted.QUORUM_NOT_REACHED),)
    assert statuses(branch(life, general), "2026-12-01", "DRM.CADENCE")["2026年度"] == "met"


@pytest.mark.parametrize(("present", "status"), [(5, "missed"), (6, "met"), (None, "missed")])
def test_democratic_life_meeting_needs_two_thirds(present: int | None, status: str):
    body = branch(
        meeting(1, "2026-01-16", A.DEMOCRATIC_LIFE_MEETING, expected=9, present=present),
        kind=OrganisationKind.COMMITTEE,
        leading_body=True,
    )
    assert statuses(body, "2026-04-02", "DLM.CADENCE") == {"2025年度": status}


@pytest.mark.parametrize(
    ("kind", "bound"),
    [
        (OrganisationKind.BRANCH, {"GM", "BC", "PL", "TPD", "OLM", "DRM"}),
        (OrganisationKind.GENERAL_BRANCH, set()),
        (OrganisationKind.COMMITTEE, {"PL.SECRETARY"}),
        (OrganisationKind.GROUP, {"PG"}),
    ],
)
def test_kind_decides_which_rules_bind(kind: OrganisationKind, bound: set[str]):
    obligations = audit(branch(kind=kind), BOOK, date(2026, 11, 2))
    judged = {o.rule.id.removesuffix(".CADENCE") for o in obligations if o.required is not None}
    assert judged == bound


def test_leading_body_owes_a_democratic_life_meeting_whatever_its_kind():
    for kind in (OrganisationKind.BRANCH, OrganisationKind.GENERAL_BRANCH, OrganisationKind.COMMITTEE):
        assert statuses(branch(kind=kind, leading_body=True), "2026-02-01", "DLM.CADENCE") == {"2025年度": "due"}
    found = of(branch(), "2026-02-01", "DLM.CADENCE")["2025年度"]
    assert (found.status, found.remarks) == (S.NOT_APPLICABLE, (Remark.NOT_LEADING_BODY,))


@pytest.mark.parametrize(
    ("full", "recorded", "status"),
    [(6, None, "not_applicable"), (7, None, "missed"), (6, True, "missed"), (9, False, "not_applicable")],
)
def test_committee_exists_from_seven_full_members_unless_recorded(full: int, recorded: bool | None, status: str):
    found = statuses(branch(full=full, has_committee=recorded), "2026-11-02", "BC.CADENCE")
    assert found["2026年10月"] == status


def test_growing_roster_brings_the_committee_with_it():
    grown = [Headcount(date(2012, 5, 10), 6, 8), Headcount(date(2026, 9, 15), 7, 8)]
    found = statuses(branch(roster=grown), "2026-10-05", "BC.CADENCE")
    assert (found["2026年8月"], found["2026年9月"], found["2026年10月"]) == ("not_applicable", "missed", "due")


def test_days_before_the_first_known_roster_take_that_roster():
    facts = branch(roster=[Headcount(date(2026, 6, 1), 9, 9)])
    assert statuses(facts, "2026-06-02", "TPD.CADENCE")["2026年1月"] == "missed"


def test_empty_roster_is_not_applicable():
    found = of(branch(full=0), "2026-01-05", "TPD.CADENCE")["2026年1月"]
    assert (found.status, found.required, found.held, found.remarks) == (
        S.NOT_APPLICABLE,
        None,
        None,
        (Remark.EMPTY_ROSTER,),
    )


@pytest.mark.parametrize(
    ("founded", "month", "quarter", "year"),
    [
        (date(2026, 8, 18), "not_assessed", "not_assessed", "due"),
        (date(2026, 8, 1), "missed", "not_assessed", "due"),
        (date(2026, 7, 1), "missed", "missed", "due"),
        (date(2026, 9, 30), "not_assessed", "not_assessed", "due"),
        (date(2026, 10, 1), "not_assessed", "not_assessed", "not_assessed"),
    ],
)
def test_first_incomplete_period_is_not_assessed(founded: date, month: str, quarter: str, year: str):
    facts = branch(founded=founded)
    assert statuses(facts, "2026-11-01", "TPD.CADENCE")["2026年8月"] == month
    assert statuses(facts, "2026-11-01", "GM.CADENCE")["2026年第三季度"] == quarter
    assert statuses(facts, "2026-11-01", "OLM.CADENCE") == {"2025年度": "not_assessed", "2026年度": year}


def test_what_never_applies_stays_so_before_the_founding():
    found = of(branch(founded=date(2026, 8, 18), has_committee=False), "2026-09-01", "BC.CADENCE")
    assert {o.status for o in found.values()} == {S.NOT_APPLICABLE}
    assert {o.remarks for o in found.values()} == {(Remark.NO_COMMITTEE,)}


def test_periods_after_the_end_of_an_organisation_are_not_assessed():
    found = statuses(branch(dissolved=date(2026, 6, 30)), "2026-08-15", "GM.CADENCE")
    assert found == {"2026年第一季度": "missed", "2026年第二季度": "missed", "2026年第三季度": "not_assessed"}


def test_groups_owe_their_own_meetings_under_their_own_names():
    first = Facts(
        Organisation(2, "第一党小组", OrganisationKind.GROUP),
        [Headcount(date(2012, 5, 10), 4, 4)],
        [meeting(7, "2026-01-20", A.GROUP_MEETING)],
    )
    later = replace(first, organisation=Organisation(3, "第二党小组", OrganisationKind.GROUP, founded=date(2026, 1, 9)))
    found = audit(branch(meeting(1, "2026-01-08", A.GROUP_MEETING), groups=(first, later)), BOOK, date(2026, 2, 3))
    assert [(o.organisation, o.period.label, o.status) for o in found if o.rule.id == "PG.CADENCE"] == [
        ("第一党小组", "2026年1月", S.MET),
        ("第一党小组", "2026年2月", S.DUE),
        ("第二党小组", "2026年1月", S.NOT_ASSESSED),
        ("第二党小组", "2026年2月", S.DUE),
    ]


def test_branch_without_groups_owes_no_group_meetings():
    found = of(branch(meeting(1, "2026-01-08", A.GROUP_MEETING)), "2026-01-20", "PG.CADENCE")["2026年1月"]
    assert (found.organisation, found.status, found.remarks) == ("支部", S.NOT_APPLICABLE, (Remark.NO_GROUPS,))


@pytest.mark.parametrize(
    ("day", "for_year", "met"),
    [
        ("2025-10-01", None, ["2025年度"]),
        ("2026-03-31", None, ["2025年度"]),
        ("2026-06-10", None, ["2026年度"]),
        ("2026-04-01", None, ["2026年度"]),
        ("2026-10-01", None, ["2026年度"]),
        ("2026-04-28", 2025, ["2025年度"]),
        ("2026-11-05", 2025, ["2025年度"]),
        ("2026-02-05", 2026, ["2026年度"]),
        ("2026-11-05", 2024, []),
        ("2024-11-05", None, []),
    ],
)
def test_year_a_life_meeting_belongs_to(day: str, for_year: int | None, met: list[str]):
    facts = branch(meeting(1, day, A.ORG_LIFE_MEETING, for_year=for_year))
    found = statuses(facts, "2026-12-01", "OLM.CADENCE")
    assert [label for label, status in found.items() if status == "met"] == met


def test_meeting_for_another_year_is_shown_where_its_date_lies():
    found = of(branch(meeting(1, "2026-11-05", A.ORG_LIFE_MEETING, for_year=2025)), "2026-12-01", "OLM.CADENCE")
    assert found["2026年度"].not_counted == (Excluded(1, date(2026, 11, 5), NotCounted.OTHER_YEAR),)


def test_for_year_says_nothing_to_calendar_rules():
    facts = branch(meeting(1, "2026-02-05", for_year=2025))
    assert statuses(facts, "2026-02-06", "GM.CADENCE") == {"2026年第一季度": "met"}


@pytest.mark.parametrize(
    ("window", "day", "year"),
    [
        ("2025:2025-10-01..2026-04-20", "2026-04-20", "2025年度"),
        ("2025:2025-10-01..2026-04-20", "2026-04-21", "2026年度"),
        ("2025:2026-01-10..2026-02-28", "2026-03-05", "2025年度"),
        ("2026:2026-05-01..2027-01-31", "2026-05-20", "2026年度"),
        ("2026:2026-11-01..2027-01-31", "2026-10-20", "2026年度"),
    ],
)
def test_moved_window_takes_the_meetings_inside_it(window: str, day: str, year: str):
    facts = branch(meeting(1, day, A.ORG_LIFE_MEETING), overrides=switched(olm_window=window))
    found = of(facts, "2026-12-01", "OLM.CADENCE")
    assert [label for label, obligation in found.items() if obligation.counted] == [year]
    assert statuses(facts, "2026-12-01", "DRM.CADENCE") == {"2025年度": "missed", "2026年度": "due"}


def test_decision_that_moves_a_window_is_shown_with_it():
    overrides = switched(olm_window="2025:2025-10-01..2026-04-20")
    found = of(branch(overrides=overrides), "2026-11-01", "OLM.CADENCE")
    assert (found["2025年度"].period.end, found["2025年度"].override) == (date(2026, 4, 20), overrides[0])
    assert (found["2026年度"].period.end, found["2026年度"].override) == (date(2027, 3, 31), None)


@pytest.mark.parametrize(
    ("day", "rule", "activity", "remarks"),
    [
        ("2025-12-20", "OLM.CADENCE", A.ORG_LIFE_MEETING, ()),
        ("2026-02-20", "OLM.CADENCE", A.ORG_LIFE_MEETING, (Remark.OUTSIDE_USUAL_QUARTER,)),
        ("2026-02-20", "DRM.CADENCE", A.MEMBER_APPRAISAL, ()),
    ],
)
def test_fourth_quarter_is_a_remark_never_a_miss(day: str, rule: str, activity: Activity, remarks: tuple[Remark, ...]):
    found = of(branch(meeting(1, day, activity)), "2026-03-01", rule)["2025年度"]
    assert (found.status, found.remarks) == (S.MET, remarks)


@pytest.mark.parametrize(
    ("deferral", "as_of", "status", "end"),
    [
        (defer("GM.CADENCE", "2026年第三季度", "2026-10-31"), "2026-09-25", "deferred", date(2026, 10, 31)),
        (defer("GM.CADENCE", "2026年第三季度", "2026-10-31"), "2026-10-31", "deferred", date(2026, 10, 31)),
        (defer("GM.CADENCE", "2026年第三季度", "2026-10-31"), "2026-11-01", "missed", date(2026, 10, 31)),
        (defer("GM.CADENCE", "2026年第三季度", "2026-10-31", reason=None), "2026-10-05", "missed", date(2026, 9, 30)),
        (defer("GM.CADENCE", "2026年第三季度", "2026-10-31", reason=""), "2026-10-05", "missed", date(2026, 9, 30)),
        (
            defer("GM.CADENCE", "2026年第三季度", "2026-10-31", approved_on=None),
            "2026-10-05",
            "missed",
            date(2026, 9, 30),
        ),
        (defer("GM.CADENCE", "2026年第三季度", "2026-08-31"), "2026-10-05", "missed", date(2026, 9, 30)),
        (defer("TPD.CADENCE", "2026年第三季度", "2026-10-31"), "2026-10-05", "missed", date(2026, 9, 30)),
        (defer("GM.CADENCE", "2026年第二季度", "2026-10-31"), "2026-10-05", "missed", date(2026, 9, 30)),
        (
            defer("GM.CADENCE", "", "2026-10-31", period_label=None, period_start=date(2026, 7, 1)),
            "2026-10-05",
            "deferred",
            date(2026, 10, 31),
        ),
    ],
)
def test_deferral_needs_reason_and_approval(deferral: Deferral, as_of: str, status: str, end: date):
    found = of(branch(deferrals=[deferral]), as_of, "GM.CADENCE")["2026年第三季度"]
    assert (found.status.value, found.period.end) == (status, end)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"approved_on": date(2026, 10, 5)}, "deferred"),
        ({"approved_on": date(2026, 10, 6)}, "missed"),
        ({"requested_by": "赵国杰"}, "deferred"),
        ({"requested_by": "上级党委"}, "missed"),
    ],
)
def test_deferral_counts_from_its_approval_by_somebody_else(more: dict[str, object], status: str):
    facts = branch(deferrals=[defer("GM.CADENCE", "2026年第三季度", "2026-10-31", **more)])
    assert statuses(facts, "2026-10-05", "GM.CADENCE")["2026年第三季度"] == status


@pytest.mark.parametrize(("approved_on", "status"), [(None, "missed"), ("2026-11-02", "missed"), ("2026-11-03", "met")])
@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.VOID])
def test_void_counts_from_the_day_of_its_approval(state: MeetingState, approved_on: str | None, status: str):
    day = date.fromisoformat(approved_on) if approved_on else None
    void = meeting(1, "2026-10-09", A.THEME_PARTY_DAY, state=state, void_approved=True, void_approved_on=day)
    assert statuses(branch(void), "2026-11-02", "TPD.CADENCE")["2026年10月"] == status


def test_record_short_of_its_quorum_tells_the_figures_and_the_rule():
    found = of(branch(meeting(1, "2026-10-09", A.COMMITTEE_MEETING, expected=5, present=2)), "2026-11-02", "BC.CADENCE")
    short = found["2026年10月"].not_counted[0].shortfall
    assert short is not None
    assert (short.expected, short.present, short.needed, short.rule.id) == (5, 2, 3, "BC.QUORUM")


def test_overlapping_windows_are_filled_in_the_order_of_their_ends():
    deferrals = [defer("GM.CADENCE", "2026年第二季度", "2026-11-15")]
    found = of(
        branch(meeting(1, "2026-08-20"), meeting(2, "2026-10-20"), deferrals=deferrals), "2026-12-01", "GM.CADENCE"
    )
    assert {label: [record.id for record in o.counted] for label, o in found.items()} == {
        "2026年第一季度": [],
        "2026年第二季度": [2],
        "2026年第三季度": [1],
        "2026年第四季度": [],
    }


def test_latest_approved_deferral_holds():
    deferrals = [
        defer("GM.CADENCE", "2026年第三季度", "2026-11-15", approved_on=date(2026, 10, 20)),
        defer("GM.CADENCE", "2026年第三季度", "2026-10-31"),
        defer("GM.CADENCE", "2026年第三季度", "2026-12-31", approved_by=None),
    ]
    assert of(branch(deferrals=deferrals), "2026-10-25", "GM.CADENCE")["2026年第三季度"].period.end == date(
        2026, 11, 15
    )


def test_meeting_held_for_a_deferred_period_is_not_counted_again():
    facts = branch(
        meeting(1, "2026-10-20"),
        deferrals=[defer("GM.CADENCE", "2026年第三季度", "2026-10-31")],
    )
    found = of(facts, "2026-11-01", "GM.CADENCE")
    assert found["2026年第三季度"].counted == (Counted(1, date(2026, 10, 20), Source.BOT),)
    assert (found["2026年第四季度"].status, found["2026年第四季度"].not_counted) == (
        S.DUE,
        (Excluded(1, date(2026, 10, 20), NotCounted.COUNTED_FOR_EARLIER_PERIOD),),
    )


@pytest.mark.parametrize(
    ("days", "third", "fourth"),
    [
        (["2026-10-10", "2026-10-20"], [1], [2]),
        (["2026-09-10", "2026-10-20"], [1], [2]),
        (["2026-10-20", "2026-11-20"], [1], [2]),
        (["2026-10-10", "2026-10-20", "2026-10-25"], [1], [2, 3]),
        (["2026-11-20"], [], [1]),
    ],
)
def test_deferred_period_takes_no_more_than_it_lacks(days: list[str], third: list[int], fourth: list[int]):
    meetings = [meeting(number, day) for number, day in enumerate(days, start=1)]
    facts = branch(*meetings, deferrals=[defer("GM.CADENCE", "2026年第三季度", "2026-10-31")])
    found = of(facts, "2026-12-01", "GM.CADENCE")
    counted = [[record.id for record in found[f"2026年第{n}季度"].counted] for n in "三四"]
    assert counted == [third, fourth]


def test_period_that_is_not_assessed_takes_no_meeting_from_the_next():
    facts = branch(
        meeting(1, "2026-10-20"),
        founded=date(2026, 8, 18),
        deferrals=[defer("GM.CADENCE", "2026年第三季度", "2026-10-31")],
    )
    found = statuses(facts, "2026-11-01", "GM.CADENCE")
    assert (found["2026年第三季度"], found["2026年第四季度"]) == ("not_assessed", "met")


def test_overlapping_windows_are_drawn_upon_only_where_one_is_short():
    facts = branch(
        meeting(1, "2026-10-20", A.ORG_LIFE_MEETING),
        meeting(2, "2026-11-05", A.ORG_LIFE_MEETING, for_year=2025),
        overrides=switched(olm_window="2025:2025-10-01..2026-12-10"),
    )
    found = of(facts, "2026-12-01", "OLM.CADENCE")
    assert {label: [record.id for record in o.counted] for label, o in found.items()} == {
        "2025年度": [2],
        "2026年度": [1],
    }


def test_deferral_into_the_new_year_is_still_shown_and_takes_its_meeting():
    facts = branch(
        meeting(1, "2026-01-20"),
        deferrals=[defer("GM.CADENCE", "2025年第四季度", "2026-01-31", approved_on=date(2025, 12, 20))],
    )
    assert statuses(facts, "2026-02-01", "GM.CADENCE") == {"2025年第四季度": "met", "2026年第一季度": "due"}


def test_assessment_year_can_be_deferred():
    late = meeting(1, "2026-05-10", A.ORG_LIFE_MEETING)
    facts = branch(late, deferrals=[defer("OLM.CADENCE", "2025年度", "2026-05-31")])
    assert statuses(facts, "2026-12-01", "OLM.CADENCE") == {"2025年度": "met", "2026年度": "due"}


@pytest.mark.parametrize(
    ("cadence", "labels"),
    [
        ("quarter", ["2026年第一季度", "2026年第二季度", "2026年第三季度"]),
        ("half-year", ["2026年上半年", "2026年下半年"]),
        ("term", ["2025年秋季学期", "2026年春季学期", "2026年秋季学期"]),
    ],
)
def test_lecture_cadence_follows_the_switch_and_stays_local(cadence: str, labels: list[str]):
    found = of(branch(overrides=switched(lecture_cadence=cadence)), "2026-08-15", "PL.CADENCE")
    assert list(found) == labels
    assert {(o.modality, o.citation) for o in found.values()} == {(Modality.LOCAL, "地方（单位）惯例，非中央规定")}


def test_lecture_switched_off_is_not_applicable():
    found = of(branch(overrides=switched(lecture_cadence="none")), "2026-02-15", "PL.CADENCE")
    assert {(o.status, o.remarks) for o in found.values()} == {(S.NOT_APPLICABLE, (Remark.SWITCHED_OFF,))}


def test_lecture_cadence_changes_with_the_date_of_the_decision():
    half = Override("lecture.cadence", "half-year", valid_from=date(2026, 7, 1))
    found = of(branch(overrides=[half]), "2026-08-15", "PL.CADENCE")
    assert {label: obligation.override for label, obligation in found.items()} == {
        "2026年第一季度": None,
        "2026年第二季度": None,
        "2026年下半年": half,
    }


@pytest.mark.parametrize(
    ("by_secretary", "status", "remarks"),
    [
        (None, "met", (Remark.LECTURER_NOT_RECORDED,)),
        (True, "met", ()),
        (False, "due", ()),
    ],
)
def test_committee_secretary_lectures_once_a_year(by_secretary: bool | None, status: str, remarks: tuple[Remark, ...]):
    lecture = meeting(1, "2026-03-10", A.PARTY_LECTURE, by_secretary=by_secretary)
    facts = branch(lecture, kind=OrganisationKind.COMMITTEE)
    found = of(facts, "2026-04-01", "PL.SECRETARY")["2026年度"]
    assert (found.status, found.remarks) == (status, remarks)


@pytest.mark.parametrize(("equivalent", "counted"), [("none", None), ("secretary_meeting", [2]), ("monthly_gm", [1])])
def test_small_branch_may_have_a_stand_in_for_its_committee(equivalent: str, counted: list[int] | None):
    facts = branch(
        meeting(1, "2026-10-08"),
        meeting(2, "2026-10-09", A.COMMITTEE_MEETING, expected=2, present=2),
        full=5,
        overrides=parse_all({"no_committee_equivalent": equivalent}, BOOK.switches),
    )
    found = of(facts, "2026-11-02", "BC.CADENCE")["2026年10月"]
    assert [record.id for record in found.counted] == (counted or [])
    assert found.modality is (Modality.USUAL if counted is None else Modality.LOCAL)


def test_json_has_the_keys_scripts_read():
    held = meeting(4, "2026-01-08T15:00", A.THEME_PARTY_DAY, source=Source.IMPORTED)
    void = meeting(5, "2026-01-09T15:00", A.THEME_PARTY_DAY, void_approved=True)
    assert of(branch(held, void), "2026-01-20", "TPD.CADENCE")["2026年1月"].as_json() == {
        "organisation": "支部",
        "rule": "TPD.CADENCE",
        "activity": "theme_party_day",
        "period": {"start": "2026-01-01", "end": "2026-01-31", "label": "2026年1月"},
        "required": 1,
        "held": 1,
        "status": "met",
        "counted": [{"id": 4, "date": "2026-01-08", "source": "imported"}],
        "not_counted": [{"id": 5, "date": "2026-01-09", "reason": "void"}],
        "citation": "《中国共产党党员教育管理工作条例》第十六条；《中国共产党支部工作条例（试行）》第十六条",
        "modality": "HARD",
        "remarks": [],
    }


def test_json_tells_who_decided_otherwise():
    moved = Override("lecture.cadence", "half-year", valid_from=date(2026, 7, 1), organisation="上级党委", distance=1)
    found = of(branch(overrides=[moved]), "2026-08-15", "PL.CADENCE")["2026年下半年"]
    assert found.as_json()["override"] == {
        "key": "lecture.cadence",
        "value": "half-year",
        "organisation": "上级党委",
        "since": "2026-07-01",
    }
