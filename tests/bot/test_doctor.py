"""What the doctor finds when it asks Telegram and looks at what waits: numbered sentences, never a long wait."""

from datetime import timedelta

import pytest

from bot.cli import checks, telegram_checks
from bot.cli.findings import Weight
from bot.cli.office import Office
from bot.rehearsal.faults import FaultKind
from bot.rehearsal.transport import StageRequest
from bot.settings import Settings
from bot.texts import doctor as texts
from storage.repositories import organisations
from tests.bot.conversation import Town

LINE = "/schedule 党员大会 12月5日15:00 主题：学习"


async def asked(place: Town, **settings: object) -> list[tuple[Weight, str]]:
    async with place.sessions.read() as session:
        binding = await organisations.binding_of(session, place.branch.id)
    used = place.bot.house.settings.model_copy(update=settings)
    found = await telegram_checks.ask(used, [(place.branch.name, binding)], StageRequest(place.stage))
    return [(one.weight, one.words) for one in found]


async def test_a_bot_that_can_do_everything_is_no_finding(place: Town) -> None:
    assert await asked(place) == []


async def test_what_telegram_says_of_the_bot_is_named(place: Town) -> None:
    other = Settings(bot_token="777:another-token-0123456789abcdefghijklmno").bot_token
    assert await asked(place, bot_token=other) == [(Weight.SERIOUS, texts.REJECTED)]
    place.stage.world.faults.inject(FaultKind.DROP_BEFORE, "getMe", times=1)
    assert await asked(place) == [(Weight.NOTE, texts.UNREACHABLE)]
    place.stage.world.faults.inject(FaultKind.SERVER_ERROR, "getWebhookInfo", times=1)
    assert await asked(place) == [(Weight.NOTE, texts.UNREACHABLE)]
    place.stage.world.faults.inject(
        FaultKind.BLOCKED, "getChatMember", times=1, text="bot was kicked from the supergroup chat"
    )
    assert await asked(place) == [(Weight.NOTE, texts.not_in_chat(place.branch.name))]


async def test_rights_the_bot_lacks_are_named_with_what_to_do(place: Town) -> None:
    place.group.member(place.cast.bot.user.id).status = "member"
    assert await asked(place) == [(Weight.NOTE, texts.only_commands(place.branch.name))]


async def test_what_waits_and_what_did_not_arrive_is_named_with_its_reason(place: Town) -> None:
    secretary = place["李书记"]
    place.stage.world.faults.inject(FaultKind.BLOCKED, "sendMessage", place["孙党员"].id, times=None)
    place.stage.world.faults.inject(FaultKind.REFUSED, "sendMessage", place["周党员"].id, times=None, text="odd")
    await secretary.say(secretary.private, LINE)
    await secretary.tap("发布", secretary.private)
    await place.settle()
    place.stage.world.faults.inject(FaultKind.FLOOD, "sendMessage", times=None, retry_after=600)
    await secretary.say(secretary.private, "/status")
    place.clock.advance(timedelta(days=7, hours=5))
    await place.bot.outbox.start()
    place.clock.advance(timedelta(minutes=5))
    desk = Office(place.bot.house.settings, place.sessions, place.clock)
    found = [(one.weight, one.words) async for one in checks._backlog(desk)]
    assert [words[:3] for weight, words in found if weight is Weight.SERIOUS] == ["积压 "]
    given_up = [words for weight, words in found if words.startswith("30 天内没有送达")]
    assert "30 天内没有送达 1：对方停用了机器人，请本人在私聊里发 /start。" in given_up
    assert "30 天内没有送达 1：Telegram 不接受这条消息。" in given_up
    assert [words.split("。")[0] for _, words in found if words.startswith("收到但")] == ["收到但没能处理的消息 1"]


@pytest.mark.parametrize("webhook", ["https://example.org/hook"])
async def test_a_webhook_that_takes_the_updates_away_is_serious(place: Town, webhook: str) -> None:
    await place.bot.application.bot.set_webhook(webhook)
    assert await asked(place) == [(Weight.SERIOUS, texts.WEBHOOK_SET)]
    await place.bot.application.bot.delete_webhook()
