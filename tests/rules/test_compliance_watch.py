"""Findings, the six-month watch, talks, study hours: figures and stages, never a conclusion about a person."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.compliance.alerts import RECIPIENTS, MonthRecord, Stage, watch_absence
from storage.rules.compliance.coverage import DualLife, Side, Talk, study_hours, talk_coverage
from storage.rules.compliance.facts import Deferral, Facts, Headcount, Organisation
from storage.rules.compliance.findings import Finding, FindingKind, findings
from storage.rules.compliance.rulebook import load
from storage.rules.terms import OrganisationKind

BOOK = load()
MONTHS = (2, 3, 4, 5, 6)


def facts(full: int = 7, kind: OrganisationKind = OrganisationKind.BRANCH, **more: object) -> Facts:
    organisation = replace(Organisation(1, "支部", kind), **more)  # type: ignore[arg-type]  # a table of fields
    return Facts(organisation, [Headcount(date(2020, 1, 1), full, full + 3)])


@pytest.mark.parametrize(
    ("full", "recorded", "kind", "found"),
    [
        (7, False, OrganisationKind.BRANCH, [7]),
        (12, False, OrganisationKind.BRANCH, [12]),
        (6, False, OrganisationKind.BRANCH, []),
        (7, True, OrganisationKind.BRANCH, []),
        (7, None, OrganisationKind.BRANCH, []),
        (9, False, OrganisationKind.COMMITTEE, []),
    ],
)
def test_branch_of_seven_without_a_committee_is_found(
    full: int, recorded: bool | None, kind: OrganisationKind, found: list[int]
):
    seen = findings(facts(full, kind, has_committee=recorded), BOOK, date(2026, 11, 1))
    rule = BOOK["ORG.COMMITTEE"]
    assert list(seen) == [Finding("支部", 1, FindingKind.COMMITTEE_REQUIRED, rule, full_members=n) for n in found]


@pytest.mark.parametrize(
    ("as_of", "kinds"),
    [
        (date(2026, 5, 31), []),
        (date(2026, 6, 1), [FindingKind.TERM_ENDING]),
        (date(2026, 12, 1), [FindingKind.TERM_ENDING]),
        (date(2026, 12, 2), [FindingKind.TERM_OVER]),
    ],
)
def test_term_of_office_is_watched_from_six_months_ahead(as_of: date, kinds: list[FindingKind]):
    seen = findings(facts(6, term_ends=date(2026, 12, 1)), BOOK, as_of)
    assert [finding.kind for finding in seen] == kinds


def test_approved_delay_moves_the_term():
    late = Deferral("ORG.TERM", date(2027, 6, 30), "合并中", "上级党委", date(2026, 10, 1))
    asked = replace(late, new_date=date(2027, 9, 30), approved_by=None)
    term = replace(facts(6, term_ends=date(2026, 11, 30)), deferrals=[late, asked])
    assert findings(term, BOOK, date(2026, 12, 20)) == ()
    seen = findings(term, BOOK, date(2027, 1, 5))
    assert [(f.kind, f.due, f.deferred) for f in seen] == [(FindingKind.TERM_ENDING, date(2027, 6, 30), True)]


def month(number: int, *, expected: int = 1, **more: int) -> MonthRecord:
    return MonthRecord(date(2026, number, 1), expected, **more)


@pytest.mark.parametrize(
    ("records", "months", "stage", "newly"),
    [
        ([], 0, Stage.NONE, False),
        ([month(6)], 1, Stage.NONE, False),
        ([month(5), month(6)], 2, Stage.REMIND, True),
        ([month(4), month(5)], 2, Stage.REMIND, False),
        ([month(n) for n in range(1, 7)], 6, Stage.REVIEW, True),
        ([month(4), month(5, attended=1), month(6)], 1, Stage.NONE, False),
        ([month(4), month(5, excused=1), month(6)], 2, Stage.REMIND, True),
        ([month(4), month(5, expected=0), month(6)], 2, Stage.REMIND, True),
        ([month(4), month(5, unknown=1), month(6)], 2, Stage.REMIND, True),
        ([month(5), month(6), month(7)], 2, Stage.REMIND, True),
        ([month(5), month(6), month(7, attended=1)], 0, Stage.NONE, False),
        ([month(6), month(5)], 2, Stage.REMIND, True),
    ],
)
def test_months_without_taking_part_are_staged(records: list[MonthRecord], months: int, stage: Stage, newly: bool):
    seen = watch_absence(5, records, date(2026, 7, 20), MONTHS)
    assert (seen.months, seen.stage, seen.newly) == (months, stage, newly)
    assert seen.recipients == (RECIPIENTS if stage is not Stage.NONE else ())
    assert seen.rule.details["auto_conclude"] is False


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=6))
def test_taking_part_never_raises_the_stage(absent: list[bool]):
    records = [month(n, attended=int(not gone)) for n, gone in enumerate(absent, start=1)]
    better = [replace(record, attended=1) if record.month.month == 2 else record for record in records]
    as_of = date(2026, 7, 1)
    assert watch_absence(1, better, as_of, MONTHS).months <= watch_absence(1, records, as_of, MONTHS).months


COMMITTEE, MEMBERS = frozenset({1, 2}), frozenset({1, 2, 3, 4})
DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("talks", "without_committee", "without_member"),
    [
        ([], {1, 2, 3, 4}, {1, 2, 3, 4}),
        ([Talk(DAY, 1, 2)], {3, 4}, {1, 2, 3, 4}),
        ([Talk(DAY, 1, 2), Talk(DAY, 3, 1), Talk(DAY, 2, 4), Talk(DAY, 3, 4)], set(), set()),
        ([Talk(date(2025, 12, 31), 1, 2), Talk(DAY, 3, 3)], {1, 2, 3, 4}, {1, 2, 3, 4}),
    ],
)
def test_talks_cover_each_member(talks: list[Talk], without_committee: set[int], without_member: set[int]):
    seen = talk_coverage(talks, COMMITTEE, MEMBERS, 2026)
    assert (seen.without_committee, seen.without_member, seen.open_pairs) == (
        without_committee,
        without_member,
        frozenset(),
    )
    assert seen.complete is not bool(without_committee or without_member)


def test_every_pair_may_be_asked_for():
    talks = [Talk(DAY, 1, 2), Talk(DAY, 3, 1), Talk(DAY, 2, 4), Talk(DAY, 3, 4)]
    seen = talk_coverage(talks, COMMITTEE, MEMBERS, 2026, each_pair=True)
    assert seen.open_pairs == {frozenset({1, 4}), frozenset({2, 3})}


def test_nobody_lacks_a_talk_with_nobody():
    assert talk_coverage([], frozenset({1}), frozenset({1}), 2026).complete is True


@pytest.mark.parametrize(
    ("hours", "target", "reached", "missing"),
    [("32", None, True, "0"), ("31.5", None, False, "0.5"), ("40", 56, False, "16"), ("0", 0, True, "0")],
)
def test_study_hours_of_the_year_are_summed(hours: str, target: int | None, reached: bool, missing: str):
    entries = [(date(2026, 1, 1), Decimal(hours)), (date(2025, 12, 31), Decimal(9)), (date(2027, 1, 1), Decimal(9))]
    seen = study_hours(entries, 2026, target)
    assert (seen.reached, seen.missing) == (reached, Decimal(missing))


@pytest.mark.parametrize(
    ("branch", "body", "lacking"),
    [
        (Side(4, 1), Side(1, 1), (False, False)),
        (Side(4, 0), Side(1, 1), (True, False)),
        (Side(4, 1), Side(1, 0), (False, True)),
        (Side(0, 0), Side(0, 0), (False, False)),
    ],
)
def test_both_sides_of_dual_life_are_tracked_apart(branch: Side, body: Side, lacking: tuple[bool, bool]):
    seen = DualLife(1, branch, body)
    assert (seen.lacking_in_branch, seen.lacking_in_body) == lacking
