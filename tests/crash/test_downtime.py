"""Three days without the bot, and a clock that jumps: what is of use comes marked as late, the rest has a reason."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from bot.texts.deliveries import LATE
from storage.models import Delivery, Plan
from storage.rules.deliveries import DeliveryState, PlanKind, PlanState
from storage.rules.outcomes import Reason
from tests.bot.conversation import SHANGHAI
from tests.crash.guillotine import Blade
from tests.crash.theatre import Theatre, rest, theatre

__all__ = ["theatre"]


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=SHANGHAI)


async def announce(theatre: Theatre, when: str, theme: str) -> None:
    secretary = theatre.town["李书记"]
    await theatre.perform(lambda: secretary.say(secretary.private, f"/schedule 党员大会 {when} 主题：{theme}"))
    await theatre.perform(lambda: secretary.tap("发布", secretary.private), turns=2)


async def reminders(theatre: Theatre) -> list[tuple[int, str, PlanState, Reason | None]]:
    async with theatre.product(Blade()) as product, product.house.sessions.read() as session:
        query = select(Plan.subject_id, Plan.slot, Plan.state, Plan.reason).where(Plan.kind == PlanKind.REMINDER)
        return [tuple(row) for row in (await session.exec(query.order_by(Plan.subject_id, Plan.due_at))).all()]


async def test_after_three_days_the_useful_comes_late_and_the_rest_is_dropped_with_a_reason(
    theatre: Theatre, caplog: pytest.LogCaptureFixture
) -> None:
    member, secretary = theatre.town["孙党员"], theatre.town["李书记"]
    await announce(theatre, "12月3日15:00", "已经开过")
    await announce(theatre, "12月5日15:00", "还没有开")
    await theatre.perform(lambda: member.tap("参加", member.private))
    theatre.town.clock.set(moment(1, 16))
    await theatre.perform(rest, turns=3)
    before = len(theatre.town.words("周党员"))
    theatre.town.clock.set(moment(4, 16))
    caplog.clear()
    with caplog.at_level("INFO"):
        await theatre.perform(rest, turns=3)
    late = [words for words in theatre.town.words("周党员")[before:] if words.startswith("提醒")]
    assert [(LATE in words, "还没有开" in words) for words in late] == [(True, True)]
    caught_up = [record.msg for record in caplog.records if record.msg.get("event") == "catch_up"]
    assert len(caught_up) == 1
    assert int(caught_up[0]["dropped_expired"]) >= 3
    found = await reminders(theatre)
    assert [(number, slot) for number, slot, state, _ in found if state is PlanState.SKIPPED] == [
        (1, "-1440"),
        (1, "-120"),
        (2, "-4320"),
    ]
    states = Counter((state, reason) for _, _, state, reason in found)
    assert states[(PlanState.SKIPPED, Reason.EXPIRED)] == 3
    unexplained = (PlanState.SKIPPED, PlanState.SUPERSEDED, PlanState.CANCELLED)
    assert not [state for state, reason in states if state in unexplained and reason is None]
    given_up = caught_up[0]["dropped_expired"]
    await theatre.perform(lambda: secretary.say(secretary.private, "/status"))
    lines = secretary.last(secretary.private).text.splitlines()
    assert f"没有送达 {given_up}：没能及时发出，已经过时" in lines


async def test_a_clock_that_jumps_an_hour_and_back_doubles_nothing_and_loses_nothing(theatre: Theatre) -> None:
    await announce(theatre, "12月5日15:00", "学习")
    theatre.town.clock.set(moment(4, 14, 30))
    for jump in (timedelta(hours=1), timedelta(hours=-1), timedelta(hours=1), timedelta(hours=-1)):
        await theatre.perform(rest, turns=2)
        theatre.town.clock.advance(jump)
    theatre.town.clock.set(moment(5, 13, 5))
    await theatre.perform(rest, turns=2)
    async with theatre.product(Blade()) as product, product.house.sessions.read() as session:
        query = select(Delivery.slot, Delivery.member_id).where(
            Delivery.kind == PlanKind.REMINDER, Delivery.state == DeliveryState.SENT
        )
        told = Counter(map(tuple, (await session.exec(query)).all()))
    assert set(told.values()) == {1}
    assert Counter(slot for slot, _ in told) == {"-4320": 7, "-1440": 7, "-120": 7}
