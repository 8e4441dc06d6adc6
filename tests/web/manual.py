"""``python -m tests.web.manual docs/pictures/manual``: the manuals' pictures, photographed while the story is played.

The demonstration is played through once by the people's hands; at each moment of the story the message it is about is
photographed from the screen of the person named.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.web.browser import NAMES, PATIENCE_MS
from tests.web.playing import Playing, demonstration
from tests.web.rehearsal_scene import group, private

WIDTH, HEIGHT, SHARPNESS, ROOM = 1280, 1900, 2, 6
FIRST, SECOND, ABOVE = "第一党支部工作群", "第二党支部工作群", "社区党委工作群"
SECRETARY, RECORDER, DEPUTY, ABSENT = "周启明", "陈知行", "林若兰", "许安宁"
LEADER, MEMBER, NEW_SECRETARY, NEWCOMER = "唐秋实", "罗明川", "梁志远", "孙小满"
VISITING_LEADER = "方文清 党委组织委员"


@dataclass
class Album:
    """Takes the pictures: one file a moment."""

    play: Playing
    page: Page
    folder: Path

    def shoot(self, name: str, who: str, words: str, title: str | None = None, *, above: int = 0) -> None:
        """Photograph the newest message with these words on somebody's screen, and some of those above it."""
        self.play.wait(who, lambda each: words in each["text"], title)
        # What a tap was answered with may still cover the page.
        self.page.evaluate("() => document.querySelector('dialog[open]')?.close()")
        self.page.locator(f"[data-person='{self.play.ids[who]}']").click()
        expect(self.page.locator("#me-name")).to_have_text(who)
        pane = group(self.page) if title else private(self.page)
        shown = pane.locator(".message").filter(has_text=words.split("\n")[0]).last
        expect(shown).to_be_visible()
        # By script: the page draws its messages anew while it is looked at, and a held element would be gone.
        shown.evaluate("(each) => each.scrollIntoView({block: 'end'})")
        # Only the pictures of this message: one far above is not loaded before it is scrolled to, and never decoded.
        shown.evaluate(
            "(each) => Promise.all([...each.querySelectorAll('img')].map((one) => one.decode().catch(() => 0)))"
        )
        # The way down to newer messages stands over what is photographed.
        self.page.evaluate("() => document.querySelectorAll('.newest').forEach((each) => { each.hidden = true; })")
        clip = _frame(pane, shown, above)
        self.page.screenshot(path=self.folder / f"{name}.png", clip=clip, animations="disabled")


def _frame(pane: Locator, shown: Locator, above: int) -> dict[str, float]:
    """Return the strip of a chat that holds a message and ``above`` messages before it, as wide as the chat."""
    outer, last = pane.bounding_box(), shown.bounding_box()
    assert outer is not None
    assert last is not None
    top = last["y"]
    messages = [box for each in pane.locator(".message").all() if (box := each.bounding_box()) is not None]
    before = [box["y"] for box in messages if box["y"] < last["y"]]
    if above and before:
        top = sorted(before)[-min(above, len(before))]
    top = max(top - ROOM, outer["y"])
    return {"x": outer["x"], "y": top, "width": outer["width"], "height": last["y"] + last["height"] + ROOM - top}


def set_up(play: Playing, album: Album) -> None:
    """The second branch binds its group, imports its roster and takes its people in."""
    bind = next(step["type"] for step in play.get("guide") if step["type"].startswith("/bind "))
    play.say(NEW_SECRETARY, bind, SECOND)
    album.shoot("bind", NEW_SECRETARY, "本群已绑定到", SECOND)
    play.join(NEW_SECRETARY, SECOND)
    play.hears(NEW_SECRETARY, "您要绑定到")
    album.shoot("pick-name", NEW_SECRETARY, "您要绑定到")
    play.tap(NEW_SECRETARY, NEW_SECRETARY)
    album.shoot("choose-entry", NEW_SECRETARY, "请先定一件事")
    sent = play.wait(NEW_SECRETARY, lambda each: each["document"] is not None, SECOND)
    play.upload(NEW_SECRETARY, sent["document"]["name"], play.file(sent))
    play.wait(NEW_SECRETARY, lambda each: any("确认导入" in one["text"] for row in each["buttons"] for one in row))
    album.shoot("roster-preview", NEW_SECRETARY, "新增")
    play.tap(NEW_SECRETARY, "确认导入")
    play.tap(NEW_SECRETARY, "私聊")
    play.say(NEWCOMER, "/join", SECOND)
    album.shoot("join-link", NEWCOMER, "请点这个链接", SECOND)
    play.join(NEWCOMER, SECOND)
    play.tap(NEWCOMER, NEWCOMER)
    album.shoot("join-request", NEW_SECRETARY, "请求绑定账号")
    play.tap(NEW_SECRETARY, "同意加入")
    album.shoot("joined", NEWCOMER, "绑定成功")


def before_the_meeting(play: Playing, album: Album) -> None:
    """A meeting is scheduled, announced and answered; somebody asks leave; the silent are named."""
    play.say(SECRETARY, "/help")
    album.shoot("help", SECRETARY, "天天用")
    play.say(SECRETARY, "/schedule 支委会 后天上午10:30 地点：党群服务中心二楼 主题：研究冬季走访困难群众")
    album.shoot("preview", SECRETARY, "请核对，确认后点“发布”")
    play.tap(SECRETARY, "发布")
    play.hears(SECRETARY, "应到5 参加0", FIRST)
    play.hears(RECORDER, "您有一次会议")
    album.shoot("invitation", RECORDER, "您有一次会议")
    play.tap(RECORDER, "参加", FIRST)
    play.tap(SECRETARY, "参加", FIRST)
    play.hears(SECRETARY, "参加2", FIRST)
    album.shoot("card", SECRETARY, "应到5 参加2", FIRST)
    play.tap(ABSENT, "请假", FIRST)
    album.shoot("leave-kinds", ABSENT, "请点请假类别")
    play.tap(ABSENT, "公出")
    album.shoot("leave-reason", ABSENT, "请简单写一下理由")
    play.say(ABSENT, "区里统一安排培训")
    play.hears(ABSENT, "请假已交给书记")
    album.shoot("leave-decide", SECRETARY, f"{ABSENT}请假")
    play.say(SECRETARY, "/todo")
    play.hears(SECRETARY, "点下面的按钮就能处理")
    album.shoot("todo", SECRETARY, "点下面的按钮就能处理")
    play.tap(SECRETARY, "批准")
    album.shoot("leave-result", ABSENT, "您的请假已批准")
    play.move_to("2026-11-19 10:31")
    album.shoot("reminder", DEPUTY, "提醒：会议还有1天")
    album.shoot("silent", SECRETARY, "会前还有同志没有回复")
    play.tap(DEPUTY, "参加")
    play.say(SECRETARY, "改期 明天上午11点 原因：和街道会议冲突")
    album.shoot("change", SECRETARY, "请核对，确认后点“确认改期”")
    play.tap(SECRETARY, "放弃")


def the_meeting(play: Playing, album: Album) -> None:
    """People sign in, the recorder keeps the roll and the minutes, both sign."""
    play.move_to("2026-11-20 10:00")
    for name in (SECRETARY, DEPUTY, RECORDER):
        play.tap(name, "签到", FIRST)
    play.hears(SECRETARY, "已签到3/5", FIRST)
    album.shoot("check-in", SECRETARY, "已签到3/5", FIRST)
    play.move_to("2026-11-20 11:00")
    for line in ("#议题 研究冬季走访困难群众", "#决议 同意走访方案，12月10日前走访完毕"):
        number = play.say(RECORDER, line, FIRST)
        play.wait(RECORDER, lambda each, number=number: each["id"] == number and bool(each["reactions"]), FIRST)
    play.say(RECORDER, "/roll")
    album.shoot("roll", RECORDER, "应到 5 实到 3")
    play.tap(RECORDER, "确认考勤")
    album.shoot("head-count", RECORDER, "请清点会场人数")
    play.say(RECORDER, "3")
    play.hears(RECORDER, "缺席 1")
    play.say(RECORDER, "/minutes")
    album.shoot("minutes", RECORDER, "【决议】")
    play.tap(RECORDER, "送审")
    play.tap(RECORDER, "签字")
    play.hears(SECRETARY, "请核对会议记录并签字")
    album.shoot("sign", SECRETARY, "请核对会议记录并签字")
    play.tap(SECRETARY, "签字")
    play.wait(SECRETARY, lambda each: each["document"] is not None)
    album.shoot("signed", SECRETARY, "校验码")


def afterwards(play: Playing, album: Album) -> None:
    """The own record and its correction, the group leader's view, compliance, the plan, the summary."""
    play.say(MEMBER, "/mine")
    album.shoot("mine", MEMBER, "的记录")
    play.tap(MEMBER, "有误？")
    album.shoot("correction-which", MEMBER, "哪一次会议登记得不对")
    held = play.hears(MEMBER, "哪一次会议登记得不对")
    play.tap(MEMBER, next(one["text"] for row in held["buttons"] for one in row if "请假" in one["text"]))
    album.shoot("correction-words", MEMBER, "实际情况是什么")
    play.say(MEMBER, "那天我后来赶到了")
    play.hears(MEMBER, "已交给记录人和书记核对")
    album.shoot("correction-request", SECRETARY, "说自己的考勤有误")
    play.tap(SECRETARY, "登记无误")
    album.shoot("correction-result", MEMBER, "核对后没有改动")
    play.say(LEADER, "/mine")
    play.tap(LEADER, "第一党小组今年出勤")
    album.shoot("group-year", LEADER, "出勤（只发给您）")
    play.say(MEMBER, "/who 批请假")
    album.shoot("who", MEMBER, "由谁来做")
    play.say(MEMBER, "/compliance")
    album.shoot("compliance", MEMBER, "落实情况")
    play.say(SECRETARY, "/compliance")
    play.tap(SECRETARY, "逾期未落实｜支部委员会 2026年8月")
    album.shoot("obligation", SECRETARY, "点“补录会议”")
    play.say(SECRETARY, "/plan")
    album.shoot("plan", SECRETARY, "年计划")
    play.say(SECRETARY, "/status")
    album.shoot("status", SECRETARY, "的运行状态")
    play.tap(SECRETARY, "提醒设置")
    album.shoot("reminder-settings", SECRETARY, "提醒设置（")
    play.say(SECRETARY, "/summary")
    play.hears(SECRETARY, "请核对，点“发布”发到群里")
    album.shoot("summary-preview", SECRETARY, "请核对，点“发布”发到群里")
    play.move_to("2026-11-23 08:30")
    play.hears(SECRETARY, "周报（", FIRST)
    album.shoot("summary", SECRETARY, "周报（", FIRST)


def a_general_meeting(play: Playing, album: Album) -> None:
    """The room's code and poster, a spot check, lessons for those who missed it, and what else can be set."""
    play.say(SECRETARY, "/schedule")
    album.shoot("schedule-steps", SECRETARY, "要安排哪一种会议")
    play.say(SECRETARY, "/schedule 党员大会 11月26日15:00 地点：报告厅 主题：通报三季度工作")
    play.hears(SECRETARY, "通报三季度工作")
    play.tap(SECRETARY, "发布")
    play.hears(SECRETARY, "通报三季度工作", FIRST)
    play.say(MEMBER, "/mine")
    play.tap(MEMBER, "我的提醒")
    album.shoot("nudges", MEMBER, "额外提醒")
    play.move_to("2026-11-26 14:45")
    play.say(RECORDER, "/roll")
    play.hears(RECORDER, "应到 14 实到 0")
    play.tap(RECORDER, "更多")
    album.shoot("roll-tools", RECORDER, "签到码：没有开启")
    play.tap(RECORDER, "登记列席")
    play.hears(RECORDER, "请打列席同志的姓名")
    play.say(RECORDER, f"石小川 入党积极分子\n{VISITING_LEADER}")
    album.shoot("guests", RECORDER, "列席 2")
    play.tap(RECORDER, "返回")
    play.hears(RECORDER, f"列席：石小川（入党积极分子）、{VISITING_LEADER.split()[0]}")
    play.tap(RECORDER, "签到海报")
    album.shoot("poster", RECORDER, "请打印或者投到会场屏幕上")
    play.tap(RECORDER, "开启签到码")
    play.tap(RECORDER, "显示签到码")
    album.shoot("code", RECORDER, "这个码用到")
    play.tap(MEMBER, "签到", FIRST)
    album.shoot("code-entry", MEMBER, "请看会场里显示的签到码")
    for name in (MEMBER, SECRETARY, DEPUTY, RECORDER, LEADER):
        if name != MEMBER:
            play.tap(name, "签到", FIRST)
            play.hears(name, "请看会场里显示的签到码")
        screen = play.hears(RECORDER, "这个码用到")["text"]
        play.say(name, screen.splitlines()[1].replace(" ", ""))
        play.hears(name, "签到成功")
    play.move_to("2026-11-26 16:40")
    play.say(RECORDER, "/roll")
    play.hears(RECORDER, "应到 14 实到 5")
    play.tap(RECORDER, "确认考勤")
    play.hears(RECORDER, "请清点会场人数")
    play.say(RECORDER, "5")
    play.hears(RECORDER, "已确认")
    album.shoot("makeup-task", ABSENT, "您有一次补课")
    play.tap(RECORDER, "更多")
    play.tap(RECORDER, "补课")
    album.shoot("makeup-list", RECORDER, "材料：还没有给")
    play.tap(RECORDER, "返回")
    play.tap(RECORDER, "送学")
    play.tap(RECORDER, "记送学：冯德厚")
    play.hears(RECORDER, "是哪位同志上门的")
    play.tap(RECORDER, ABSENT)
    play.tap(RECORDER, "今天")
    album.shoot("visits", RECORDER, f"{ABSENT}上门")


def organisational_life(play: Playing, album: Album) -> None:
    """What a member and the secretary see of a meeting with criticism and self-criticism."""
    play.say(SECRETARY, "/schedule 组织生活会 12月10日15:00 地点：报告厅 主题：对照检查")
    play.hears(SECRETARY, "对照检查")
    play.tap(SECRETARY, "发布")
    play.hears(MEMBER, "对照检查")
    play.say(MEMBER, "/life")
    album.shoot("life-own", MEMBER, "您的自我批评")
    play.say(SECRETARY, "/life")
    album.shoot("life", SECRETARY, "还没有自我批评")


def main(folder: Path) -> None:
    """Play the story once and leave its pictures in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        sys.exit(f"no browser on this machine (looked for {', '.join(NAMES)})")
    expect.set_options(timeout=PATIENCE_MS)
    with demonstration() as play, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SHARPNESS)
        page.goto(play.url)
        expect(page.locator("main[inert]")).to_have_count(0)
        album = Album(play, page, folder)
        for chapter in (set_up, before_the_meeting, the_meeting, afterwards, a_general_meeting, organisational_life):
            chapter(play, album)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures/manual"))
