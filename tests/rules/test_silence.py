"""Who is asked again, and when a quorum is in danger."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.answers import count
from storage.rules.quorum import Settings
from storage.rules.silence import survey
from storage.rules.terms import Answer, Form, LeaveState


@dataclass(frozen=True)
class One:
    """Somebody expected."""

    name: str = ""
    answer: Answer | None = None
    answer_current: bool = True
    leave: LeaveState | None = None
    telegram_id: int | None = 1
    reachable: bool = True
    voting: bool = True
    member_id: int = 0


YES = One(answer=Answer.ATTEND)
STALE = One(answer=Answer.ATTEND, answer_current=False)
AWAY = One(leave=LeaveState.APPROVED)
OPEN = One()
UNREACHABLE = One(reachable=False)
UNLINKED = One(telegram_id=None, reachable=False)


@pytest.mark.parametrize(
    ("one", "part"),
    [
        (OPEN, "silent"),
        (STALE, "to_confirm"),
        (UNREACHABLE, "unreachable"),
        (One(answer=Answer.ATTEND, answer_current=False, reachable=False), "unreachable"),
        (UNLINKED, "unlinked"),
        (One(leave=LeaveState.RETURNED), "silent"),
        (YES, None),
        (AWAY, None),
        (One(leave=LeaveState.ASKED, reachable=False), None),
    ],
)
def test_each_is_named_once(one: One, part: str | None):
    found = survey(Form.THEME_DAY, [one], {})
    parts = {name: getattr(found, name) for name in ("to_confirm", "silent", "unreachable", "unlinked")}
    assert {name for name, people in parts.items() if people} == ({part} if part else set())
    assert found.is_settled is (part is None)


people = st.builds(
    One,
    answer=st.sampled_from([None, Answer.ATTEND]),
    answer_current=st.booleans(),
    leave=st.sampled_from([None, *LeaveState]),
    telegram_id=st.sampled_from([None, 1]),
    reachable=st.booleans(),
    voting=st.booleans(),
)


@given(st.lists(people, max_size=12), st.sampled_from(Form))
def test_the_parts_make_what_the_card_counts(everyone: list[One], form: Form):
    found, counted = survey(form, everyone, {}), count(everyone)
    assert len(found.to_confirm) + len(found.silent) + len(found.unreachable) == counted.silent
    assert len(found.unlinked) == counted.unlinked


HALF: Settings = {"gm.nonvoting_quorum": "half"}


@pytest.mark.parametrize(
    ("form", "everyone", "settings", "expected"),
    [
        (Form.COMMITTEE, [YES, YES, OPEN], {}, (3, 2, 2, True, True, False)),
        (Form.COMMITTEE, [YES, OPEN, OPEN], {}, (3, 2, 1, False, True, False)),
        (Form.COMMITTEE, [YES, AWAY, AWAY], {}, (3, 2, 1, False, False, False)),
        (Form.GENERAL, [YES, One(voting=False), OPEN, OPEN], {}, (3, 2, 1, False, True, True)),
        (Form.GENERAL, [YES, One(voting=False), OPEN, OPEN], HALF, (4, 2, 1, False, True, False)),
    ],
)
def test_the_quorum_is_forecast_on_its_own_base(
    form: Form, everyone: list[One], settings: Settings, expected: tuple[int, int, int, bool, bool, bool]
):
    found = survey(form, everyone, settings)
    assert found.quorum is not None
    seen = found.quorum
    assert (
        seen.quorum.base,
        seen.quorum.needed,
        seen.quorum.present,
        seen.likely,
        seen.possible,
        found.only_to_vote,
    ) == expected
    assert found.in_danger is not seen.likely


@pytest.mark.parametrize("form", [Form.GROUP, Form.LECTURE, Form.THEME_DAY])
def test_other_forms_have_no_quorum(form: Form):
    assert survey(form, [OPEN], {}).quorum is None


def test_who_was_released_is_not_asked_but_counts():
    everyone = [One(answer=Answer.ATTEND, member_id=1), One(member_id=2), One(telegram_id=None, member_id=3)]
    found = survey(Form.COMMITTEE, everyone, {}, released={2, 3})
    assert (found.silent, found.unlinked) == ((), ())
    assert found.quorum is not None
    assert (found.quorum.quorum.base, found.quorum.quorum.present) == (3, 1)
