"""The rehearsal page around the chat: clock, guide, side by side, and a phone's width."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.web.browser import PHONE, Visit, run_chromium, serving, visit_pages  # noqa: F401 - fixtures, asked for by name
from tests.web.rehearsal_scene import CARD, LI, Scene, build, enter, group, private, run_scene  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("label", "then"),
    [
        ("+10分钟", "2026-11-18T10:15:00+08:00"),
        ("+1小时", "2026-11-18T11:05:00+08:00"),
        ("+1天", "2026-11-19T10:05:00+08:00"),
        ("+1周", "2026-11-25T10:05:00+08:00"),
        ("到明天8:30", "2026-11-19T08:30:00+08:00"),
        ("到下周一8:30", "2026-11-23T08:30:00+08:00"),
    ],
)
def test_clock_buttons_move_the_stage(scene: Scene, visit: Visit, label: str, then: str) -> None:
    page = enter(visit, scene.url)
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.locator("#clock-hint")).to_contain_text("已拨到")
    assert httpx.get(f"{scene.url}/stage/clock").json()["now"] == then
    expect(page.locator("#now-time")).to_have_text(then[11:16])


@pytest.mark.parametrize(
    ("now", "zone", "until", "seconds"),
    [
        ("2026-11-22T23:59:30Z", "Asia/Shanghai", "monday", 7 * 86400 + 1830),  # Monday 07:59:30: the next one is meant
        ("2026-11-22T15:59:30Z", "Asia/Shanghai", "monday", 8 * 3600 + 1830),  # Sunday night: tomorrow
        ("2026-12-31T16:00:00Z", "Asia/Shanghai", "day", 86400 + 30600),  # New Year's midnight
        ("2027-03-13T17:00:00Z", "America/New_York", "day", 19 * 3600 + 1800),  # the night that loses an hour
    ],
)
def test_seconds_until_a_wall_clock_time(
    scene: Scene, visit: Visit, now: str, zone: str, until: str, seconds: int
) -> None:
    page = enter(visit, scene.url)
    ask = "async ([now, ...rest]) => (await import('/dates.js')).secondsUntil(Date.parse(now), ...rest)"
    assert page.evaluate(ask, [now, zone, until, "08:30"]) == seconds


def test_guide_becomes_the_person_and_prepares_the_step(scene: Scene, visit: Visit) -> None:
    scene.bot("sendMessage", chat_id=scene.group, text="会议", reply_markup={"inline_keyboard": CARD})
    page = enter(visit, scene.url)
    page.get_by_role("button", name="开始第 1 步").click()
    expect(private(page).locator("textarea")).to_have_value("/schedule 党课 明天15:00")
    expect(page.locator("#guide-do")).to_have_text("安排一次会。 已放进输入框，按“发送”。")
    page.get_by_role("button", name="下一步：回应").click()
    expect(page.locator("#me-name")).to_have_text("张伟")
    expect(group(page).get_by_role("button", name="参加")).to_be_focused()
    expect(page.locator("#guide-do")).to_have_text("在群里点参加。 请点亮着框的按钮“参加”。")


def test_phone_is_one_column_with_large_targets(scene: Scene, visit: Visit) -> None:
    scene.bot("sendMessage", chat_id=scene.group, text="长" * 300, reply_markup={"inline_keyboard": CARD})
    page = enter(visit, scene.url, PHONE)
    page.locator(f"[data-chat='{scene.group}']").click()
    expect(group(page).get_by_role("button", name="参加")).to_be_visible()
    expect(page.locator("#people")).to_be_hidden()
    sizes = "[...document.querySelectorAll('button:not(.answer), .key')].filter((one) => one.offsetParent)"
    small = f"{sizes}.filter((one) => one.getBoundingClientRect().height < 40).map((one) => one.outerHTML)"
    assert page.evaluate(small) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    page.get_by_role("button", name="‹ 返回").click()
    page.get_by_role("navigation", name="页面").get_by_role("button", name="换人").click()
    page.locator(f"[data-person='{LI}']").click()
    expect(page.locator("#me-name")).to_have_text("李秀英")
    expect(page.locator("#chat-list .badge:visible")).to_have_count(1)


def test_side_by_side_can_be_left(scene: Scene, visit: Visit) -> None:
    page = enter(visit, scene.url)
    expect(page.locator(".pane:visible")).to_have_count(2)
    page.get_by_role("button", name="只看一个聊天").click()
    expect(page.locator(".pane:visible")).to_have_count(1)
    page.locator(f"[data-chat='{scene.group}']").click()
    expect(page.locator(".pane:visible h2")).to_have_text("机关第一党支部")


def test_without_a_guide_there_is_no_strip_and_a_lost_stage_is_said(visit: Visit) -> None:
    visit.expect_complaint("/stage/guide")
    visit.expect_complaint("net::ERR")
    app, _ = build()
    with serving(app) as url:
        page = enter(visit, url)
        expect(page.locator("#people-list li")).to_have_count(3)
        expect(page.locator("#guide")).to_be_hidden()
    expect(page.locator("#connection")).to_have_text("演练服务没有应答，正在重连。请看终端里是否还在运行。")
    expect(page.locator("#connection")).to_be_visible()
