"""/mine: the own record, “有误？” to its end; the group leader's view of the own group and of nobody else."""

from datetime import datetime

from storage.repositories import audit_entries
from tests.bot.conversation import SHANGHAI, Town
from tests.bot.test_meeting_day import announce

LINE = "/schedule 党员大会 12月2日15:00 主题：学习"


async def held(place: Town, *came: str) -> None:
    """A general meeting to which these came; its recorder has confirmed the roll."""
    await announce(place, LINE)
    await place.at(datetime(2026, 12, 2, 14, 50, tzinfo=SHANGHAI))
    for name in came:
        await place[name].tap("签到", place.group)
    await place.at(datetime(2026, 12, 2, 16, 40, tzinfo=SHANGHAI))
    recorder = place["王组织"]
    await recorder.say(recorder.private, "/roll")
    await recorder.tap("确认考勤")
    await recorder.say(recorder.private, str(len(came)))


async def test_the_own_record_adds_up_and_promises_are_kept_apart(place: Town) -> None:
    member, other = place["孙党员"], place["周党员"]
    await member.say(member.private, "/mine")
    assert member.last(member.private).text == "孙党员2026年的记录\n光明路党支部\n\n今年还没有您应到的会议。"
    await announce(place, LINE)
    await member.tap("参加", place.group)
    await other.tap("请假", place.group)
    await other.tap("公出", other.private)
    await other.tap("不写理由")
    await place.at(datetime(2026, 12, 2, 15, 10, tzinfo=SHANGHAI))
    await member.tap("签到", place.group)
    await member.say(member.private, "/mine")
    assert member.last(member.private).text.splitlines()[3:] == [
        "应到 1 实到 1 请假 0 缺席 0 未登记 0",
        "到会率 100%（实到 ÷ 应到）",
        "履约率 100%（答应参加 1 次，到会 1 次）",
        "",
        "支部党员大会：应到 1 实到 1",
        "",
        "哪一次登记得不对，请点“有误？”。",
    ]
    await other.say(other.private, "/mine")
    text = other.last(other.private).text
    assert "应到 1 实到 0 请假 0 缺席 0 未登记 1\n到会率 0%（实到 ÷ 应到）\n履约率 —" in text
    assert "请假：\n• 12月2日（周三）支部党员大会：公出，等待批准" in text
    assert "孙党员" not in text
    await other.say(place.group, "/mine")
    assert other.last(place.group).text == "个人记录只在私聊里看：请点我的头像，发 /mine。"


async def test_a_line_called_wrong_is_looked_at_corrected_and_answered(place: Town) -> None:
    await held(place, "李书记", "王组织")
    member, recorder, secretary = place["周党员"], place["王组织"], place["李书记"]
    await member.say(member.private, "/mine")
    await member.tap("有误？")
    await member.tap("学习 12月2日 缺席")
    await member.say(member.private, "当时在场，手机没电")
    assert all("手机没电" not in shown.text for shown in member.screen(member.private))
    await place.settle()
    for judge in (recorder, secretary):
        asked = judge.last(judge.private)
        assert asked.text.splitlines()[0] == "周党员说自己的考勤有误，请核对："
        assert "现在登记：缺席\n本人说明：当时在场，手机没电" in asked.text
        assert asked.labels == ("重新打开", "登记无误")
    assert all("手机没电" not in shown.text for shown in place["孙党员"].screen(place["孙党员"].private))
    await recorder.tap("重新打开")
    await recorder.say(recorder.private, "周党员当时在场")
    await recorder.tap("周党员")
    await recorder.tap("出席")
    await recorder.tap("没有带手机")
    await place.settle()
    told = member.last(member.private).text
    assert told.startswith("您说有误的考勤已经更正：\n支部党员大会·学习")
    assert told.endswith("现在登记：出席")
    await secretary.tap("登记无误")
    assert secretary.toast.text == "这条更正请求已经有人处理过了。请发 /todo 看还有什么要办。"
    async with place.sessions.read() as session:
        bodies = [link.body async for link in audit_entries.entries(session, place.branch.id)]
    assert sum('"correction.asked"' in body for body in bodies) == 1
    assert all("手机没电" not in body for body in bodies)


async def test_a_line_that_is_right_stays_and_the_member_hears_so(place: Town) -> None:
    await held(place, "李书记", "王组织")
    member, recorder, stranger = place["周党员"], place["王组织"], place["孙党员"]
    await member.say(member.private, "/mine")
    await member.tap("有误？")
    await member.tap("学习 12月2日 缺席")
    await member.tap("不写说明")
    await place.settle()
    await recorder.say(recorder.private, "/todo")
    assert any("核对考勤 周党员" in label for label in recorder.last(recorder.private).labels)
    toast = await stranger.forge_tap("pmd.1", stranger._last_with_buttons(place.group))
    assert toast.text.startswith("只有书记、副书记、组织委员")
    toast = await stranger.forge_tap("pmo.1", stranger._last_with_buttons(place.group))
    assert toast.text.startswith("只有书记、副书记、组织委员")
    label = next(one for one in recorder.last(recorder.private).labels if "核对考勤" in one)
    await recorder.tap(label)
    await recorder.tap("登记无误")
    await place.settle()
    assert member.last(member.private).text.splitlines()[0] == "您说有误的考勤，核对后没有改动："


async def test_a_leader_sees_the_own_group_and_nobody_else(place: Town) -> None:
    await announce(place, LINE)
    leader, member = place["钱组长"], place["孙党员"]
    await place["赵宣传"].tap("参加", place.group)
    await place["周党员"].tap("参加", place.group)
    await leader.say(leader.private, "/meetings")
    await leader.tap("本组情况")
    text = leader.last(leader.private).text
    assert text.splitlines()[2:] == ["第一党小组（只看本组）：", "参加 1：赵宣传", "未回应 2：钱组长、孙党员"]
    await place.at(datetime(2026, 12, 2, 15, 10, tzinfo=SHANGHAI))
    await member.tap("签到", place.group)
    await leader.tap("刷新")
    assert "迟到 1：孙党员" in leader.last(leader.private).text
    assert "周党员" not in leader.last(leader.private).text
    await leader.tap("第一党小组今年出勤")
    assert leader.last(leader.private).text.splitlines()[2:] == [
        "赵宣传：应到 1 实到 0 未登记 1",
        "钱组长：应到 1 实到 0 未登记 1",
        "孙党员：应到 1 实到 1",
    ]
    for data in ("pmg.1", "pmy.2"):
        toast = await member.forge_tap(data, member._last_with_buttons(place.group))
        assert toast.text.startswith("只有书记、副书记、组织委员")
