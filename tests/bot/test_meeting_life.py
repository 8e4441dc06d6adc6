"""Random histories of one meeting through the real application: whatever people do in whatever order, the record holds.

People tap only what stands on their screens. A longer walk: ``MEETING_LIVES=200 pytest tests/bot/test_meeting_life.py
--hypothesis-seed=7``.
"""

import asyncio
import os
import re
import tempfile
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import select

from bot.actions import attendance, meetings
from bot.rehearsal.people import Person
from storage.models import Attendance, Delivery, Expectation, Meeting, Member, Standing
from storage.rules import answers
from storage.rules.deliveries import DeliveryState, PlanKind
from storage.rules.meetings import ALIVE
from storage.rules.terms import CAME, Aspect, Category, MeetingState
from tests.bot.conversation import ROSTER, SHANGHAI, Town, town

LIVES = int(os.environ.get("MEETING_LIVES", "2"))
LINKED = [one.name for one in ROSTER if one.linked]
UNNAMED = [one.name for one in ROSTER if one.name not in ("李书记", "王组织")]
MEMBERS = st.sampled_from(LINKED)
KINDS = ("事假", "病假", "公出", "学习培训", "其他")
REASON = "腰椎手术复查"
LAST_RUNG = -120


def parts(line: str) -> tuple[int, int]:
    """应到 and the sum of the exclusive figures behind it; 待重新确认 and the like are parts of others."""
    whole = int(re.search(r"应到 ?(\d+)", line)[1])
    labels = "参加|请假|未回应|未绑定|实到|缺席|未登记|补课|免于要求"
    return whole, sum(int(figure) for figure in re.findall(rf"(?:{labels}) ?(\d+)", line))


class MeetingLife(RuleBasedStateMachine):
    """One branch, one meeting at a time, people who tap and a clock that jumps."""

    @initialize(days=st.integers(2, 4), hour=st.sampled_from([9, 15]))
    def open(self, days, hour):
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.stack = AsyncExitStack()
        self.place: Town = self.run(self.stack.enter_async_context(town(Path(self.folder.name))))
        self.place.cast.patience = 60
        self.meeting: int | None = None
        self.frozen: dict[int, set[int]] = {}
        self.said = self.reminded = 0
        self.run(self._schedule(self.place.clock.now().astimezone(SHANGHAI) + timedelta(days=days), hour))

    def run(self, coroutine):
        return self.runner.run(coroutine)

    # ---- what people do ----

    @rule(days=st.integers(2, 5), hour=st.sampled_from([9, 15, 19]))
    def schedule(self, days, hour):
        if self.meeting is None or self.state() not in (MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS):
            self.run(self._schedule(self.place.clock.now().astimezone(SHANGHAI) + timedelta(days=days), hour))

    async def _schedule(self, day: datetime, hour: int):
        secretary = self.place["李书记"]
        await secretary.say(
            secretary.private, f"/schedule 党员大会 {day.month}月{day.day}日{hour}:00 地点：二楼 主题：学习"
        )
        if await self.tap(secretary, "发布"):
            await self.place.settle()
            self.meeting = max(one.id for one in await self.rows(Meeting))
            lines = [one for one in await self.rows(Expectation) if one.meeting_id == self.meeting]
            self.frozen[self.meeting] = {one.member_id for one in lines}

    @rule(name=MEMBERS, where=st.booleans())
    def attend(self, name, where):
        self.run(self.tap(self.place[name], "参加", group=where))

    @rule(name=MEMBERS, kind=st.sampled_from(KINDS), reason=st.booleans())
    def ask_leave(self, name, kind, reason):
        self.run(self._ask_leave(self.place[name], kind, reason))

    async def _ask_leave(self, person: Person, kind: str, reason: bool):
        if await self.tap(person, "请假") and await self.tap(person, kind):
            if reason:
                await person.say(person.private, REASON)
            else:
                await self.tap(person, "不写理由")
            await self.place.settle()

    @rule(approve=st.booleans())
    def decide(self, approve):
        self.run(self._decide(approve))

    async def _decide(self, approve: bool):
        if await self.tap(self.place["李书记"], "批准" if approve else "退回"):
            await self.tap(self.place["李书记"], "不写意见")
            await self.place.settle()

    @precondition(lambda self: self.meeting is not None)
    @rule(days=st.integers(1, 4), fate=st.sampled_from(["move", "move", "postpone", "cancel"]))
    def change(self, days, fate):
        self.run(self._change(self.place.clock.now().astimezone(SHANGHAI) + timedelta(days=days), fate))

    async def _change(self, day: datetime, fate: str):
        secretary = self.place["李书记"]
        await secretary.say(secretary.private, "/meetings")
        if not await self.tap(secretary, "取消会议" if fate == "cancel" else "改期"):
            return
        if fate == "move":
            await secretary.say(secretary.private, f"{day.month}月{day.day}日16:00")
        elif fate == "postpone":
            await self.tap(secretary, "时间另定")
        await secretary.say(secretary.private, "场地冲突")
        for label in ("确认改期", "确认延期", "确认取消"):
            await self.tap(secretary, label)
        await self.place.settle()

    @rule(name=st.sampled_from(UNNAMED), gone=st.booleans())
    def change_roster(self, name, gone):
        self.run(self._change_roster(self.place.members[name], gone))

    async def _change_roster(self, member_id: int, gone: bool):
        today = self.place.clock.now().astimezone(SHANGHAI).date()
        async with self.place.sessions.begin() as session:
            if gone:
                member = await session.get_one(Member, member_id)
                member.left_on = None if member.left_on else today
                return
            query = select(Standing).where(Standing.member_id == member_id, Standing.aspect == Aspect.CATEGORY)
            standing = (await session.exec(query)).one()
            full = standing.value == Category.FULL
            standing.value = Category.ACTIVIST.value if full else Category.FULL.value

    @rule(name=MEMBERS, where=st.booleans())
    def sign_in(self, name, where):
        self.run(self.tap(self.place[name], "签到", group=where))

    @precondition(lambda self: self.meeting is not None)
    @rule(name=st.sampled_from([one.name for one in ROSTER]), status=st.sampled_from(["出席", "迟到", "请假", "缺席"]))
    def correct(self, name, status):
        self.run(self._correct(name, status))

    async def _correct(self, name: str, status: str):
        recorder = self.place["王组织"]
        await recorder.say(recorder.private, "/roll")
        if await self.tap(recorder, name) and await self.tap(recorder, status):
            await self.tap(recorder, "没有带手机")

    @precondition(lambda self: self.meeting is not None)
    @rule(right=st.booleans())
    def lock(self, right):
        self.run(self._lock(right))

    async def _lock(self, right: bool):
        recorder = self.place["王组织"]
        await recorder.say(recorder.private, "/roll")
        if await self.tap(recorder, "确认考勤"):
            came = [one for one in await self.rows(Attendance) if one.meeting_id == self.meeting and one.status in CAME]
            await recorder.say(recorder.private, str(len(came) + (not right)))

    @precondition(lambda self: self.meeting is not None)
    @rule()
    def reopen(self):
        self.run(self._reopen())

    async def _reopen(self):
        recorder = self.place["王组织"]
        await recorder.say(recorder.private, "/roll")
        if await self.tap(recorder, "重新打开"):
            await recorder.say(recorder.private, "有人没有登记上")

    @precondition(lambda self: self.meeting is not None and self.state() is MeetingState.HELD)
    @rule(agree=st.booleans())
    def void(self, agree):
        self.run(self._void(agree))

    async def _void(self, agree: bool):
        secretary, second = self.place["李书记"], self.place["王组织"]
        day = (await self._the_meeting()).local_day
        period = f"支部党员大会 {day.year}年第{'一二三四'[(day.month - 1) // 3]}季度"
        await secretary.say(secretary.private, "/compliance")
        for _ in range(12):
            if await self.tap(secretary, period):
                break
            await self.tap(secretary, "下一页")
        if await self.tap(secretary, f"作废 {day.month}月{day.day}日的记录"):
            await secretary.say(secretary.private, "误发，没有召开")
            await self.tap(secretary, "提交")
            await self.place.settle()
            await self.tap(second, "批准" if agree else "退回")
            await self.place.settle()

    @rule(hours=st.sampled_from([0.5, 3, 22, 24, 49]))
    def wait(self, hours):
        self.run(self.place.later(hours=hours))

    @precondition(lambda self: self.meeting is not None)
    @rule(minutes=st.sampled_from([-1441, -119, -20, 5, 100]))
    def go_to_the_meeting(self, minutes):
        moment = self.run(self._the_meeting()).starts_at + timedelta(minutes=minutes)
        if moment > self.place.clock.now():
            self.run(self.place.at(moment))

    @rule()
    def restart(self):
        self.run(self.place.restart())

    # ---- what must hold ----

    @invariant()
    def the_record_holds(self):
        if hasattr(self, "place"):
            self.run(self._check())

    async def _check(self):
        await self._check_frozen_rolls()
        await self._check_reminders()
        self._check_group()

    async def _check_frozen_rolls(self):
        async with self.place.sessions.read() as session:
            for number, expected in self.frozen.items():
                shown = await meetings.show(session, await session.get_one(Meeting, number))
                assert {one.member_id for one in shown.expected} == expected
                counted = answers.count(shown.expected)
                told = counted.attending + counted.on_leave + counted.silent + counted.unlinked
                assert counted.expected == told == len(expected)
                total = attendance.totals(shown)
                known = [one.attendance for one in shown.expected if one.attendance is not None]
                assert total.present == sum(row.status in CAME for row in known)
                rest = total.on_leave + total.absent + total.makeup + total.exempt + total.unknown
                assert total.expected == total.present + rest == len(expected)
                if shown.roll_locked:
                    assert total.unknown == 0
                    assert shown.roll.head_count == total.present - total.online

    async def _check_reminders(self):
        """Every reminder sent since the last look was owed at this moment, by these answers, before this start."""
        rows = [one for one in await self.rows(Delivery) if one.kind is PlanKind.REMINDER]
        fresh = [one for one in rows if one.state is DeliveryState.SENT and one.id > self.reminded]
        self.reminded = max([self.reminded, *(one.id for one in fresh)])
        async with self.place.sessions.read() as session:
            for one in fresh:
                shown = await meetings.show(session, await session.get_one(Meeting, one.subject_id))
                line = next(each for each in shown.expected if each.member_id == one.member_id)
                assert shown.meeting.state in ALIVE
                assert one.rev < shown.meeting.rev or one.sent_at < shown.meeting.starts_at
                assert not answers.is_on_leave(line)
                assert int(one.slot) >= LAST_RUNG or not answers.is_attending(line)

    def _check_group(self):
        """The group has been told figures that add up, no member's name, no kind of leave and no reason."""
        fresh, self.said = self.place.stage.sent[self.said :], len(self.place.stage.sent)
        told = [one.params for one in fresh if int(str(one.params.get("chat_id", 0))) == self.place.group.id]
        for text in (str(params.get("text", "")) for params in told):
            assert [name for name in UNNAMED if name in text] == []
            assert [word for word in (*KINDS[:4], REASON) if word in text] == []
            for line in text.splitlines():
                if line.startswith("应到"):
                    whole, rest = parts(line)
                    assert whole == rest, line

    # ---- hands and eyes ----

    async def tap(self, person: Person, label: str, *, group: bool = False) -> bool:
        """Tap the newest button of this label (its state before it aside) on the screen; return False where none is."""
        chat = self.place.group if group else person.private
        for message in reversed(chat.ordered()):
            for button in (button for row in message.keyboard or () for button in row):
                if button["text"] == label or button["text"].endswith(f"｜{label}"):
                    await person.tap(button["text"], message=message)
                    return True
        return False

    async def rows(self, table):
        async with self.place.sessions.read() as session:
            return (await session.exec(select(table))).all()

    def state(self) -> MeetingState:
        return self.run(self._the_meeting()).state

    async def _the_meeting(self) -> Meeting:
        async with self.place.sessions.read() as session:
            return await session.get_one(Meeting, self.meeting)

    def teardown(self):
        if hasattr(self, "stack"):
            self.run(self.stack.aclose())
            self.runner.close()
            self.folder.cleanup()


MeetingLife.TestCase.settings = settings(
    max_examples=LIVES,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
test_random_histories_of_one_meeting = MeetingLife.TestCase


def test_the_hands_of_the_walk_find_their_buttons():
    life = MeetingLife()
    life.open(days=2, hour=15)
    try:
        life.attend("孙党员", where=True)
        life.ask_leave("周党员", "病假", reason=True)
        life.decide(approve=True)
        life.change(3, "move")
        life.attend("孙党员", where=False)
        life.go_to_the_meeting(-20)
        life.sign_in("孙党员", where=True)
        life.go_to_the_meeting(100)
        life.correct("郑未绑", "出席")
        life.lock(right=False)
        life.lock(right=True)
        life.reopen()
        life.lock(right=True)
        life.restart()
        life.the_record_holds()
        meeting = life.run(life._the_meeting())
        known = {one.member_id: one.status for one in life.run(life.rows(Attendance))}
        assert (meeting.state, meeting.rev) == (MeetingState.HELD, 1)
        came = {name for name, member in life.place.members.items() if known[member] in CAME}
        assert came == {"孙党员", "郑未绑"}
        life.void(agree=True)
        assert life.state() is MeetingState.VOID
        life.the_record_holds()
    finally:
        life.teardown()
