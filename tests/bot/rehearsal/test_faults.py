"""Faults, flood limits and the journal."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.rehearsal.errors import ApiError
from bot.rehearsal.faults import FaultKind
from bot.rehearsal.journal import Journal
from tests.bot.rehearsal.conftest import START, Scene


@pytest.mark.parametrize(
    ("kind", "details", "error", "sent"),
    [
        (FaultKind.FLOOD, {"retry_after": 7}, RetryAfter, 0),
        (FaultKind.SERVER_ERROR, {}, NetworkError, 0),
        (FaultKind.BAD_GATEWAY_BEFORE, {}, NetworkError, 0),
        (FaultKind.BAD_GATEWAY_AFTER, {}, NetworkError, 1),
        (FaultKind.DROP_BEFORE, {}, NetworkError, 0),
        (FaultKind.DROP_AFTER, {}, NetworkError, 1),
        (FaultKind.BLOCKED, {}, Forbidden, 0),
        (FaultKind.REFUSED, {"text": "chat not found"}, BadRequest, 0),
        (FaultKind.MIGRATED, {"migrate_to": -100500}, ChatMigrated, 0),
    ],
)
async def test_faults_strike_once_where_planted(scene: Scene, bot: Bot, kind, details, error, sent):
    fault = scene.world.faults.inject(kind, "sendMessage", scene.wang.id, **details)
    await bot.send_message(scene.li.id, "别处")
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(scene.wang.id, "这里")
    assert type(caught.value) is error
    assert len(scene.wang.screen(scene.wang.private)) == sent
    await bot.send_message(scene.wang.id, "又来")
    assert fault.hits == 1


async def test_every_third_call_fails(scene: Scene):
    scene.world.faults.inject("flood", every=3, times=None)
    codes = []
    for _ in range(6):
        try:
            await scene.call("getMe")
        except ApiError as error:
            codes.append(error.code)
        else:
            codes.append(200)
    assert codes == [200, 200, 429, 200, 200, 429]


async def test_flood_limits_follow_the_stage_clock(scene: Scene, bot: Bot):
    scene.stage.flood = True
    await bot.send_message(scene.wang.id, "1")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(scene.wang.id, "2")
    assert caught.value.retry_after == timedelta(seconds=1)
    for second in range(20):
        scene.clock.advance(timedelta(seconds=1))
        await bot.send_message(scene.group.id, str(second))
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(scene.group.id, "21")
    assert caught.value.retry_after == timedelta(seconds=41)
    scene.clock.advance(timedelta(seconds=41))
    await bot.send_message(scene.group.id, "21")


async def test_thirty_a_second_over_all(scene: Scene):
    scene.stage.flood = True
    people = [scene.cast.person(f"人{number}") for number in range(31)]
    codes = []
    for person in people:
        person.private.started = True
        try:
            await scene.call("sendMessage", chat_id=person.id, text="x")
        except ApiError as error:
            codes.append(error.code)
    assert codes == [429]


async def test_the_journal_is_written_before_the_answer(scene: Scene, bot: Bot, tmp_path: Path):
    log = tmp_path / "log"
    with Journal(log) as journal:
        scene.stage.journal = journal
        scene.world.faults.inject("drop_after", "sendMessage")
        with pytest.raises(NetworkError):
            await bot.send_message(scene.wang.id, "<b>通知</b>\n第一", "HTML")
        with pytest.raises(Forbidden):
            await bot.send_message(scene.zhang.id, "x")
        await bot.get_me()
    lines = [line.split(" ", 4) for line in log.read_text(encoding="utf-8").splitlines()]
    moment = START.isoformat()
    assert [line[:4] for line in lines] == [
        ["accept", moment, "sendMessage", str(scene.wang.id)],
        ["refuse", moment, "sendMessage", str(scene.zhang.id)],
        ["accept", moment, "getMe", "-"],
    ]
    assert [json.loads(line[4]) for line in lines] == ["通知\n第一", 403, ""]


async def test_what_was_sent_is_kept(scene: Scene, bot: Bot):
    scene.stage.sent.clear()
    await bot.send_message(scene.wang.id, "好")
    with pytest.raises(Forbidden):
        await bot.send_message(scene.zhang.id, "x")
    assert [(one.method, one.code, one.params["text"]) for one in scene.stage.sent] == [
        ("sendMessage", 200, "好"),
        ("sendMessage", 403, "x"),
    ]
