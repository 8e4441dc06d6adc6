"""How people call the activities, from the full title to the everyday word, and in whose form a meeting is then held.

Reads Chinese: the names of the activities and the signs that join them are input vocabulary.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storage.rules.characters import simplified
from storage.rules.refusals import RefusalError
from storage.rules.terms import Activity, Form, OrganisationKind

NAMES = {
    Activity.GENERAL_MEETING: ("支部党员大会", "党支部党员大会", "全体党员大会", "党员大会", "支部大会", "大会"),
    Activity.COMMITTEE_MEETING: ("支部委员会", "党支部委员会", "支部委员会会议", "支委会会议", "支委会议", "支委会"),
    Activity.GROUP_MEETING: ("党小组会", "党小组会议", "小组会议", "小组会"),
    Activity.PARTY_LECTURE: ("党课", "专题党课", "上党课", "讲党课"),
    Activity.THEME_PARTY_DAY: ("主题党日", "主题党日活动", "支部主题党日", "党日活动", "党日"),
    Activity.ORG_LIFE_MEETING: ("组织生活会", "专题组织生活会", "年度组织生活会"),
    Activity.MEMBER_APPRAISAL: ("民主评议党员", "民主评议党员工作", "民主评议"),
    Activity.DEMOCRATIC_LIFE_MEETING: ("民主生活会", "专题民主生活会"),
}
_BY_NAME = {name: activity for activity, names in NAMES.items() for name in names}
_ONE = "(?:" + "|".join(sorted(_BY_NAME, key=len, reverse=True)) + ")(?!议?[室厅堂])"  # 大会议室 is a place
_JOINT = r"\s*[、,，+＋/;；和与暨及&]\s*"
_SEVERAL = re.compile(rf"(?:召?开|举行)?({_ONE}(?:{_JOINT}{_ONE})*)")
_BEHIND = re.compile(rf"(?<=[\s\d点半整分，,]){_SEVERAL.pattern}")
_FORMS = {
    Activity.GENERAL_MEETING: Form.GENERAL,
    Activity.COMMITTEE_MEETING: Form.COMMITTEE,
    Activity.GROUP_MEETING: Form.GROUP,
    Activity.PARTY_LECTURE: Form.LECTURE,
    Activity.THEME_PARTY_DAY: Form.THEME_DAY,
    Activity.DEMOCRATIC_LIFE_MEETING: Form.DEMOCRATIC_LIFE,
}
_BODIES = (Activity.GENERAL_MEETING, Activity.COMMITTEE_MEETING, Activity.GROUP_MEETING)


@dataclass(eq=False)
class UnknownActivity(RefusalError):
    """No activity is called so; ``known`` are the full names there are."""

    text: str
    known: tuple[str, ...] = tuple(names[0] for names in NAMES.values())


def read_activity(text: str) -> tuple[Activity, ...]:
    """Return the activities a whole text names, in its order, each once; raise UnknownActivity."""
    activities, rest = split_type(text)
    if rest:
        raise UnknownActivity(_shown(text))
    return activities


def split_type(text: str) -> tuple[tuple[Activity, ...], str]:
    """Return the activities a text begins with (longest names first) and what follows; raise UnknownActivity."""
    text = text.strip()
    found = _SEVERAL.match(simplified(text))
    if found is None:
        raise UnknownActivity(_shown(text))
    return _named(found), text[found.end() :].strip()


def take_type(text: str) -> tuple[tuple[Activity, ...], str]:
    """Return the activities named first behind a time or blank, and the text without them; raise UnknownActivity."""
    found = _BEHIND.search(simplified(text))
    if found is None:
        raise UnknownActivity(_shown(text))
    return _named(found), f"{text[: found.start()]} {text[found.end() :]}".strip()


def _named(found: re.Match[str]) -> tuple[Activity, ...]:
    return tuple(dict.fromkeys(_BY_NAME[part] for part in re.split(_JOINT, found[1])))


def form_of(activities: Sequence[Activity], kind: OrganisationKind = OrganisationKind.BRANCH) -> Form:
    """Return in whose form one event crediting these is held.

    A general, committee or group meeting among them decides, then the first credit; 组织生活会 and 民主评议党员 have no
    form of their own (支部工作条例 art. 17) and take the group's in a group, else the general one.
    """
    body = next((activity for activity in _BODIES if activity in activities), activities[0])
    own = Form.GROUP if kind is OrganisationKind.GROUP else Form.GENERAL
    return _FORMS.get(body, own)


def _shown(text: str) -> str:
    return text.strip()[:20]
