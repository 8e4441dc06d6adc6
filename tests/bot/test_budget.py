"""What the daily things cost: messages typed and buttons tapped, counted on the stage (none may grow unnoticed)."""

from dataclasses import dataclass
from datetime import datetime

from bot.rehearsal.chats import Chat
from bot.rehearsal.people import Person
from tests.bot.conversation import SHANGHAI, Town
from tests.bot.test_check_in import code_on, digits


@dataclass
class Spent:
    """One person's messages and taps."""

    person: Person
    messages: int = 0
    taps: int = 0

    async def say(self, text: str) -> None:
        self.messages += 1
        await self.person.say(self.person.private, text)

    async def tap(self, label: str, chat: Chat | None = None) -> None:
        self.taps += 1
        await self.person.tap(label, chat)

    @property
    def cost(self) -> tuple[int, int]:
        return self.messages, self.taps


async def count_line(place: Town) -> str:
    await place.settle()
    await place.later(seconds=4)
    return next(line for line in place.card().text.splitlines() if line.startswith("应到"))


async def schedule(place: Town) -> Spent:
    spent = Spent(place["李书记"])
    await spent.say("/schedule 党员大会 12月2日15:00 地点：三楼会议室 主题：学习决定")
    await spent.tap("发布")
    assert await count_line(place) == "应到8 参加0 请假0 未回应7 未绑定1"
    return spent


async def test_scheduling_costs_a_message_and_a_tap_and_so_does_moving(place: Town) -> None:
    assert (await schedule(place)).cost == (1, 1)
    spent = Spent(place["李书记"])
    await spent.say("改期 12月4日14:30 原因：场地冲突")
    await spent.tap("确认改期")
    await count_line(place)
    assert "12月2日（周三）15:00 → 12月4日（周五）14:30" in place.card().text
    assert spent.cost == (1, 1)


async def test_answering_costs_a_tap_asking_leave_two_and_seeing_who_is_silent_none(place: Town) -> None:
    await schedule(place)
    coming, away = Spent(place["孙党员"]), Spent(place["周党员"])
    await coming.tap("参加", place.group)
    await away.tap("请假", place.group)
    await away.tap("事假")
    assert await count_line(place) == "应到8 参加1 请假1 未回应5 未绑定1"
    assert (coming.cost, away.cost) == ((0, 1), (0, 2))
    await place.at(datetime(2026, 12, 1, 15, 0, tzinfo=SHANGHAI))
    told = [words for words in place.words("李书记") if words.startswith("会前还有同志没有回复")]
    assert len(told) == 1
    assert "没有回复（5人）：李书记、王组织、赵宣传、钱组长、吴预备" in told[0]


async def test_signing_in_costs_a_tap_and_correcting_somebody_two_behind_one_command(place: Town) -> None:
    await schedule(place)
    await place.at(datetime(2026, 12, 2, 15, 0, tzinfo=SHANGHAI))
    member, recorder = Spent(place["孙党员"]), Spent(place["王组织"])
    await member.tap("签到", place.group)
    await recorder.say("/roll")
    assert "应到 8 实到 1 请假 0 缺席 0 未登记 7" in recorder.person.last(recorder.person.private).text
    await recorder.tap("周党员")
    await recorder.tap("缺席")
    assert "应到 8 实到 1 请假 0 缺席 1 未登记 6" in recorder.person.last(recorder.person.private).text
    assert (member.cost, recorder.cost) == ((0, 1), (1, 2))


async def test_saying_that_somebody_came_costs_a_third_tap_for_the_reason(place: Town) -> None:
    await schedule(place)
    await place.at(datetime(2026, 12, 2, 15, 0, tzinfo=SHANGHAI))
    recorder = Spent(place["王组织"])
    await recorder.say("/roll")
    for label in ("郑未绑", "出席", "还没有绑定账号"):
        await recorder.tap(label)
    assert "郑未绑（代签：还没有绑定账号）" in recorder.person.last(recorder.person.private).text
    assert recorder.cost == (1, 3)


async def test_signing_in_with_the_code_of_the_room_costs_a_tap_and_the_code(place: Town) -> None:
    await schedule(place)
    await place.at(datetime(2026, 12, 2, 14, 45, tzinfo=SHANGHAI))
    recorder = await code_on(place)
    await recorder.tap("显示签到码")
    await place.settle()
    member = Spent(place["周党员"])
    await member.tap("签到", place.group)
    await member.say(digits(recorder))
    assert member.person.last(member.person.private).text == "签到成功 14:45"
    assert member.cost == (1, 1)
