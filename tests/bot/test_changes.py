"""Moving a meeting, putting it off, calling it off: what everybody sees, and what is no longer said."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from bot.actions.changes import SAID_OF_MEETINGS
from storage.models import Attendance, Meeting, MeetingChange, Plan
from storage.repositories import audit_entries, obligations
from storage.rules.compliance.engine import audit
from storage.rules.compliance.rulebook import load
from storage.rules.deliveries import PlanKind, PlanState
from storage.rules.terms import MeetingState, ObligationStatus
from tests.bot.conversation import SHANGHAI, Town

DAY = date(2026, 11, 25)
DAYS = ("明天 11月26日（周四）", "通知来得及 11月30日（周一）", "下周 12月2日（周三）")
TITLE = "支部党员大会（光明路党支部）"
OLD = "2026年12月2日（星期三）15:00–16:30"
NEW = "2026年12月4日（星期五）14:30–16:00"
HEAD = "【会议改期】12月2日（周三）15:00 → 12月4日（周五）14:30\n原因：场地冲突"
CARD = f"""{HEAD}

{TITLE}
主题：学习
时间：{NEW}
主持：李书记　记录：王组织

应到8 参加0 请假0 未回应7 未绑定1 待重新确认1
人数预计：表决须到4（有表决权的7人的半数以上） 答应参加0 还差4
请点下面的按钮回复。"""


async def announce(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 12月2日15:00 主题：学习")
    for _ in range(2):
        if "先不填" in secretary.last(secretary.private).labels:
            await secretary.tap("先不填")
    await secretary.tap("发布")
    await place.settle()


async def begin(place: Town, label: str, who: str = "李书记") -> None:
    secretary = place[who]
    await secretary.say(secretary.private, "/meetings")
    await secretary.tap(label)


async def move(place: Town, when: str = "12月4日14:30", reason: str = "场地冲突") -> None:
    secretary = place["李书记"]
    await begin(place, "改期")
    await secretary.say(secretary.private, when)
    await secretary.say(secretary.private, reason)
    await secretary.tap("确认改期")
    await place.settle()
    await place.later(seconds=4)


async def take_back(place: Town, *, later: bool) -> None:
    secretary = place["李书记"]
    await begin(place, "改期" if later else "取消会议")
    if later:
        await secretary.tap("时间另定")
    await secretary.say(secretary.private, "上级会议")
    await secretary.tap("确认延期" if later else "确认取消")
    await place.settle()
    await place.later(seconds=4)


async def the_meeting(place: Town) -> Meeting:
    async with place.sessions.read() as session:
        return (await session.exec(select(Meeting))).one()


async def waiting(place: Town) -> set[tuple[PlanKind, int]]:
    async with place.sessions.read() as session:
        rows = (await session.exec(select(Plan).where(Plan.state == PlanState.PENDING))).all()
    return {(row.kind, row.rev) for row in rows if row.kind in SAID_OF_MEETINGS}


def in_group(place: Town) -> list[tuple[str, tuple[str, ...]]]:
    return [(shown.text, shown.labels) for shown in place["孙党员"].screen(place.group)]


async def test_old_and_new_are_shown_before_anything_changes(place: Town) -> None:
    await announce(place)
    secretary = place["李书记"]
    await begin(place, "改期")
    assert secretary.last(secretary.private).text == (
        f"{TITLE}\n原定时间：{OLD}\n新的时间是什么？请点一个，或者直接打字，可以连原因一起写：\n"
        "12月5日15:00 原因：场地冲突\n新的时间还没有定，请点“时间另定”。"
    )
    assert secretary.last(secretary.private).labels == (*DAYS, "时间另定", "翻日历", "取消")
    await secretary.say(secretary.private, "12月5日14:30-15:30")
    assert secretary.last(secretary.private).text == (
        f"{TITLE}\n时间：{OLD} → 2026年12月5日（星期六）14:30–15:30\n\n原因是什么？请打一句话，会写进给大家的通知。"
    )
    await secretary.say(secretary.private, "<b>场地</b>冲突")
    assert secretary.last(secretary.private).text == (
        f"请核对，确认后点“确认改期”：\n\n{TITLE}\n时间：{OLD} → 2026年12月5日（星期六）14:30–15:30\n"
        "原因：<b>场地</b>冲突\n提示：这天是周末。\n\n大家原来的回复要重新确认。"
    )
    assert secretary.last(secretary.private).labels == ("确认改期", "放弃")
    before = in_group(place)
    await secretary.tap("放弃")
    await place.settle()
    assert secretary.last(secretary.private).text == "会议没有改动，没有通知任何人。"
    assert (in_group(place), (await the_meeting(place)).rev) == (before, 0)


async def test_moving_tells_everybody_and_answers_wait_to_be_confirmed(place: Town) -> None:
    await announce(place)
    member, secretary = place["孙党员"], place["李书记"]
    await member.tap("参加", place.group)
    await place.later(seconds=4)
    await move(place)
    assert in_group(place) == [
        (f"{TITLE}\n这次会议已改期，请看下面最新的通知。", ()),
        (CARD, ("参加", "请假")),
    ]
    assert secretary.screen(secretary.private)[-2].text == (
        f"{HEAD}\n\n{TITLE}\n主题：学习\n时间：{NEW}\n主持：李书记　记录：王组织\n\n"
        "已改期。群里和已绑定的 7 人会收到通知。\n未绑定 1 人，请另行通知。"
    )
    own = member.screen(member.private)[-2:]
    assert own[0].text == f"{TITLE}\n这次会议已改期，请看下面最新的通知。"
    assert own[1].text.startswith(HEAD)
    assert own[1].text.endswith("时间有变，请重新回复。")
    assert own[1].labels == ("参加", "请假")
    await member.tap("参加", member.private)
    assert member.last(member.private).text.endswith("您的回复：参加")
    await place.later(seconds=4)
    assert "应到8 参加1 请假0 未回应6 未绑定1" in place.card().text.splitlines()


async def test_what_waited_is_withdrawn_and_what_is_said_follows_the_new_time(place: Town) -> None:
    await announce(place)
    await move(place)
    assert await waiting(place) == {
        (PlanKind.REMINDER, 1),
        (PlanKind.SILENT_REPORT, 1),
        (PlanKind.GROUP_MENTION, 1),
        (PlanKind.MINUTES_NUDGE, 1),
    }
    member = place["周党员"]
    await place.at(datetime(2026, 12, 1, 14, 30, tzinfo=SHANGHAI))
    assert member.last(member.private).text.startswith("提醒：会议还有3天。")
    told = len(place.words("周党员"))
    await place.at(datetime(2026, 12, 2, 15, 0, tzinfo=SHANGHAI))
    assert len(place.words("周党员")) == told
    assert (await the_meeting(place)).state is MeetingState.ANNOUNCED
    await place.at(datetime(2026, 12, 4, 12, 30, tzinfo=SHANGHAI))
    assert member.last(member.private).text.startswith("提醒：会议还有约2小时。")
    await place.at(datetime(2026, 12, 4, 14, 31, tzinfo=SHANGHAI))
    assert (await the_meeting(place)).state is MeetingState.IN_PROGRESS


async def test_what_changed_is_kept_and_audited(place: Town) -> None:
    await announce(place)
    await move(place)
    async with place.sessions.read() as session:
        kept = (await session.exec(select(MeetingChange))).one()
        entries = [entry async for entry in audit_entries.entries(session, place.branch.id)]
    assert (kept.act, kept.rev, kept.old, kept.new, kept.reason, kept.by_id) == (
        "moved",
        1,
        "2026-12-02T07:00:00+00:00/PT90M",
        "2026-12-04T06:30:00+00:00/PT90M",
        "场地冲突",
        place.members["李书记"],
    )
    assert '"meeting.moved"' in entries[-1].body


@pytest.mark.parametrize(
    ("later", "headline", "body"),
    [
        (False, "【会议取消】12月2日（周三）15:00 → 取消", f"时间：{OLD}"),
        (True, "【会议延期】12月2日（周三）15:00 → 另定", f"时间：另定（原定{OLD}）"),
    ],
)
async def test_taking_back_leaves_no_button_and_nothing_waiting(
    place: Town, later: bool, headline: str, body: str
) -> None:
    await announce(place)
    member = place["孙党员"]
    old = member._last_with_buttons(place.group).keyboard[0][0]["callback_data"]
    await take_back(place, later=later)
    words = f"{headline}\n原因：上级会议\n\n{TITLE}\n主题：学习\n{body}\n主持：李书记　记录：王组织"
    assert in_group(place) == [(words, ()), (words, ())]
    assert [(shown.text, shown.labels) for shown in member.screen(member.private)[-2:]] == [(words, ()), (words, ())]
    assert await waiting(place) == set()
    toast = await member.forge_tap(old, place.group.ordered()[-1])
    assert toast is not None
    assert toast.text == f"这次会议{'已延期' if later else '已取消'}。请发 /meetings 看近期会议。"
    told = len(place.words("孙党员"))
    await place.at(datetime(2026, 12, 9, 9, 0, tzinfo=SHANGHAI))
    assert len(place.words("孙党员")) == told


async def test_a_meeting_put_off_is_given_a_new_time(place: Town) -> None:
    await announce(place)
    await take_back(place, later=True)
    secretary, member = place["李书记"], place["孙党员"]
    await begin(place, "改期")
    assert secretary.last(secretary.private).labels == (*DAYS, "翻日历", "取消")
    await secretary.say(secretary.private, "12月4日14:30")
    await secretary.say(secretary.private, "时间已定")
    await secretary.tap("确认改期")
    await place.settle()
    await place.later(seconds=4)
    assert place.card().text.startswith("【会议改期】12月2日（周三）15:00 → 12月4日（周五）14:30\n原因：时间已定")
    assert (await the_meeting(place)).state is MeetingState.ANNOUNCED
    await member.say(member.private, "/meetings")
    assert member.last(member.private).labels == ("参加", "请假")


async def test_a_meeting_put_off_is_listed_to_those_who_schedule_alone(place: Town) -> None:
    await announce(place)
    await take_back(place, later=True)
    for who, labels in (("王组织", ("改期", "取消会议")), ("孙党员", ())):
        await place[who].say(place[who].private, "/meetings")
        assert place[who].last(place[who].private).labels == labels


async def test_an_unclear_hour_is_asked_and_a_wrong_time_refused_by_name(place: Town) -> None:
    await announce(place)
    secretary = place["李书记"]
    await begin(place, "改期")
    for words, said in (
        ("2月30日15:00", "2月没有30日。"),
        ("12月2日15:00", "新的时间和原来一样。请另打一个时间，或者发 /cancel 不改。"),
        ("昨天15:00", "这个时间已经过去了。"),
    ):
        await secretary.say(secretary.private, words)
        assert secretary.last(secretary.private).text.startswith(said)
    await secretary.say(secretary.private, "12月3日3点")
    assert secretary.last(secretary.private).labels == ("03:00（凌晨）", "15:00（下午）", "取消")
    await secretary.tap("15:00（下午）")
    assert f"时间：{OLD} → 2026年12月3日（星期四）15:00–16:30" in secretary.last(secretary.private).text


async def test_the_reason_must_be_said(place: Town) -> None:
    await announce(place)
    secretary = place["李书记"]
    await begin(place, "取消会议")
    await secretary.say(secretary.private, "因" * 201)
    assert "200" in secretary.last(secretary.private).text
    await secretary.say(secretary.private, "上级会议")
    assert secretary.last(secretary.private).labels == ("确认取消", "放弃")


async def test_who_comes_second_is_told_that_it_was_changed(place: Town) -> None:
    await announce(place)
    other = place["王组织"]
    await begin(place, "改期", "王组织")
    await other.say(other.private, "12月8日9:00")
    await other.say(other.private, "另有安排")
    preview = other._last_with_buttons(other.private)
    await move(place)
    toast = await other.tap("确认改期", message=preview)
    assert toast is not None
    assert toast.text == "这次会议刚才已经有人改过。请发 /meetings 看最新情况，再点“改期”。"
    assert (await the_meeting(place)).rev == 1


async def test_confirming_twice_changes_once(place: Town) -> None:
    await announce(place)
    secretary = place["李书记"]
    await begin(place, "取消会议")
    await secretary.say(secretary.private, "上级会议")
    preview = secretary._last_with_buttons(secretary.private)
    data = preview.keyboard[0][0]["callback_data"]
    await secretary.forge_tap(data, preview)
    await secretary.forge_tap(data, preview)
    await place.settle()
    assert ((await the_meeting(place)).rev, len(in_group(place))) == (1, 2)


async def test_members_and_begun_meetings_are_refused(place: Town) -> None:
    await announce(place)
    secretary, member = place["李书记"], place["孙党员"]
    await secretary.say(secretary.private, "/meetings")
    own = secretary._last_with_buttons(secretary.private)
    change = next(one for row in own.keyboard for one in row if one["text"] == "改期")["callback_data"]
    toast = await member.forge_tap(change, member._last_with_buttons(place.group))
    assert toast is not None
    assert toast.text.startswith("只有")
    await place.at(datetime(2026, 12, 2, 15, 5, tzinfo=SHANGHAI))
    toast = await secretary.forge_tap(change, own)
    assert toast is not None
    assert toast.text == "这次会议进行中，不能这样操作。请发 /meetings 看最新情况。"


async def test_an_early_sign_in_is_taken_back_when_the_meeting_moves(place: Town) -> None:
    await announce(place)
    await place.at(datetime(2026, 12, 2, 14, 40, tzinfo=SHANGHAI))
    member = place["孙党员"]
    await member.tap("签到", place.group)
    await move(place)
    async with place.sessions.read() as session:
        assert (await session.exec(select(Attendance))).all() == []
    assert place.card().labels == ("参加", "请假")


async def test_the_obligations_follow(place: Town) -> None:
    async def general_meeting() -> ObligationStatus:
        async with place.sessions.read() as session:
            facts = await obligations.facts_of(session, place.branch.id, DAY)
        found = [one for one in audit(facts, load(), DAY) if one.rule.id == "GM.CADENCE" and one.period.end > DAY]
        return found[0].status

    await announce(place)
    assert await general_meeting() is ObligationStatus.SCHEDULED
    await take_back(place, later=True)
    assert await general_meeting() is ObligationStatus.DUE


async def test_one_line_and_one_tap_move_a_meeting(place: Town) -> None:
    await announce(place)
    secretary = place["李书记"]
    await secretary.say(secretary.private, "改期 12月4日14:30 原因：场地冲突")
    assert secretary.last(secretary.private).text == (
        f"请核对，确认后点“确认改期”：\n\n{TITLE}\n时间：{OLD} → {NEW}\n原因：场地冲突\n\n大家原来的回复要重新确认。"
    )
    await secretary.tap("确认改期")
    await place.settle()
    await place.later(seconds=4)
    assert place.card().text.startswith(HEAD)


async def test_a_line_that_lacks_something_is_asked_for_it_and_several_meetings_are_told_apart(place: Town) -> None:
    await announce(place)
    secretary, member = place["李书记"], place["孙党员"]
    await secretary.say(secretary.private, "改期 2月30日 原因：停电")
    assert secretary.last(secretary.private).text.startswith("2月没有30日。")
    await secretary.tap("下周 12月2日（周三）")
    await secretary.say(secretary.private, "16:00")
    assert "原因：停电" in secretary.last(secretary.private).text
    await secretary.say(secretary.private, "/schedule 党课 12月8日15:00 地点：礼堂 主题：党史")
    await secretary.tap("发布")
    await place.settle()
    await secretary.say(secretary.private, "改期 12月9日15:00")
    assert secretary.last(secretary.private).labels == ("支部党员大会·学习 12月2日", "党课·党史 12月8日", "取消")
    await secretary.tap("党课·党史 12月8日")
    assert secretary.last(secretary.private).text.startswith("党课（光明路党支部）\n时间：2026年12月8日（星期二）15:00")
    await secretary.say(secretary.private, "改期 民主评议 12月9日15:00")
    assert secretary.last(secretary.private).text.startswith("现在没有可以操作的会议。")
    await member.say(member.private, "改期 12月9日15:00")
    assert member.last(member.private).text.startswith("只有")


async def test_a_yes_to_the_old_time_is_no_yes_to_the_new_one(place: Town) -> None:
    await announce(place)
    member = place["孙党员"]
    old = member._last_with_buttons(place.group).keyboard[0][0]["callback_data"]
    await move(place)
    toast = await member.forge_tap(old, member._last_with_buttons(place.group))
    assert toast is not None
    assert toast.text == "这次会议已经改期。请看最新的通知，再点一次“参加”。"
    assert "参加0" in place.card().text
    await member.tap("参加", place.group)
    await place.later(seconds=4)
    assert "参加1" in place.card().text


async def test_what_is_worth_a_word_about_the_new_time_is_said_before_it_holds(place: Town) -> None:
    await announce(place)
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 支委会 12月3日15:00 地点：二楼 主题：研究")
    await secretary.tap("发布")
    await place.settle()
    await secretary.say(secretary.private, "改期 党员大会 12月3日15:30 原因：场地冲突")
    assert secretary.last(secretary.private).text.endswith(
        "\n\n请留意（不影响改期）：\n• 时间冲突：支部委员会 12月3日（周四）15:00"
        "（主持人或记录人是同一位，3人两个会都要参加）。\n\n大家原来的回复要重新确认。"
    )
    await secretary.tap("确认改期")
    assert secretary.last(secretary.private).labels == ("改期", "改内容", "取消会议")
