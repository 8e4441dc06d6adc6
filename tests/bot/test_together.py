"""Taps that wait together: carried in one transaction, and everyone's outcome is what it would be alone."""

import json
import random
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot import together
from bot.actions import attendance
from bot.buttons import CheckIn
from storage.database import Sessions
from storage.models import Account, Attendance, Card, Expectation, Incoming, Meeting, Member, Organisation, Roll
from storage.repositories.incoming import RawUpdate
from storage.rules.deliveries import CardKind
from storage.rules.refusals import RefusalError
from storage.rules.terms import (
    AccountState,
    AttendanceStatus,
    Category,
    CheckInWay,
    Form,
    IncomingState,
    MeetingState,
    OrganisationKind,
    Source,
)
from tests.bot.conversation import SHANGHAI, Town

START = datetime(2026, 12, 2, 15, 0, tzinfo=SHANGHAI)
BEGUN = datetime(2026, 11, 1, 9, 0, tzinfo=SHANGHAI)
STRANGER, ASKED, GONE, UNEXPECTED, REMOVED, SIGNED, ABSENT, BY_HAND = 1, 2, 3, 4, 5, 6, 7, 8
PEOPLE = range(ASKED, 13)
"""Telegram ids; the named ones are special, the rest simply expected."""

MOMENTS = [timedelta(minutes=one) for one in (-31, -30, 0, 1, 119, 120, 200)]
SEEDS = range(24)


class Undone(Exception):
    """Ends a transaction that shall leave nothing behind."""


def _dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a history to be repeated, not a secret


def tap(number: int, data: str = "ci.1", state: IncomingState = IncomingState.WAITING) -> RawUpdate:
    return RawUpdate(number, -100, json.dumps({"update_id": number, "callback_query": {"data": data}}), state)


def test_only_taps_that_follow_each_other_on_one_such_button_go_together() -> None:
    said = RawUpdate(5, -100, json.dumps({"message": {"text": '"callback_query"'}}))
    updates = [
        tap(1), tap(2), tap(3, "ci.2"), tap(4, "at.1"), said, tap(6), tap(7), tap(8, state=IncomingState.DONE),
        tap(9), tap(10, "ci.x!"), *(tap(number) for number in range(11, 112)),
    ]  # fmt: skip
    found = [([one.update_id for one in part], button) for part, button in together.parts(updates)]
    assert found == [
        ([1, 2], CheckIn(1)), ([3], None), ([4], None), ([5], None), ([6, 7], CheckIn(1)), ([8], None), ([9], None),
        ([10], None), (list(range(11, 111)), CheckIn(1)), ([111], None),
    ]  # fmt: skip


async def _settle(sessions: Sessions, organisation_id: int) -> int:
    """Put a meeting and everybody who may tap into the database; return the meeting."""
    async with sessions.begin() as session:
        other = Organisation(kind=OrganisationKind.BRANCH, name="别处", founded=date(2015, 7, 1), created_at=BEGUN)
        meeting = Meeting(
            organisation_id=organisation_id, form=Form.GENERAL, state=MeetingState.ANNOUNCED, starts_at=START,
            timezone="Asia/Shanghai", local_day=START.date(), source=Source.BOT, created_at=BEGUN,
        )  # fmt: skip
        session.add_all([other, meeting])
        await session.flush()
        for who in PEOPLE:
            member = Member(organisation_id=organisation_id, name=f"甲{who}", name_key=f"甲{who}", created_at=BEGUN)
            member.left_on = START.date() if who == GONE else None
            session.add(member)
            await session.flush()
            state = AccountState.ASKED if who == ASKED else AccountState.APPROVED
            session.add(Account(member_id=member.id, telegram_id=who, state=state, asked_at=BEGUN))
            if who != UNEXPECTED:
                removed = BEGUN if who == REMOVED else None
                session.add(
                    Expectation(
                        meeting_id=meeting.id, member_id=member.id, category=Category.FULL, voting=True, position=who,
                        removed_at=removed,
                    )
                )  # fmt: skip
            known = {
                SIGNED: (AttendanceStatus.LATE, CheckInWay.SELF),
                ABSENT: (AttendanceStatus.ABSENT, CheckInWay.ROLL),
                BY_HAND: (AttendanceStatus.PRESENT, CheckInWay.PROXY),
            }.get(who)
            if known:
                session.add(
                    Attendance(
                        meeting_id=meeting.id, member_id=member.id, status=known[0], way=known[1], at=BEGUN,
                        by_id=member.id, reason="说明",
                    )
                )  # fmt: skip
            for kind, owner in ((CardKind.MEETING, 0), (CardKind.INVITATION, member.id)):
                session.add(
                    Card(
                        kind=kind, organisation_id=organisation_id, subject_id=meeting.id, member_id=owner, chat_id=who,
                        thread_id=0, message_id=10 * who + bool(owner),
                    )
                )  # fmt: skip
    return meeting.id


async def _shape(session, meeting_id: int, dice: random.Random) -> None:
    """Put the meeting into one of the states in which somebody may tap."""
    meeting = await session.get_one(Meeting, meeting_id)
    states = [MeetingState.ANNOUNCED] * 4 + [MeetingState.IN_PROGRESS, MeetingState.CANCELLED]
    meeting.state = dice.choice(states)
    roll = Roll(meeting_id=meeting_id, opened_at=dice.choice([None, START - timedelta(hours=2)]))
    roll.confirmed_at = dice.choice([None, None, None, START])
    organisation = await session.get_one(Organisation, meeting.organisation_id)
    organisation.check_in_code_since = dice.choice([None, None, None, BEGUN])
    session.add_all([meeting, roll, organisation])
    await session.flush()


def _said(outcome: object) -> object:
    if isinstance(outcome, RefusalError):
        return type(outcome), vars(outcome)
    assert isinstance(outcome, attendance.CheckedIn)
    return outcome.status, outcome.at, outcome.fresh


async def _alone(session, people: Sequence[int], meeting: int, now: datetime) -> list[object]:
    outcomes: list[object] = []
    for who in people:
        try:
            outcomes.append(await attendance.check_in(session, who, meeting, now))
        except RefusalError as refusal:
            outcomes.append(refusal)
    return outcomes


async def _rows(session) -> list[object]:
    lines = (await session.exec(select(Attendance).order_by(Attendance.member_id))).all()
    dirty = (await session.exec(select(Card.kind, Card.member_id, Card.dirty_at).order_by(Card.id))).all()
    return [*(one.model_dump() for one in lines), *(tuple(row) for row in dirty)]


async def test_taps_together_leave_what_the_same_taps_leave_one_by_one(
    sessions: Sessions, organisation_id: int
) -> None:
    meeting = await _settle(sessions, organisation_id)
    for seed in SEEDS:
        dice = _dice(seed)
        people = dice.choices([STRANGER, *PEOPLE], k=dice.randint(2, 20))
        now, which = START + dice.choice(MOMENTS), dice.choice([meeting] * 9 + [meeting + 1])
        left = []
        for way in (_alone, attendance.check_in_all):
            with suppress(Undone):
                async with sessions.begin() as session:
                    await _shape(session, meeting, _dice(seed))
                    outcomes = await way(session, people, which, now)
                    left.append(([_said(one) for one in outcomes], await _rows(session)))
                    raise Undone
        assert left[0] == left[1], seed


async def _announce(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 12月2日15:00 主题：学习")
    await secretary.tap("发布", secretary.private)
    await place.at(START - timedelta(minutes=5))


async def _press(place: Town, meeting: int, names: Sequence[str]) -> list[str]:
    """Let all of them press 签到 before the bot hears of it; return the answers in the order of the taps."""
    card = place.stage.world.post(place.group, place.cast.bot.user, text="卡片")
    before = len(place.stage.sent)
    taps = [place.stage.world.press(place.cast.bot, place[name].user, card, f"ci.{meeting}").id for name in names]
    await place.cast.settle()
    said = [sent.params for sent in place.stage.sent[before:] if sent.method == "answerCallbackQuery"]
    answers = {one["callback_query_id"]: one.get("text", "") for one in said}
    assert (len(said), len(answers)) == (len(taps), len(taps))
    return [answers[one] for one in taps]


@pytest.mark.sqlite_only
async def test_one_poisoned_line_of_the_roll_does_not_sink_the_taps_beside_it(place: Town) -> None:
    await _announce(place)
    async with place.sessions.begin() as session:
        meeting = (await session.exec(select(Meeting.id))).one()
        values = {"meeting": meeting, "member": place.members["孙党员"]}
        poison = "INSERT INTO attendance (meeting_id, member_id, status, way, at, reason) VALUES (:meeting, :member, "
        await session.execute(text(poison + "'present', 'by magic', 0, '')"), values)
    names = ["周党员", "钱组长", "孙党员", "周党员", "吴预备"]
    answers = await _press(place, meeting, names)
    bad = answers.pop(2)
    assert answers == ["签到成功 14:55", "签到成功 14:55", "您已签到 14:55", "签到成功 14:55"]
    assert re.search("E-[0-9a-f]{8}", bad)
    async with place.sessions.read() as session:
        lines = select(Member.name, Attendance.at).join(Attendance, Attendance.member_id == Member.id)
        entered = (await session.exec(lines.where(Attendance.by_id == Attendance.member_id))).all()
        states = (await session.exec(select(Incoming.state, Incoming.body_sealed))).all()
    assert {name for name, _ in entered} == {"周党员", "钱组长", "吴预备"}
    assert [state for state, body in states if body is not None] == [IncomingState.FAILED]


async def test_people_of_whom_some_may_not_are_answered_each_in_their_own_words(place: Town) -> None:
    await _announce(place)
    async with place.sessions.read() as session:
        meeting = (await session.exec(select(Meeting.id))).one()
    stranger = place.cast.person("过路人")
    place.people["过路人"] = stranger
    place.stage.world.set_member(place.group, stranger.user, "member")
    together_ = await _press(place, meeting, ["周党员", "过路人", "钱组长", "周党员"])
    alone = [(await _press(place, meeting, [name]))[0] for name in ("吴预备", "过路人", "吴预备")]
    assert together_ == [alone[0], alone[1], alone[0], alone[2]]
    assert alone[0] == "签到成功 14:55"
