"""Scheduling by taps: the days that are usually meant, the calendar, the last time, and what is worth a word."""

from datetime import date, datetime

from sqlmodel import select

from bot import buttons
from storage.models import Leave, Meeting, MeetingChange
from storage.rules.terms import LeaveKind, LeaveState, MeetingState
from tests.bot.conversation import SHANGHAI, Town

LINE = "/schedule 党员大会 12月2日15:00 地点：三楼会议室 主题：学习决定"


async def announce(place: Town, line: str = LINE) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, line)
    await secretary.tap("发布", secretary.private)
    await place.settle()


async def meetings(place: Town) -> list[Meeting]:
    async with place.sessions.read() as session:
        return list((await session.exec(select(Meeting).order_by(Meeting.id))).all())


async def test_a_meeting_is_scheduled_by_taps_alone(place: Town) -> None:
    await announce(place)
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule")
    await secretary.tap("支部委员会")
    assert secretary.last(secretary.private).labels == (
        "明天 11月26日（周四）",
        "通知来得及 11月27日（周五）",
        "下周 12月2日（周三）",
        "翻日历",
        "取消",
    )
    await secretary.tap("下周 12月2日（周三）")
    assert secretary.last(secretary.private).labels[:2] == ("09:00（上午）", "14:30（下午）")
    await secretary.say(secretary.private, "上午十点")
    assert secretary.last(secretary.private).labels == ("三楼会议室", "先不填", "取消")
    await secretary.tap("三楼会议室")
    await secretary.tap("先不填")
    assert secretary.last(secretary.private).text == (
        "请核对，确认后点“发布”：\n\n支部委员会（光明路党支部）\n时间：2026年12月2日（星期三）10:00–11:30\n"
        "地点：三楼会议室\n主持：李书记　记录：王组织\n应到 3（正式党员 3，预备党员 0）"
    )
    assert secretary.last(secretary.private).labels == ("发布", "修改", "放弃")


async def test_the_calendar_turns_in_place_and_a_day_of_it_is_as_good_as_typed(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党课")
    asked = secretary._last_with_buttons(secretary.private)
    await secretary.tap("翻日历")
    shown = secretary.last(secretary.private)
    assert shown.text == "请点一天。休：放假，班：调休上班。"
    assert shown.labels[:9] == ("2026年11月", "›", "一", "二", "三", "四", "五", "六", "日")
    assert shown.labels[9:] == (
        *["·"] * 6,
        *(f"·{day}" for day in range(1, 25)),
        *map(str, range(25, 31)),
        *["·"] * 6,
        "取消",
    )
    await secretary.tap("·24")
    assert secretary.last(secretary.private) == shown
    await secretary.tap("›")
    await secretary.tap("›")
    assert secretary.last(secretary.private).text.endswith("这一年的放假安排尚未公布，按法定节假日暂估。")
    assert secretary.last(secretary.private).labels[:3] == ("‹", "2027年1月", "›")
    assert "1休" in secretary.last(secretary.private).labels
    await secretary.tap("15")
    assert secretary.last(secretary.private).text == "2027年1月15日（星期五）几点开？请点一个，或者直接打字。"
    toast = await secretary.forge_tap(buttons.PickDay(1, 0, date(2027, 1, 8).toordinal()).pack(), asked)
    assert toast is not None
    assert toast.text == "这一步已经填过了，请看最新的一条消息。"
    await secretary.tap("14:30（下午）")
    await secretary.say(secretary.private, "会议室")
    await secretary.tap("先不填")
    assert "时间：2027年1月15日（星期五）14:30–16:00" in secretary.last(secretary.private).text


async def test_the_theme_day_of_the_branch_is_among_the_days(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 主题党日")
    assert secretary.last(secretary.private).labels == (
        "明天 11月26日（周四）",
        "通知来得及 11月30日（周一）",
        "下周 12月2日（周三）",
        "主题党日 12月4日（周五）",
        "翻日历",
        "取消",
    )


async def test_the_last_time_is_taken_over_without_its_answers(place: Town) -> None:
    await announce(place, LINE.replace("15:00", "15:00-16:00"))
    secretary, member = place["李书记"], place["孙党员"]
    await secretary.tap("参加", secretary.private)
    await member.tap("参加", place.group)
    await place.at(datetime(2026, 12, 3, 9, 0, tzinfo=SHANGHAI))
    await secretary.say(secretary.private, "/schedule 党员大会")
    await secretary.tap("照上次：15:00 三楼会议室")
    assert secretary.last(secretary.private).text == (
        "支部党员大会：照上次（15:00，三楼会议室）。\n哪一天开？请点一个，或者直接打字。"
    )
    await secretary.tap("下周 12月9日（周三）")
    await secretary.tap("照上次：学习决定")
    assert "时间：2026年12月9日（星期三）15:00–16:00\n地点：三楼会议室" in secretary.last(secretary.private).text
    await secretary.tap("发布")
    await place.settle()
    assert "应到8 参加0 请假0 未回应7 未绑定1" in place.card().text
    before, after = await meetings(place)
    assert (after.theme, after.place, after.host_id) == (before.theme, before.place, before.host_id)


async def test_what_is_worth_a_word_is_said_and_mended_by_one_tap(place: Town) -> None:
    await announce(place)
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 支委会 12月2日15:30 地点：三楼会议室 主题：研究")
    assert secretary.last(secretary.private).text.split("\n\n")[-1] == (
        "请留意（不影响发布）：\n"
        "• 时间冲突：支部党员大会 12月2日（周三）15:00（同一个地点，主持人或记录人是同一位，3人两个会都要参加）。"
    )
    assert secretary.last(secretary.private).labels == ("发布", "修改", "放弃", "改到12月2日（周三）10:00")
    stale = secretary._last_with_buttons(secretary.private).keyboard[1][0]["callback_data"]
    await secretary.tap("改到12月2日（周三）10:00")
    shown = secretary.last(secretary.private)
    assert ("请留意" in shown.text, shown.labels) == (False, ("发布", "修改", "放弃"))
    assert "时间：2026年12月2日（星期三）10:00–11:30" in shown.text
    toast = await secretary.forge_tap(stale, secretary._last_with_buttons(secretary.private))
    assert toast is not None
    assert toast.text == "这份预览已经改过，请点最新的一条。"
    toast = await place["孙党员"].forge_tap(stale, place["孙党员"]._last_with_buttons(place.group))
    assert toast is not None
    assert toast.text.startswith("只有")


async def test_a_late_notice_on_a_day_off_without_host_is_still_published(place: Town) -> None:
    leader = place["钱组长"]
    await leader.say(leader.private, "/schedule 小组会 明天15:00 地点：活动室 主题：学习")
    assert "请留意" not in leader.last(leader.private).text
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 11月28日9:30 地点：活动室 主题：学习")
    text = secretary.last(secretary.private).text
    assert "提示：这天是周末。" in text
    assert "请留意" not in text
    await secretary.tap("改到11月30日（周一）09:30")
    await secretary.say(secretary.private, "/schedule 党员大会 明天15:00 地点：活动室 主题：学习")
    assert secretary.last(secretary.private).text.endswith(
        "请留意（不影响发布）：\n• 通知偏晚：支部党员大会一般提前3天通知，这次就在明天。"
    )
    await secretary.tap("发布")
    await place.settle()
    assert (await meetings(place))[-1].state is MeetingState.ANNOUNCED


async def test_leave_that_is_known_warns_of_too_few_and_another_day_is_offered(place: Town) -> None:
    await announce(place)
    async with place.sessions.begin() as session:
        for name in ("王组织", "赵宣传"):
            session.add(
                Leave(
                    meeting_id=1,
                    member_id=place.members[name],
                    kind=LeaveKind.OFFICIAL,
                    state=LeaveState.APPROVED,
                    asked_at=place.clock.now(),
                )
            )
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 支委会 12月2日9:00 地点：二楼 主题：研究")
    assert secretary.last(secretary.private).text.endswith("• 人数可能不够：当天已有2人请假，能到1人，须到2人。")
    await secretary.tap("改到12月3日（周四）09:00")
    assert "请留意" not in secretary.last(secretary.private).text


async def test_a_draft_left_aside_is_taken_up_again(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党课 12月8日15:00 主题：学习")
    await secretary.say(secretary.private, "/schedule 民主评议")
    await secretary.say(secretary.private, "12月9日")
    await secretary.say(secretary.private, "/cancel")
    await secretary.say(secretary.private, "/schedule")
    await secretary.tap("接着填：民主评议党员")
    assert secretary.last(secretary.private).text.startswith("民主评议党员：什么时间开？")
    await secretary.say(secretary.private, "12月9日15:00")
    await secretary.say(secretary.private, "会议室")
    await secretary.tap("先不填")
    assert "民主评议党员（光明路党支部）" in secretary.last(secretary.private).text
    await secretary.say(secretary.private, "/schedule")
    assert not [label for label in secretary.last(secretary.private).labels if label.startswith("接着填")]


async def test_the_type_of_a_draft_can_be_changed(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党课 12月8日15:00 地点：礼堂 主题：学习")
    await secretary.tap("修改")
    await secretary.tap("会议类型")
    await secretary.tap("主题党日")
    assert secretary.last(secretary.private).text.split("\n\n")[1].startswith("主题党日（光明路党支部）")
    await secretary.tap("修改")
    await secretary.tap("会议类型")
    toast = await secretary.tap("党小组会")
    assert toast is not None
    assert toast.text == "党小组会和支部的会议不能互换。请点“放弃”，再发 /schedule 重新安排。"


async def test_a_draft_without_host_gets_one_by_one_tap(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党课 12月8日15:00 地点：礼堂 主题：学习")
    async with place.sessions.begin() as session:
        drafted = (await session.exec(select(Meeting))).one()
        drafted.host_id = None
        session.add(drafted)
    await secretary.tap("修改")
    await secretary.tap("主题")
    await secretary.say(secretary.private, "党史")
    assert secretary.last(secretary.private).text.endswith("请留意（不影响发布）：\n• 还没有定主持人。")
    assert secretary.last(secretary.private).labels == ("发布", "修改", "放弃", "我来主持", "选主持人")
    await secretary.tap("选主持人")
    await secretary.tap("王组织")
    assert "主持：王组织" in secretary.last(secretary.private).text
    async with place.sessions.begin() as session:
        drafted = (await session.exec(select(Meeting))).one()
        drafted.host_id = None
        session.add(drafted)
    await secretary.tap("修改")
    await secretary.tap("地点")
    await secretary.say(secretary.private, "礼堂")
    await secretary.tap("我来主持")
    assert "主持：李书记" in secretary.last(secretary.private).text
    assert secretary.last(secretary.private).labels == ("发布", "修改", "放弃")


async def test_place_theme_and_hands_change_without_asking_for_answers_again(place: Town) -> None:
    await announce(place)
    member, secretary = place["孙党员"], place["李书记"]
    await member.tap("参加", place.group)
    await secretary.say(secretary.private, "/meetings")
    await secretary.tap("改内容")
    assert secretary.last(secretary.private).labels == ("地点", "主题", "主持人", "记录人", "取消")
    await secretary.tap("地点")
    await secretary.say(secretary.private, "三楼会议室")
    assert secretary.last(secretary.private).text == "和原来一样，没有改动。请换一个，或者发 /cancel 不改。"
    await secretary.say(secretary.private, "二楼<大>厅")
    assert secretary.last(secretary.private).text == (
        "请核对，确认后点“确认修改”：\n\n支部党员大会（光明路党支部）\n时间：12月2日（周三）15:00\n"
        "地点：三楼会议室 → 二楼<大>厅\n\n大家会收到通知。\n其他不变，已经回复的不用再回复。"
    )
    await secretary.tap("确认修改")
    await secretary.say(secretary.private, "/meetings")
    await secretary.tap("改内容")
    await secretary.tap("主持人")
    await secretary.tap("王组织")
    await secretary.tap("确认修改")
    await place.settle()
    await place.later(seconds=4)
    told = (
        "【会议变更】支部党员大会（光明路党支部）\n时间：12月2日（周三）15:00\n地点：三楼会议室 → 二楼<大>厅\n"
        "主持人：李书记 → 王组织\n其他不变，已经回复的不用再回复。"
    )
    assert [one.text for one in member.screen(place.group) if one.text.startswith("【")] == [told]
    assert member.last(member.private).text == told
    assert "地点：二楼<大>厅\n主持：王组织" in place.card().text
    assert "应到8 参加1 请假0 未回应6 未绑定1" in place.card().text
    async with place.sessions.read() as session:
        kept = [(row.act, row.old, row.new, row.rev) for row in (await session.exec(select(MeetingChange))).all()]
    assert kept == [("place", "三楼会议室", "二楼<大>厅", 0), ("host", "李书记", "王组织", 0)]
