"""The plan of a year: drafted, changed by buttons, adopted, compared with what was held, arranged from."""

from datetime import date, datetime

import pytest

from bot import buttons
from storage.models import Credit, Meeting, Organisation, PlannedEvent
from storage.repositories import planned_events
from storage.rules.terms import Activity, Form, MeetingState, OrganisationKind, Source
from tests.bot.conversation import SHANGHAI, Town, town

FIRST_QUARTER = """2027年计划（光明路党支部，草稿）
提示：这一年的放假安排尚未公布，按法定节假日暂估，公布后请再核对日期。
主题党日：每月第一个周五，遇休息日顺延到后一个工作日，不出当月。
1月
• 1月4日（周一）党课、主题党日
• 1月11日（周一）支部委员会
• 1月18日（周一）第一党小组　党小组会
2月
• 2月4日（周四）支部委员会
• 2月11日（周四）主题党日
• 2月18日（周四）第一党小组　党小组会
3月
• 3月5日（周五）支部党员大会、主题党日、组织生活会、民主评议党员
• 3月8日（周一）支部委员会
• 3月15日（周一）第一党小组　党小组会
点下面的一项可以改期或者删去，核对后点“采用”。"""
OFFER = """2027年计划（光明路党支部）
快到年底了。2027年的“三会一课”等安排，我可以先拟一份草稿：次数最少、都在工作日、主题党日固定。
您改好以后点“采用”才生效，不拟也没有关系。
提示：这一年的放假安排尚未公布，按法定节假日暂估，公布后请再核对日期。"""
MOVES = ("提前一天", "推后一天", "提前一周", "推后一周", "删去", "返回")
TAIL = ("一季度", "二季度", "三季度", "四季度", "采用", "放弃")


async def stored(place: Town, year: int = 2027):
    async with place.sessions.read() as session:
        return await planned_events.of_year(session, place.branch.id, year)


async def test_a_year_is_drafted_page_by_page_and_adopted(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/计划 2027")
    assert secretary.last(secretary.private).text == FIRST_QUARTER
    assert secretary.last(secretary.private).labels[-6:] == TAIL
    await secretary.tap("四季度")
    assert "• 11月5日（周五）支部党员大会、主题党日、组织生活会、民主评议党员" in secretary.last(secretary.private).text
    assert {event.adopted_at for event in await stored(place)} == {None}
    await secretary.tap("采用")
    assert secretary.last(secretary.private).text.startswith("光明路党支部2027年计划已采用。")
    events = await stored(place)
    assert len(events) == 36
    assert {event.adopted_by for event in events} == {place.members["李书记"]}
    await secretary.say(secretary.private, "/plan 2027")
    shown = secretary.last(secretary.private)
    assert shown.text.startswith("2027年计划（光明路党支部，已采用）\n共 36 次　待安排 36\n")
    assert shown.labels[-4:] == TAIL[:4]


async def test_a_draft_is_changed_by_buttons_and_an_adopted_plan_is_not(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/plan 2027")
    await secretary.tap("2月11日 主题党日")
    assert secretary.last(secretary.private).text.startswith("主题党日\n日期：2027年2月11日（星期四）")
    assert secretary.last(secretary.private).labels == MOVES
    before = secretary._last_with_buttons(secretary.private).keyboard
    await secretary.tap("推后一天")
    assert "日期：2027年2月12日（星期五）" in secretary.last(secretary.private).text
    await secretary.tap("推后一天")
    assert "日期：2027年2月15日（星期一）" in secretary.last(secretary.private).text
    await secretary.tap("推后一周")
    assert "日期：2027年2月22日（星期一）" in secretary.last(secretary.private).text
    await secretary.tap("推后一周")
    said = "还缺：主题党日 2027年2月，共 1 项。请改回来，或者返回后点“补齐”。"
    assert said in secretary.last(secretary.private).text.splitlines()
    await secretary.tap("提前一周")
    await secretary.tap("提前一周")
    await secretary.tap("提前一天")
    await secretary.tap("返回")
    assert "• 2月12日（周五）主题党日" in secretary.last(secretary.private).text
    await secretary.tap("1月11日 支部委员会")
    await secretary.tap("删去")
    lacking = "还缺：支部委员会 2027年1月，共 1 项。点“补齐”自动加上。"
    assert "1月11日" not in secretary.last(secretary.private).text
    assert lacking in secretary.last(secretary.private).text
    assert len(await stored(place)) == 35
    await secretary.tap("补齐")
    assert "• 1月11日（周一）支部委员会" in secretary.last(secretary.private).text
    assert "还缺" not in secretary.last(secretary.private).text
    assert "补齐" not in secretary.last(secretary.private).labels
    await secretary.tap("采用")
    await secretary.forge_tap(before[0][0]["callback_data"], secretary._last_with_buttons(secretary.private))
    assert secretary.toast is not None
    assert secretary.toast.text == "计划采用以后不能再改动。要改期，请在安排会议时直接写新的日期。"


async def test_preparation_is_told_as_custom(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/plan 2027")
    await secretary.tap("3月5日 支部党员大会")
    said = "2月12日（周五）起做准备：确定主题、学习、谈心谈话、听取意见（提前三周是常见做法，非中央规定）。"
    assert said in secretary.last(secretary.private).text


async def test_the_next_due_event_leads_to_the_preview_of_its_meeting(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/plan 2027")
    await secretary.tap("采用")
    await secretary.say(secretary.private, "/plan 2027")
    await secretary.tap("1月18日 第一党小组")
    assert secretary.last(secretary.private).labels == ("安排", "返回")
    await secretary.tap("安排")
    assert secretary.last(secretary.private).labels[:4] == (
        "09:00（上午）",
        "14:30（下午）",
        "15:00（下午）",
        "16:00（下午）",
    )
    await secretary.tap("15:00（下午）")
    await secretary.say(secretary.private, "活动室")
    await secretary.say(secretary.private, "学习")
    shown = secretary.last(secretary.private)
    assert "党小组会（第一党小组）\n主题：学习\n时间：2027年1月18日（星期一）15:00–16:30" in shown.text
    await secretary.tap("发布")
    await secretary.say(secretary.private, "/plan 2027")
    assert "• 1月18日（周一）第一党小组　党小组会　已安排" in secretary.last(secretary.private).text
    assert "共 36 次　已安排 1　待安排 35" in secretary.last(secretary.private).text


async def test_the_plan_stands_against_what_was_held(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/plan 2027")
    await secretary.tap("采用")
    async with place.sessions.begin() as session:
        held = Meeting(
            organisation_id=place.branch.id,
            form=Form.THEME_DAY,
            state=MeetingState.HELD,
            starts_at=datetime(2027, 1, 6, 15, tzinfo=SHANGHAI),
            timezone="Asia/Shanghai",
            local_day=date(2027, 1, 6),
            source=Source.BACKFILLED,
            created_at=place.clock.now(),
        )
        session.add(held)
        await session.flush()
        session.add_all([Credit(meeting_id=held.id, activity=Activity.PARTY_LECTURE)])
        session.add_all([Credit(meeting_id=held.id, activity=Activity.THEME_PARTY_DAY)])
    place.clock.set(datetime(2027, 1, 14, 10, tzinfo=SHANGHAI))
    await secretary.say(secretary.private, "/plan")
    text = secretary.last(secretary.private).text
    assert "共 36 次　已落实 1　待安排 34　逾期 1" in text
    assert "• 1月4日（周一）党课、主题党日　已落实\n• 1月11日（周一）支部委员会　逾期" in text
    await secretary.tap("1月11日 支部委员会")
    await secretary.tap("安排")
    assert "支部委员会：什么时间开？" in secretary.last(secretary.private).text


async def test_a_draft_given_up_is_drafted_anew(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/plan 2027")
    await secretary.tap("1月4日 党课")
    await secretary.tap("删去")
    await secretary.tap("放弃")
    assert (await stored(place), secretary.last(secretary.private).text) == (
        [],
        "已放弃这份计划草稿。发 /plan 可以重新拟定。",
    )
    await secretary.say(secretary.private, "/plan 2027")
    assert secretary.last(secretary.private).text == FIRST_QUARTER


async def test_the_rest_of_this_year_is_planned_from_today(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/plan")
    events = await stored(place, 2026)
    assert min(event.day for event in events) >= date(2026, 11, 25)
    assert {event.day.month for event in events} == {11, 12}


async def test_in_december_next_year_is_offered(tmp_path) -> None:
    async with town(tmp_path, now=datetime(2026, 12, 2, 10, tzinfo=SHANGHAI)) as place:
        secretary = place["李书记"]
        await secretary.say(secretary.private, "/plan 2026")
        await secretary.tap("采用")
        await secretary.say(secretary.private, "/plan 2026")
        assert secretary.last(secretary.private).labels[-1] == "拟定2027年计划"
        await secretary.tap("拟定2027年计划")
        assert secretary.last(secretary.private).text.startswith("2027年计划（光明路党支部，草稿）")
        await secretary.say(secretary.private, "/plan")
        assert secretary.last(secretary.private).text.startswith("2027年计划（光明路党支部，草稿）")


async def test_the_theme_day_is_settled_in_words_and_the_year_drafted_anew(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/plan 2027")
    await secretary.tap("改主题党日")
    await secretary.say(secretary.private, "每月32日")
    assert secretary.last(secretary.private).text.startswith("没有“每月32日”这样的日子。")
    await secretary.say(secretary.private, "每月15日")
    text = secretary.last(secretary.private).text
    assert "主题党日：每月15日，遇休息日顺延到后一个工作日，不出当月。" in text.splitlines()
    days = {event.day.day for event in await stored(place) if "theme_party_day" in event.activities}
    assert days == {15, 16, 17}
    await secretary.tap("放弃")
    await secretary.say(secretary.private, "/plan 2027")
    assert "主题党日：每月15日" in secretary.last(secretary.private).text


async def test_december_offers_next_year_by_itself_to_the_secretary_alone(place: Town) -> None:
    await place.at(datetime(2026, 11, 30, 23, tzinfo=SHANGHAI))
    before = len(place.words("李书记"))
    await place.at(datetime(2026, 12, 1, 9, 1, tzinfo=SHANGHAI))
    said = [text for text in place.words("李书记")[before:] if text.startswith("2027年计划")]
    assert said == [OFFER]
    assert [who for who in place.people if who != "郑未绑" and "2027年计划" in "".join(place.words(who))] == ["李书记"]
    assert "2027年计划" not in "".join(shown.text for shown in place["孙党员"].screen(place.group, 99))
    secretary = place["李书记"]
    await secretary.tap("拟定2027年计划")
    assert secretary.last(secretary.private).text.startswith("2027年计划（光明路党支部，草稿）")
    await place.later(days=1)
    assert ["快到年底了" in text for text in place.words("李书记")].count(True) == 0


async def test_a_plan_keeps_clear_of_closures_where_it_can(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/holidays")
    assert secretary.last(secretary.private).labels == ("添加停课停工",)
    await secretary.tap("添加停课停工")
    await secretary.say(secretary.private, "暑假 7月1日至8月25日")
    assert secretary.last(secretary.private).text == (
        "已记下（光明路党支部）：暑假：2027年7月1日（星期四）至2027年8月25日（星期三），共 56 天。\n\n"
        "这些日子里暂停提醒，应办的事项照常计算，不会因此免除。"
    )
    await secretary.say(secretary.private, "/plan 2027")
    assert "已避开暑假（7月1日至8月25日），避不开的除外。" in secretary.last(secretary.private).text
    events = await stored(place)
    assert len(events) == 36
    assert {event.day.month for event in events if date(2027, 7, 1) <= event.day <= date(2027, 8, 25)} == {7}
    assert [event.day.month for event in events].count(8) == 3
    await secretary.say(secretary.private, "/holidays")
    await secretary.tap("撤销 暑假")
    assert secretary.last(secretary.private).text == "已撤销“暑假”，提醒照常。"
    member = place["孙党员"]
    await member.say(member.private, "/holidays")
    assert member.last(member.private).labels == ()


@pytest.mark.parametrize("words", ["2025", "2028", "明年", "99999"])
async def test_other_years_are_refused(place: Town, words: str) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, f"/plan {words}")
    said = "只能拟定今年或者明年的计划。请发 /plan 2026 或 /plan 2027。"
    assert secretary.last(secretary.private).text == said


async def test_members_and_strangers_neither_see_nor_change_a_plan(place: Town) -> None:
    member, secretary = place["孙党员"], place["李书记"]
    await member.say(member.private, "/plan 2027")
    assert member.last(member.private).text.startswith("只有书记、副书记、组织委员")
    await secretary.say(secretary.private, "/plan 2027")
    event = (await stored(place))[0]
    branch = place.branch.id
    for button in (
        buttons.PlanPage(branch, 2027, 0),
        buttons.AdoptPlan(branch, 2027),
        buttons.DropPlan(branch, 2027),
        buttons.PlanEvent(event.id),
        buttons.MovePlanned(event.id, 1),
        buttons.RemovePlanned(event.id),
        buttons.ArrangePlanned(event.id),
        buttons.FillPlan(branch, 2027),
        buttons.ChangeThemeDay(branch, 2027),
    ):
        toast = await member.forge_tap(button.pack(), member.private.ordered()[-1])
        assert toast is not None
        assert toast.text.startswith("只有书记、副书记、组织委员")
    assert (await stored(place))[0].day == event.day
    assert {event.adopted_at for event in await stored(place)} == {None}
    assert len(await stored(place)) == 36


async def test_what_is_missing_and_what_is_not_theirs_are_told_alike(place: Town) -> None:
    secretary = place["李书记"]
    async with place.sessions.begin() as session:
        other = Organisation(kind=OrganisationKind.BRANCH, name="东风路党支部", created_at=place.clock.now())
        session.add(other)
        await session.flush()
        foreign = PlannedEvent(
            organisation_id=other.id,
            venue_id=other.id,
            year=2027,
            day=date(2027, 1, 8),
            form=Form.THEME_DAY,
            activities="theme_party_day",
        )
        session.add(foreign)
        await session.flush()
    await secretary.say(secretary.private, "/help")
    seen = secretary.private.ordered()[-1]
    for button in (
        buttons.PlanEvent(foreign.id),
        buttons.PlanEvent(9999),
        buttons.PlanPage(other.id, 2027, 0),
        buttons.PlanPage(9999, 2027, 0),
        buttons.DropPlan(place.branch.id, 2027),
    ):
        toast = await secretary.forge_tap(button.pack(), seen)
        assert toast is not None
        assert toast.text == "没有这份计划，或者它已经改过了。请发 /plan 重新打开。"
