"""What people can do, and what the bot hears of it."""

from datetime import timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.rehearsal.errors import ApiError
from bot.rehearsal.people import NotOnScreenError, Toast
from tests.bot.rehearsal.conftest import Scene
from tests.bot.rehearsal.test_sending import keyboard


def kinds(updates: list[dict]) -> list[str]:
    return [next(key for key in update if key != "update_id") for update in updates]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/开会", []),
        ("开会", []),
        ("/start abc", [("bot_command", "/start")]),
        ("/start@sanhui_bot", [("bot_command", "/start@sanhui_bot")]),
        ("请看/help", []),
        ("请看 /help。", [("bot_command", "/help")]),
        ("/help帮助", []),
        ("/" + "a" * 65, []),
        ("😀 @wang 好", [("mention", "@wang")]),
        ("a@b.com", []),
        ("见https://a.cn/b?c=1，谢谢", []),
        ("见 https://a.cn/b?c=1，谢谢", [("url", "https://a.cn/b?c=1")]),
        ("t.me/sanhui_bot?start=x", [("url", "t.me/sanhui_bot?start=x")]),
        ("#议题 学习", [("hashtag", "#议题")]),
        ("#123", []),
    ],
)
async def test_typed_text_gets_the_servers_entities(scene: Scene, text, entities):
    message = await scene.wang.say(scene.wang.private, text)
    data = message.text.encode("utf-16-le")
    found = [
        (one["type"], data[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le"))
        for one in message.entities
    ]
    assert (message.text, found) == (text, entities)


async def test_hostile_text_is_cleaned_and_split(scene: Scene):
    assert (await scene.wang.say(scene.wang.private, "a\r\n\x00b\u202ec\ud83d\ude00\udc00 ")).text == "a\n bc😀\ufffd"
    await scene.wang.say(scene.wang.private, "长" * 9000)
    assert [len(shown.text) for shown in scene.wang.screen(scene.wang.private, 3)] == [4096, 4096, 808]
    with pytest.raises(NotOnScreenError):
        await scene.wang.say(scene.wang.private, " \n")


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("大家好", False),
        ("/roll", True),
        ("/roll@sanhui_bot", True),
        ("/roll@other_bot", False),
        ("@sanhui_bot 你好", False),
        ("/开会", False),
    ],
)
async def test_privacy_mode_lets_only_commands_through(scene: Scene, text, heard):
    scene.group.members[scene.account.user.id].status = "member"
    await scene.li.say(scene.group, text)
    assert bool(scene.heard()) == heard
    scene.group.members[scene.account.user.id].status = "administrator"
    await scene.li.say(scene.group, text)
    assert len(scene.heard()) == 1


async def test_privacy_mode_lets_replies_through_and_can_be_off(scene: Scene, bot: Bot):
    scene.group.members[scene.account.user.id].status = "member"
    sent = await bot.send_message(scene.group.id, "问")
    await scene.li.say(scene.group, "答", reply_to=scene.group.messages[sent.message_id])
    assert [update["message"]["text"] for update in scene.heard()] == ["答"]
    scene.account.reads_all = True
    await scene.li.say(scene.group, "闲话")
    assert [update["message"]["text"] for update in scene.heard()] == ["闲话"]
    assert (await bot.get_me()).can_read_all_group_messages


async def test_an_anonymous_administrator_hides_but_taps_openly(scene: Scene, bot: Bot):
    scene.group.members[scene.wang.id].anonymous = True
    await scene.wang.say(scene.group, "/roll")
    await bot.send_message(scene.group.id, "卡片", reply_markup=keyboard("签到"))
    await scene.wang.tap("签到", scene.group)
    message, tap = scene.heard()
    assert message["message"]["from"]["id"] == 1087968824
    assert message["message"]["sender_chat"]["id"] == scene.group.id
    assert tap["callback_query"]["from"]["id"] == scene.wang.id


async def test_only_labels_on_the_screen_can_be_tapped(scene: Scene, bot: Bot):
    with pytest.raises(NotOnScreenError, match="no buttons in this chat"):
        await scene.wang.tap("参加")
    old = await bot.send_message(scene.wang.id, "一", reply_markup=keyboard("参加"))
    await bot.send_message(scene.wang.id, "二", reply_markup=keyboard("请假", "返回"))
    with pytest.raises(NotOnScreenError, match=r"no '参加' among \('请假', '返回'\)"):
        await scene.wang.tap("参加")
    await scene.wang.tap("参加", message=scene.wang.private.messages[old.message_id])
    assert [update["callback_query"]["data"] for update in scene.heard()] == ["参加"]
    outsider = scene.cast.person("路人")
    with pytest.raises(NotOnScreenError, match="closed"):
        await outsider.tap("参加", scene.group)


async def test_a_tap_is_answered_once_within_150_seconds(scene: Scene, bot: Bot):
    await bot.send_message(scene.group.id, "卡片", reply_markup=keyboard("签到"))
    for late in (0, 150, 151):
        await scene.li.tap("签到", scene.group)
        query = scene.heard()[0]["callback_query"]["id"]
        scene.clock.advance(timedelta(seconds=late))
        if late <= 150:
            await scene.call("answerCallbackQuery", callback_query_id=query, text="好", show_alert="true")
            assert (scene.li.toast, scene.wang.toast) == (Toast("好", alert=True), None)
        with pytest.raises(ApiError, match="query is too old and response timeout expired or query ID is invalid"):
            await scene.call("answerCallbackQuery", callback_query_id=query)


async def test_answers_have_limits(scene: Scene, bot: Bot):
    await bot.send_message(scene.group.id, "卡片", reply_markup=keyboard("签到"))
    await scene.li.tap("签到", scene.group)
    query = scene.heard()[0]["callback_query"]["id"]
    with pytest.raises(ApiError, match="MESSAGE_TOO_LONG"):
        await scene.call("answerCallbackQuery", callback_query_id=query, text="字" * 201)
    with pytest.raises(ApiError, match="URL_INVALID"):
        await scene.call("answerCallbackQuery", callback_query_id=query, url="https://a.cn")
    assert await scene.call("answerCallbackQuery", callback_query_id=query, url="https://t.me/sanhui_bot?start=x")


async def test_forged_and_old_taps_arrive(scene: Scene, bot: Bot):
    sent = await bot.send_message(scene.group.id, "卡片", reply_markup=keyboard("签到"))
    message = scene.group.messages[sent.message_id]
    await scene.zhang.forge_tap("x:999", message)
    await scene.zhang.forge_tap("签到", message, accessible=False)
    forged, old = (update["callback_query"] for update in scene.heard())
    assert (forged["data"], forged["message"]["text"]) == ("x:999", "卡片")
    assert old["message"] == {"message_id": sent.message_id, "chat": scene.group.as_json(), "date": 0}


async def test_a_link_button_opens_the_private_chat(scene: Scene, bot: Bot):
    link = InlineKeyboardButton("去私聊", url="https://t.me/sanhui_bot?start=abc")
    await bot.send_message(scene.group.id, "登记", reply_markup=InlineKeyboardMarkup([[link]]))
    await scene.zhang.tap("去私聊", scene.group)
    assert [update["message"]["text"] for update in scene.heard()] == ["/start abc"]
    assert (await bot.send_message(scene.zhang.id, "你好")).text == "你好"


async def test_comings_and_goings_are_told(scene: Scene):
    await scene.call("getUpdates", allowed_updates=["message", "my_chat_member", "chat_member", "message_reaction"])
    await scene.zhang.leave(scene.group)
    await scene.wang.block()
    await scene.wang.start()
    said = await scene.li.say(scene.group, "好")
    await scene.li.react(said, "👍")
    await scene.wang.remove(scene.group, scene.account.user)
    updates = scene.heard()
    assert kinds(updates) == [
        "chat_member",
        "message",
        "my_chat_member",
        "my_chat_member",
        "message",
        "message",
        "message_reaction",
        "my_chat_member",
    ]
    standing = [update["my_chat_member"] for update in updates if "my_chat_member" in update]
    assert [one["new_chat_member"]["status"] for one in standing] == ["kicked", "member", "kicked"]
    assert [one["chat"]["type"] for one in standing] == ["private", "private", "supergroup"]


async def test_a_blocked_chat_is_closed_until_start(scene: Scene):
    await scene.wang.block()
    with pytest.raises(NotOnScreenError):
        await scene.wang.say(scene.wang.private, "在吗")
    await scene.wang.start("p")
    assert scene.wang.last(scene.wang.private).text == "/start p"


async def test_edits_by_people_are_told(scene: Scene):
    said = await scene.li.say(scene.group, "#议题 一")
    await scene.li.edit(said, "#议题 二")
    assert [(kinds([one])[0], one[kinds([one])[0]]["text"]) for one in scene.heard()] == [
        ("message", "#议题 一"),
        ("edited_message", "#议题 二"),
    ]
    with pytest.raises(NotOnScreenError):
        await scene.zhang.edit(said, "x")


async def test_topics_carry_their_thread(scene: Scene, bot: Bot):
    scene.group.topics[7] = "学习"
    await scene.li.say(scene.group, "/roll", thread=7)
    assert scene.heard()[0]["message"]["message_thread_id"] == 7
    assert (await bot.send_message(scene.group.id, "好", message_thread_id=7)).is_topic_message


async def test_settling_waits_for_confirmation_and_idleness(scene: Scene):
    steps: list[str] = []

    async def idle() -> None:
        steps.append("idle")

    scene.cast.idle, scene.cast.patience = idle, 0.05
    with pytest.raises(TimeoutError, match=r"not settled after 0\.05 s: message"):
        await scene.wang.say(scene.wang.private, "在吗")
    assert steps == []
    scene.account.queue.clear()
    await scene.cast.settle()
    assert steps == ["idle"]
