"""Since when people of a roster count and as what; how groups are named; which organisation stands where."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules import group_names
from storage.rules.organisation_tree import MisplacedError, check_place
from storage.rules.roster import RosterEntry
from storage.rules.roster.file_names import is_table, sounds_like_roster
from storage.rules.roster.history import ALWAYS, Period, beginning, categories
from storage.rules.terms import Category, OrganisationKind

JOINED, CONFIRMED, FOUNDED = date(2025, 3, 10), date(2026, 3, 10), date(2015, 7, 1)
DAYS = st.dates(date(1921, 7, 1), date(2030, 12, 31))


def entry(category: Category, joined: date | None = None, confirmed: date | None = None) -> RosterEntry:
    return RosterEntry(2, "张三", category, joined_on=joined, confirmed_on=confirmed)


@pytest.mark.parametrize(
    ("category", "joined", "confirmed", "founded", "start"),
    [
        (Category.FULL, JOINED, CONFIRMED, FOUNDED, JOINED),
        (Category.FULL, None, CONFIRMED, FOUNDED, date(2025, 3, 10)),
        (Category.FULL, None, None, FOUNDED, FOUNDED),
        (Category.FULL, None, None, None, ALWAYS),
        (Category.PROBATIONARY, JOINED, None, FOUNDED, JOINED),
        (Category.ACTIVIST, None, None, FOUNDED, FOUNDED),
    ],
)
def test_since_when_somebody_counts(
    category: Category, joined: date | None, confirmed: date | None, founded: date | None, start: date
) -> None:
    assert beginning(entry(category, joined, confirmed), founded) == start


@pytest.mark.parametrize(
    ("category", "confirmed", "periods"),
    [
        (
            Category.FULL,
            CONFIRMED,
            (Period(Category.PROBATIONARY, JOINED, date(2026, 3, 9)), Period(Category.FULL, CONFIRMED)),
        ),
        (Category.FULL, None, (Period(Category.FULL, JOINED),)),
        (Category.FULL, JOINED, (Period(Category.FULL, JOINED),)),
        (Category.PROBATIONARY, CONFIRMED, (Period(Category.PROBATIONARY, JOINED),)),
    ],
)
def test_what_somebody_has_been(category: Category, confirmed: date | None, periods: tuple[Period, ...]) -> None:
    assert categories(entry(category, JOINED, confirmed), JOINED) == periods


@given(st.sampled_from(Category), DAYS, st.none() | DAYS)
def test_periods_follow_one_another_without_a_gap_and_end_in_the_files_category(
    category: Category, start: date, confirmed: date | None
) -> None:
    periods = categories(entry(category, start, confirmed), start)
    assert (periods[0].valid_from, periods[-1].category, periods[-1].valid_to) == (start, category, None)
    for before, after in pairwise(periods):
        assert before.valid_to == after.valid_from - timedelta(days=1)
        assert before.valid_from <= after.valid_from - timedelta(days=1)


@pytest.mark.parametrize(
    ("taken", "stored"),
    [((), "第一党小组"), (("第二党小组",), "第一党小组"), (("第一党小组",), "甲支部·第一党小组")],
)
def test_a_groups_name_is_short_for_people_and_unique_in_the_database(taken: tuple[str, ...], stored: str) -> None:
    assert group_names.stored("第一党小组", "甲支部", taken) == stored
    assert group_names.shown(stored, "甲支部") == "第一党小组"
    assert group_names.full(stored, "甲支部") == "甲支部·第一党小组"


@pytest.mark.parametrize(
    ("kind", "parent", "fits"),
    [
        (OrganisationKind.BRANCH, None, True),
        (OrganisationKind.BRANCH, OrganisationKind.COMMITTEE, True),
        (OrganisationKind.BRANCH, OrganisationKind.BRANCH, False),
        (OrganisationKind.GROUP, OrganisationKind.BRANCH, True),
        (OrganisationKind.GROUP, OrganisationKind.COMMITTEE, False),
        (OrganisationKind.GROUP, None, False),
        (OrganisationKind.COMMITTEE, OrganisationKind.BRANCH, False),
        (OrganisationKind.GENERAL_BRANCH, OrganisationKind.COMMITTEE, True),
    ],
)
def test_where_an_organisation_may_stand(kind: OrganisationKind, parent: OrganisationKind | None, fits: bool) -> None:
    if fits:
        check_place(kind, parent)
    else:
        with pytest.raises(MisplacedError):
            check_place(kind, parent)


@pytest.mark.parametrize(
    ("name", "table", "roster"),
    [
        ("名册.xlsx", True, True),
        ("党员花名册2026.XLS", True, True),
        ("费用.xlsx", True, False),
        ("名册.docx", False, False),
        ("", False, False),
    ],
)
def test_files_judged_by_name(name: str, table: bool, roster: bool) -> None:
    assert (is_table(name), sounds_like_roster(name)) == (table, roster)
