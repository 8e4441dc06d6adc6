"""The control API the chat page speaks."""

import json
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import httpx
import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeChatAdministrators

from bot.rehearsal.server import application, serving
from tests.bot.rehearsal.conftest import Scene
from tests.bot.rehearsal.test_sending import keyboard, png


@pytest.fixture(name="client")
async def make_client(scene: Scene) -> AsyncIterator[httpx.AsyncClient]:
    app = application(scene.cast, ZoneInfo("Asia/Shanghai"))
    async with serving(app) as root, httpx.AsyncClient(base_url=root, timeout=10) as client:
        yield client


async def test_people_and_chats(scene: Scene, client: httpx.AsyncClient, bot: Bot):
    await bot.send_message(scene.wang.id, "第一行\n第二行")
    await scene.wang.say(scene.group, "大家好")
    assert (await client.get("/stage/people")).json() == [
        {"id": scene.wang.id, "name": "王建国", "note": "书记"},
        {"id": scene.li.id, "name": "李秀英", "note": ""},
        {"id": scene.zhang.id, "name": "张伟", "note": ""},
    ]
    private = {"id": scene.wang.id, "type": "private", "title": "三会一课助手", "last": "第一行 第二行"}
    group = {"id": scene.group.id, "type": "supergroup", "title": "第一党支部", "last": "大家好"}
    assert (await client.get("/stage/chats", params={"as": scene.wang.id})).json() == [
        private | {"unread": 1, "started": True, "bot": True},
        group | {"unread": 0, "started": True},
    ]
    await client.get("/stage/messages", params={"as": scene.wang.id, "chat": scene.wang.id})
    assert (await client.get("/stage/chats", params={"as": scene.wang.id})).json()[0]["unread"] == 0


async def test_a_message_in_full(scene: Scene, client: httpx.AsyncClient, bot: Bot):
    sent = await bot.send_message(
        scene.group.id,
        "<b>会 <i>&lt;一&gt;</i></b>\n见 t.me/sanhui_bot?start=k1",
        "HTML",
        reply_markup=keyboard("参加"),
    )
    await bot.pin_chat_message(scene.group.id, sent.message_id)
    await bot.set_message_reaction(scene.group.id, sent.message_id, "👍")
    here = {"as": scene.li.id, "chat": scene.group.id}
    *_, shown, service = (await client.get("/stage/messages", params=here)).json()
    assert shown == {
        "id": sent.message_id,
        "from": {"id": scene.account.user.id, "name": "三会一课助手", "bot": True},
        "date": "2026-11-18T10:05:00+08:00",
        "html": "<strong>会 <em>&lt;一&gt;</em></strong><br>见 "
        '<a href="http://t.me/sanhui_bot?start=k1" rel="noreferrer" target="_blank" data-start="k1">'
        "t.me/sanhui_bot?start=k1</a>",
        "text": "会 <一>\n见 t.me/sanhui_bot?start=k1",
        "photo": None,
        "document": None,
        "buttons": [[{"text": "参加", "url": None, "start": None, "index": [0, 0], "style": None}]],
        "reply_to": None,
        "edited": False,
        "pinned": True,
        "reactions": ["👍"],
        "service": None,
    }
    assert service["service"] == "三会一课助手 置顶了一条消息"


async def test_service_lines(scene: Scene, client: httpx.AsyncClient):
    scene.world.enter(scene.group, scene.cast.person("新人").user)
    await scene.zhang.leave(scene.group)
    shown = (await client.get("/stage/messages", params={"as": scene.li.id, "chat": scene.group.id})).json()
    assert [one["service"] for one in shown] == [
        "王建国 邀请 三会一课助手 加入了群",
        "新人 加入了群",
        "张伟 已离开本群",
    ]


async def test_saying_tapping_starting(scene: Scene, client: httpx.AsyncClient, bot: Bot):
    sent = await bot.send_message(scene.group.id, "卡片", reply_markup=keyboard("参加", "请假"))
    here = {"as": scene.li.id, "chat": scene.group.id}
    said = (await client.post("/stage/say", json=here | {"text": "/roll", "reply_to": sent.message_id})).json()[
        "message"
    ]
    assert scene.group.messages[said].reply_to.id == sent.message_id
    tapped = await client.post("/stage/tap", json=here | {"message": sent.message_id, "row": 0, "col": 1})
    assert tapped.json() == {"url": None, "start": None}
    await client.post("/stage/start", json={"as": scene.zhang.id, "payload": "abc"})
    heard = scene.heard()
    assert heard[0]["message"]["text"] == "/roll"
    assert (heard[1]["callback_query"]["data"], heard[1]["callback_query"]["from"]["id"]) == ("请假", scene.li.id)
    assert heard[2]["message"]["text"] == "/start abc"


async def test_files_both_ways(scene: Scene, client: httpx.AsyncClient, bot: Bot):
    await bot.send_photo(scene.wang.id, png(9, 9))
    files = {"file": ("名册.csv", b"1,2\r\n")}
    data = {"as": scene.wang.id, "chat": scene.wang.id, "caption": "名册"}
    await client.post("/stage/upload", data=data, files=files)
    assert scene.heard()[0]["message"]["document"]["file_name"] == "名册.csv"
    photo, document = (await client.get("/stage/messages", params={"as": scene.wang.id, "chat": scene.wang.id})).json()
    picture, paper = await client.get(photo["photo"]), await client.get(document["document"]["url"])
    assert (picture.content, picture.headers["content-disposition"]) == (png(9, 9), "inline")
    assert (paper.content, paper.headers["content-disposition"]) == (b"1,2\r\n", "attachment")
    assert (await client.get("/stage/file/none")).status_code == 404


async def test_the_clock_only_moves_forward(scene: Scene, client: httpx.AsyncClient):
    assert (await client.get("/stage/clock")).json() == {"now": "2026-11-18T10:05:00+08:00", "zone": "Asia/Shanghai"}
    assert (await client.post("/stage/clock", json={"seconds": 3600})).json()["now"] == "2026-11-18T11:05:00+08:00"
    assert (await client.post("/stage/clock", json={"seconds": -1})).status_code == 400


async def test_the_narrowest_menu_is_shown(scene: Scene, client: httpx.AsyncClient, bot: Bot):
    await bot.set_my_commands([BotCommand("help", "帮助")])
    await bot.set_my_commands([BotCommand("roll", "考勤")], BotCommandScopeAllGroupChats())
    await bot.set_my_commands([BotCommand("vote", "表决")], BotCommandScopeChatAdministrators(scene.group.id))

    async def menu(person, chat):
        found = (await client.get("/stage/commands", params={"as": person.id, "chat": chat.id})).json()
        return [(one["command"], one["description"]) for one in found]

    assert await menu(scene.li, scene.group) == [("roll", "考勤")]
    assert await menu(scene.wang, scene.group) == [("vote", "表决")]
    assert await menu(scene.wang, scene.wang.private) == [("help", "帮助")]


async def test_events_reach_only_those_who_may_see(scene: Scene, client: httpx.AsyncClient, bot: Bot):
    async with client.stream("GET", "/stage/events", params={"as": scene.li.id}) as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == ": here"
        await bot.send_message(scene.wang.id, "只给书记")
        sent = await bot.send_message(scene.group.id, "卡片", reply_markup=keyboard("签到"))
        await scene.wang.tap("签到", scene.group)
        await scene.li.tap("签到", scene.group)
        for update in scene.heard():
            await bot.answer_callback_query(
                update["callback_query"]["id"], update["callback_query"]["from"]["first_name"]
            )
        await bot.edit_message_text("新", scene.group.id, sent.message_id)
        await client.post("/stage/clock", json={"seconds": 60})
        events = []
        while len(events) < 4:
            line = await anext(lines)
            if line.startswith("data: "):
                events.append(json.loads(line.removeprefix("data: ")))
    group = {"chat": scene.group.id}
    assert events == [
        group | {"kind": "message", "message": sent.message_id},
        group | {"kind": "toast", "text": "李秀英", "alert": False, "url": None},
        group | {"kind": "edit", "message": sent.message_id},
        {"chat": None, "kind": "clock", "now": "2026-11-18T10:06:00+08:00", "zone": "Asia/Shanghai"},
    ]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("say", {"as": 5, "chat": 5, "text": "x"}),
        ("say", {"as": 1000001, "chat": 1000002, "text": "x"}),
        ("say", {"as": 1000001, "chat": 1000001, "text": " "}),
        ("say", {"as": 1000001}),
        ("tap", {"as": 1000001, "chat": 1000001, "message": 77, "row": 0, "col": 0}),
        ("clock", {"seconds": "soon"}),
    ],
)
async def test_impossible_requests_are_refused(client: httpx.AsyncClient, path, body):
    answer = await client.post(f"/stage/{path}", json=body)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


async def test_outsiders_see_no_group(scene: Scene, client: httpx.AsyncClient):
    outsider = scene.cast.person("路人")
    answer = await client.get("/stage/messages", params={"as": outsider.id, "chat": scene.group.id})
    assert answer.status_code == 400
    assert [chat["id"] for chat in (await client.get("/stage/chats", params={"as": outsider.id})).json()] == [
        outsider.id
    ]
    assert (await client.get("/stage/guide")).status_code == 404
