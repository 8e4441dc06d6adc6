"""Who is reminded when is the branch's decision; the extra reminders are each member's own."""

from datetime import date, datetime

from sqlmodel import select

from bot import buttons
from storage.models import Plan, Standing, Switch
from storage.rules.deliveries import PlanKind
from storage.rules.terms import Aspect
from tests.bot.conversation import SHANGHAI, Town

BODY = "支部党员大会（光明路党支部）\n主题：学习\n时间：2026年12月2日（星期三）15:00–16:30\n主持：李书记　记录：王组织"
A_DAY_BEFORE = datetime(2026, 12, 1, 15, 0, tzinfo=SHANGHAI)


async def announce(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 12月2日15:00 主题：学习 地点：")
    await secretary.tap("发布")
    await place.settle()


async def open_settings(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule")
    await secretary.tap("提醒设置")


async def slots(place: Town, kind: PlanKind = PlanKind.REMINDER) -> set[str]:
    async with place.sessions.read() as session:
        return {plan.slot for plan in (await session.exec(select(Plan).where(Plan.kind == kind))).all()}


async def test_the_secretary_decides_the_days_the_quiet_hours_and_the_mention(place: Town) -> None:
    secretary = place["李书记"]
    await open_settings(place)
    assert secretary.last(secretary.private).text == (
        "提醒设置（光明路党支部）\n\n会前几天提醒还没有回复的同志：\n支部党员大会：3天、1天\n支部委员会：3天、1天\n"
        "党小组会：3天、1天\n党课：3天、1天\n主题党日：3天、1天\n组织生活会：3天、1天\n民主评议党员：3天、1天\n"
        "民主生活会：3天、1天\n\n免打扰：22:00–07:30\n会前一天在群里点名未回应的同志：不点名\n\n"
        "会议通知和会前2小时的提醒总会发，不能关。\n从下一次发布（或改期）的会议起生效。"
    )
    await secretary.tap("支部党员大会")
    await secretary.tap("5天前")
    await secretary.tap("✓ 3天前")
    assert "现在：5天、1天" in secretary.last(secretary.private).text
    await secretary.tap("返回")
    await secretary.tap("免打扰时间")
    await secretary.tap("21:00–08:00")
    await secretary.tap("群里点名：打开")
    shown = secretary.last(secretary.private).text
    assert "支部党员大会：5天、1天" in shown
    assert "免打扰：21:00–08:00\n会前一天在群里点名未回应的同志：点名" in shown
    await announce(place)
    assert await slots(place) == {"-7200", "-1440", "-120"}
    async with place.sessions.read() as session:
        decided = [(row.key, row.value) for row in (await session.exec(select(Switch))).all()]
    assert decided == [
        ("remind.days.GM", "5,3,1"),
        ("remind.days.GM", "5,1"),
        ("remind.quiet", "21:00-08:00"),
        ("remind.mention_silent", "true"),
    ]


async def test_only_the_secretary_decides_and_forged_taps_change_nothing(place: Town) -> None:
    await announce(place)
    for who in ("孙党员", "王组织"):
        person = place[who]
        card = person._last_with_buttons(place.group)
        toast = await person.forge_tap(buttons.SetMention(place.branch.id, 1).pack(), card)
        assert toast is not None
        assert toast.text.startswith("只有书记、副书记可以")
    secretary = place["李书记"]
    card = secretary._last_with_buttons(place.group)
    for forged in (
        buttons.SetReminderDay(place.branch.id, 0, 99, 1),
        buttons.SetReminderDay(place.branch.id, 99, 1, 1),
        buttons.SetQuietHours(place.branch.id, 99),
        buttons.SetMention(999, 1),
    ):
        await secretary.forge_tap(forged.pack(), card)
    async with place.sessions.read() as session:
        assert (await session.exec(select(Switch))).all() == []


async def test_a_branch_that_allows_it_has_the_silent_called_in_one_message_and_their_leader_told(place: Town) -> None:
    await open_settings(place)
    await place["李书记"].tap("群里点名：打开")
    await announce(place)
    for name in ("李书记", "王组织", "赵宣传", "钱组长", "吴预备"):
        await place[name].tap("参加", place.group)
    await place.at(A_DAY_BEFORE)
    called = [one for one in place.group.ordered() if one.text.startswith("请以下同志")]
    assert [one.text for one in called] == [f"请以下同志查看会议通知：孙党员、周党员\n\n{BODY}"]
    leader = place["钱组长"]
    told = [one for one in leader.screen(leader.private) if one.text.startswith("您的党小组")]
    assert [(one.text, one.labels) for one in told] == [
        (f"您的党小组还有同志没有回复，请提醒一下：\n\n{BODY}\n\n没有回复（1人）：孙党员", ())
    ]
    assert all("请提醒一下" not in words for name in place.people if name != "钱组长" for words in place.words(name))


async def test_a_member_exempted_since_the_announcement_is_neither_reminded_nor_named(place: Town) -> None:
    await announce(place)
    begun = date(2026, 11, 26)
    async with place.sessions.begin() as session:
        session.add(
            Standing(member_id=place.members["孙党员"], aspect=Aspect.EXEMPTION, value="exempt", valid_from=begun)
        )
    await place.at(A_DAY_BEFORE)
    assert any(words.startswith("提醒：") for words in place.words("周党员"))
    assert not any(words.startswith("提醒：") for words in place.words("孙党员"))
    told = [words for words in place.words("李书记") if words.startswith("会前还有同志")]
    assert [line for line in told[0].splitlines() if line.startswith("没有回复")] == [
        "没有回复（6人）：李书记、王组织、赵宣传、钱组长、周党员、吴预备"
    ]
    assert any("应到8 " in one.text for one in place["李书记"].screen(place.group, 30))


async def test_a_member_may_be_spared_the_extra_reminders_but_not_the_last_one(place: Town) -> None:
    await announce(place)
    member, other = place["孙党员"], place["周党员"]
    await member.say(member.private, "/mine")
    await member.tap("我的提醒")
    assert member.last(member.private).text == (
        "我的提醒\n额外提醒（开）：您还没有回复时，会前几天会提醒您。\n会议通知和会前2小时的提醒总会发，不能关。"
    )
    await member.tap("关掉额外提醒")
    assert member.last(member.private).labels == ("打开额外提醒",)
    await place.at(A_DAY_BEFORE)
    assert any(words.startswith("提醒：") for words in place.words("周党员"))
    assert not any(words.startswith("提醒：") for words in place.words("孙党员"))
    await place.at(datetime(2026, 12, 2, 13, 0, tzinfo=SHANGHAI))
    assert member.last(member.private).text.startswith("提醒：会议还有约2小时。")
    assert other.last(other.private).text.startswith("提醒：会议还有约2小时。")
