import pytest

from storage.rules.activity_names import NAMES, UnknownActivity, form_of, read_activity, split_type
from storage.rules.terms import Activity, Form, OrganisationKind

GENERAL, LIFE, APPRAISAL = Activity.GENERAL_MEETING, Activity.ORG_LIFE_MEETING, Activity.MEMBER_APPRAISAL


@pytest.mark.parametrize(
    ("text", "activities"),
    [
        ("支部党员大会", (GENERAL,)),
        ("党员大会", (GENERAL,)),
        ("大会", (GENERAL,)),
        ("支部委员会", (Activity.COMMITTEE_MEETING,)),
        ("支委会", (Activity.COMMITTEE_MEETING,)),
        ("党小组会", (Activity.GROUP_MEETING,)),
        ("小组会", (Activity.GROUP_MEETING,)),
        ("党课", (Activity.PARTY_LECTURE,)),
        ("主题党日", (Activity.THEME_PARTY_DAY,)),
        ("党日", (Activity.THEME_PARTY_DAY,)),
        ("组织生活会", (LIFE,)),
        ("民主评议党员", (APPRAISAL,)),
        ("民主评议", (APPRAISAL,)),
        ("民主生活会", (Activity.DEMOCRATIC_LIFE_MEETING,)),
        (" 支部党员大会、组织生活会、民主评议党员 ", (GENERAL, LIFE, APPRAISAL)),
        ("组织生活会和民主评议", (LIFE, APPRAISAL)),
        ("大会，党员大会", (GENERAL,)),
    ],
)
def test_read_activity(text: str, activities: tuple[Activity, ...]) -> None:
    assert read_activity(text) == activities


@pytest.mark.parametrize(
    ("text", "activities", "rest"),
    [
        ("支部党员大会12月5日15:00", (GENERAL,), "12月5日15:00"),
        ("支部党员大会 12月5日15:00 主题：学习", (GENERAL,), "12月5日15:00 主题：学习"),
        ("主题党日活动明天上午九点半", (Activity.THEME_PARTY_DAY,), "明天上午九点半"),
        ("民主评议党员下周三", (APPRAISAL,), "下周三"),
        ("党员大会、党课 后天晚上7点", (GENERAL, Activity.PARTY_LECTURE), "后天晚上7点"),
        ("大会", (GENERAL,), ""),
    ],
)
def test_split_type_takes_the_longest_name(text: str, activities: tuple[Activity, ...], rest: str) -> None:
    assert split_type(text) == (activities, rest)


@pytest.mark.parametrize("text", ["", "团日活动", "谈心谈话", "12月5日 大会", "x" * 10_000])
def test_unknown_types_are_refused_with_the_names_there_are(text: str) -> None:
    with pytest.raises(UnknownActivity) as refused:
        split_type(text)
    assert (refused.value.text, len(refused.value.known)) == (text[:20], 8)


def test_read_activity_leaves_nothing_over() -> None:
    with pytest.raises(UnknownActivity):
        read_activity("大会堂")


def test_no_name_stands_for_two_activities() -> None:
    spelled = [name for names in NAMES.values() for name in names]
    assert sorted(spelled) == sorted(set(spelled))


@pytest.mark.parametrize(
    ("activities", "kind", "form"),
    [
        ((GENERAL,), OrganisationKind.BRANCH, Form.GENERAL),
        ((Activity.THEME_PARTY_DAY, LIFE), OrganisationKind.BRANCH, Form.THEME_DAY),
        ((Activity.THEME_PARTY_DAY, GENERAL), OrganisationKind.BRANCH, Form.GENERAL),
        ((LIFE, Activity.COMMITTEE_MEETING), OrganisationKind.BRANCH, Form.COMMITTEE),
        ((LIFE, APPRAISAL), OrganisationKind.BRANCH, Form.GENERAL),
        ((LIFE,), OrganisationKind.GROUP, Form.GROUP),
        ((Activity.PARTY_LECTURE,), OrganisationKind.BRANCH, Form.LECTURE),
        ((Activity.GROUP_MEETING,), OrganisationKind.GROUP, Form.GROUP),
        ((Activity.DEMOCRATIC_LIFE_MEETING,), OrganisationKind.COMMITTEE, Form.DEMOCRATIC_LIFE),
    ],
)
def test_form_of(activities: tuple[Activity, ...], kind: OrganisationKind, form: Form) -> None:
    assert form_of(activities, kind) == form
