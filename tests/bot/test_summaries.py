"""Summaries: figures for the group, names in private, preview, correction, posting, replacing, Monday morning."""

from datetime import datetime

import pytest

from bot import paging
from bot.letters import summaries as letters
from bot.texts import tables as table_texts
from tests.bot.conversation import SHANGHAI, Town

MONDAY = datetime(2026, 11, 30, 8, 31, tzinfo=SHANGHAI)
LABELS = ("发布", "修改", "上一期", "下一期", "月报", "季报", "年报", "台账表格", "到会图")
SILENT = "李书记、王组织、赵宣传、钱组长、孙党员、周党员、吴预备"
CITED = "（《中国共产党支部工作条例（试行）》第十二条）"


@pytest.fixture
async def week(place: Town) -> Town:
    """A week with a theme day of which two of eight are known to have come, and a general meeting announced."""
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 主题党日 明天下午3点 主题：清扫街道")
    await secretary.tap("发布")
    await place.settle()
    await place.later(days=1, hours=5)
    await secretary.tap("签到", place.group)
    await place["孙党员"].tap("签到", place.group)
    await place.later(hours=3)
    await secretary.say(secretary.private, "/schedule 党员大会 下周三下午3点 主题：讨论决定")
    await secretary.tap("发布")
    await place.settle()
    return place


def posted(town: Town) -> list[str]:
    """The summaries that stand in the group."""
    person = town["李书记"]
    return [shown.text for shown in person.screen(town.group, 99) if shown.file == "落实情况.png"]


async def test_the_preview_tells_the_week_in_figures(week: Town) -> None:
    secretary = week["李书记"]
    await secretary.say(secretary.private, "/summary")
    shown = secretary.last(secretary.private)
    assert (shown.labels, shown.file) == (LABELS, "落实情况.png")
    assert shown.text.splitlines()[:8] == [
        "周报（光明路党支部，2026年11月23日至2026年11月29日）",
        "已召开：",
        "• 11月26日（周四）主题党日“清扫街道” 应到 8 实到 2 未登记 6",
        "近期安排：",
        "• 12月2日（周三）15:00 支部党员大会“讨论决定”",
        "需要抓紧：逾期未落实 38　临期 2",
        f"• 临期：支部委员会 2026年11月，还有 4 天{CITED}",
        "• 临期：第一党小组　党小组会 2026年11月，还有 4 天（《中国共产党支部工作条例（试行）》第十三条）",
    ]
    assert "待跟进：未签字的会议记录 1 份，未确认的考勤 1 次。" in shown.text.splitlines()
    assert posted(week) == []


async def test_a_corrected_summary_is_posted_and_posting_again_replaces_it(week: Town) -> None:
    secretary = week["李书记"]
    await secretary.say(secretary.private, "/summary 2026-11-24")
    await secretary.tap("修改")
    await secretary.say(secretary.private, "清扫街道的人数以台账为准。")
    assert "说明：清扫街道的人数以台账为准。" in secretary.last(secretary.private).text.splitlines()
    await secretary.tap("发布")
    assert secretary.last(secretary.private).text == "已发布，马上出现在群里。"
    await secretary.tap("发布")
    assert secretary.last(secretary.private).text == "这一期已经发布过了。"
    await week.settle()
    assert ["说明：清扫街道的人数以台账为准。" in text.splitlines() for text in posted(week)] == [True]
    await secretary.say(secretary.private, "/summary 2026-11-24")
    await secretary.tap("修改")
    await secretary.tap("不要说明")
    await secretary.tap("发布")
    assert secretary.last(secretary.private).text == "已更新群里的那一条。"
    await week.later(seconds=5)
    assert ["说明" in text for text in posted(week)] == [False]


async def test_monday_posts_the_week_before_with_names_for_the_secretary_alone(week: Town) -> None:
    await week.at(MONDAY)
    found = posted(week)
    assert [text.splitlines()[0] for text in found] == ["周报（光明路党支部，2026年11月23日至2026年11月29日）"]
    assert [name for name in week.people if name in found[0]] == []
    assert week.words("李书记")[-1].splitlines() == [
        "跟进提示（光明路党支部，只发给您）",
        "2026年11月23日至2026年11月29日",
        f"• 12月2日（周三）15:00 支部党员大会“讨论决定” 未回应 7：{SILENT}",
        "• 11月26日（周四）15:00 主题党日“清扫街道” 记录未签字（记录人 王组织）",
        "• 11月26日（周四）15:00 主题党日“清扫街道” 考勤未确认，请发 /roll",
        "未绑定 1：郑未绑，请另行通知",
    ]
    assert [who for who in week.people if who != "郑未绑" and "跟进提示" in "".join(week.words(who))] == [
        "李书记",
        "王组织",
    ]
    await week.later(hours=1)
    assert posted(week) == found


async def test_a_week_posted_by_hand_is_not_posted_again_on_monday_but_kept_up_to_date(week: Town) -> None:
    secretary = week["李书记"]
    await secretary.say(secretary.private, "/summary")
    await secretary.tap("发布")
    await week.settle()
    before = posted(week)
    await week.at(MONDAY)
    await week.later(seconds=5)
    after = posted(week)
    assert (len(before), len(after)) == (1, 1)
    assert [f"• 临期：支部委员会 2026年11月，还有 4 天{CITED}" in text.splitlines() for text in before] == [True]
    assert [f"• 临期：支部委员会 2026年11月，今天是最后一天{CITED}" in text.splitlines() for text in after] == [True]


async def test_only_those_who_keep_the_summary_may_see_the_preview(week: Town) -> None:
    member = week["孙党员"]
    await member.say(member.private, "/summary")
    assert member.last(member.private).text == ("只有书记、副书记、组织委员可以预览和发布周报。需要时请联系书记。")
    secretary = week["李书记"]
    await secretary.say(week.group, "/summary")
    assert secretary.last(week.group).text == "周报预览已发到您的私聊。"
    assert secretary.last(secretary.private).labels == LABELS


@pytest.mark.parametrize("words", ["2026-12-07", "下周", "2026-02-30"])
async def test_a_day_that_is_none_or_lies_ahead_is_refused_with_an_example(week: Town, words: str) -> None:
    secretary = week["李书记"]
    await secretary.say(secretary.private, f"/summary {words}")
    assert secretary.last(secretary.private).text == (
        f"“{words}”不是日期，或者那一期还没有开始。"
        "请这样写：/summary 2026-11-18（那一周），/summary 2026-11（那个月），/summary 2026（那一年）。"
    )


async def test_a_summary_always_fits_the_caption_of_its_picture(week: Town) -> None:
    secretary = week["李书记"]
    for number in range(3, 28):
        await secretary.say(
            secretary.private, f"/schedule 党课 12月{number % 9 + 2}日{number % 8 + 9:02}:00 主题：{'长' * 150}"
        )
        await secretary.tap("发布")
    await secretary.say(secretary.private, "/summary")
    shown = secretary.last(secretary.private)
    assert paging.length(shown.text) <= paging.CAPTION_LIMIT
    assert letters.ROOM < paging.CAPTION_LIMIT
    assert shown.file == "落实情况.png"


async def test_the_ledger_and_the_attendance_come_in_private_to_those_who_keep_the_summary(week: Town) -> None:
    secretary, member = week["李书记"], week["孙党员"]
    await secretary.say(secretary.private, "/summary")
    await secretary.tap("台账表格")
    sent = secretary.last(secretary.private)
    assert (sent.file, sent.text) == ("光明路党支部三会一课台账2026.xlsx", table_texts.CAPTION)
    await secretary.tap("到会图")
    picture = secretary.last(secretary.private)
    assert picture.file == "到会情况.png"
    assert picture.text.splitlines() == [
        "到会情况（光明路党支部，2026年11月23日至2026年11月29日）",
        "• 11月26日（周四）主题党日“清扫街道” 应到 8 实到 2 未登记 6 到会率 —",
    ]
    preview = secretary._last_with_buttons(secretary.private)
    ledger = next(button for row in preview.keyboard for button in row if button["text"] == "台账表格")
    before = week.words("孙党员")
    await member.forge_tap(ledger["callback_data"], member._last_with_buttons(week.group))
    assert week.words("孙党员") == before
    assert [shown.file for shown in member.screen(week.group, 99) if shown.file] == []
