"""Both directions against the Bot API's description: what python-telegram-bot sends, and all the stage answers."""

import json
from datetime import timedelta

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChatMember,
    InputMediaPhoto,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReplyParameters,
)

from bot.rehearsal.calls import METHODS
from bot.rehearsal.errors import ApiError
from tests.bot.rehearsal.conftest import TOKEN, Scene
from tests.bot.rehearsal.contract import Contract
from tests.bot.rehearsal.test_sending import keyboard, png

ALL_KINDS = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]


async def bot_plays(scene: Scene, bot: Bot) -> None:
    """Call every method the stage knows, as a bot would."""
    wang, group = scene.wang.id, scene.group.id
    card = await bot.send_message(
        group,
        "<b>会议</b> <a href='tg://user?id=1000001'>王</a> <code>1</code> /meetings https://a.cn",
        "HTML",
        reply_markup=keyboard("参加", "请假"),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        protect_content=True,
        disable_notification=True,
    )
    await bot.send_message(group, "答", reply_parameters=ReplyParameters(card.message_id))
    photo = await bot.send_photo(wang, png(60, 40), "图", reply_markup=keyboard("好"))
    file = await bot.send_document(wang, b"x", "文", filename="记录.docx", thumbnail=None)
    await bot.send_chat_action(wang, "typing")
    await bot.edit_message_text("新", group, card.message_id, reply_markup=keyboard("参加"))
    await bot.edit_message_reply_markup(group, card.message_id)
    await bot.edit_message_caption(wang, photo.message_id, caption="图二")
    await bot.edit_message_media(InputMediaPhoto(png(9, 9), "图三"), wang, photo.message_id)
    await bot.pin_chat_message(group, card.message_id, disable_notification=True)
    for chat in (group, wang):
        await bot.get_chat(chat)
    await bot.unpin_chat_message(group, card.message_id)
    await bot.unpin_all_chat_messages(group)
    for person in (scene.wang.id, scene.li.id, scene.account.user.id):
        await bot.get_chat_member(group, person)
    await bot.get_chat_member_count(group)
    await bot.get_chat_administrators(group)
    await bot.set_message_reaction(group, card.message_id, "👍")
    await bot.get_file(file.document.file_id)
    commands = [BotCommand("meetings", "会议")]
    await bot.set_my_commands(commands)
    await bot.set_my_commands(commands, BotCommandScopeAllPrivateChats(), "zh")
    await bot.set_my_commands(commands, BotCommandScopeChatMember(group, wang))
    await bot.get_my_commands()
    await bot.delete_my_commands()
    await bot.set_chat_menu_button(wang, MenuButtonCommands())
    await bot.get_chat_menu_button(wang)
    await bot.set_my_name("助手")
    await bot.get_my_name()
    await bot.set_my_description("说明")
    await bot.get_my_description()
    await bot.set_my_short_description("短")
    await bot.get_my_short_description()
    await bot.set_webhook("https://bot.example.cn/hook", allowed_updates=ALL_KINDS, secret_token="s")
    await bot.get_webhook_info()
    await bot.delete_webhook()
    await bot.delete_message(wang, file.message_id)
    await bot.delete_messages(wang, [photo.message_id])


async def people_play(scene: Scene, bot: Bot) -> None:
    """Let people do everything they can."""
    card = await bot.send_message(scene.group.id, "卡片", reply_markup=keyboard("签到"))
    message = scene.group.messages[card.message_id]
    await scene.li.tap("签到", scene.group)
    await scene.li.forge_tap("x", message, accessible=False)
    said = await scene.li.say(scene.group, "/roll #议题 https://a.cn @wang", reply_to=message)
    await scene.li.edit(said, "改")
    await scene.li.react(said, "👍")
    await scene.li.react(said)
    await scene.wang.upload(scene.wang.private, "名册.xlsx", b"x", "名册")
    await scene.wang.upload(scene.wang.private, "图.png", png(9, 9), photo=True)
    await scene.zhang.start("abc")
    await scene.zhang.block()
    scene.group.members[scene.wang.id].anonymous = True
    await scene.wang.say(scene.group, "匿名")
    await scene.zhang.leave(scene.group)
    await scene.wang.promote(scene.group, scene.li.user, "can_pin_messages")
    await scene.wang.remove(scene.group, scene.li.user)
    scene.world.migrate(scene.cast.group("小组", scene.wang, supergroup=False))
    await scene.wang.remove(scene.group, scene.account.user)


async def test_calls_and_answers_keep_the_contract(scene: Scene, bot: Bot, contract: Contract):
    await bot_plays(scene, bot)
    sent = [one for one in scene.stage.sent if one.code == 200]
    assert [one for one in scene.stage.sent if one.code != 200] == []
    complaints = [contract.check_call(one.method, one.params, one.uploads) for one in sent]
    complaints += [contract.check_answer(one.method, one.result) for one in sent]
    assert [text for texts in complaints for text in texts] == []
    assert {name for name in METHODS if name not in {one.method.lower() for one in sent}} == {
        "answercallbackquery",
        "getupdates",
        "leavechat",
    }


async def test_updates_keep_the_contract_and_can_be_parsed(scene: Scene, bot: Bot, contract: Contract):
    scene.account.queue.allow(ALL_KINDS)
    await people_play(scene, bot)
    raw = [update.body for update in scene.account.queue.pending()]
    parsed = await bot.get_updates(timeout=1)
    assert [text for update in raw for text in contract.check_update(update)] == []
    assert [update.update_id for update in parsed] == [update["update_id"] for update in raw]
    assert {key for update in raw for key in update} - {"update_id"} == set(ALL_KINDS)


async def test_the_stage_and_the_contract_agree_on_parameters(contract: Contract):
    for name, method in METHODS.items():
        described = {field["name"]: field for field in contract.methods[name].get("fields", [])}
        assert set(method.types) <= set(described), name
        required = {key for key, field in described.items() if field["required"]}
        assert method.required - required <= {"chat_id", "message_id"}, name


BAD_CALLS = [
    ("sendMessage", {"chat_id": 1}),
    ("sendMessage", {"chat_id": 1, "text": "x", "colour": "red"}),
    ("sendMessage", {"chat_id": "1", "text": "x", "reply_markup": json.dumps({"inline_keyboard": [[{"text": "x"}]]})}),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": keyboard("中" * 22).to_json()}),
    ("sendMessage", {"chat_id": 1, "text": "x", "message_thread_id": "seven"}),
    ("sendMessage", {"chat_id": 1, "text": "x", "disable_notification": "yes"}),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "字" * 201}),
    ("setMyCommands", {"commands": [{"command": "a"}]}),
    ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "x"}]}),
    ("setMyCommands", {"commands": [], "scope": {"type": "everywhere"}}),
    ("deleteMessages", {"chat_id": 1, "message_ids": ["x"]}),
    ("getUpdates", {"limit": 101}),
    ("sendPhoto", {"chat_id": 1}),
    ("sendRichMessage", {"chat_id": 1}),
]


@pytest.mark.parametrize(("method", "params"), BAD_CALLS)
async def test_the_contract_sees_bad_calls(contract: Contract, method, params):
    assert len(contract.check_call(method, params)) > 0


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("sendMessage", True),
        ("sendMessage", {"message_id": 1, "date": 5}),
        ("getMe", {"id": 1, "first_name": "x"}),
        ("getChatMember", {"status": "creator", "user": {"id": 1, "is_bot": False, "first_name": "x"}}),
        ("getUpdates", [{"message": {}}]),
    ],
)
async def test_the_contract_sees_bad_answers(contract: Contract, method, answer):
    assert len(contract.check_answer(method, answer)) > 0


async def test_the_contract_sees_bad_updates(contract: Contract, scene: Scene):
    await scene.wang.say(scene.wang.private, "好")
    (update,) = scene.heard()
    assert contract.check_update(update) == []
    del update["message"]["chat"]["type"]
    assert contract.check_update(update) == ["Update.message.chat.type: required in Chat"]
    assert contract.check_update({"update_id": 1}) == ["Update: exactly one optional field expected"]


async def test_dates_are_seconds_of_stage_time(scene: Scene, bot: Bot):
    scene.clock.advance(timedelta(days=40))
    sent = await bot.send_message(scene.wang.id, "x")
    assert sent.date == scene.clock.now().replace(microsecond=0)


async def test_every_method_refuses_unknown_parameters(scene: Scene):
    for method in METHODS.values():
        with pytest.raises(ApiError, match=f'unknown parameter "x" of {method.name}'):
            await scene.stage.call(TOKEN, method.name, {"x": "1"})
