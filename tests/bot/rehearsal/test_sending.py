"""What the stage takes from a bot and what it refuses, in Telegram's words (asked through python-telegram-bot)."""

import struct
from datetime import timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, EndPointNotFound, Forbidden

from bot.rehearsal.errors import ApiError
from tests.bot.rehearsal.conftest import Scene

STRANGER = 999


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in labels]])


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\0" * 9


async def refusal(scene: Scene, method: str, **params) -> str:
    with pytest.raises(ApiError) as caught:
        await scene.call(method, **params)
    return caught.value.description


async def test_a_text_arrives_with_entities_and_buttons(scene: Scene, bot: Bot):
    sent = await bot.send_message(
        scene.wang.id, " <b>通知</b> /meetings 见 https://a.cn/x。\n", "HTML", reply_markup=keyboard("参加", "请假")
    )
    assert sent.text == "通知 /meetings 见 https://a.cn/x。"
    assert [(one.type, sent.parse_entity(one)) for one in sent.entities] == [
        ("bold", "通知"),
        ("bot_command", "/meetings"),
        ("url", "https://a.cn/x"),
    ]
    assert scene.wang.last(scene.wang.private).labels == ("参加", "请假")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "Bad Request: message text is empty"),
        (" \n ", "Bad Request: message text is empty"),
        ("字" * 4097, "Bad Request: message is too long"),
        ("字" * 10_923, "Bad Request: text is too long"),
        ("a < b", 'Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 2'),
    ],
)
async def test_texts_are_measured_after_parsing(scene: Scene, text, error):
    assert await refusal(scene, "sendMessage", chat_id=scene.wang.id, text=text, parse_mode="HTML") == error


@pytest.mark.parametrize("text", ["😀" * 4096, "<b>" + "字" * 4096 + "</b>"])
async def test_4096_characters_pass(scene: Scene, bot: Bot, text):
    assert len((await bot.send_message(scene.wang.id, text, "HTML")).text) == 4096


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"chat_id": "1000001"}, "message text is empty"),
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": "5", "text": "x"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": "1000001", "text": "x", "colour": "red"}, 'unknown parameter "colour" of sendMessage'),
        (
            {"chat_id": "1000001", "text": "x", "protect_content": "maybe"},
            'parameter "protect_content" must be a boolean',
        ),
        ({"chat_id": "1000001", "text": "x", "reply_markup": "{"}, 'can\'t parse "reply_markup" JSON object'),
        ({"chat_id": "1000001", "text": "x", "message_thread_id": "3"}, "message thread not found"),
        ({"chat_id": "1000001", "text": "\ud800"}, "strings must be encoded in UTF-8"),
        ({"chat_id": "1000001", "text": "x", "parse_mode": "MarkdownV2"}, "only HTML is rehearsed here"),
    ],
)
async def test_wrong_calls_are_named(scene: Scene, params, error):
    assert await refusal(scene, "sendMessage", **params) == f"Bad Request: {error}"


TWO_ACTIONS = "inline keyboard button has more than one action: callback_data, url"
BUTTON = {"text": "x", "callback_data": "d"}


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([[{"text": "x", "callback_data": "中" * 22}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "x", "callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "x"}]], "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ([[{"callback_data": "x"}]], "can't parse inline keyboard button: can't find field \"text\""),
        ([[{"text": "x", "callback_data": "d", "url": "https://a.cn"}]], TWO_ACTIONS),
        ([[{"text": "x", "url": "nowhere"}]], "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
        (
            [[{"text": "x", "callback_data": "d", "color": "red"}]],
            "unknown field 'color' in the inline keyboard button",
        ),
        ([[BUTTON] * 9], "reply markup is too long"),
        ([[BUTTON] * 8] * 13, "reply markup is too long"),
    ],
)
async def test_keyboards_are_checked(scene: Scene, rows, error):
    said = await refusal(scene, "sendMessage", chat_id=scene.wang.id, text="x", reply_markup={"inline_keyboard": rows})
    assert said == f"Bad Request: {error}"


async def test_a_keyboard_at_its_limits_passes(scene: Scene):
    rows = [[{"text": "x", "callback_data": "中" * 21 + "d"}] * 8] * 12 + [[BUTTON] * 4]
    assert await scene.call("sendMessage", chat_id=scene.wang.id, text="x", reply_markup={"inline_keyboard": rows})


async def test_who_cannot_be_written_to(scene: Scene, bot: Bot):
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(scene.zhang.id, "x")
    await scene.wang.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(scene.wang.id, "x")
    scene.li.user.deactivated = True
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(scene.li.id, "x")
    await scene.wang.remove(scene.group, scene.account.user)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(scene.group.id, "x")


async def test_a_bot_that_left_is_no_member(scene: Scene, bot: Bot):
    await bot.leave_chat(scene.group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(scene.group.id, "x")


async def test_a_migrated_group_tells_its_new_id(scene: Scene, bot: Bot):
    basic = scene.cast.group("小组", scene.wang, supergroup=False)
    scene.heard()
    fresh = scene.world.migrate(basic)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(basic.id, "x")
    assert caught.value.new_chat_id == fresh.id
    told = [update["message"] for update in scene.heard()]
    pairs = [(one["chat"]["id"], one.get("migrate_to_chat_id"), one.get("migrate_from_chat_id")) for one in told]
    assert pairs == [(basic.id, fresh.id, None), (fresh.id, None, basic.id)]
    assert (await bot.send_message(fresh.id, "x")).chat.id == fresh.id


async def test_a_reply_needs_its_message(scene: Scene, bot: Bot):
    first = await bot.send_message(scene.wang.id, "一")
    second = await bot.send_message(scene.wang.id, "二", reply_parameters=ReplyParameters(first.message_id))
    assert second.reply_to_message.text == "一"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(scene.wang.id, "三", reply_parameters=ReplyParameters(99))
    lenient = ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(scene.wang.id, "四", reply_parameters=lenient)).reply_to_message is None


async def test_files_go_up_come_down_and_go_again(scene: Scene, bot: Bot):
    sent = await bot.send_document(scene.wang.id, b"\0\xff\r\n--", "说明", filename="记录.docx")
    assert (sent.caption, sent.document.file_name, sent.document.file_size) == ("说明", "记录.docx", 6)
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"\0\xff\r\n--"
    again = await bot.send_document(scene.li.id, sent.document.file_id)
    assert again.document.file_id == sent.document.file_id
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await bot.send_photo(scene.wang.id, sent.document.file_id)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png(9_000, 1_001), "PHOTO_INVALID_DIMENSIONS"),
        (png(210, 10), "PHOTO_INVALID_DIMENSIONS"),
        (png(20, 20) + b"\0" * (10 << 20), "PHOTO_SAVE_FILE_INVALID"),
        (b"", "file must be non-empty"),
    ],
)
async def test_bad_photos_are_refused(scene: Scene, bot: Bot, data, error):
    with pytest.raises(BadRequest, match=f"(?i)^{error}$"):
        await bot.send_photo(scene.wang.id, data)


async def test_a_photo_keeps_its_size(scene: Scene, bot: Bot):
    sent = await bot.send_photo(scene.group.id, png(640, 480), "图")
    assert [(size.width, size.height) for size in sent.photo] == [(640, 480)]


async def test_captions_end_at_1024(scene: Scene, bot: Bot):
    assert len((await bot.send_document(scene.wang.id, b"x", "字" * 1024, filename="a.txt")).caption) == 1024
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(scene.wang.id, b"x", "字" * 1025, filename="a.txt")


async def test_files_over_20_mb_cannot_come_down(scene: Scene, bot: Bot):
    message = await scene.wang.upload(scene.wang.private, "大.bin", b"\0" * ((20 << 20) + 1))
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(message.document.file_id)
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("none")


async def test_edits_show_in_place(scene: Scene, bot: Bot):
    sent = await bot.send_message(scene.wang.id, "一", reply_markup=keyboard("参加"))
    await bot.edit_message_text("二", scene.wang.id, sent.message_id)
    shown = scene.wang.last(scene.wang.private)
    assert (shown.text, shown.labels, shown.edited) == ("二", (), True)
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content and reply markup are"):
        await bot.edit_message_text("二", scene.wang.id, sent.message_id)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(scene.wang.id, sent.message_id, caption="x")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("三", scene.wang.id, 99)


async def test_only_own_messages_are_edited(scene: Scene, bot: Bot):
    theirs = await scene.wang.say(scene.wang.private, "我的话")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("你的话", scene.wang.id, theirs.id)


async def test_a_document_is_replaced_whole(scene: Scene, bot: Bot):
    sent = await bot.send_document(scene.wang.id, b"1", "旧", filename="a.txt")
    media = InputMediaDocument(b"22", "新", filename="b.txt")
    changed = await bot.edit_message_media(media, scene.wang.id, sent.message_id)
    assert (changed.document.file_name, changed.document.file_size, changed.caption) == ("b.txt", 2, "新")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", scene.wang.id, sent.message_id)


async def test_deleting_needs_the_right_and_48_hours(scene: Scene, bot: Bot):
    theirs = await scene.wang.say(scene.wang.private, "秘密")
    assert await bot.delete_message(scene.wang.id, theirs.id)
    assert scene.wang.screen(scene.wang.private) == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(scene.wang.id, theirs.id)
    old = await bot.send_message(scene.group.id, "x")
    scene.clock.advance(timedelta(hours=48, seconds=1))
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(scene.group.id, old.message_id)
    await scene.wang.promote(scene.group, scene.account.user, "can_pin_messages")
    words = await scene.li.say(scene.group, "闲话")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(scene.group.id, words.id)
    own = await bot.send_message(scene.group.id, "y")
    assert await bot.delete_messages(scene.group.id, [own.message_id, 12345])


async def test_pinning_needs_the_right_and_is_told(scene: Scene, bot: Bot):
    sent = await bot.send_message(scene.group.id, "卡片")
    assert await bot.pin_chat_message(scene.group.id, sent.message_id)
    assert (await bot.get_chat(scene.group.id)).pinned_message.text == "卡片"
    assert [update["message"]["pinned_message"]["message_id"] for update in scene.heard()] == [sent.message_id]
    assert await bot.unpin_chat_message(scene.group.id)
    assert (await bot.get_chat(scene.group.id)).pinned_message is None
    with pytest.raises(BadRequest, match="Message to unpin not found"):
        await bot.unpin_chat_message(scene.group.id)
    await scene.wang.promote(scene.group, scene.account.user, "can_delete_messages")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages in the chat"):
        await bot.pin_chat_message(scene.group.id, sent.message_id)


async def test_reactions_come_from_telegrams_list(scene: Scene, bot: Bot):
    said = await scene.li.say(scene.group, "#议题 学习")
    assert await bot.set_message_reaction(scene.group.id, said.id, "👍")
    assert said.reactions == {scene.account.user.id: ["👍"]}
    with pytest.raises(BadRequest, match=r"(?i)reaction_invalid"):
        await bot.set_message_reaction(scene.group.id, said.id, "✅")
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(scene.group.id, 9999, "👍")


async def test_members_are_known(scene: Scene, bot: Bot):
    statuses = {member.user.id: member.status for member in await bot.get_chat_administrators(scene.group.id)}
    assert statuses == {scene.wang.id: "creator", scene.account.user.id: "administrator"}
    assert await bot.get_chat_member_count(scene.group.id) == 4
    await scene.zhang.leave(scene.group)
    assert (await bot.get_chat_member(scene.group.id, scene.zhang.id)).status == "left"
    stranger = scene.cast.person("路人")
    assert (await bot.get_chat_member(scene.group.id, stranger.id)).status == "left"
    with pytest.raises(BadRequest, match=r"(?i)participant_id_invalid"):
        await bot.get_chat_member(scene.group.id, STRANGER)


async def test_unknown_methods_and_tokens(scene: Scene, bot: Bot):
    assert await refusal(scene, "sendRichMessage") == "Not Found"
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendRichMessage")
    with pytest.raises(ApiError) as caught:
        await scene.stage.call("1:wrong", "getMe", {})
    assert caught.value.description == "Unauthorized"


async def test_method_names_ignore_case(scene: Scene):
    assert (await scene.call("GETME"))["username"] == "sanhui_bot"
