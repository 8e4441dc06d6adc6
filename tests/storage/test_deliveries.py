"""The state machine of the ledger, arrow by arrow, on both engines."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from storage.models import Delivery, Plan
from storage.repositories import deliveries, plans
from storage.repositories.inserting import table_of
from storage.rules.deliveries import DeliveryState, OnAmbiguous, PlanKind, PlanState, Priority, Recipient, Step
from storage.rules.outcomes import Reason

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
HOUR, LEASE = timedelta(hours=1), timedelta(seconds=60)
BOT, ME, OTHER = 42, "me", "other"
D, P = table_of(Delivery), table_of(Plan)


async def put(sessions, organisation_id, *chats, policy=OnAmbiguous.ASSUME, due=NOW, subject=1, rev=0, slot="-120"):
    """Plan and fan out one message to each chat, due at ``due`` and useful for two hours."""
    async with sessions.begin() as session:
        await plans.add(
            session,
            PlanKind.REMINDER,
            organisation_id,
            subject,
            slot=slot,
            rev=rev,
            due_at=due,
            expires_at=due + 2 * HOUR,
        )
        plan = await plans.take_due(session, due)
        people = [Recipient(chat, 0, chat) for chat in chats]
        await deliveries.fan_out(session, plan, BOT, people, Priority.REMINDER, policy)


async def claim(sessions, now=NOW, me=ME, most=10, held=()):
    async with sessions.begin() as session:
        return await deliveries.claim(session, BOT, me, now, LEASE, most, held)


async def fence(sessions, row_id, now=NOW, me=ME):
    async with sessions.begin() as session:
        return await deliveries.fence(session, row_id, me, now, LEASE)


async def finish(sessions, row_id, step, me=ME):
    async with sessions.begin() as session:
        return await deliveries.finish(session, row_id, me, step, NOW)


async def rows(sessions, *columns):
    async with sessions.read() as session:
        found = await (await session.connection()).execute(select(*(D.c[name] for name in columns)).order_by(D.c.id))
        return [row[0] if len(columns) == 1 else tuple(row) for row in found]


async def test_a_claim_takes_due_rows_in_due_order_and_once(sessions, organisation_id):
    await put(sessions, organisation_id, 7, due=NOW - HOUR / 2, subject=2)
    await put(sessions, organisation_id, 5, 6, due=NOW - HOUR)
    await put(sessions, organisation_id, 8, due=NOW + timedelta(seconds=1), subject=3)
    assert [parcel.chat_id for parcel in await claim(sessions, most=2)] == [5, 6]
    assert [parcel.chat_id for parcel in await claim(sessions, me=OTHER)] == [7]
    assert await claim(sessions) == []


async def test_a_parcel_carries_everything_it_needs(sessions, organisation_id):
    await put(sessions, organisation_id, 5, policy=OnAmbiguous.RESEND, subject=9, rev=3)
    (parcel,) = await claim(sessions)
    assert (parcel.kind, parcel.organisation_id, parcel.subject_id, parcel.slot, parcel.rev) == (
        PlanKind.REMINDER,
        organisation_id,
        9,
        "-120",
        3,
    )
    assert (parcel.chat_id, parcel.thread_id, parcel.member_id, parcel.priority) == (5, 0, 5, Priority.REMINDER)
    assert (parcel.on_ambiguous, parcel.due_at, parcel.expires_at) == (OnAmbiguous.RESEND, NOW, NOW + 2 * HOUR)
    assert (parcel.attempts, parcel.maybe_sent) == (1, False)


async def test_a_held_chat_keeps_its_place(sessions, organisation_id):
    await put(sessions, organisation_id, 5, 6)
    assert [parcel.chat_id for parcel in await claim(sessions, held=[5])] == [6]
    assert [parcel.chat_id for parcel in await claim(sessions)] == [5]


async def test_an_expired_row_is_not_claimed_but_skipped_with_its_reason(sessions, organisation_id):
    await put(sessions, organisation_id, 5)
    assert await claim(sessions, now=NOW + 2 * HOUR) == []
    async with sessions.begin() as session:
        assert await deliveries.expire(session, BOT, NOW + 2 * HOUR) == 1
    assert await rows(sessions, "state", "reason") == [(DeliveryState.SKIPPED, Reason.EXPIRED)]


async def test_only_the_lease_holder_passes_the_fence_and_only_once(sessions, organisation_id):
    await put(sessions, organisation_id, 5)
    (parcel,) = await claim(sessions)
    assert not await fence(sessions, parcel.id, me=OTHER)
    assert await fence(sessions, parcel.id)
    assert not await fence(sessions, parcel.id)
    assert await rows(sessions, "state") == [DeliveryState.SENDING]


@pytest.mark.parametrize("late", [LEASE, 2 * HOUR])
async def test_a_lease_that_ran_out_fails_the_fence_and_changes_nothing(sessions, organisation_id, late):
    await put(sessions, organisation_id, 5)
    (parcel,) = await claim(sessions)
    assert not await fence(sessions, parcel.id, now=NOW + late)
    assert await rows(sessions, "state", "lease_owner") == [(DeliveryState.CLAIMED, ME)]


async def test_finish_writes_the_step_and_frees_the_lease(sessions, organisation_id):
    await put(sessions, organisation_id, 5)
    (parcel,) = await claim(sessions)
    await fence(sessions, parcel.id)
    assert not await finish(sessions, parcel.id, Step(DeliveryState.SENT, message_id=1), me=OTHER)
    assert await finish(sessions, parcel.id, Step(DeliveryState.SENT, message_id=77))
    assert not await finish(sessions, parcel.id, Step(DeliveryState.FAILED, Reason.BLOCKED))
    seen = await rows(sessions, "state", "message_id", "sent_at", "lease_owner", "lease_until", "attempts")
    assert seen == [(DeliveryState.SENT, 77, NOW, None, None, 1)]


async def test_an_attempt_that_was_nobodys_fault_does_not_count(sessions, organisation_id):
    await put(sessions, organisation_id, 5)
    (parcel,) = await claim(sessions)
    await finish(sessions, parcel.id, Step(DeliveryState.PENDING, counts=False, detail="Retry"))
    assert await rows(sessions, "state", "attempts", "last_error") == [(DeliveryState.PENDING, 0, "Retry")]


async def test_recovery_frees_claims_and_decides_unseen_ends(sessions, organisation_id):
    await put(sessions, organisation_id, 1, subject=1)
    await put(sessions, organisation_id, 2, subject=2, policy=OnAmbiguous.RESEND)
    await put(sessions, organisation_id, 3, subject=3, policy=OnAmbiguous.ASSUME)
    await put(sessions, organisation_id, 4, subject=4, policy=OnAmbiguous.RESEND)
    parcels = await claim(sessions)
    for parcel in parcels[1:]:
        await fence(sessions, parcel.id)
    async with sessions.begin() as session:
        again = update(D).where(D.c.chat_id == 4).values(maybe_sent=True)
        await (await session.connection()).execute(again)
        assert await deliveries.recover(session, NOW + LEASE - timedelta(microseconds=1), LEASE) == Counter()
        found = await deliveries.recover(session, NOW + LEASE, LEASE)
    assert +found == Counter({DeliveryState.CLAIMED: 1, DeliveryState.PENDING: 1, DeliveryState.UNKNOWN: 2})
    assert await rows(sessions, "chat_id", "state", "maybe_sent") == [
        (1, DeliveryState.PENDING, False),
        (2, DeliveryState.PENDING, True),
        (3, DeliveryState.UNKNOWN, True),
        (4, DeliveryState.UNKNOWN, True),
    ]


async def test_a_lease_written_before_the_clock_was_set_back_does_not_last_the_longer(sessions, organisation_id):
    await put(sessions, organisation_id, 1)
    await claim(sessions)
    async with sessions.begin() as session:
        found = await deliveries.recover(session, NOW - timedelta(hours=1), LEASE)
    assert +found == Counter({DeliveryState.CLAIMED: 1})


async def test_the_only_sender_recovers_at_once(sessions, organisation_id):
    await put(sessions, organisation_id, 1)
    await claim(sessions)
    async with sessions.begin() as session:
        assert +await deliveries.recover(session, NOW, LEASE, everyone=True) == Counter({DeliveryState.CLAIMED: 1})
    assert len(await claim(sessions)) == 1


async def test_cancelling_a_subject_hits_what_waits_below_a_revision_and_nothing_else(sessions, organisation_id):
    await put(sessions, organisation_id, 1, 2, 3, subject=1)
    parcels = await claim(sessions, most=2)
    await fence(sessions, parcels[0].id)
    await put(sessions, organisation_id, 4, subject=2)
    async with sessions.begin() as session:
        for rev in (0, 1):
            await plans.add(
                session,
                PlanKind.REMINDER,
                organisation_id,
                1,
                slot="-60",
                rev=rev,
                due_at=NOW + HOUR,
                expires_at=NOW + 2 * HOUR,
            )
        hit = await plans.cancel_subject(session, [PlanKind.REMINDER], organisation_id, 1, Reason.MOVED, below_rev=1)
    assert hit == 3
    assert await rows(sessions, "chat_id", "state", "reason") == [
        (1, DeliveryState.SENDING, None),
        (2, DeliveryState.CANCELLED, Reason.MOVED),
        (3, DeliveryState.CANCELLED, Reason.MOVED),
        (4, DeliveryState.PENDING, None),
    ]
    async with sessions.read() as session:
        seen = await (await session.connection()).execute(select(P.c.slot, P.c.rev, P.c.state).order_by(P.c.id))
        assert [tuple(row) for row in seen][2:] == [
            ("-60", 0, PlanState.CANCELLED),
            ("-60", 1, PlanState.PENDING),
        ]
    assert not await fence(sessions, parcels[1].id)
    assert await finish(sessions, parcels[0].id, Step(DeliveryState.SENT, message_id=1))


async def test_the_kind_decides_whose_subject_it_is(sessions, organisation_id):
    await put(sessions, organisation_id, 1)
    async with sessions.begin() as session:
        other = await plans.cancel_subject(session, [PlanKind.LEAVE_REQUEST], organisation_id, 1, Reason.DECIDED)
        foreign = await plans.cancel_subject(session, [PlanKind.REMINDER], organisation_id + 1, 1, Reason.MOVED)
    assert (other, foreign) == (0, 0)


async def test_told_names_everyone_a_message_may_have_reached(sessions, organisation_id):
    await put(sessions, organisation_id, 1, 2, 3, 4, 5)
    ends = [Step(DeliveryState.SENT), Step(DeliveryState.UNKNOWN, maybe_sent=True), Step(DeliveryState.FAILED)]
    parcels = await claim(sessions)
    for parcel, step in zip(parcels, [*ends, Step(DeliveryState.PENDING, maybe_sent=True)], strict=False):
        await finish(sessions, parcel.id, step)
    async with sessions.read() as session:
        found = await deliveries.told(session, [PlanKind.REMINDER], organisation_id, 1)
    assert found == [Recipient(1, 0, 1), Recipient(2, 0, 2), Recipient(4, 0, 4)]


async def test_fanning_out_twice_adds_nobody_twice(sessions, organisation_id):
    await put(sessions, organisation_id, 1, 2)
    async with sessions.begin() as session:
        plan = await session.get(Plan, 1)
        people = [Recipient(1, 0, 1), Recipient(3, 0, 3)]
        await deliveries.fan_out(session, plan, BOT, people, Priority.NOTICE, OnAmbiguous.ASSUME)
    assert await rows(sessions, "chat_id") == [1, 2, 3]


async def test_a_moved_group_takes_its_waiting_messages_along(sessions, organisation_id):
    await put(sessions, organisation_id, -5, 6)
    async with sessions.begin() as session:
        assert await deliveries.move_chat(session, -5, -1005) == 1
    assert await rows(sessions, "chat_id") == [-1005, 6]


async def test_rows_of_another_account_are_adopted(sessions, organisation_id):
    await put(sessions, organisation_id, 1)
    async with sessions.begin() as session:
        assert await deliveries.claim(session, 43, ME, NOW, LEASE, 1) == []
        assert await deliveries.adopt(session, 43) == 1
        assert len(await deliveries.claim(session, 43, ME, NOW, LEASE, 1)) == 1


async def test_side_by_side_claims_never_share_a_row(sessions, organisation_id):
    await put(sessions, organisation_id, *range(1, 41))
    batches = await asyncio.gather(*(claim(sessions, me=f"worker {n}", most=10) for n in range(4)))
    taken = [parcel.id for batch in batches for parcel in batch]
    assert len(taken) == len(set(taken))
    rest = await claim(sessions, most=40)
    assert len(taken) + len(rest) == 40


async def test_the_oldest_overdue_moment(sessions, organisation_id):
    await put(sessions, organisation_id, 1, due=NOW - HOUR)
    async with sessions.read() as session:
        assert await deliveries.oldest_overdue(session, BOT, NOW) == NOW - HOUR
        assert await deliveries.oldest_overdue(session, BOT, NOW - 2 * HOUR) is None
