"""Who may read what, who has not had a turn, and texts that come in several messages."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.life import (
    CLIENT_SPLIT,
    Coverage,
    NoSuchCriticismError,
    Opened,
    OwnDraftError,
    Remark,
    Section,
    SelfExamination,
    cover,
    is_cut,
    is_keeper,
    joined,
    readable,
)
from storage.rules.terms import Duty

FULL = SelfExamination(1, 1, "问题", "原因", "措施")
IDS = st.integers(1, 6)
REMARKS = st.lists(
    st.builds(Remark, from_id=IDS, to_id=IDS, by_id=IDS, text=st.just("意见"), response=st.sampled_from(["", "接受"])),
    max_size=12,
).map(tuple)
EXAMINATIONS = st.lists(
    st.builds(SelfExamination, member_id=IDS, by_id=IDS, problems=st.just("问题"), submitted=st.booleans()),
    unique_by=lambda one: one.member_id,
    max_size=6,
).map(tuple)


@pytest.mark.parametrize(
    ("member", "duties", "host", "recorder", "keeps"),
    [
        (1, [], 1, 2, True),
        (2, [], 1, 2, True),
        (3, [], 1, 2, False),
        (3, [Duty.SECRETARY], 1, 2, True),
        (3, [Duty.DEPUTY_SECRETARY], 1, 2, False),
        (3, [Duty.ORGANISATION_COMMISSIONER], 1, 2, False),
        (3, [Duty.DISCIPLINE_COMMISSIONER], 1, 2, False),
        (3, [Duty.GROUP_LEADER], 1, 2, False),
        (3, [Duty.RECORDER], 1, 2, False),
        (3, [Duty.RECORDER], 1, None, True),
        (3, [], None, None, False),
    ],
)
def test_who_keeps_the_record(member, duties, host, recorder, keeps):
    assert is_keeper(member, frozenset(duties), host, recorder) is keeps


@given(EXAMINATIONS, REMARKS, IDS)
def test_anybody_else_reads_what_is_theirs_and_nothing_more(examinations, remarks, reader):
    seen = readable(Opened(examinations, remarks), reader, keeper=False)
    assert seen.examinations == tuple(one for one in examinations if one.member_id == reader)
    assert seen.remarks == tuple(one for one in remarks if reader in (one.from_id, one.to_id))


@given(EXAMINATIONS, REMARKS, IDS)
def test_a_keeper_reads_everything_but_open_drafts(examinations, remarks, reader):
    seen = readable(Opened(examinations, remarks), reader, keeper=True)
    hidden = {one.member_id for one in examinations} - {one.member_id for one in seen.examinations}
    assert hidden == {
        one.member_id
        for one in examinations
        if not one.submitted and one.by_id == one.member_id and one.member_id != reader
    }
    assert seen.remarks == remarks


def test_coverage_names_people_in_roll_order():
    opened = Opened(
        (replace(FULL, member_id=3, submitted=True), replace(FULL, member_id=1)),
        (Remark(3, 1, 3, "意见"), Remark(2, 3, 2, "意见", response="接受")),
    )
    assert cover([3, 2, 1], opened) == Coverage(
        without_self_criticism=(2, 1),
        without_criticism_given=(1,),
        without_criticism_received=(2,),
        without_response=(1,),
    )


@given(EXAMINATIONS, REMARKS)
def test_coverage_is_the_same_however_often_somebody_spoke(examinations, remarks):
    roll = [4, 2, 6, 1, 3, 5]
    assert cover(roll, Opened(examinations, remarks)) == cover(roll, Opened(examinations, remarks * 3))


def test_a_section_is_rewritten_and_the_first_hand_stays_on_record():
    begun = SelfExamination(1, 1).rewritten(Section.PROBLEMS, "甲", by_id=2)
    assert begun == SelfExamination(1, 2, problems="甲")
    assert begun.rewritten(Section.CAUSES, "乙", by_id=1) == SelfExamination(1, 2, "甲", "乙")
    assert begun.missing == (Section.CAUSES, Section.MEASURES)
    assert begun.sections == ((Section.PROBLEMS, "甲"),)


def test_nobody_writes_over_an_open_draft():
    with pytest.raises(OwnDraftError):
        FULL.rewritten(Section.PROBLEMS, "别的", by_id=2)
    assert replace(FULL, submitted=True).rewritten(Section.PROBLEMS, "别的", by_id=2).problems == "别的"


def test_a_criticism_that_is_not_among_those_opened_does_not_exist():
    mine = Remark(1, 2, 1, "意见", id=7)
    assert Opened(remarks=(mine,)).remark(7) == mine
    with pytest.raises(NoSuchCriticismError):
        Opened(remarks=(mine,)).remark(8)


@pytest.mark.parametrize(
    ("before", "more", "cut", "text"),
    [("", "一", False, "一"), ("", "一", True, "一"), ("一", "二", False, "一\n二"), ("一", "二", True, "一二")],
)
def test_messages_make_one_text(before, more, cut, text):
    assert joined(before, more, cut=cut) == text


@given(st.text("甲乙丙", min_size=1, max_size=3 * CLIENT_SPLIT))
def test_what_a_client_cuts_comes_together_again(text):
    parts = [text[begin : begin + CLIENT_SPLIT] for begin in range(0, len(text), CLIENT_SPLIT)]
    whole, cut = "", False
    for part in parts:
        whole, cut = joined(whole, part, cut=cut), is_cut(part)
    assert whole == text
