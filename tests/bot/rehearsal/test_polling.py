"""getUpdates as the server plays it, and what the queue keeps."""

import asyncio
from datetime import timedelta

import pytest

from bot.rehearsal.errors import ApiError
from bot.rehearsal.updates import FIRST_UPDATE_ID, UpdateQueue
from storage.clock import FrozenClock
from tests.bot.rehearsal.conftest import START, Scene

OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


@pytest.fixture(name="clock")
def make_clock() -> FrozenClock:
    return FrozenClock(START)


@pytest.fixture(name="queue")
def make_queue(clock: FrozenClock) -> UpdateQueue:
    return UpdateQueue(clock)


def ids(updates: list[dict]) -> list[int]:
    return [update["update_id"] - FIRST_UPDATE_ID for update in updates]


def fill(queue: UpdateQueue, count: int, kind: str = "message") -> None:
    for number in range(count):
        queue.put(kind, {"n": number})


async def test_an_offset_confirms_everything_below(queue: UpdateQueue):
    fill(queue, 3)
    assert ids(await queue.poll()) == [0, 1, 2]
    assert ids(await queue.poll(FIRST_UPDATE_ID + 2)) == [2]
    assert ids([update.body for update in queue.pending()]) == [2]


async def test_a_negative_offset_keeps_the_newest(queue: UpdateQueue):
    fill(queue, 5)
    assert ids(await queue.poll(-2)) == [3, 4]
    assert ids(await queue.poll(-9)) == [3, 4]


async def test_limits_are_clamped(queue: UpdateQueue):
    fill(queue, 120)
    assert len(await queue.poll(0, 1000)) == 100
    assert len(await queue.poll(FIRST_UPDATE_ID, -5)) == 1


async def test_the_same_offset_at_once_gives_one_update(queue: UpdateQueue):
    fill(queue, 3)
    assert ids(await queue.poll(FIRST_UPDATE_ID)) == [0, 1, 2]
    assert ids(await queue.poll(FIRST_UPDATE_ID)) == [0]


async def test_a_long_poll_ends_with_the_first_update(queue: UpdateQueue):
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        waiting = group.create_task(queue.poll(timeout=50))
        await asyncio.sleep(0)
        queue.put("message", {})
    assert ids(waiting.result()) == [0]


async def test_a_long_poll_ends_empty_handed(queue: UpdateQueue):
    assert await queue._wait(0.01) is None
    assert await queue.poll() == []


@pytest.mark.parametrize(
    ("disturb", "error"),
    [
        (lambda queue: queue.poll(1, timeout=0), OTHER_POLLER),
        (lambda queue: asyncio.sleep(0, queue.set_webhook({"url": "x"})), "terminated by setWebhook request"),
    ],
)
async def test_only_one_may_poll(queue: UpdateQueue, disturb, error):
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        first = group.create_task(_refused(queue.poll(timeout=50)))
        await asyncio.sleep(0)
        await disturb(queue)
    assert first.result() == f"Conflict: {error}"


async def _refused(call) -> str:
    with pytest.raises(ApiError) as caught:
        await call
    return caught.value.description


async def test_a_webhook_forbids_polling(scene: Scene):
    await scene.call("setWebhook", url="https://bot.example.cn/hook", secret_token="s_1")
    assert await _refused(scene.call("getUpdates")) == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    assert (await scene.call("getWebhookInfo"))["url"] == "https://bot.example.cn/hook"
    await scene.call("deleteWebhook")
    assert await scene.call("getUpdates") == []


async def test_updates_grow_old(queue: UpdateQueue, clock: FrozenClock):
    fill(queue, 1, "callback_query")
    fill(queue, 1)
    clock.advance(timedelta(seconds=149))
    assert [update.kind for update in queue.pending()] == ["callback_query", "message"]
    clock.advance(timedelta(seconds=1))
    assert [update.kind for update in queue.pending()] == ["message"]
    clock.advance(timedelta(hours=24))
    assert queue.pending() == []
    assert queue.emptied.is_set()


async def test_allowed_updates_are_remembered(queue: UpdateQueue):
    assert [queue.takes(kind) for kind in ("message", "my_chat_member", "chat_member")] == [True, True, False]
    queue.allow(["message", "chat_member"])
    queue.allow(None)
    assert [queue.takes(kind) for kind in ("message", "my_chat_member", "chat_member")] == [True, False, True]
    assert queue.put("callback_query", {}) is None
    queue.allow([])
    assert queue.put("callback_query", {}) == FIRST_UPDATE_ID
