"""The demonstration in a real browser, led by its own guide: the real bot answers, the card counts, the clock moves."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.browser import Visit, run_chromium, visit_pages  # noqa: F401 - fixtures, asked for by name
from tests.web.playing import Playing, demonstration
from tests.web.rehearsal_scene import bubbles, enter, group, private

pytestmark = pytest.mark.browser


@pytest.fixture(name="play", scope="module")
def run_demonstration() -> Iterator[Playing]:
    with demonstration() as playing:
        yield playing


def step(page: Page, title: str) -> None:
    """Go to the step of this title and wait until the page has prepared it."""
    page.locator("#guide-steps button", has_text=re.compile(rf"^\d+{title}$")).click()
    expect(page.locator("#guide-steps [aria-current]")).to_contain_text(title)


def send(pane: Locator, text: str) -> None:
    """Send what the guide has put into the box."""
    expect(pane.locator("textarea")).to_have_value(text)
    pane.get_by_role("button", name="发送").click()


def tap(pane: Locator, label: str) -> None:
    """Tap the newest button of this label."""
    pane.locator(".message").get_by_role("button", name=label, exact=True).last.click()


def jump(page: Page, *labels: str) -> None:
    """Move the clock by its buttons."""
    for label in labels:
        page.get_by_role("button", name=label, exact=True).click()
        expect(page.locator("#clock-hint")).to_contain_text("已拨到")


def test_one_meeting_led_by_the_guide(play: Playing, visit: Visit) -> None:
    page = enter(visit, play.url)
    card = bubbles(group(page)).filter(has_text="支部委员会")
    step(page, "开会")
    send(private(page), "/schedule 支委会 后天上午10:30 地点：党群服务中心二楼 主题：研究冬季走访困难群众")
    expect(bubbles(private(page)).last).to_contain_text("时间：2026年11月20日（星期五）10:30–12:00")
    step(page, "发布")
    tap(private(page), "发布")
    expect(card).to_contain_text("应到5 参加0 请假0 未回应4 未绑定1")
    step(page, "通知")
    expect(page.locator("#me-name")).to_have_text("陈知行")
    tap(group(page), "参加")
    expect(card).to_contain_text("应到5 参加1 请假0 未回应3 未绑定1")
    step(page, "书记回复")
    tap(group(page), "参加")
    expect(card).to_contain_text("应到5 参加2 请假0 未回应2 未绑定1")
    jump(page, "+1天", "到明天8:30", "+1小时", "+30分钟")
    expect(page.locator("#now-day")).to_have_text("2026年11月20日 星期五")
    step(page, "书记签到")
    tap(group(page), "签到")
    expect(page.locator("#toasts")).to_contain_text("签到成功")
    expect(card).to_contain_text("签到进行中：已签到1/5")


def test_compliance_is_answered_with_the_sample_s_year(play: Playing, visit: Visit) -> None:
    page = enter(visit, play.url)
    step(page, "落实")
    send(private(page), "/compliance")
    expect(bubbles(private(page)).last).to_contain_text("支部党员大会 2026年第二季度（差 1 次）")
    expect(private(page).get_by_role("button", name="逾期未落实｜支部委员会 2026年8月")).to_be_visible()


def test_people_look_after_their_own_things_led_by_the_guide(play: Playing, visit: Visit) -> None:
    page = enter(visit, play.url)
    step(page, "我的")
    send(private(page), "/mine")
    expect(bubbles(private(page)).last).to_contain_text("罗明川2026年的记录")
    tap(private(page), "有误？")
    expect(bubbles(private(page)).last).to_contain_text("哪一次会议登记得不对")
    step(page, "待办")
    send(private(page), "/todo")
    expect(bubbles(private(page)).last).to_contain_text("逾期未落实")
    step(page, "本组")
    send(private(page), "/mine")
    tap(private(page), "第一党小组今年出勤")
    expect(bubbles(private(page)).last).to_contain_text("罗明川：应到")
    expect(bubbles(private(page)).last).not_to_contain_text("程小雨")
    step(page, "谁能做")
    send(private(page), "/who 批请假")
    expect(bubbles(private(page)).last).to_contain_text("您不能做：您没有担任上面的职务。")
    step(page, "计划")
    send(private(page), "/plan")
    expect(bubbles(private(page)).last).to_contain_text("2026年计划")
    step(page, "提醒设置")
    send(private(page), "/status")
    tap(private(page), "提醒设置")
    expect(bubbles(private(page)).last).to_contain_text("免打扰：22:00–07:30")
