"""How early leave is expected, by kind and by what the organisation decided."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.rules.leave import is_late, kinds
from storage.rules.terms import LeaveKind

START = datetime(2026, 12, 2, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "hours", "settings", "late"),
    [
        (LeaveKind.PERSONAL, 24, {}, False),
        (LeaveKind.PERSONAL, 23.9, {}, True),
        (LeaveKind.SICK, 0, {}, False),
        (LeaveKind.OFFICIAL, 3, {}, True),
        (LeaveKind.TRAINING, 25, {}, False),
        (LeaveKind.PERSONAL, 30, {"leave.lead_hours.personal": 48}, True),
        (LeaveKind.SICK, 1, {"leave.lead_hours.sick": 2}, True),
    ],
)
def test_late_is_a_matter_of_kind_and_of_the_organisation(kind, hours, settings, late):
    assert is_late(kind, START, START - timedelta(hours=hours), settings) is late


@pytest.mark.parametrize(
    ("settings", "offered"),
    [({}, set(LeaveKind)), ({"leave.reasons": "事假、病假"}, {LeaveKind.PERSONAL, LeaveKind.SICK})],
)
def test_an_organisation_names_the_kinds_of_leave_it_knows(settings, offered):
    assert kinds(settings) == offered
