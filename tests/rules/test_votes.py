"""Votes judged from head-counts: worked rows, the table of minimum head-counts, and what always holds."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import SwitchValueError, UnknownSwitchError
from storage.rules.quorum import Matter
from storage.rules.votes import UnknownMatterError, Verdict, VerdictReason, VoteCountError, judge, majority_needed

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "quorum_votes.jsonl").read_text(encoding="utf-8").splitlines()
]

# base: general quorum, majority or admission quorum, election quorum, democratic life quorum, cap of the grade
MINIMUM = {
    3: (2, 2, 3, 2, 1),
    4: (2, 3, 4, 3, 1),
    5: (3, 3, 4, 4, 1),
    6: (3, 4, 5, 4, 2),
    7: (4, 4, 6, 5, 2),
    8: (4, 5, 7, 6, 2),
    9: (5, 5, 8, 6, 3),
    10: (5, 6, 8, 7, 3),
    12: (6, 7, 10, 8, 4),
    15: (8, 8, 12, 10, 5),
    20: (10, 11, 16, 14, 6),
    23: (12, 12, 19, 16, 7),
    30: (15, 16, 24, 20, 10),
    50: (25, 26, 40, 34, 16),
}
BASE_KEY = {Matter.COMMITTEE_RESOLUTION: "committee", Matter.DEMOCRATIC_LIFE_MEETING: "body"}
VOTED = [matter for matter in Matter if matter is not Matter.DEMOCRATIC_LIFE_MEETING]


def counts(matter: Matter, base: int, present: int, yes: int = 0, **more: object) -> dict[str, object]:
    return {BASE_KEY.get(matter, "full"): base, "present": present, "yes": yes, **more}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_judge_agrees_with_the_worked_row(row: dict[str, dict[str, object]]):
    verdict = judge(str(row["matter"]), row["counts"], row["settings"])
    assert verdict == Verdict(**row["expected"])  # type: ignore[arg-type]  # a row of plain JSON


@pytest.mark.parametrize(("base", "needed"), MINIMUM.items())
def test_minimum_head_counts(base: int, needed: tuple[int, ...]):
    general, majority, election, life, cap = needed
    assert {matter: judge(matter, counts(matter, base, 0), {}).quorum_needed for matter in Matter} == {
        Matter.GENERAL_RESOLUTION: general,
        Matter.COMMITTEE_RESOLUTION: general,
        Matter.ADMISSION: majority,
        Matter.ELECTION: election,
        Matter.DEMOCRATIC_LIFE_MEETING: life,
    }
    assert {majority_needed(matter, base, base, {}) for matter in VOTED} == {majority}
    assert load()["DRM.CAP"].fraction.cap(base) == cap


@pytest.mark.parametrize("matter", Matter)
def test_base_of_nobody_never_reaches_a_quorum(matter: Matter):
    verdict = judge(matter, counts(matter, 0, 3, 3), {})
    assert (verdict.base, verdict.quorum_reached, bool(verdict.passed)) == (0, False, False)
    assert verdict.reason is VerdictReason.QUORUM_NOT_REACHED


EXCLUDED = [{"case": "bedridden", "count": 2, "superior_consent": True, "meeting_approval": True}]


@pytest.mark.parametrize(
    ("matter", "scope", "base"),
    [
        (Matter.GENERAL_RESOLUTION, None, 20),
        (Matter.ADMISSION, None, 18),
        (Matter.ELECTION, None, 18),
        (Matter.ADMISSION, "elections", 20),
        (Matter.ELECTION, "elections", 18),
        (Matter.GENERAL_RESOLUTION, "all", 18),
    ],
)
def test_approved_cases_leave_the_base_within_their_scope(matter: Matter, scope: str | None, base: int):
    settings = {"exclusion_scope": scope} if scope else {}
    assert judge(matter, counts(matter, 20, 20, excluded=EXCLUDED), settings).base == base


def test_written_opinions_and_ballots_cannot_outnumber_the_base():
    written = [{"by": "full", "stance": "no", "count": 3, "handed_in": "before"}]
    verdict = judge(Matter.ADMISSION, counts(Matter.ADMISSION, 8, 6, 6, written=written), {})
    assert verdict == Verdict(8, 5, True, False, VerdictReason.MORE_VOTES_THAN_VOTERS)


def test_election_quorum_may_exclude_exactly_four_fifths():
    assert (
        judge(Matter.ELECTION, counts(Matter.ELECTION, 35, 28), {"election.quorum_inclusive": False}).quorum_needed
        == 29
    )


@pytest.mark.parametrize(
    ("settings", "needed"), [({}, 6), ({"election.win_base": "实到"}, 5), ({"election.win_base": "present"}, 5)]
)
def test_election_is_won_on_the_base_the_switch_names(settings: dict[str, object], needed: int):
    assert majority_needed(Matter.ELECTION, 10, 8, settings) == needed


@pytest.mark.parametrize(
    ("matter", "more", "settings", "refusal"),
    [
        ("appointment", {}, {}, UnknownMatterError),
        ("admission", {"yes": -1}, {}, VoteCountError),
        ("admission", {"yes": "8"}, {}, VoteCountError),
        ("admission", {"present": True}, {}, VoteCountError),
        ("admission", {"excluded": 2}, {}, VoteCountError),
        ("admission", {}, {"gm.written": True}, UnknownSwitchError),
        ("committee_resolution", {}, {"bc.vote_threshold": "most"}, SwitchValueError),
    ],
)
def test_what_cannot_be_judged_is_refused(
    matter: str, more: dict[str, object], settings: dict[str, object], refusal: type[Exception]
):
    with pytest.raises(refusal):
        judge(matter, {"full": 8, "committee": 5, "present": 8, "yes": 8} | more, settings)


heads = st.integers(0, 200)


@settings(deadline=None)
@given(st.sampled_from(VOTED), heads, heads, heads)
def test_passed_means_more_than_half_of_those_expected(matter: Matter, base: int, present: int, yes: int):
    verdict = judge(matter, counts(matter, base, present, yes), {})
    enough = {
        Matter.ELECTION: 5 * present >= 4 * base,
        Matter.ADMISSION: 2 * present > base,
    }.get(matter, 2 * present >= base)
    assert verdict.quorum_reached == (base > 0 and enough)
    assert verdict.passed == (verdict.quorum_reached and 2 * yes > base and yes <= min(present, base))


@settings(deadline=None)
@given(st.sampled_from(VOTED), st.integers(1, 200), st.data())
def test_one_more_yes_never_undoes_a_vote(matter: Matter, base: int, data: st.DataObject):
    present = data.draw(st.integers(0, base))
    yes = data.draw(st.integers(0, max(present - 1, 0)))
    before = judge(matter, counts(matter, base, present, yes), {})
    after = judge(matter, counts(matter, base, present, min(yes + 1, present)), {})
    assert (after.passed or not before.passed) is True


@settings(deadline=None)
@given(st.sampled_from(Matter), st.integers(1, 200))
def test_quorum_needed_is_the_smallest_that_suffices(matter: Matter, base: int):
    needed = judge(matter, counts(matter, base, 0), {}).quorum_needed
    reached = [judge(matter, counts(matter, base, present), {}).quorum_reached for present in (needed - 1, needed)]
    assert reached == [False, True]


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_probationary_members_and_guests_never_change_a_verdict(full: int, present: int, yes: int, others: int):
    company = {"probationary": others, "present_probationary": others, "guests": others, "present_without_vote": others}
    for matter in VOTED:
        plain = counts(matter, full, present, yes)
        assert judge(matter, plain | company, {}) == judge(matter, plain, {})
