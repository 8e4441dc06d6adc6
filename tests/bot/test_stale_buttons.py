"""Old, doubled, forged and other people's taps on a card: answered in words, counted right, whatever has happened."""

from datetime import datetime

from bot import buttons
from tests.bot.conversation import SHANGHAI, Town


async def announce(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 支委会 12月2日15:00 地点：三楼会议室 主题：研究")
    await secretary.tap("发布")
    await place.settle()
    await place["孙党员"].start()  # who is not expected has a message to press buttons on, too


async def press(place: Town, who: str, *taps: buttons.Button) -> list[str]:
    """Press buttons on the last private message of ``who``; return what was answered to each."""
    said = []
    for tap in taps:
        person = place[who]
        toast = await person.forge_tap(tap.pack(), person.private.ordered()[-1])
        assert toast is not None
        said.append(toast.text)
    return said


async def counts(place: Town) -> str:
    await place.later(seconds=4)
    shown = [one.text for one in place["孙党员"].screen(place.group, 30)]
    return next(line for text in shown for line in text.splitlines() if line.startswith("应到"))


async def test_every_stale_tap_is_answered_and_counts_for_nothing(place: Town) -> None:
    await announce(place)
    attend = buttons.Attend(1, 0)
    assert await press(place, "赵宣传", attend, attend) == ["已登记：参加", "您已经回复过：参加"]
    assert (
        await press(place, "孙党员", attend, buttons.AskLeave(1))
        == ["您不在这次会议的应到名单里，不用回复。名单不对请联系书记。"] * 2
    )
    forged = (buttons.Attend(1, 7), buttons.Attend(2, 0), buttons.Attend(-1, 0))
    moved, missing = (
        "这次会议已经改期。请看最新的通知，再点一次“参加”。",
        "没有这个会议。请发 /meetings 看近期会议。",
    )
    assert await press(place, "王组织", *forged) == [moved, missing, missing]
    assert await counts(place) == "应到3 参加1 请假0 未回应2 未绑定0"

    await place.at(datetime(2026, 12, 2, 15, 1, tzinfo=SHANGHAI))
    begun = "会议已经开始，不能再改回复；到会请点“签到”，考勤由记录人更正。"
    assert await press(place, "王组织", attend, buttons.AskLeave(1)) == [begun, begun]
    assert await press(place, "李书记", buttons.Publish(1, 0), buttons.ChangeTime(1), buttons.Amend(1)) == [
        "这次会议已经发布过了。",
        "这次会议进行中，不能这样操作。请发 /meetings 看最新情况。",
        "这次会议进行中，不能这样操作。请发 /meetings 看最新情况。",
    ]
    assert await counts(place) == "应到3 参加1 请假0 未回应2 未绑定0"
    await place.at(datetime(2026, 12, 2, 17, 30, tzinfo=SHANGHAI))
    assert await press(place, "王组织", attend) == [begun]
    assert place.group.pinned == []


async def test_taps_on_a_draft_are_its_keepers_alone(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 支委会 12月2日15:00 地点：三楼会议室 主题：研究")
    await announce(place)
    taps = (
        buttons.Publish(1, 0),
        buttons.EditDraft(1),
        buttons.EditDraftPart(1, 0),
        buttons.DropDraft(1),
        buttons.FixStart(1, 0, 29_750_000),
        buttons.FixHost(1, 0),
        buttons.Amend(2),
        buttons.ChangeTime(2),
        buttons.CallOff(2),
    )
    refused = "只有书记、副书记、组织委员、组长可以安排会议。需要时请联系书记。"
    assert await press(place, "孙党员", *taps) == [refused] * len(taps)
    old = "这份预览已经改过，请点最新的一条。"
    assert await press(place, "李书记", buttons.FixStart(1, 5, 29_750_000), buttons.Publish(1, 5)) == [old, old]
    passed = "会议时间已经过了，请点“修改”换一个时间。"
    assert await press(place, "李书记", buttons.FixStart(1, 0, 1)) == [passed]
