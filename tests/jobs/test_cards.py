"""Live cards: many changes, one edit, never two within the gap, and no change is forgotten."""

from datetime import timedelta

import pytest

from jobs.cards import GAP, sweep
from storage.models import Card
from storage.repositories import cards, senders
from storage.rules.deliveries import CardKind, PlanKind, Recipient
from storage.rules.outcomes import Ambiguous, Faulty, Gone, Migrated, Nothing, RateLimited, Reason, Redrawn, Retry
from tests.jobs.desks import BOT, NOW


@pytest.fixture
async def desk(stand):
    """A group card that was just placed."""
    stand.people = [Recipient(-9, 3, 0)]
    await stand.plan(PlanKind.MEETING_NOTICE, subject=8)
    await (await stand.outbox()).tick()
    return stand.desk()


async def touch(stand):
    async with stand.sessions.begin() as session:
        return await cards.touch(session, CardKind.MEETING, 8, stand.clock.now())


async def card(stand):
    async with stand.sessions.read() as session:
        return await session.get(Card, 1)


async def test_a_new_card_is_drawn_once_and_rests(stand, desk):
    assert await sweep(desk) == 1
    stand.clock.advance(GAP)
    assert await sweep(desk) == 0
    seen = await card(stand)
    assert (seen.digest, seen.pinned, seen.dirty_at, seen.edited_at) == ("digest 0", True, None, NOW)


async def test_many_changes_are_one_edit_and_none_within_the_gap(stand, desk):
    await sweep(desk)
    for _ in range(5):
        assert await touch(stand) == 1
    stand.clock.advance(GAP - timedelta(milliseconds=1))
    assert await sweep(desk) == 0
    stand.clock.advance(timedelta(milliseconds=1))
    assert await sweep(desk) == 1
    assert stand.courier.redrawn == [1, 1]
    assert (await card(stand)).digest == "digest 5"


async def test_a_change_while_drawing_is_drawn_after_the_gap(stand, desk):
    redraw = stand.courier.redraw

    async def touched_meanwhile(one):
        stand.courier.redraw = redraw
        await touch(stand)
        return await redraw(one)

    stand.courier.redraw = touched_meanwhile
    await sweep(desk)
    assert (await card(stand)).dirty_at == NOW
    stand.clock.advance(GAP)
    assert await sweep(desk) == 1
    assert (await card(stand)).dirty_at is None


@pytest.mark.parametrize("end", [Gone(Reason.MESSAGE_GONE), Nothing()])
async def test_a_card_whose_message_is_gone_ends(stand, desk, end):
    stand.courier.redrawals = [end]
    await sweep(desk)
    assert (await card(stand)).ended_at == NOW
    assert await touch(stand) == 0


@pytest.mark.parametrize("end", [Ambiguous("ReadTimeout"), Retry("ConnectError"), Faulty("KeyError"), KeyError("x")])
async def test_a_failed_edit_is_tried_again_after_the_gap(stand, desk, end):
    stand.courier.redrawals = [end]
    assert await sweep(desk) == 0
    assert await sweep(desk) == 0
    stand.clock.advance(GAP)
    assert await sweep(desk) == 1
    assert stand.courier.redrawn == [1, 1]


async def test_a_stop_holds_for_cards_too(stand, desk):
    stand.courier.redrawals = [RateLimited(30)]
    await sweep(desk)
    stand.clock.advance(timedelta(seconds=29))
    assert await sweep(desk) == 0
    async with stand.sessions.read() as session:
        assert not await senders.may_send(session, BOT, stand.clock.now())
    stand.clock.advance(timedelta(seconds=1))
    assert await sweep(desk) == 1


async def test_a_card_moves_with_its_group(stand, desk):
    stand.courier.redrawals = [Migrated(-1009)]
    await sweep(desk)
    assert stand.followed == [(-9, -1009)]  # what becomes of its card is the domain's to say


async def test_one_persons_card_is_touched_alone(stand, desk):
    async with stand.sessions.begin() as session:
        assert await cards.touch(session, CardKind.MEETING, 8, NOW, 5) == 0
        assert await cards.touch(session, CardKind.INVITATION, 8, NOW) == 0
        assert await cards.touch(session, CardKind.MEETING, 9, NOW) == 0
        assert [one.id for one in await cards.standing(session, CardKind.MEETING, 8)] == [1]


async def test_what_was_drawn_is_remembered_with_its_pin(stand, desk):
    stand.courier.redrawals = [Redrawn("new", pinned=False)]
    await sweep(desk)
    seen = await card(stand)
    assert (seen.digest, seen.pinned) == ("new", False)
