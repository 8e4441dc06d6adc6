"""Scheduling by one line, step by step, by what is unclear; previews, publishing, giving up."""

import pytest

from tests.bot.conversation import Town

CARD = """支部党员大会（光明路党支部）
主题：学习决定
时间：2026年12月2日（星期三）15:00–16:30
地点：三楼会议室
主持：李书记　记录：王组织

应到8 参加0 请假0 未回应7 未绑定1
人数预计：表决须到4（有表决权的7人的半数以上） 答应参加0 还差4
请点下面的按钮回复。"""


async def test_one_line_previews_and_publishing_posts_the_card(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 下周三下午3点 地点：三楼会议室 主题：学习决定")
    assert secretary.last(secretary.private).text == (
        "请核对，确认后点“发布”：\n\n"
        "支部党员大会（光明路党支部）\n主题：学习决定\n时间：2026年12月2日（星期三）15:00–16:30\n"
        "地点：三楼会议室\n主持：李书记　记录：王组织\n应到 8（正式党员 7，预备党员 1）"
    )
    assert secretary.last(secretary.private).labels == ("发布", "修改", "放弃")
    await secretary.tap("发布")
    await place.settle()
    assert place.card().text == CARD
    assert place.card().labels == ("参加", "请假")
    assert secretary.screen(place.group)[-1].text == CARD


@pytest.mark.parametrize("words", ["/开会", "开会", "/schedule", "/schedule@sanhui_bot"])
async def test_every_spelling_asks_step_by_step(place: Town, words: str) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, words)
    assert secretary.last(secretary.private).text == "要安排哪一种会议？请点一个。"
    await secretary.tap("主题党日")
    await secretary.say(secretary.private, "下周五14:30")
    assert secretary.last(secretary.private).text == "在哪里开？请点一个，或者直接打字，例如：三楼会议室。"
    await secretary.say(secretary.private, "活动室")
    await secretary.say(secretary.private, "清扫街道")
    assert secretary.last(secretary.private).labels == ("发布", "修改", "放弃")
    assert "时间：2026年12月4日（星期五）14:30–16:00" in secretary.last(secretary.private).text


async def test_an_hour_of_both_halves_of_the_day_is_asked_with_both_as_buttons(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党课 12月8日3点")
    assert secretary.last(secretary.private).labels == ("03:00（凌晨）", "15:00（下午）", "取消")
    await secretary.tap("15:00（下午）")
    assert "时间：2026年12月8日（星期二）15:00–16:30" in secretary.last(secretary.private).text


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2月30日15:00", "2月没有30日。"),
        ("13月1日15:00", "月份应为1到12，日期不正确。"),
        ("12月5日25点", "没有“25点”，钟点是0到23点。"),
        ("昨天下午3点", "这个时间已经过去了。"),
        ("2030年1月5日15:00", "时间超出范围，最多提前两年安排。"),
        ("尽快", "没有看出是什么时间。"),
    ],
)
async def test_a_time_that_cannot_be_is_refused_by_name_and_the_rest_of_the_line_is_kept(
    place: Town, when: str, words: str
) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, f"/schedule 党员大会 {when} 地点：礼堂")
    assert secretary.last(secretary.private).text.startswith(words)
    await secretary.say(secretary.private, "12月9日15:00")
    assert "地点：礼堂" in secretary.last(secretary.private).text
    assert "2026年12月9日（星期三）15:00" in secretary.last(secretary.private).text


async def test_weekends_and_holidays_are_said(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 12月5日15:00")
    assert "提示：这天是周末。" in secretary.last(secretary.private).text
    await secretary.say(secretary.private, "/schedule 党员大会 2027年1月1日15:00")
    text = secretary.last(secretary.private).text
    assert "法定节假日" in text
    assert "提示：这一年的放假安排尚未公布，按法定节假日暂估。" in text


async def test_an_unknown_type_names_the_known_ones(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 茶话会 明天15:00")
    assert secretary.last(secretary.private).text.startswith("没有“茶话会 明天15:00”这种会议。可以写：支部党员大会、")


async def test_a_member_may_not_schedule_and_is_told_who_may(place: Town) -> None:
    member = place["孙党员"]
    await member.say(member.private, "/schedule 党员大会 明天15:00")
    assert member.last(member.private).text == "只有书记、副书记、组织委员、组长可以安排会议。需要时请联系书记。"


async def test_a_group_leader_schedules_for_the_group_only(place: Town) -> None:
    leader = place["钱组长"]
    await leader.say(leader.private, "/schedule 党员大会 明天15:00")
    assert leader.last(leader.private).text.startswith("只有书记")
    await leader.say(leader.private, "/schedule 小组会 明天15:00")
    assert "党小组会（第一党小组）" in leader.last(leader.private).text
    assert "应到 3（正式党员 3，预备党员 0）" in leader.last(leader.private).text


async def test_a_draft_can_be_changed_part_by_part_and_an_old_preview_no_longer_publishes(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 12月9日15:00")
    old = secretary._last_with_buttons(secretary.private)
    await secretary.tap("修改")
    assert secretary.last(secretary.private).labels == (
        *("时间", "地点", "主题", "时长", "主持人", "记录人", "会议类型"),
        "取消",
    )
    await secretary.tap("地点")
    await secretary.say(secretary.private, "新会议室")
    assert "地点：新会议室" in secretary.last(secretary.private).text
    await secretary.tap("修改")
    await secretary.tap("主持人")
    await secretary.tap("王组织")
    assert "主持：王组织" in secretary.last(secretary.private).text
    toast = await secretary.tap("发布", message=old)
    assert toast is not None
    assert toast.text == "这份预览已经改过，请点最新的一条。"
    await secretary.tap("发布")
    await place.settle()
    assert "地点：新会议室" in place.card().text


async def test_giving_a_draft_up_tells_nobody(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 12月9日15:00")
    await secretary.tap("放弃")
    await place.settle()
    assert secretary.last(secretary.private).text == "已放弃这次会议的草稿，没有通知任何人。"
    assert place["孙党员"].screen(place.group) == []


async def test_publishing_twice_posts_one_card(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 12月9日15:00")
    preview = secretary._last_with_buttons(secretary.private)
    data = preview.keyboard[0][0]["callback_data"]
    await secretary.forge_tap(data, preview)
    await secretary.forge_tap(data, preview)
    await place.settle()
    assert secretary.toast is not None
    assert secretary.toast.text == "这次会议已经发布过了。"
    assert len([shown for shown in secretary.screen(place.group) if "应到8" in shown.text]) == 1


async def test_a_command_replaces_the_dialogue_and_cancel_keeps_the_draft(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党课")
    await secretary.say(secretary.private, "/cancel")
    assert secretary.last(secretary.private).text.startswith("已离开当前填写，草稿保留着。")
    await secretary.say(secretary.private, "下周三下午3点")
    assert secretary.last(secretary.private).text == "没有看懂。发 /help 看我能做什么。"


async def test_a_question_from_before_a_newer_answer_is_stale(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule")
    first = secretary._last_with_buttons(secretary.private)
    await secretary.tap("党课")
    toast = await secretary.tap("主题党日", message=first)
    assert toast is not None
    assert toast.text == "这一步已经填过了，请看最新的一条消息。"


async def test_html_in_place_and_theme_is_shown_as_typed(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 12月9日15:00 地点：<b>三楼</b>&nbsp; 主题：a<b && c>d")
    assert "地点：<b>三楼</b>&nbsp;" in secretary.last(secretary.private).text
    assert "主题：a<b && c>d" in secretary.last(secretary.private).text
