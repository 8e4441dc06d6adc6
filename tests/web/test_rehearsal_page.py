"""The rehearsal page in a real browser: what one types, taps, sends and reads."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.web.browser import Visit, run_chromium, visit_pages  # noqa: F401 - fixtures, asked for by name
from tests.web.rehearsal_scene import CARD, WANG, ZHANG, Scene, bubbles, enter, group, picture, private, run_scene  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser


def test_first_screen_names_people_chats_and_time(scene: Scene, visit: Visit) -> None:
    scene.bot("sendMessage", chat_id=scene.group, text="各位好")
    page = enter(visit, scene.url)
    expect(page.locator("#people-list b:not(.badge)")).to_have_text(["王建国", "李秀英", "张伟"])
    expect(page.locator("#people-list small")).to_have_text(["书记", "记录人", "党员"])
    expect(page.locator("#chat-list b:not(.badge)")).to_have_text(["三会一课助手", "机关第一党支部"])
    expect(page.locator("#now-time")).to_have_text("10:05")
    expect(page.locator("#now-day")).to_have_text("2026年11月18日 星期三")
    expect(bubbles(group(page))).to_have_text(["各位好"])
    expect(group(page).locator(".from")).to_have_text(["三会一课助手 · 机器人"])


def test_typing_reaches_the_bot_and_its_answer_appears(scene: Scene, visit: Visit) -> None:
    page = enter(visit, scene.url)
    private(page).get_by_role("button", name="开始", exact=True).click()
    expect(bubbles(private(page))).to_have_text(["/start"])
    box = private(page).locator("textarea")
    box.fill("第一行")
    box.press("Shift+Enter")
    box.press_sequentially("<b>二</b><img src=x>")
    box.press("Enter")
    expect(bubbles(private(page))).to_have_text(["/start", "第一行<b>二</b><img src=x>"])
    expect(box).to_have_value("")
    assert [message["text"] for message in scene.heard("message")] == ["/start", "第一行\n<b>二</b><img src=x>"]
    scene.bot("sendMessage", chat_id=WANG, text="<b>好的</b> &amp; 记下", parse_mode="HTML")
    expect(bubbles(private(page)).last).to_have_text("好的 & 记下")
    expect(private(page).locator(".message .html strong")).to_have_text(["好的"])


def test_tap_is_sent_answered_and_the_card_redrawn(scene: Scene, visit: Visit) -> None:
    card = scene.bot("sendMessage", chat_id=scene.group, text="应到3", reply_markup={"inline_keyboard": CARD})
    page = enter(visit, scene.url)
    leave = group(page).get_by_role("button", name="请假")
    leave.click()
    expect(leave).to_have_attribute("aria-busy", "true")
    (query,) = scene.heard("callback_query")
    assert (query["from"]["id"], query["data"]) == (WANG, "b")
    scene.bot("answerCallbackQuery", callback_query_id=query["id"], text="请到私聊说明")
    expect(page.locator("#toasts p")).to_have_text(["请到私聊说明"])
    expect(leave).not_to_have_attribute("aria-busy", "true")
    scene.bot(
        "editMessageText", chat_id=scene.group, message_id=card["message_id"], text="应到3 请假1",
        reply_markup={"inline_keyboard": CARD[:1]},
    )  # fmt: skip
    expect(bubbles(group(page))).to_have_text(["应到3 请假1"])
    expect(group(page).locator("[data-slot=edited]")).to_have_text(["已修改"])


def test_alert_is_a_dialog_to_be_closed(scene: Scene, visit: Visit) -> None:
    scene.bot("sendMessage", chat_id=scene.group, text="会议", reply_markup={"inline_keyboard": CARD})
    page = enter(visit, scene.url)
    group(page).get_by_role("button", name="参加").click()
    (query,) = scene.heard("callback_query")
    scene.bot("answerCallbackQuery", callback_query_id=query["id"], text="只有书记可以", show_alert=True)
    dialog = page.get_by_role("dialog", name="机器人提示")
    expect(dialog.locator("#alert-text")).to_have_text("只有书记可以")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert page.locator("#toasts p").count() == 0


def test_a_button_that_has_gone_is_refused_in_words(scene: Scene, visit: Visit) -> None:
    card = scene.bot("sendMessage", chat_id=scene.group, text="会议", reply_markup={"inline_keyboard": CARD})
    page = enter(visit, scene.url)
    keys = group(page).locator(".keys")
    expect(keys).to_be_visible()
    visit.expect_complaint("Failed to load resource")
    page.route("**/stage/messages?*", lambda route: route.abort())
    page.route("**/stage/chats?*", lambda route: route.abort())
    scene.bot("editMessageReplyMarkup", chat_id=scene.group, message_id=card["message_id"])
    group(page).get_by_role("button", name="参加").click()
    expect(page.get_by_text("这个按钮已经变了，请看最新的消息。")).to_be_visible()


def test_people_keep_their_drafts_and_get_a_word_for_new_private_messages(scene: Scene, visit: Visit) -> None:
    httpx.post(f"{scene.url}/stage/start", json={"as": ZHANG, "payload": ""}).raise_for_status()
    page = enter(visit, scene.url)
    private(page).locator("textarea").fill("没写完")
    scene.bot("sendMessage", chat_id=ZHANG, text="提醒：明天开会")
    zhang = page.locator(f"[data-person='{ZHANG}']")
    expect(zhang.locator(".badge")).to_have_text("新 1", timeout=15_000)
    zhang.click()
    expect(page.locator("#me-name")).to_have_text("张伟")
    expect(bubbles(private(page)).last).to_have_text("提醒：明天开会")
    expect(private(page).locator("textarea")).to_have_value("")
    expect(zhang.locator(".badge")).to_be_hidden()
    page.locator(f"[data-person='{WANG}']").click()
    expect(private(page).locator("textarea")).to_have_value("没写完")
    page.get_by_label("按姓名或角色找人").fill("记录")
    expect(page.locator("#people-list li")).to_have_count(1)


def test_pictures_files_replies_pins_and_links(scene: Scene, visit: Visit) -> None:
    first = scene.bot("sendMessage", chat_id=scene.group, text="会议卡")
    scene.bot("pinChatMessage", chat_id=scene.group, message_id=first["message_id"])
    scene.bot("sendPhoto", {"photo": ("p.png", picture())}, chat_id=scene.group, caption="本周")
    scene.bot("sendDocument", {"document": ("记录.docx", b"word")}, chat_id=scene.group)
    answer = {"message_id": first["message_id"]}
    scene.bot("sendMessage", chat_id=scene.group, text="见 https://t.me/sanhui_bot?start=K7", reply_parameters=answer)
    page = enter(visit, scene.url)
    expect(group(page).locator(".pinned span")).to_have_text("会议卡")
    expect(group(page).locator(".service span").last).to_contain_text("置顶")
    expect(group(page).locator(".quote span")).to_have_text(["会议卡"])
    with page.expect_download() as download:
        group(page).locator(".document").click()
    assert download.value.suggested_filename == "记录.docx"
    assert Path(download.value.path()).read_bytes() == b"word"
    group(page).locator(".photo").click()
    expect(page.locator("#viewer-image")).to_have_attribute("alt", "本周")
    page.keyboard.press("Escape")
    group(page).locator("a[data-start]").click()
    expect(bubbles(private(page))).to_have_text(["/start K7"])


def test_upload_by_button_with_a_caption_and_a_reply(scene: Scene, visit: Visit, tmp_path: Path) -> None:
    roster = tmp_path / "名册.csv"
    roster.write_text("姓名\n王建国\n", encoding="utf-8")
    page = enter(visit, scene.url)
    private(page).locator(".picker").set_input_files(roster)
    expect(private(page).locator(".file-chip")).to_contain_text("名册.csv · 17 B")
    private(page).locator("textarea").fill("本支部名册")
    private(page).get_by_role("button", name="发送").click()
    expect(private(page).locator(".document b")).to_have_text(["名册.csv"])
    (message,) = [each for each in scene.heard("message") if "document" in each]
    assert (message["caption"], message["document"]["file_name"]) == ("本支部名册", "名册.csv")
    private(page).locator(".message").hover()
    private(page).get_by_role("button", name="回复", exact=True).click()
    private(page).locator("textarea").press_sequentially("改一处")
    page.keyboard.press("Enter")
    expect(private(page).locator(".quote span")).to_have_text(["本支部名册"])
    (answer,) = scene.heard("message")
    assert answer["reply_to_message"]["message_id"] == message["message_id"]


def test_dropped_file_waits_to_be_sent(scene: Scene, visit: Visit) -> None:
    page = enter(visit, scene.url)
    carried = page.evaluate_handle(
        "() => { const data = new DataTransfer(); data.items.add(new File(['x'], '台账.xlsx')); return data; }"
    )
    private(page).dispatch_event("drop", {"dataTransfer": carried})
    expect(private(page).locator(".file-chip")).to_contain_text("台账.xlsx · 1 B")
    private(page).get_by_role("button", name="不发了").click()
    expect(private(page).locator(".file-chip")).to_be_hidden()


def test_command_menu_filters_and_sends(scene: Scene, visit: Visit) -> None:
    commands = [{"command": "schedule", "description": "开会"}, {"command": "summary", "description": "周报"}]
    scene.bot("setMyCommands", commands=[*commands, {"command": "todo", "description": "待办"}])
    page = enter(visit, scene.url)
    private(page).get_by_role("button", name="命令菜单").click()
    expect(private(page).locator(".menu li")).to_have_text(["/schedule开会", "/summary周报", "/todo待办"])
    page.keyboard.press("Escape")
    private(page).locator("textarea").press_sequentially("/s")
    expect(private(page).locator(".menu li")).to_have_text(["/schedule开会", "/summary周报"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(bubbles(private(page))).to_have_text(["/summary"])
    expect(private(page).locator("textarea")).to_have_value("")


def test_reading_place_is_kept_per_person_and_news_are_announced(scene: Scene, visit: Visit) -> None:
    for number in range(40):
        scene.bot("sendMessage", chat_id=scene.group, text=f"第{number}条")
    page = enter(visit, scene.url)
    log = group(page).locator(".log")
    expect(bubbles(group(page)).last).to_be_in_viewport()
    log.evaluate("log => { log.scrollTop = 200; }")
    newest = group(page).get_by_role("button", name="有新消息 ↓")
    expect(newest).to_be_hidden()
    scene.bot("sendMessage", chat_id=scene.group, text="最新")
    expect(newest).to_be_visible()
    page.locator(f"[data-person='{ZHANG}']").click()
    expect(bubbles(group(page)).last).to_be_in_viewport()
    page.locator(f"[data-person='{WANG}']").click()
    expect(private(page).locator("header small")).to_have_text("只有王建国和机器人看得见")
    expect(bubbles(group(page))).to_have_count(41)
    assert log.evaluate("log => log.scrollTop") == 200
    scene.bot("sendMessage", chat_id=scene.group, text="更新")
    newest.click()
    expect(bubbles(group(page)).last).to_be_in_viewport()


def test_commands_links_and_spoilers_in_a_text_can_be_used(scene: Scene, visit: Visit) -> None:
    text = 'See /todo and <tg-spoiler>secret</tg-spoiler> <a href="https://example.org/">rule</a>'
    scene.bot("sendMessage", chat_id=scene.group, text=text, parse_mode="HTML")
    page = enter(visit, scene.url)
    spoiler = group(page).get_by_role("button", name="secret")
    expect(spoiler).to_have_class("spoiler")
    spoiler.click()
    expect(spoiler).to_have_class("spoiler open")
    link = group(page).get_by_role("link", name="rule")
    assert [link.get_attribute(name) for name in ("href", "target", "rel")] == [
        "https://example.org/", "_blank", "noreferrer",
    ]  # fmt: skip
    group(page).get_by_role("button", name="/todo").click()
    expect(bubbles(group(page)).last).to_have_text("/todo")


def test_reactions_and_deletions_are_seen(scene: Scene, visit: Visit) -> None:
    kept, gone = (
        scene.bot("sendMessage", chat_id=scene.group, text=text)["message_id"] for text in ("#决议 同意", "错")
    )
    page = enter(visit, scene.url)
    expect(bubbles(group(page))).to_have_text(["#决议 同意", "错"])
    scene.bot("setMessageReaction", chat_id=scene.group, message_id=kept, reaction=[{"type": "emoji", "emoji": "👍"}])
    scene.bot("deleteMessage", chat_id=scene.group, message_id=gone)
    expect(bubbles(group(page))).to_have_text(["#决议 同意"])
    expect(group(page).locator(".reactions")).to_have_text(["表情 👍"])
