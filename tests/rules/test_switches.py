"""Switches: every key reads its own default back, wrong values are refused by name, the nearest decision holds."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.compliance.ratio import Ratio
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switch_values import SwitchValue, YearWindow, text_of
from storage.rules.compliance.switches import (
    Override,
    SwitchFormatError,
    SwitchNotYoursError,
    SwitchValueError,
    UnknownSwitchError,
    effective_switches,
    parse_all,
    parse_setting,
    parse_value,
    require_right,
)
from storage.rules.terms import OrganisationKind

SPECS = load().switches
NOTICE = YearWindow(2025, date(2025, 10, 1), date(2026, 4, 20))


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("lecture.cadence=quarter", "lecture.cadence", "quarter"),
        ("lecture.cadence = half-year", "lecture.cadence", "half-year"),
        ("lecture.cadence=半年", "lecture.cadence", "half-year"),
        ("bc.vote_threshold=present", "bc.vote_threshold", "present"),
        ("election.win_base=实到", "election.win_base", "present"),
        ("election.win_base=应到", "election.win_base", "expected"),
        ("election.quorum_inclusive=>", "election.quorum_inclusive", False),
        ("gm.count_written_votes=yes", "gm.count_written_votes", True),
        ("gm.nonvoting_quorum=half", "gm.nonvoting_quorum", Ratio(1, 2, inclusive=True)),
        ("gm.nonvoting_quorum=2/3", "gm.nonvoting_quorum", Ratio(2, 3, inclusive=True)),
        ("gm.nonvoting_quorum=none", "gm.nonvoting_quorum", None),
        ("notice_days.GM=3", "notice_days.GM", 3),
        ("olm.report_days=none", "olm.report_days", None),
        ("rectify_list_days=10", "olm.rectify_list_days", 10),
        ("cap_enforce=block", "drm.cap_enforce", "block"),
        ("online_counts.OLM=是", "attendance.online_counts.OLM", True),
        ("inactive_alert_months=3,6", "inactive_alert_months", (3, 6)),
        ("leave.reasons=事假、病假", "leave.reasons", ("personal", "sick")),
        ("credits.GM=OLM,DRM", "credits.GM", ("OLM", "DRM")),
        ("retention=永久", "retention", "permanent"),
        ("colour.rules=yellow>=3,red>=7", "colour.rules", "yellow>=3,red>=7"),
        ("olm.window=2025:2025-10-01..2026-04-20", "olm.window", (NOTICE,)),
        (
            "drm.window=2025:2025-10-01..2026-04-20,2026:2027-01-05..2027-03-10",
            "drm.window",
            (NOTICE, YearWindow(2026, date(2027, 1, 5), date(2027, 3, 10))),
        ),
    ],
)
def test_setting_is_read_from_text(text: str, key: str, value: SwitchValue):
    assert parse_setting(text, SPECS) == (key, value)


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("olm.window", {"2025": ["2025-10-01", "2026-04-20"]}, (NOTICE,)),
        ("olm.window", {2025: [date(2025, 10, 1), date(2026, 4, 20)]}, (NOTICE,)),
        ("gm.count_written_votes", True, True),
        ("hours.target", 40, 40),
        ("retention", 30, "30"),
        ("inactive_alert_months", [2, 4], (2, 4)),
        ("dlm.report_days", None, None),
    ],
)
def test_value_is_read_from_json_and_toml(key: str, raw: object, value: SwitchValue):
    assert parse_value(key, raw, SPECS) == (key, value)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("lecture.cadence", SwitchFormatError),
        ("=quarter", SwitchFormatError),
        ("lecture.cadence=", SwitchFormatError),
        ("lecture.pace=quarter", UnknownSwitchError),
        ("lecture.cadence=weekly", SwitchValueError),
        ("notice_days.GM=-1", SwitchValueError),
        ("notice_days.GM=61", SwitchValueError),
        ("notice_days.GM=３", SwitchValueError),
        ("notice_days.XX=3", UnknownSwitchError),
        ("gm.count_written_votes=maybe", SwitchValueError),
        ("gm.nonvoting_quorum=3/2", SwitchValueError),
        ("gm.nonvoting_quorum=1/0", SwitchValueError),
        ("inactive_alert_months=2,x", SwitchValueError),
        ("olm.window=2025", SwitchValueError),
        ("olm.window=2025:2025-10-01", SwitchValueError),
        ("olm.window=2025:2025-10-01..2026-02-30", SwitchValueError),
        ("olm.window=2025:2026-03-31..2025-10-01", SwitchValueError),
        ("olm.window=2025:2024-10-01..2026-03-31", SwitchValueError),
        ("olm.window=2025:2025-10-01..2027-03-31", SwitchValueError),
        ("olm.window=2025:20251001..20260331", SwitchValueError),
        ("olm.window=2025:2025-10-01..2026-03-31,2025:2025-11-01..2026-03-31", SwitchValueError),
    ],
)
def test_wrong_setting_is_refused(text: str, refusal: type[Exception]):
    with pytest.raises(refusal):
        parse_setting(text, SPECS)


def test_refusal_names_key_value_and_what_is_allowed():
    with pytest.raises(SwitchValueError) as refused:
        parse_setting("lecture.cadence=weekly", SPECS)
    assert (refused.value.key, refused.value.value, refused.value.allowed) == (
        "lecture.cadence",
        "weekly",
        ("quarter", "half-year", "term", "none"),
    )


@pytest.mark.parametrize("key", SPECS)
def test_default_survives_being_written_and_read(key: str):
    default = SPECS[key].default
    if default != ():
        assert parse_value(key, text_of(default), SPECS) == (key, default)
    assert SPECS[key].decided_by


@pytest.mark.parametrize(
    ("key", "default"),
    [
        ("lecture.cadence", "quarter"),
        ("bc.vote_threshold", "all"),
        ("gm.nonvoting_quorum", None),
        ("gm.count_written_votes", False),
        ("election.win_base", "expected"),
        ("election.quorum_inclusive", True),
        ("exclusion_scope", "admission"),
        ("dlm.report_days", 15),
        ("olm.rectify_list_days", 7),
        ("notice_days.DLM", 15),
        ("warn_days.month", 10),
        ("warn_days.quarter", 20),
        ("warn_days.year", 45),
        ("hours.target", 32),
        ("inactive_alert_months", (2, 3, 4, 5, 6)),
        ("no_committee_equivalent", "none"),
    ],
)
def test_defaults_where_nobody_decided(key: str, default: SwitchValue):
    assert effective_switches(SPECS, (), date(2026, 1, 1))[key] == default


@settings(deadline=None)
@given(st.integers(1950, 2100), st.integers(0, 300), st.integers(0, 100))
def test_window_survives_being_written_and_read(year: int, start: int, length: int):
    first = date.fromordinal(date(year, 1, 1).toordinal() + start)
    window = YearWindow(year, first, date.fromordinal(first.toordinal() + length))
    assert parse_value("olm.window", text_of((window,)), SPECS) == ("olm.window", (window,))


HOURS = "hours.target"


@pytest.mark.parametrize(
    ("overrides", "hours"),
    [
        ([Override(HOURS, 40)], 40),
        ([Override(HOURS, 40, valid_from=date(2026, 7, 2))], 32),
        ([Override(HOURS, 40, valid_from=date(2026, 7, 1))], 40),
        ([Override(HOURS, 40, valid_to=date(2026, 6, 30))], 32),
        ([Override(HOURS, 40, date(2026, 2, 1)), Override(HOURS, 36, date(2026, 3, 1))], 36),
        ([Override(HOURS, 36, date(2026, 3, 1), distance=2), Override(HOURS, 40, date(2026, 2, 1), distance=1)], 40),
        ([Override(HOURS, 40, distance=0), Override(HOURS, 36, date(2026, 3, 1), distance=1)], 40),
    ],
)
def test_nearest_then_latest_decision_in_force_holds(overrides: list[Override], hours: int):
    assert effective_switches(SPECS, overrides, date(2026, 7, 1)).number(HOURS) == hours


def test_windows_of_different_years_stand_side_by_side():
    later = YearWindow(2026, date(2026, 11, 1), date(2027, 2, 28))
    committee = Override("olm.window", (NOTICE, later), organisation="党委", distance=1)
    own = Override("olm.window", (YearWindow(2026, date(2026, 10, 1), date(2026, 12, 31)),), date(2027, 1, 1))
    switches = effective_switches(SPECS, [own, committee], date(2026, 1, 1))
    assert switches.window("olm.window", 2025) == (NOTICE.start, NOTICE.end, committee)
    assert switches.window("olm.window", 2026) == (date(2026, 10, 1), date(2026, 12, 31), own)
    assert switches.window("drm.window", 2025) is None


def test_table_of_switches_becomes_undated_decisions():
    assert parse_all({"retention": 10, HOURS: "40"}, SPECS) == (Override("retention", "10"), Override(HOURS, 40))


def test_who_may_decide_is_data():
    require_right("notice_days.GM", OrganisationKind.BRANCH, SPECS)
    require_right("lecture.cadence", OrganisationKind.COMMITTEE, SPECS)
    with pytest.raises(SwitchNotYoursError) as refused:
        require_right("lecture.cadence", OrganisationKind.BRANCH, SPECS)
    assert refused.value.decided_by == (OrganisationKind.COMMITTEE, OrganisationKind.GENERAL_BRANCH)
