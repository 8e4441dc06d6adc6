"""What everyday things cost, counted in messages typed and buttons tapped: the budget the product promises."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import pytest

from bot.rehearsal.chats import Chat
from bot.rehearsal.people import Person
from tests.bot.conversation import SHANGHAI, Town

LINE = "/schedule 党员大会 12月2日15:00 地点：二楼 主题：学习"


@dataclass
class Hand:
    """Somebody's hand, counting what it does."""

    person: Person
    messages: int = 0
    taps: int = 0

    async def say(self, text: str) -> None:
        self.messages += 1
        await self.person.say(self.person.private, text)

    async def tap(self, label: str, chat: Chat | None = None) -> str:
        self.taps += 1
        toast = await self.person.tap(label, chat)
        return toast.text if toast else ""


@asynccontextmanager
async def budget(person: Person, *, messages: int = 0, taps: int = 0) -> AsyncIterator[Hand]:
    """Count what one person does inside; it must not exceed the budget."""
    hand = Hand(person)
    yield hand
    assert hand.messages <= messages, f"{hand.messages} messages, {messages} allowed"
    assert hand.taps <= taps, f"{hand.taps} taps, {taps} allowed"


async def test_everyday_things_stay_within_their_budget(place: Town) -> None:
    secretary, member, other, recorder = place["李书记"], place["孙党员"], place["周党员"], place["王组织"]

    async with budget(secretary, messages=1, taps=1) as hand:  # schedule
        await hand.say(LINE)
        await hand.tap("发布")
    await place.settle()
    assert place.card().labels == ("参加", "请假")

    async with budget(member, taps=1) as hand:  # answer
        assert await hand.tap("参加", place.group) == "已登记：参加"

    async with budget(other, taps=2) as hand:  # ask leave
        await hand.tap("请假", place.group)
        await hand.tap("公出")
    await place.later(minutes=3)
    assert secretary.last(secretary.private).text.startswith("周党员请假：公出")

    async with budget(secretary):  # see how many have not answered: on the card; who: in private a day ahead
        assert "参加1 请假1 未回应5 未绑定1" in place.card().text
        await place.at(datetime(2026, 12, 1, 15, 1, tzinfo=SHANGHAI))
        told = secretary.screen(secretary.private, 3)
        assert any("没有回复（5人）：李书记、王组织、赵宣传、钱组长、吴预备" in shown.text for shown in told)

    async with budget(secretary, messages=1, taps=1) as hand:  # move
        await hand.say("改期 12月3日15:00 原因：场地冲突")
        await hand.tap("确认改期")
    await place.settle()
    assert "12月3日" in place.card().text

    await place.at(datetime(2026, 12, 3, 14, 50, tzinfo=SHANGHAI))
    await place.later(seconds=4)
    async with budget(member, taps=1) as hand:  # sign in
        assert (await hand.tap("签到", place.group)).startswith("签到成功")

    await place.at(datetime(2026, 12, 3, 15, 20, tzinfo=SHANGHAI))
    async with budget(recorder, messages=1, taps=3) as hand:  # correct one person's attendance
        await hand.say("/roll")
        await hand.tap("郑未绑")
        await hand.tap("出席")
        await hand.tap("还没有绑定账号")
    assert "郑未绑（代签：还没有绑定账号）" in recorder.last(recorder.private).text


async def spend_too_much(secretary: Person) -> None:
    async with budget(secretary, messages=1, taps=1) as hand:
        await hand.say("/meetings")
        await hand.say("/meetings")


async def test_the_budget_is_really_counted(place: Town) -> None:
    with pytest.raises(AssertionError, match="2 messages, 1 allowed"):
        await spend_too_much(place["李书记"])
