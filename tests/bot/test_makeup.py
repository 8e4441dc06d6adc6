"""From a confirmed roll to lessons made up, visits to exempt members, and the decision on leave handed over."""

from datetime import date, datetime

from sqlmodel import select

from bot.rehearsal.people import Person
from storage.models import Makeup, Standing
from storage.repositories import makeups
from storage.rules.terms import Aspect, MakeupState
from tests.bot.conversation import SHANGHAI, Town
from tests.bot.test_meeting_day import announce

BODY = """支部党员大会（光明路党支部）
主题：学习
时间：2026年12月2日（星期三）15:00–16:30
主持：李书记　记录：王组织"""


async def confirm(place: Town) -> Person:
    """Five sign in, 周党员 is on leave, 吴预备 and 郑未绑 are absent; the recorder confirms."""
    await place["周党员"].tap("请假", place.group)
    await place["周党员"].tap("病假")
    await place["周党员"].tap("不写理由")
    await place.settle()
    await place["李书记"].tap("批准")
    await place.at(datetime(2026, 12, 2, 14, 50, tzinfo=SHANGHAI))
    for name in ("李书记", "王组织", "赵宣传", "钱组长", "孙党员"):
        await place[name].tap("签到", place.group)
    await place.at(datetime(2026, 12, 2, 16, 40, tzinfo=SHANGHAI))
    recorder = place["王组织"]
    await recorder.say(recorder.private, "/roll")
    await recorder.tap("确认考勤")
    await recorder.say(recorder.private, "5")
    await place.settle()
    return recorder


async def lessons(recorder: Person) -> str:
    await recorder.say(recorder.private, "/roll")
    await recorder.tap("更多")
    await recorder.tap("补课")
    return recorder.last(recorder.private).text


async def test_a_lesson_goes_from_the_roll_to_the_member_and_back(place: Town) -> None:
    await announce(place)
    recorder = await confirm(place)
    member, secretary = place["周党员"], place["李书记"]
    await member.say(member.private, "/todo")
    assert "1. 补课\n　支部党员大会 12月2日（周三）" in member.last(member.private).text
    assert member.screen(member.private)[-3].text == (
        f"您有一次补课：\n\n{BODY}\n考勤：请假\n请在 12月9日（周三）23:59 前学完，再点“我已学完”。\n\n"
        "学习材料：记录人还没有发材料，发了我再告诉您；也可以先看会议记录。"
    )
    assert await lessons(recorder) == ("补课：支部党员大会·学习\n待补课 3：周党员、吴预备、郑未绑\n材料：还没有给")
    await recorder.tap("给补课材料")
    await recorder.say(recorder.private, "请阅读《条例》第十一条")
    assert recorder.last(recorder.private).text == "材料已保存，马上发给 3 位待补课的同志。"
    await place.settle()
    assert member.last(member.private).text.endswith("学习材料：请阅读《条例》第十一条")
    await member.tap("我已学完")
    await member.say(member.private, "学了第十一条，懂了表决要过半数")
    assert member.last(member.private).text == (
        "已交给记录人审核。通过后，考勤上记为“补课”。\n您发的原文已从聊天里删除。"
    )
    await place.settle()
    asked = f"周党员交了补课\n原来的考勤：请假\n体会：学了第十一条，懂了表决要过半数\n\n{BODY}"
    assert [recorder.last(recorder.private).text, secretary.last(secretary.private).text] == [asked, asked]
    await secretary.say(secretary.private, "/todo")
    assert "审核补课\n　周党员 支部党员大会 12月2日（周三）" in secretary.last(secretary.private).text
    await recorder.tap("批准")
    await place.later(seconds=4)
    done = f"周党员的补课\n已批准（王组织，12月2日（周三）16:40），考勤已记为“补课”。\n\n{BODY}"
    settled = [one for one in secretary.screen(secretary.private, 20) if one.text == done]
    assert (recorder.last(recorder.private).text, [one.labels for one in settled]) == (done, [()])
    assert member.last(member.private).text == f"您的补课已通过，考勤上已记为“补课”：\n\n{BODY}"
    await recorder.say(recorder.private, "/roll")
    text = recorder.last(recorder.private).text
    assert "应到 8 实到 5 请假 0 缺席 2 未登记 0 补课 1" in text
    assert "补课：周党员（原请假）" in text
    for name in place.people:
        if name not in ("周党员", "王组织", "李书记"):
            assert all("第十一条，懂了" not in one.text for one in place[name].screen(place[name].private, 50))
    assert all("补课" not in one.text for one in member.screen(place.group, 50))


async def test_a_lesson_is_reminded_of_until_it_is_handed_in_and_may_be_returned(place: Town) -> None:
    await announce(place)
    recorder = await confirm(place)
    member = place["吴预备"]
    await place.at(datetime(2026, 12, 7, 9, 1, tzinfo=SHANGHAI))
    assert member.last(member.private).text.startswith("提醒：您有一次补课还没有完成。")
    await member.tap("我已学完")
    await member.tap("不写体会")
    await place.settle()
    await recorder.tap("退回")
    await recorder.say(recorder.private, "请写一句体会")
    await place.settle()
    assert member.last(member.private).text == f"您的补课被退回，请再学一学：\n原因：请写一句体会\n\n{BODY}"
    before = len(member.screen(member.private, 99))
    await member.tap("我已学完")
    await member.say(member.private, "已学完，体会很深")
    await place.settle()
    assert recorder.last(recorder.private).text.startswith("吴预备交了补课\n原来的考勤：缺席\n体会：已学完，体会很深")
    await place.at(datetime(2026, 12, 9, 9, 1, tzinfo=SHANGHAI))
    assert [one.text for one in member.screen(member.private, 99)[before:] if one.text.startswith("提醒")] == []


async def test_nobody_settles_their_own_lesson_or_anothers(place: Town) -> None:
    await announce(place)
    recorder = await confirm(place)
    async with place.sessions.read() as session:
        rows = {row.member_id: row for row in (await session.exec(select(Makeup))).all()}
    mine = rows[place.members["周党员"]].id
    member, other = place["周党员"], place["孙党员"]
    toast = await other.forge_tap(f"bkf.{mine}", other._last_with_buttons(other.private))
    assert toast.text == "没有这份补课，或者已经不需要补课了。请发 /todo 看最新的待办。"
    toast = await member.forge_tap(f"bkd.{mine}.1", member._last_with_buttons(member.private))
    assert toast.text.startswith("只有")
    await recorder.forge_tap(f"bkd.{mine}.1", recorder._last_with_buttons(recorder.private))
    async with place.sessions.read() as session:
        assert (await session.get_one(Makeup, mine)).state is MakeupState.OPEN
        assert [row.id for row, _ in await makeups.waiting_for(session, place.members["周党员"])] == [mine]


async def test_paper_counts_for_whoever_has_no_account_and_a_correction_withdraws_the_lesson(place: Town) -> None:
    await announce(place)
    recorder = await confirm(place)
    await lessons(recorder)
    await recorder.tap("待补课：郑未绑")
    assert "本人没有绑定账号" in recorder.last(recorder.private).text
    await recorder.tap("凭书面材料登记补课")
    await recorder.say(recorder.private, "/roll")
    await recorder.tap("重新打开")
    await recorder.say(recorder.private, "吴预备当时在场")
    await recorder.tap("吴预备")
    await recorder.tap("出席")
    await recorder.tap("没有带手机")
    await recorder.tap("确认考勤")
    await recorder.say(recorder.private, "6")
    assert "应到 8 实到 6 请假 1 缺席 0 未登记 0 补课 1" in recorder.last(recorder.private).text
    assert await lessons(recorder) == ("补课：支部党员大会·学习\n待补课 1：周党员\n已补课 1：郑未绑\n材料：还没有给")


async def test_committee_meetings_ask_for_no_lesson(place: Town) -> None:
    await announce(place, "/schedule 支委会 12月2日15:00 主题：研究工作")
    await place.at(datetime(2026, 12, 2, 16, 40, tzinfo=SHANGHAI))
    recorder = place["王组织"]
    await recorder.say(recorder.private, "/roll")
    await recorder.tap("确认考勤")
    await recorder.say(recorder.private, "0")
    async with place.sessions.read() as session:
        assert (await session.exec(select(Makeup))).all() == []


async def test_a_visit_brings_the_meeting_to_an_exempt_member(place: Town) -> None:
    async with place.sessions.begin() as session:
        session.add(
            Standing(
                member_id=place.members["郑未绑"], aspect=Aspect.EXEMPTION, value="exempt", valid_from=date(2020, 1, 1)
            )
        )
    await announce(place)
    await place.at(datetime(2026, 12, 4, 10, 0, tzinfo=SHANGHAI))
    recorder = place["王组织"]
    await recorder.say(recorder.private, "/roll")
    assert "免于要求：郑未绑（还没有送学）" in recorder.last(recorder.private).text
    await recorder.tap("更多")
    await recorder.tap("送学")
    await recorder.tap("记送学：郑未绑")
    await recorder.tap("李书记")
    await recorder.tap("昨天")
    assert recorder.last(recorder.private).text.endswith("郑未绑：12月3日（周四）李书记上门")
    await recorder.say(recorder.private, "/roll")
    assert "免于要求：郑未绑（12月3日（周四）李书记上门）" in recorder.last(recorder.private).text
    assert "应到 7" in recorder.last(recorder.private).text


async def test_the_decision_on_leave_is_handed_over_for_some_days(place: Town) -> None:
    await announce(place)
    secretary, delegate, member = place["李书记"], place["赵宣传"], place["周党员"]
    await member.tap("请假", place.group)
    await member.tap("公出")
    await member.tap("不写理由")
    await place.settle()
    await secretary.say(secretary.private, "/roll")
    await secretary.tap("更多")
    await secretary.tap("委托批假")
    assert secretary.last(secretary.private).text.splitlines()[1] == "现在没有委托。"
    await secretary.tap("委托给别人")
    await secretary.tap("赵宣传")
    await secretary.say(secretary.private, "11月25日到11月30日")
    assert secretary.last(secretary.private).text.splitlines()[1] == (
        "已委托赵宣传批假：11月25日（周三）到11月30日（周一）"
    )
    await place.settle()
    told = [one.text.splitlines()[0] for one in delegate.screen(delegate.private)][-2:]
    assert told == ["李书记委托您审批请假（光明路党支部）", "周党员请假：公出"]
    await delegate.tap("批准")
    assert delegate.last(delegate.private).text.splitlines()[1] == "已批准（赵宣传，11月25日（周三）10:00）"
    await place.later(seconds=4)
    shown = [one for one in secretary.screen(secretary.private, 20) if one.text.startswith("周党员请假")]
    assert [(one.text.splitlines()[1], one.labels) for one in shown] == [
        ("已批准（赵宣传，11月25日（周三）10:00）", ())
    ]
    await place.at(datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI))
    other = place["孙党员"]
    await other.tap("请假", place.group)
    await other.tap("病假")
    await other.tap("不写理由")
    await place.settle()
    assert all("孙党员请假" not in one.text for one in delegate.screen(delegate.private, 50))
    assert secretary.last(secretary.private).text.startswith("孙党员请假：病假")


async def test_words_about_a_group_s_meeting_pass_as_its_branch_has_chosen(place: Town) -> None:
    leader, member, recorder = place["钱组长"], place["孙党员"], place["赵宣传"]
    await leader.say(leader.private, "/schedule 小组会 11月26日15:00 地点：会议室 主题：学习")
    await leader.tap("发布")
    await place.settle()
    await member.tap("请假", place.group)
    await member.tap("公出")
    await member.say(member.private, "去区里开会")
    await place.settle()
    assert "理由：去区里开会" in leader.last(leader.private).text
    await leader.tap("批准")
    await place.at(datetime(2026, 11, 26, 14, 50, tzinfo=SHANGHAI))
    await leader.tap("签到", place.group)
    await place.at(datetime(2026, 11, 26, 16, 40, tzinfo=SHANGHAI))
    await recorder.say(recorder.private, "/roll")
    await recorder.tap("确认考勤")
    await recorder.say(recorder.private, "1")
    await place.settle()
    await member.tap("我已学完")
    await member.say(member.private, "学了两遍")
    await place.settle()
    assert "体会：学了两遍" in recorder.last(recorder.private).text
