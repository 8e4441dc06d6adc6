"""An administrator pastes the notice on holidays, sees it read back, and from then on it is what the bot goes by."""

from datetime import date

import pytest

from storage.repositories import audit_entries, holiday_notices
from storage.rules.calendar import DayKind, DayNote, judge
from tests.bot.conversation import town

ADMINISTRATOR = 88001
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
经国务院批准，现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""
READ_BACK = """2027年放假通知
• 元旦：1月1日（周五）至1月3日（周日）放假3天
• 春节：2月5日（周五）至2月11日（周四）放假7天；2月14日（周日）、2月20日（周六）上班
• 清明节：4月3日（周六）至4月5日（周一）放假3天
• 劳动节：5月1日（周六）至5月5日（周三）放假5天；5月8日（周六）上班
• 端午节：6月9日（周三）放假1天
• 中秋节：9月15日（周三）放假1天
• 国庆节：10月1日（周五）至10月7日（周四）放假7天；9月26日（周日）、10月9日（周六）上班

放假 27 天，调休上班 5 天。
请对照原文核对，确认后对全部组织生效。"""
HERE = "放假安排\n2026年：已公布\n2027年：尚未公布，按法定节假日暂估"


@pytest.fixture
async def place(tmp_path, monkeypatch):
    monkeypatch.setenv("SANHUI_ADMINS", str(ADMINISTRATOR))
    async with town(tmp_path) as made:
        yield made


@pytest.fixture
async def administrator(place):
    user = place.stage.world.add_person("高管理", id=ADMINISTRATOR)
    person = place.cast.hand(user)
    await person.start()
    return person


async def entered(place):
    async with place.sessions.read() as session:
        return await holiday_notices.overrides(session), await holiday_notices.whole_years(session)


async def test_a_notice_is_read_back_confirmed_and_from_then_on_goes(place, administrator):
    await administrator.say(administrator.private, "/放假")
    assert administrator.last(administrator.private).text.startswith(HERE)
    await administrator.say(administrator.private, NOTICE)
    assert administrator.last(administrator.private).text == READ_BACK
    assert administrator.last(administrator.private).labels == ("确认导入", "放弃")
    assert await entered(place) == ([], frozenset())
    await administrator.tap("确认导入")
    assert administrator.last(administrator.private).text == "已导入2027年放假通知，32 天。2027年的放假安排已完整。"
    rows, years = await entered(place)
    assert (len(rows), years) == (32, frozenset({2027}))
    async with place.sessions.read() as session:
        known = await holiday_notices.known(session, [2027])
        chain = await audit_entries.head(session, 0)
    assert judge(date(2027, 2, 14), known) == DayNote(DayKind.MAKEUP_WORKDAY, "春节", announced=True)
    assert '"act":"holidays.year_imported"' in chain.body.replace(" ", "")


async def test_the_preview_of_a_meeting_goes_by_the_notice(place, administrator):
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 2027年2月20日15:00")
    assert "提示：这天是周末。\n提示：这一年的放假安排尚未公布" in secretary.last(secretary.private).text
    await administrator.say(administrator.private, "/holidays")
    await administrator.say(administrator.private, NOTICE)
    await administrator.tap("确认导入")
    await secretary.say(secretary.private, "/schedule 党员大会 2027年2月20日15:00")
    said = secretary.last(secretary.private).text
    assert [line for line in said.splitlines() if line.startswith("提示")] == ["提示：这天是调休上班日。"]


async def test_giving_up_changes_nothing(place, administrator):
    await administrator.say(administrator.private, "/holidays")
    await administrator.say(administrator.private, NOTICE)
    await administrator.tap("放弃")
    assert administrator.last(administrator.private).text == "已放弃，放假安排没有改动。"
    assert await entered(place) == ([], frozenset())


async def test_a_part_is_taken_over_but_the_year_stays_unannounced(place, administrator):
    await administrator.say(administrator.private, "/holidays 2027")
    await administrator.say(administrator.private, "春节：2月5日（周五）至11日（周四）放假调休，共7天。")
    lacking = "没有读到元旦、清明、劳动、端午、中秋、国庆。导入后2027年仍按“尚未公布”处理，请补发全文。"
    assert f"注意：{lacking}" in administrator.last(administrator.private).text
    await administrator.tap("确认导入")
    rows, years = await entered(place)
    assert (len(rows), years) == (7, frozenset())


async def test_a_second_whole_notice_replaces_the_first(place, administrator):
    for text in (NOTICE, NOTICE.replace("9日（周三）放假，共1天", "9日（周三）至10日（周四）放假，共2天")):
        await administrator.say(administrator.private, "/holidays")
        await administrator.say(administrator.private, text)
        await administrator.tap("确认导入")
    await administrator.say(administrator.private, "/holidays")
    await administrator.say(administrator.private, NOTICE)
    await administrator.tap("确认导入")
    rows, years = await entered(place)
    assert (len(rows), years) == (32, frozenset({2027}))


@pytest.mark.parametrize(
    ("command", "text", "words"),
    [
        (
            "/holidays",
            "元旦：1月1日放假。",
            "看不出是哪一年的通知。请连标题一起粘贴，或先发 /holidays 2027 这样的年份。",
        ),
        ("/holidays 2026", NOTICE, "通知标题的年份不是2026年。请重新发 /holidays 再粘贴。"),
        ("/holidays 2027", "今天天气很好", "没有读到放假和上班的日期。请粘贴通知全文。"),
        (
            "/holidays 2027",
            "元旦：1月1日至3日放假，共4天。",
            "“1月1日至3日放假,共4天”的天数对不上。请核对原文后再粘贴。",
        ),
        ("/holidays 2027", "春节：2月31日放假。", "没有“2月31日”这样的日期。请核对原文后再粘贴。"),
    ],
)
async def test_a_notice_that_cannot_be_is_refused_in_words_and_can_be_pasted_again(
    place, administrator, command, text, words
):
    await administrator.say(administrator.private, command)
    await administrator.say(administrator.private, text)
    assert administrator.last(administrator.private).text == words
    await administrator.say(administrator.private, "/holidays")
    await administrator.say(administrator.private, NOTICE)
    assert administrator.last(administrator.private).text == READ_BACK


async def test_others_see_what_is_known_and_cannot_enter_anything(place):
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/holidays")
    assert secretary.last(secretary.private).text == (
        f"{HERE}\n放假通知由系统管理员导入。\n还没有登记停课停工（寒暑假、停工检修等）。登记以后，这些日子里暂停提醒。"
    )
    await secretary.say(secretary.private, NOTICE)
    assert secretary.last(secretary.private).text == "没有看懂。发 /help 看我能做什么。"
    assert await entered(place) == ([], frozenset())
