"""The stage behind HTTP: the real Bot over loopback, strange hosts, cut connections, webhooks, a process of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, NetworkError

from bot.rehearsal.server import application, serving
from tests.bot.rehearsal.conftest import TOKEN, Scene
from tests.bot.rehearsal.test_sending import keyboard, png

ROOT = Path(__file__).parents[3]


@pytest.fixture(name="root")
async def serve(scene: Scene) -> AsyncIterator[str]:
    async with serving(application(scene.cast, ZoneInfo("Asia/Shanghai"))) as root:
        yield root


@pytest.fixture(name="remote")
async def make_remote(root: str) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot") as bot:
        yield bot


async def test_the_bot_talks_over_http(scene: Scene, remote: Bot):
    sent = await remote.send_message(scene.wang.id, "<b>好</b>", "HTML", reply_markup=keyboard("参加"))
    assert (sent.text, scene.wang.last(scene.wang.private).labels) == ("好", ("参加",))
    data = bytes(range(256)) + b"\r\n--x\r\n"
    file = await remote.send_document(scene.wang.id, data, "说明", filename='名"册 1.xlsx')
    assert (file.document.file_name, file.caption) == ('名"册 1.xlsx', "说明")
    assert bytes(await (await file.document.get_file()).download_as_bytearray()) == data
    assert (await remote.send_photo(scene.wang.id, png(30, 20))).photo[0].width == 30
    with pytest.raises(BadRequest, match="Chat not found"):
        await remote.send_message(5, "x")


async def test_a_long_poll_over_http_wakes_up(scene: Scene, remote: Bot):
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(remote.get_updates(timeout=30))
        await remote.get_me()
        await scene.wang.say(scene.wang.private, "在")
    assert [update.message.text for update in polling.result()] == ["在"]


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "GET", "params": {"chat_id": 1000001, "text": "好"}},
        {"method": "POST", "json": {"chat_id": 1000001, "text": "好"}},
        {"method": "POST", "data": {"chat_id": 1000001, "text": "好"}},
        {"method": "POST", "data": {"chat_id": 1000001, "text": "好"}, "files": {"x": b"1"}},
    ],
)
async def test_parameters_come_in_every_way(scene: Scene, root: str, request_):
    async with httpx.AsyncClient() as client:
        answer = await client.request(url=f"{root}/bot{TOKEN}/sendmessage", **request_)
    assert (answer.status_code, answer.json()["result"]["text"]) == (200, "好")


async def test_errors_keep_their_shape(root: str):
    async with httpx.AsyncClient() as client:
        unknown = await client.get(f"{root}/bot{TOKEN}/fly")
        stranger = await client.get(f"{root}/bot1:x/getMe")
    assert (unknown.status_code, unknown.json()) == (404, {"ok": False, "error_code": 404, "description": "Not Found"})
    assert (stranger.status_code, stranger.json()["description"]) == (401, "Unauthorized")


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
async def test_cut_connections_are_network_errors(scene: Scene, remote: Bot, kind):
    scene.world.faults.inject(kind, "sendMessage")
    with pytest.raises(NetworkError):
        await remote.send_message(scene.wang.id, "一")
    await remote.send_message(scene.wang.id, "二")
    texts = [shown.text for shown in scene.wang.screen(scene.wang.private)]
    assert texts == (["一", "二"] if kind == "drop_after" else ["二"])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8420"}, 200),
        ({"Host": "example.com"}, 403),
        ({"Host": "127.0.0.1.example.com:80"}, 403),
        ({"Host": "[::1]:80"}, 200),
        ({"Host": "127.0.0.1:1", "Origin": "https://example.com"}, 403),
        ({"Host": "127.0.0.1:1", "Origin": "http://127.0.0.1:2"}, 403),
        ({"Host": "127.0.0.1:1", "Origin": "http://127.0.0.1:1"}, 200),
        ({"Host": ""}, 403),
    ],
)
async def test_only_loopback_is_served(root: str, headers, status):
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{root}/stage/people", headers=headers)
    assert answer.status_code == status


async def test_webhooks_are_tried_until_taken(scene: Scene, root: str):
    taken: list[tuple[str, str, str]] = []
    statuses = iter([500, 200, 200])
    done = asyncio.Event()

    async def hook(request: Request) -> Response:
        body = await request.json()
        status = next(statuses)
        taken.append((body["message"]["text"], request.headers["x-telegram-bot-api-secret-token"], status))
        if len(taken) == 3:
            done.set()
        return Response(status_code=status)

    async with serving(Starlette(routes=[Route("/hook", hook, methods=["POST"])])) as url:
        await scene.call("setWebhook", url=f"{url}/hook", secret_token="s-1")
        await scene.wang.say(scene.wang.private, "一")
        await scene.wang.say(scene.wang.private, "二")
        async with asyncio.timeout(10):
            await done.wait()
            await scene.cast.settle()
        await scene.call("deleteWebhook")
    assert taken == [("一", "s-1", 500), ("一", "s-1", 200), ("二", "s-1", 200)]


async def test_a_stage_of_its_own_keeps_a_log(tmp_path: Path):
    log = tmp_path / "calls.log"
    command = [sys.executable, "-m", "bot.rehearsal", "--token", TOKEN, "--log", str(log)]
    child = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        await _play((await child.stdout.readline()).decode().strip())
    finally:
        child.kill()
        await child.communicate()
    lines = [line.split(" ") for line in log.read_text(encoding="utf-8").splitlines()]
    assert [(line[0], line[2], line[4]) for line in lines] == [
        ("accept", "sendMessage", '"好"'),
        ("refuse", "sendMessage", "429"),
    ]


async def _play(root: str) -> None:
    async with httpx.AsyncClient(base_url=root, timeout=20) as client:
        person = (await client.post("/stage/setup/person", json={"name": "王建国"})).json()["id"]
        group = (await client.post("/stage/setup/group", json={"title": "支部", "owner": person})).json()["id"]
        send = f"/bot{TOKEN}/sendMessage"
        assert (await client.post(send, json={"chat_id": group, "text": "好"})).status_code == 200
        await client.post("/stage/setup/fault", json={"kind": "flood", "retry_after": 3})
        refused = await client.post(send, json={"chat_id": group, "text": "好"})
        assert refused.json()["parameters"] == {"retry_after": 3}
