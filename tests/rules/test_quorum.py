"""Live quorum and its forecast: which form needs one, on what base, how many are missing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.compliance.ratio import Ratio
from storage.rules.quorum import Forecast, Matter, Quorum, promised, quorum_to_meet, quorum_to_vote
from storage.rules.terms import Form

HALF = Ratio(1, 2, inclusive=True)


def test_formula_parts_of_a_general_meeting():
    quorum = quorum_to_vote(Matter.GENERAL_RESOLUTION, 15, 8, {})
    assert quorum == Quorum(15, 8, 8, reached=True, rule_id="GM.QUORUM", ratio=HALF)
    assert quorum.missing == 0


@pytest.mark.parametrize(
    ("form", "settings", "rule_id", "needed"),
    [
        (Form.COMMITTEE, {}, "BC.QUORUM", 3),
        (Form.DEMOCRATIC_LIFE, {}, "DLM.QUORUM", 4),
        (Form.GENERAL, {"gm.nonvoting_quorum": "half"}, "gm.nonvoting_quorum", 3),
        (Form.GENERAL, {"gm.nonvoting_quorum": "2/3"}, "gm.nonvoting_quorum", 4),
    ],
)
def test_forms_that_need_a_quorum_to_meet(form: Form, settings: dict[str, object], rule_id: str, needed: int):
    quorum = quorum_to_meet(form, 5, 2, settings)
    assert quorum is not None
    assert (quorum.rule_id, quorum.needed, quorum.missing, quorum.reached) == (rule_id, needed, needed - 2, False)


@pytest.mark.parametrize("form", [Form.GENERAL, Form.GROUP, Form.LECTURE, Form.THEME_DAY])
def test_other_forms_need_none_to_meet(form: Form):
    assert quorum_to_meet(form, 5, 0, {}) is None


def test_nobody_expected_always_lacks_someone():
    assert quorum_to_vote(Matter.GENERAL_RESOLUTION, 0, 0, {}).missing == 1


@pytest.mark.parametrize(
    ("coming", "undecided", "likely", "possible"),
    [(8, 0, True, True), (7, 1, False, True), (7, 0, False, False), (0, 15, False, True)],
)
def test_forecast_tells_likely_from_possible(coming: int, undecided: int, likely: bool, possible: bool):
    seen = promised(quorum_to_vote(Matter.GENERAL_RESOLUTION, 15, 0, {}), coming, undecided)
    assert seen == Forecast(Quorum(15, 8, coming, likely, "GM.QUORUM", HALF), likely, possible)


@settings(deadline=None)
@given(st.sampled_from(Matter), st.integers(1, 200), st.integers(0, 200), st.integers(0, 200))
def test_forecast_is_never_surer_than_possible(matter: Matter, base: int, coming: int, undecided: int):
    seen = promised(quorum_to_vote(matter, base, 0, {}), coming, undecided)
    assert seen.possible or not seen.likely


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(1, 9), st.integers(1, 9), st.booleans())
def test_ratio_compares_integers_exactly(base: int, num: int, den: int, inclusive: bool):
    ratio = Ratio(min(num, den), den, inclusive)
    for count in range(ratio.needed(base) - 2, ratio.needed(base) + 2):
        exact = den * count >= ratio.num * base if inclusive else den * count > ratio.num * base
        assert ratio.reached(base, count) == (base > 0 and exact)
