"""From the card to the confirmed roll: answers, leave, reminders, sign-in."""

from datetime import datetime

import pytest

from tests.bot.conversation import SHANGHAI, Town


async def announce(place: Town, line: str = "/schedule 党员大会 12月2日15:00 主题：学习") -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, line)
    await secretary.tap("发布", secretary.private)
    await place.settle()


async def counts(place: Town) -> str:
    await place.later(seconds=4)
    return next(line for line in place.card().text.splitlines() if line.startswith("应到"))


async def test_answers_are_counted_once_and_the_last_one_holds(place: Town) -> None:
    await announce(place)
    member = place["孙党员"]
    assert (await member.tap("参加", place.group)).text == "已登记：参加"
    assert (await member.tap("参加", place.group)).text == "您已经回复过：参加"
    assert await counts(place) == "应到8 参加1 请假0 未回应6 未绑定1"
    await member.tap("请假", place.group)
    await member.tap("事假")
    await member.tap("不写理由")
    assert await counts(place) == "应到8 参加0 请假1 未回应6 未绑定1"
    await member.tap("参加", place.group)
    assert await counts(place) == "应到8 参加1 请假0 未回应6 未绑定1"


async def test_the_private_invitation_shows_the_own_answer(place: Town) -> None:
    await announce(place)
    member = place["周党员"]
    await member.tap("参加", member.private)
    assert member.last(member.private).text.endswith("您的回复：参加")


async def test_leave_goes_to_the_secretary_and_its_reason_to_nobody_else(place: Town) -> None:
    await announce(place)
    member, secretary = place["孙党员"], place["李书记"]
    toast = await member.tap("请假", place.group)
    assert toast.text == "请到与我的私聊里选请假类别。"
    assert member.last(member.private).labels == ("事假", "病假", "公出", "学习培训", "其他")
    await member.tap("病假", member.private)
    await member.say(member.private, "腰椎手术复查")
    assert [shown.text for shown in member.screen(member.private)][-1] == (
        "请假已交给书记，批准后我会告诉您。\n您发的原文已从聊天里删除。"
    )
    assert all("腰椎" not in shown.text for shown in member.screen(member.private))
    await place.settle()
    asked = secretary.last(secretary.private)
    assert asked.text.startswith("孙党员请假：病假\n理由：腰椎手术复查")
    assert asked.labels == ("批准", "退回")
    await secretary.tap("批准")
    await place.settle()
    assert member.last(member.private).text.startswith("您的请假已批准：")
    for name, person in place.people.items():
        if name != "李书记":
            assert all("腰椎" not in shown.text for shown in person.screen(person.private, 50))
    assert all("腰椎" not in shown.text for shown in member.screen(place.group, 50))


async def test_a_returned_leave_says_why_and_asks_for_a_new_answer(place: Town) -> None:
    await announce(place)
    member, secretary = place["孙党员"], place["李书记"]
    await member.tap("请假", place.group)
    await member.tap("事假", member.private)
    await member.tap("不写理由")
    await place.settle()
    await secretary.tap("退回", secretary.private)
    await secretary.say(secretary.private, "本次会议要表决")
    await place.settle()
    assert member.last(member.private).text.startswith("您的请假没有批准，请重新回复：\n原因：本次会议要表决")
    assert member.last(member.private).labels == ("参加", "请假")


async def test_nobody_decides_for_others_or_twice(place: Town) -> None:
    await announce(place)
    member, secretary = place["孙党员"], place["李书记"]
    await member.tap("请假", place.group)
    await member.tap("公出", member.private)
    await member.tap("不写理由")
    await place.settle()
    asked = secretary._last_with_buttons(secretary.private)
    approve = asked.keyboard[0][0]["callback_data"]
    card = member._last_with_buttons(place.group)
    toast = await member.forge_tap(approve, card)
    assert toast.text == "只有书记、副书记、组长可以批准请假。需要时请联系书记。"
    await secretary.forge_tap(approve, asked)
    toast = await secretary.forge_tap(approve, asked)
    assert toast.text == "这份请假已经有人处理过了。"
    assert secretary.last(secretary.private).text.startswith(
        "孙党员请假：公出\n已批准（李书记，11月25日（周三）10:00）"
    )


async def test_reminders_reach_those_who_owe_an_answer_then_everybody_who_comes(place: Town) -> None:
    await announce(place)
    answered, on_leave, silent = place["孙党员"], place["周党员"], place["吴预备"]
    await answered.tap("参加", place.group)
    await on_leave.tap("请假", place.group)
    await on_leave.tap("病假", on_leave.private)
    await on_leave.tap("不写理由")
    before = {person: len(person.screen(person.private, 99)) for person in (answered, on_leave, silent)}

    async def new(person: object) -> list[str]:
        return [shown.text.splitlines()[0] for shown in person.screen(person.private, 99)[before[person] :]]  # type: ignore[attr-defined]

    await place.at(datetime(2026, 12, 1, 15, 1, tzinfo=SHANGHAI))
    assert await new(silent) == ["提醒：会议还有1天。"]
    assert await new(answered) == []
    await place.at(datetime(2026, 12, 2, 13, 1, tzinfo=SHANGHAI))
    assert await new(silent) == ["提醒：会议还有1天。", "提醒：会议还有约2小时。"]
    assert await new(answered) == ["提醒：会议还有约2小时。"]
    assert await new(on_leave) == []


async def test_sign_in_opens_half_an_hour_before_and_late_comers_are_marked(place: Town) -> None:
    await announce(place)
    card = place["孙党员"]._last_with_buttons(place.group)
    toast = await place["孙党员"].forge_tap("ci.1", card)
    assert toast.text == "签到还没有开始：会议开始前 30 分钟开放，请到时再点。"
    await place.at(datetime(2026, 12, 2, 14, 31, tzinfo=SHANGHAI))
    await place.later(seconds=4)
    assert place.card().labels == ("参加", "请假", "签到")
    assert (await place["孙党员"].tap("签到", place.group)).text == "签到成功 14:31"
    assert (await place["孙党员"].tap("签到", place.group)).text == "您已签到 14:31"
    await place.at(datetime(2026, 12, 2, 15, 10, tzinfo=SHANGHAI))
    assert (await place["周党员"].tap("签到", place.group)).text == "签到成功（迟到） 15:10"
    await place.later(seconds=4)
    assert "签到进行中：已签到2/8" in place.card().text
    assert place.card().labels == ("签到",)
    await place.at(datetime(2026, 12, 2, 17, 1, tzinfo=SHANGHAI))
    toast = await place["吴预备"].forge_tap("ci.1", card)
    assert toast.text == "签到已经结束。如果到会了，请找记录人补签。"


async def test_the_roll_is_confirmed_with_the_head_count_and_unknown_is_never_present(place: Town) -> None:
    await announce(place)
    await place.at(datetime(2026, 12, 2, 14, 50, tzinfo=SHANGHAI))
    for name in ("李书记", "王组织", "赵宣传", "孙党员"):
        await place[name].tap("签到", place.group)
    recorder = place["王组织"]
    await place.at(datetime(2026, 12, 2, 15, 30, tzinfo=SHANGHAI))
    await recorder.say(recorder.private, "/roll")
    assert "应到 8 实到 4 请假 0 缺席 0 未登记 4" in recorder.last(recorder.private).text
    assert "未登记：钱组长、周党员、吴预备、郑未绑" in recorder.last(recorder.private).text
    await recorder.tap("郑未绑")
    assert recorder.last(recorder.private).text.startswith("郑未绑：未登记")
    await recorder.tap("出席")
    await recorder.tap("还没有绑定账号")
    assert "应到 8 实到 5 请假 0 缺席 0 未登记 3" in recorder.last(recorder.private).text
    assert "郑未绑（代签：还没有绑定账号）" in recorder.last(recorder.private).text
    await recorder.tap("确认考勤")
    await recorder.say(recorder.private, "6")
    assert recorder.last(recorder.private).text.startswith("人数不符：清点 6，登记在场 5。")
    await recorder.say(recorder.private, "5")
    assert [shown.text for shown in recorder.screen(recorder.private)][-2] == "已确认。"
    assert "应到 8 实到 5 请假 0 缺席 3 未登记 0" in recorder.last(recorder.private).text
    toast = await place["周党员"].forge_tap("ci.1", place["周党员"]._last_with_buttons(place.group))
    assert toast.text == "考勤已经确认，不能再改。要更正请记录人先点“重新打开”。"
    await recorder.tap("重新打开")
    await recorder.say(recorder.private, "周党员当时在场")
    await recorder.tap("周党员")
    await recorder.tap("迟到")
    await recorder.tap("没有带手机")
    assert "迟到：周党员（代签：没有带手机）" in recorder.last(recorder.private).text


async def test_leaving_early_keeps_the_own_arrival_and_feeds_the_quorum(place: Town) -> None:
    await announce(place)
    await place.at(datetime(2026, 12, 2, 14, 50, tzinfo=SHANGHAI))
    for name in ("李书记", "王组织", "赵宣传", "孙党员"):
        await place[name].tap("签到", place.group)
    recorder, member = place["王组织"], place["孙党员"]
    await place.at(datetime(2026, 12, 2, 15, 30, tzinfo=SHANGHAI))
    await recorder.say(recorder.private, "/roll")
    assert "现在到会4 够了" in recorder.last(recorder.private).text
    await recorder.tap("孙党员")
    await recorder.tap("早退")
    await recorder.say(recorder.private, "15:20 接孩子")
    text = recorder.last(recorder.private).text
    assert "早退：孙党员（登记：15:20 接孩子）" in text
    assert "应到 8 实到 4 请假 0 缺席 0 未登记 4" in text
    assert "现在到会3 还差1" in text
    assert (await member.tap("签到", place.group)).text.startswith("您已签到")
    await place.at(datetime(2026, 12, 2, 16, 31, tzinfo=SHANGHAI))
    await recorder.tap("确认考勤")
    await recorder.say(recorder.private, "4")
    text = recorder.last(recorder.private).text
    assert "实到4 够了\n到会率 50%（实到 4 ÷ 应到 8）\n履约率 —（答应参加 0 到会 0）" in text


async def test_the_group_sees_counts_and_no_names(place: Town) -> None:
    await announce(place)
    await place.at(datetime(2026, 12, 2, 14, 50, tzinfo=SHANGHAI))
    await place["孙党员"].tap("签到", place.group)
    await place["李书记"].say(place.group, "/roll")
    text = place["李书记"].last(place.group).text
    assert "应到 8 实到 1 请假 0 缺席 0 未登记 7" in text
    for name in place.members:
        assert name not in text


async def test_a_member_cannot_keep_the_roll(place: Town) -> None:
    await announce(place)
    await place.at(datetime(2026, 12, 2, 15, 10, tzinfo=SHANGHAI))
    member = place["孙党员"]
    toast = await member.forge_tap("rc.1", member._last_with_buttons(place.group))
    assert toast.text.startswith("只有书记、副书记、组织委员")


@pytest.mark.parametrize(
    "data",
    ["", "x", "ma.1", "mcy", "mcy.1", "mcy.01.0", "mcy.1.0=", "mcy.zzzzzzzzzzzz.0", "A" * 64, "mcy.-1.0", "mcy.99.0"],
)
async def test_forged_buttons_change_nothing_and_are_answered(place: Town, data: str) -> None:
    await announce(place)
    member = place["孙党员"]
    before = await counts(place)
    toast = await member.forge_tap(data, member._last_with_buttons(place.group))
    assert toast is not None
    assert toast.text in (
        "按钮已失效，请重新打开。可以发 /meetings 看最新的会议。",
        "没有这个会议。请发 /meetings 看近期会议。",
    )
    assert await counts(place) == before


async def test_the_card_foretells_the_quorum_and_then_counts_it(place: Town) -> None:
    await announce(place)
    formula = "表决须到4（有表决权的7人的半数以上）"
    for name in ("李书记", "王组织", "赵宣传", "吴预备"):
        await place[name].tap("参加", place.group)
    await place["孙党员"].tap("请假", place.group)
    await place["孙党员"].tap("公出")
    await place.later(seconds=4)
    assert f"人数预计：{formula} 答应参加3 还差1" in place.card().text.splitlines()
    await place["周党员"].tap("参加", place.group)
    await place.later(seconds=4)
    assert f"人数预计：{formula} 答应参加4 够了" in place.card().text.splitlines()
    await place.at(datetime(2026, 12, 2, 14, 40, tzinfo=SHANGHAI))
    for name in ("李书记", "王组织", "赵宣传", "吴预备"):
        await place[name].tap("签到", place.group)
    await place.later(seconds=4)
    lines = place.card().text.splitlines()
    assert f"到会人数：{formula} 现在到会3 还差1" in lines
    assert "签到进行中：已签到4/8" in lines
    await place.at(datetime(2026, 12, 2, 15, 10, tzinfo=SHANGHAI))
    await place["周党员"].tap("签到", place.group)
    await place.later(seconds=4)
    assert f"到会人数：{formula} 现在到会4 够了" in place.card().text.splitlines()
    assert not [name for name in place.members if name not in ("李书记", "王组织") and name in place.card().text]
