"""A day before a meeting: the secretary hears who has not answered, the group is asked to tell the unreachable."""

from datetime import datetime

import pytest

from tests.bot.conversation import SHANGHAI, Town

BODY = """支部党员大会（光明路党支部）
主题：学习
时间：2026年12月2日（星期三）15:00–16:30
主持：李书记　记录：王组织"""
A_DAY_BEFORE = datetime(2026, 12, 1, 15, 0, tzinfo=SHANGHAI)
LINKED = ("李书记", "王组织", "赵宣传", "钱组长", "孙党员", "周党员", "吴预备")


async def announce(place: Town, kind: str = "党员大会") -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, f"/schedule {kind} 12月2日15:00 主题：学习")
    await secretary.tap("先不填") if "先不填" in secretary.last(secretary.private).labels else None
    await secretary.tap("发布")
    await place.settle()


async def attend(place: Town, *names: str) -> None:
    for name in names:
        await place[name].tap("参加", place.group)


def reports(place: Town, who: str = "李书记") -> list[str]:
    return [words for words in place.words(who) if words.startswith(("会前还有同志", "大家都回复了"))]


def mentions(place: Town) -> list[str]:
    shown = place["李书记"].screen(place.group, 30)
    return [one.text for one in shown if one.text.startswith("请以下同志")]


async def test_the_silent_and_the_unlinked_are_named_to_those_who_schedule(place: Town) -> None:
    await announce(place)
    await attend(place, "李书记", "王组织", "赵宣传", "钱组长")
    await place.at(A_DAY_BEFORE)
    words = (
        f"会前还有同志没有回复：\n\n{BODY}\n\n"
        "没有回复（3人）：孙党员、周党员、吴预备\n未绑定（1人）：郑未绑，请打电话告知"
    )
    assert {name: reports(place, name) for name in LINKED} == {
        name: [words] if name in ("李书记", "王组织") else [] for name in LINKED
    }
    shown = place["李书记"].screen(place["李书记"].private)
    assert [one.labels for one in shown if one.text == words] == [("改期", "取消会议")]
    assert mentions(place) == []


@pytest.mark.parametrize(
    ("coming", "on_leave", "left"),
    [
        (2, 0, "现在答应参加的有 2 人，还差 2 人。\n要请没有回复的同志到会。"),
        (2, 4, "现在答应参加的有 2 人，还差 2 人。\n没有回复的同志都来也不够，请考虑改期。"),
    ],
)
async def test_a_quorum_in_danger_is_said_with_its_formula(place: Town, coming: int, on_leave: int, left: str) -> None:
    await announce(place)
    await attend(place, *LINKED[:coming])
    for name in LINKED[coming : coming + on_leave]:
        await place[name].tap("请假", place.group)
        await place[name].tap("事假")
    await place.at(A_DAY_BEFORE)
    assert reports(place)[0].split("人数预警\n")[1] == f"如果要表决，须有表决权的正式党员到会 4 人（应到 7）。\n{left}"


async def test_nothing_is_said_when_everybody_has_answered(place: Town) -> None:
    await announce(place, "支委会")
    await attend(place, "李书记", "王组织", "赵宣传")
    await place.at(A_DAY_BEFORE)
    assert reports(place) == []


async def test_a_committee_that_all_answer_but_too_few_attend(place: Town) -> None:
    await announce(place, "支委会")
    await attend(place, "李书记")
    for name in ("王组织", "赵宣传"):
        await place[name].tap("请假", place.group)
        await place[name].tap("事假")
    await place.at(A_DAY_BEFORE)
    assert reports(place)[0].startswith("大家都回复了，但是人数可能不够：\n\n支部委员会")
    assert reports(place)[0].split("人数预警\n")[1] == (
        "开会须到会 2 人（应到 3）。\n现在答应参加的有 1 人，还差 1 人。\n请考虑改期。"
    )


async def test_those_who_must_confirm_again_are_told_apart(place: Town) -> None:
    await announce(place)
    await attend(place, *LINKED)
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/meetings")
    await secretary.tap("改期")
    await secretary.say(secretary.private, "12月3日15:00")
    await secretary.say(secretary.private, "场地冲突")
    await secretary.tap("确认改期")
    await place.settle()
    await attend(place, *LINKED[:6])
    await place.at(datetime(2026, 12, 2, 15, 0, tzinfo=SHANGHAI))
    named = [line for line in reports(place)[0].splitlines() if "人）：" in line]
    assert named == ["改期后没有重新确认（1人）：吴预备", "未绑定（1人）：郑未绑，请打电话告知"]


async def test_the_unreachable_are_called_in_the_group_without_a_reason(place: Town) -> None:
    member = place["孙党员"]
    await member.block()
    await announce(place)
    assert mentions(place) == []
    await place.later(minutes=10)
    assert mentions(place) == [f"请以下同志查看会议通知：孙党员\n\n{BODY}"]
    called = next(one for one in place.group.ordered() if one.text.startswith("请以下同志"))
    assert [one.get("user", {}).get("id") for one in called.entities if one["type"] == "text_mention"] == [member.id]
    await place.at(A_DAY_BEFORE)
    assert len(mentions(place)) == 2
    assert "通知没有送达（1人）：孙党员，请打电话告知" in reports(place)[0].splitlines()


async def test_an_unreachable_member_who_answered_in_the_group_is_not_called(place: Town) -> None:
    member = place["孙党员"]
    await member.block()
    await announce(place)
    await member.tap("参加", place.group)
    await place.later(minutes=10)
    await place.at(A_DAY_BEFORE)
    assert mentions(place) == []
    assert "孙党员" not in reports(place)[0]
