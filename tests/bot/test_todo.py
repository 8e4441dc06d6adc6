"""/todo: what waits for each role, oldest first, one tap each; nothing waits for those it does not concern."""

from datetime import datetime

from bot.rehearsal.people import Person
from storage.repositories import audit_entries
from tests.bot.conversation import SHANGHAI, Town
from tests.bot.test_makeup import confirm
from tests.bot.test_meeting_day import announce

LINE = "/schedule 党员大会 12月2日15:00 主题：学习"


async def todo(place: Town, name: str) -> tuple[str, tuple[str, ...]]:
    person = place[name]
    await person.say(person.private, "/todo")
    last = person.last(person.private)
    return last.text, last.labels


def work(labels: tuple[str, ...]) -> list[str]:
    """The labels without their numbers and without the obligations, which have a test of their own."""
    return [one.split(" ", 1)[1] for one in labels if "快到期" not in one and "逾期" not in one]


def numbered(person: Person, word: str) -> str:
    """The label on the person's screen that holds this word."""
    return next(label for label in person.last(person.private).labels if word in label)


async def test_an_unanswered_meeting_waits_until_it_is_answered(place: Town) -> None:
    await announce(place, LINE)
    text, labels = await todo(place, "孙党员")
    assert text.splitlines()[:5] == ["待办 1 件", "", "1. 回复会议", "　支部党员大会 12月2日（周三）", "　11月25日起"]
    assert labels == ("1. 回复会议 12月2日",)
    member = place["孙党员"]
    await member.tap("1. 回复会议 12月2日")
    assert member.last(member.private).labels == ("参加", "请假")
    await member.tap("参加")
    assert await todo(place, "孙党员") == ("现在没有等您处理的事。", ())


async def test_requests_wait_for_those_who_decide_and_nobody_else(place: Town) -> None:
    await announce(place, LINE)
    member, secretary = place["孙党员"], place["李书记"]
    await member.tap("请假", place.group)
    await member.tap("病假", member.private)
    await member.say(member.private, "腰椎手术复查")
    await secretary.tap("参加", place.group)
    text, labels = await todo(place, "李书记")
    assert work(labels) == ["批请假 孙党员"]
    assert "腰椎" not in text
    await secretary.tap(labels[-1])
    assert secretary.last(secretary.private).text.startswith("孙党员请假：病假\n理由：腰椎手术复查")
    async with place.sessions.read() as session:
        bodies = [link.body async for link in audit_entries.entries(session, place.branch.id)]
    assert sum('"leave.opened"' in body for body in bodies) == 1
    await secretary.tap("批准")
    assert work((await todo(place, "李书记"))[1]) == []
    assert (await todo(place, "周党员"))[1] == ("1. 回复会议 12月2日",)
    forged = place["周党员"]
    toast = await forged.forge_tap("ptl.1", forged._last_with_buttons(forged.private))
    assert toast.text.startswith("只有书记、副书记、组长可以批准请假。")


async def test_the_papers_of_a_meeting_wait_for_its_recorder_and_its_signers(place: Town) -> None:
    await announce(place, LINE)
    await place.at(datetime(2026, 12, 2, 14, 50, tzinfo=SHANGHAI))
    for name in ("李书记", "王组织"):
        await place[name].tap("签到", place.group)
    await place.at(datetime(2026, 12, 2, 16, 40, tzinfo=SHANGHAI))
    recorder = place["王组织"]
    _, labels = await todo(place, "王组织")
    assert work(labels) == ["确认考勤 12月2日"]
    assert work((await todo(place, "李书记"))[1]) == []
    await recorder.tap(labels[-1])
    await recorder.tap("确认考勤")
    await recorder.say(recorder.private, "2")
    assert work((await todo(place, "王组织"))[1]) == ["写会议记录 12月2日"]
    await recorder.tap(numbered(recorder, "写会议记录"))
    await recorder.tap("送审")
    assert work((await todo(place, "王组织"))[1]) == ["会议记录签字 12月2日"]
    assert work((await todo(place, "李书记"))[1]) == ["会议记录签字 12月2日"]
    await recorder.tap(numbered(recorder, "会议记录签字"))
    await recorder.tap("签字")
    assert work((await todo(place, "王组织"))[1]) == []


async def test_the_list_is_private(place: Town) -> None:
    member = place["孙党员"]
    await announce(place, LINE)
    await member.say(place.group, "/todo")
    assert member.last(place.group).text == "待办只在私聊里看：请点我的头像，发 /todo。"


async def test_obligations_in_danger_wait_for_those_who_schedule(place: Town) -> None:
    text, labels = await todo(place, "李书记")
    assert text.splitlines()[2:5] == ["1. 逾期未落实", "　近一个月 3 项", "　10月31日起"]
    assert labels == (
        "1. 逾期未落实",
        "2. 快到期还没开 支部委员会",
        "3. 快到期还没开 第一党小组",
        "4. 快到期还没开 主题党日",
    )
    secretary = place["李书记"]
    await secretary.tap("2. 快到期还没开 支部委员会")
    assert "支部委员会" in secretary.last(secretary.private).text
    assert (await todo(place, "孙党员"))[0] == "现在没有等您处理的事。"


async def test_lessons_and_spot_checks_wait_for_their_member_and_for_those_who_decide(place: Town) -> None:
    await announce(place, LINE)
    recorder = await confirm(place)
    member = place["周党员"]
    await member.say(member.private, "/mine")
    assert "要补的课（发 /todo 去补）：\n• 12月2日（周三）支部党员大会：12月9日前补" in member.last(member.private).text
    assert (await todo(place, "周党员"))[1] == ("1. 补课 12月2日",)
    await member.tap("1. 补课 12月2日")
    await member.tap("我已学完")
    await member.tap("不写体会")
    assert (await todo(place, "周党员"))[1] == ()
    assert "审核补课 周党员" in work((await todo(place, "王组织"))[1])
    assert work((await todo(place, "孙党员"))[1]) == []
    await recorder.tap(numbered(recorder, "审核补课"))
    await recorder.tap("批准")
    assert "审核补课 周党员" not in work((await todo(place, "王组织"))[1])
