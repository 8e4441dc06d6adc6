"""What people see when Telegram, the line or the group itself fails: nothing is dropped without a reason."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlmodel import col, select

from bot.dispatcher import HOLD
from bot.rehearsal.faults import FaultKind
from bot.texts.deliveries import MAYBE_REPEAT
from storage.models import Binding, Card, Delivery, Plan
from storage.repositories import backlogs
from storage.rules.deliveries import DeliveryState, PlanState
from tests.bot.conversation import Town

LINE = "/schedule 党员大会 12月5日15:00 主题：学习"
GIVEN_UP = (DeliveryState.FAILED, DeliveryState.SKIPPED, DeliveryState.CANCELLED)


async def announce(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, LINE)
    await secretary.tap("发布", secretary.private)
    await place.settle()
    await place.later(seconds=4)


def cards(place: Town, chat=None) -> list[str]:
    """The texts of the meeting's cards in the group, oldest first."""
    shown = place["李书记"].screen(chat or place.group, 40)
    return [one.text for one in shown if "主题：学习" in one.text and "参加" in one.labels]


async def status(place: Town) -> list[str]:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/status")
    return secretary.last(secretary.private).text.splitlines()


async def unexplained(place: Town) -> int:
    """How many rows were given up without a reason; there must never be one."""
    async with place.sessions.read() as session:
        rows = await session.exec(select(Delivery.id).where(col(Delivery.state).in_(GIVEN_UP), Delivery.reason == None))  # noqa: E711
        dropped = (PlanState.SKIPPED, PlanState.CANCELLED, PlanState.SUPERSEDED)
        plans = await session.exec(select(Plan.id).where(col(Plan.state).in_(dropped), Plan.reason == None))  # noqa: E711
        return len([*rows.all(), *plans.all()])


async def test_those_the_bot_cannot_write_to_are_named_with_what_to_do(place: Town) -> None:
    place.stage.world.block(place.cast.bot, place["孙党员"].user)
    never = "bot can't initiate conversation with a user"
    place.stage.world.faults.inject(FaultKind.BLOCKED, "sendMessage", place["周党员"].id, times=None, text=never)
    await place.cast.settle()
    await announce(place)
    lines = await status(place)
    assert "未送达 2：孙党员、周党员，请另行通知" in lines
    assert [line for line in lines if line.startswith("没有送达")] == [
        "没有送达 1：对方停用了机器人，请本人在私聊里发 /start",
        "没有送达 1：对方没有打开过私聊，请本人在私聊里发 /start",
    ]
    assert await unexplained(place) == 0


async def test_a_group_that_put_the_bot_out_is_told_of(place: Town) -> None:
    place.stage.world.faults.inject(
        FaultKind.BLOCKED, "sendMessage", place.group.id, times=None, text="bot was kicked from the supergroup chat"
    )
    await announce(place)
    (told,) = [words for words in place.words("李书记") if "收不到我发的消息了" in words]
    assert told.splitlines() == [
        "群“光明路党支部群”里收不到我发的消息了（光明路党支部）。",
        "原因：机器人已被移出群，请重新加进群。",
        "在恢复之前，通知只发私聊，请另行告知没有绑定的同志。",
    ]
    assert "没有送达 1：机器人已被移出群，请重新加进群" in await status(place)
    assert place.words("孙党员")[-1].startswith("您有一次会议")
    assert not [words for words in place.words("孙党员") if "收不到" in words]


@pytest.mark.parametrize("kind", [FaultKind.DROP_AFTER, FaultKind.BAD_GATEWAY_AFTER])
async def test_a_card_that_may_stand_twice_says_so_for_good(place: Town, kind: FaultKind) -> None:
    place.stage.world.faults.inject(kind, "sendMessage", place.group.id)
    await announce(place)
    await place["孙党员"].tap("参加", place.group)
    await place.later(seconds=4)
    first, second = cards(place)
    assert (MAYBE_REPEAT in first, second.splitlines()[0]) == (False, MAYBE_REPEAT)
    assert "参加1" in second


@pytest.mark.parametrize("kind", [FaultKind.DROP_BEFORE, FaultKind.BAD_GATEWAY_BEFORE, FaultKind.SERVER_ERROR])
async def test_a_notice_cut_off_before_it_took_effect_comes_once(place: Town, kind: FaultKind) -> None:
    place.stage.world.faults.inject(kind, "sendMessage", place["孙党员"].id)
    await announce(place)
    told = [words for words in place.words("孙党员") if "主题：学习" in words]
    assert [words.splitlines()[0] for words in told] == [MAYBE_REPEAT]


async def test_an_answer_whose_end_nobody_saw_is_said_once_more_and_marked(place: Town) -> None:
    secretary = place["李书记"]
    place.stage.world.faults.inject(FaultKind.DROP_AFTER, "sendMessage", secretary.id)
    await secretary.say(secretary.private, "/meetings")
    first, second = place.words("李书记")[-2:]
    assert second == f"{MAYBE_REPEAT}\n\n{first}"


async def test_an_answer_that_could_not_be_given_is_on_record(place: Town) -> None:
    secretary = place["李书记"]
    place.stage.world.faults.inject(FaultKind.FLOOD, "sendMessage", secretary.id, times=None)
    await secretary.say(secretary.private, "/meetings")
    place.stage.world.faults.clear()
    async with place.sessions.read() as session:
        number, event = await backlogs.unread(session)
    assert (number, event[:2]) == (1, "E-")


async def test_a_flood_in_the_group_delays_everybody_and_loses_nobody(place: Town) -> None:
    place.stage.world.faults.inject(FaultKind.FLOOD, "sendMessage", place.group.id, retry_after=30)
    await announce(place)
    assert cards(place) == []
    lines = await status(place)
    assert any(line.startswith("Telegram 要求暂停发送，") for line in lines)
    await place.later(seconds=30)
    told = [sum(words.startswith("您有一次会议") for words in place.words(name)) for name in place.people]
    assert (len(cards(place)), told.count(1)) == (1, 7)


async def moved_first(place: Town):
    """The service messages come before anything is sent."""
    fresh = place.stage.world.migrate(place.group)
    await place.cast.settle()
    return fresh


async def sent_first(place: Town):
    """A message fails before the service messages have come."""
    queue = place.cast.bot.queue
    put, held = queue.put, []
    queue.put = lambda *update: held.append(update)
    fresh = place.stage.world.migrate(place.group)
    queue.put = put
    await announce(place)
    for update in held:
        queue.put(*update)
    await place.cast.settle()
    return fresh


async def in_between(place: Town):
    """One service message, the failing message, the other service message."""
    queue = place.cast.bot.queue
    put, held = queue.put, []
    queue.put = lambda *update: held.append(update)
    fresh = place.stage.world.migrate(place.group)
    queue.put = put
    put(*held[1])
    await announce(place)
    put(*held[0])
    await place.cast.settle()
    return fresh


@pytest.mark.parametrize("order", [moved_first, sent_first, in_between])
async def test_a_group_that_became_a_supergroup_keeps_its_binding_and_gets_its_card_once(place: Town, order) -> None:
    fresh = await order(place)
    if order is moved_first:
        await announce(place)
    await place.settle()
    assert len(cards(place, fresh)) == 1
    async with place.sessions.read() as session:
        bound = (await session.exec(select(Binding.chat_id))).all()
        standing = (await session.exec(select(Card.chat_id).where(Card.member_id == 0, Card.ended_at == None))).all()  # noqa: E711
    assert (list(bound), list(standing)) == ([fresh.id], [fresh.id])
    await place["孙党员"].tap("参加", fresh)
    await place.later(seconds=4)
    assert "参加1" in cards(place, fresh)[0]


async def test_a_card_that_stood_before_the_group_moved_stands_anew_in_the_supergroup(place: Town) -> None:
    await announce(place)
    fresh = await moved_first(place)
    await place.settle()
    await place["孙党员"].tap("参加", fresh)
    await place.later(seconds=4)
    assert len(cards(place, fresh)) == 1
    assert "参加1" in cards(place, fresh)[0]
    assert await unexplained(place) == 0


async def test_whoever_is_refused_after_a_long_sleep_of_the_machine_hears_of_it_all_the_same(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await announce(place)
    begin, sleeps = place.sessions.begin, iter((False, False, True))  # it is stored and taken up, then looked at

    @asynccontextmanager
    async def sleep_and_begin() -> AsyncIterator:
        if next(sleeps, False):
            place.clock.advance(2 * HOLD)
        async with begin() as session:
            yield session

    monkeypatch.setattr(place.sessions, "begin", sleep_and_begin)
    stranger = place["郑未绑"]
    await stranger.tap("参加", place.group)
    await place.settle()
    assert next(sleeps, None) is None
    assert (stranger.toast is not None and stranger.toast.alert) is True
