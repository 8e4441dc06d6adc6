"""What the gate turns away, what the inbox survives, and what a restart continues."""

import json
from pathlib import Path

import pytest
from sqlmodel import select

from bot.inbox import Inbox
from storage.models import Incoming, Meeting
from storage.rules.terms import IncomingState
from tests.bot.conversation import Town, town

NOON = 1764036000
PERSON = {"id": 1000005, "is_bot": False, "first_name": "孙党员"}


def message(chat: dict[str, object], **more: object) -> dict[str, object]:
    return {
        "message": {
            "message_id": 900,
            "date": NOON,
            "chat": chat,
            "text": "/meetings",
            "entities": [{"type": "bot_command", "offset": 0, "length": 9}],
            **more,
        }
    }


async def feed(place: Town, number: int, update: dict[str, object]) -> None:
    await place.bot.inbox.take([{"update_id": number, **update}])
    await place.bot.dispatcher.idle()
    await place.settle()


async def state(place: Town, number: int) -> IncomingState:
    async with place.sessions.read() as session:
        row = (await session.exec(select(Incoming).where(Incoming.update_id == number))).one()
    return row.state


def group(place: Town) -> dict[str, object]:
    return {"id": place.group.id, "type": "supergroup", "title": "光明路党支部群"}


@pytest.mark.parametrize(
    "update",
    [
        {"brand_new_update": {"x": 1}},
        {
            "channel_post": {
                "message_id": 1,
                "date": NOON,
                "chat": {"id": -1009, "type": "channel", "title": "x"},
                "text": "/meetings",
            }
        },
        {
            "poll_answer": {
                "poll_id": "1",
                "option_ids": [0],
                "option_persistent_ids": [],
                "voter_chat": {"id": -1009, "type": "channel"},
            }
        },
    ],
    ids=["unknown", "channel_post", "poll_answer"],
)
async def test_other_kinds_of_update_are_met_with_silence(place: Town, update: dict[str, object]) -> None:
    sent = len(place.stage.sent)
    await feed(place, 7_000_000_001, update)
    assert len(place.stage.sent) == sent


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"from": {"id": 777000, "is_bot": False, "first_name": "Telegram"}, "is_automatic_forward": True},
        {"from": {"id": 55, "is_bot": True, "first_name": "别的机器人"}},
        {"from": PERSON, "via_bot": {"id": 56, "is_bot": True, "first_name": "b", "username": "b_bot"}},
        {"from": {"id": -5, "is_bot": False, "first_name": "x"}},
        {"from": {"id": 2**60, "is_bot": False, "first_name": "x"}},
        {"from": {"id": "1000005", "is_bot": False, "first_name": "x"}},
        {"from": PERSON, "date": -1},
    ],
    ids=["nobody", "auto-forward", "bot", "via-bot", "negative", "too-large", "text-id", "before-time"],
)
async def test_senders_who_are_not_plainly_a_person_are_ignored(place: Town, more: dict[str, object]) -> None:
    sent = len(place.stage.sent)
    await feed(place, 7_000_000_002, message(group(place), **more))
    assert len(place.stage.sent) == sent


async def test_an_anonymous_administrator_is_asked_to_speak_as_a_person(place: Town) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    await feed(place, 7_000_000_003, message(group(place), **{"from": anonymous, "sender_chat": group(place)}))
    assert place["李书记"].last(place.group).text.startswith("请用个人身份发言")


async def test_a_forwarded_command_is_not_the_persons_own(place: Town) -> None:
    origin = {"type": "hidden_user", "date": NOON, "sender_user_name": "某人"}
    await feed(place, 7_000_000_004, message(group(place), **{"from": PERSON, "forward_origin": origin}))
    assert place["李书记"].last(place.group).text.startswith("转发的消息不能作为本人的操作")


@pytest.mark.parametrize("date", [253402300800, "x"])
async def test_a_poison_update_becomes_a_dead_letter_and_the_next_one_is_handled(
    place: Town, date: object, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "毒药里的正文"
    poison = message(
        {"id": PERSON["id"], "type": "private", "first_name": "孙"}, **{"from": PERSON, "date": date, "text": secret}
    )
    await place.bot.inbox.take([{"update_id": 7_000_000_005, **poison}])
    await place.bot.dispatcher.idle()
    member = place["孙党员"]
    await member.say(member.private, "/help")
    assert member.last(member.private).text.startswith("孙党员（光明路党支部）")
    assert await state(place, 7_000_000_005) is IncomingState.DEAD
    assert secret not in capsys.readouterr().err


async def test_the_same_update_delivered_three_times_acts_once(place: Town) -> None:
    person = place["李书记"]
    update = {
        "update_id": 7_000_000_006,
        "message": {
            "message_id": 901,
            "date": NOON,
            "chat": {"id": person.id, "type": "private", "first_name": "李书记"},
            "from": {"id": person.id, "is_bot": False, "first_name": "李书记"},
            "text": "/schedule 党员大会 12月9日15:00",
            "entities": [{"type": "bot_command", "offset": 0, "length": 9}],
        },
    }
    for _ in range(3):
        await place.bot.inbox.take([update])
        await place.bot.dispatcher.idle()
    async with place.sessions.read() as session:
        assert len((await session.exec(select(Meeting))).all()) == 1


async def test_what_was_stored_before_a_crash_is_handled_after_it(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        person = place["李书记"]
        update = {
            "update_id": 7_000_000_007,
            "message": {
                "message_id": 902,
                "date": NOON,
                "chat": {"id": person.id, "type": "private", "first_name": "李书记"},
                "from": {"id": person.id, "is_bot": False, "first_name": "李书记"},
                "text": "/help",
                "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
            },
        }
        await place.settle()
        house, before = place.bot.house, len(person.screen(person.private, 99))
        doors = (house.sessions, house.keyring, house.clock, house.sender_id)
        await Inbox(*doors, wake=lambda: None).take([update])  # the process dies between storing and handling
        assert len(person.screen(person.private, 99)) == before
        place.bot.dispatcher.wake()
        await place.bot.dispatcher.idle()
        assert len(person.screen(person.private, 99)) == before + 1


@pytest.mark.sqlite_only
async def test_stored_bodies_are_sealed_and_emptied_once_answered(place: Town, tmp_path: Path) -> None:
    member = place["孙党员"]
    await member.say(member.private, "一句只在收件箱里的话")
    await place.settle()
    async with place.sessions.read() as session:
        rows = (await session.exec(select(Incoming))).all()
    assert {row.state for row in rows} == {IncomingState.ANSWERED}
    assert all(row.body_sealed is None for row in rows)
    raw = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert "一句只在收件箱里的话".encode() not in raw
    assert json.dumps("一句只在收件箱里的话")[1:-1].encode() not in raw


async def test_a_flood_is_slowed_down_with_one_word(place: Town) -> None:
    member = place["孙党员"]
    for _ in range(70):
        await member.say(member.private, "喂")
    said = [shown.text for shown in member.screen(member.private, 200)]
    assert said.count("没有看懂。发 /help 看我能做什么。") == 60
    assert said.count("操作太快了，请稍等几秒再试。") == 1
