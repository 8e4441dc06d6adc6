"""The outbox from plan to message, through every end an attempt can have."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from jobs.outbox import Outbox
from storage.models import Card
from storage.repositories import plans, senders
from storage.rules.deliveries import DeliveryState, PlanKind, PlanState, Recipient
from storage.rules.outcomes import (
    Ambiguous,
    Gone,
    Migrated,
    Nothing,
    RateLimited,
    Reason,
    Retry,
    Scope,
    Sent,
    TokenRejected,
)
from tests.fakes.couriers import KilledError
from tests.jobs.desks import BOT, HOUR, NOW

SECOND = timedelta(seconds=1)
PENDING, SENT, UNKNOWN = DeliveryState.PENDING, DeliveryState.SENT, DeliveryState.UNKNOWN


async def test_a_due_plan_reaches_everyone_once(stand):
    stand.people = [Recipient(-9, 3, 0), Recipient(1, 0, 1), Recipient(2, 0, 2)]
    await stand.plan()
    box = await stand.outbox()
    report = await box.tick()
    await box.tick()
    assert sorted(parcel.chat_id for parcel in stand.courier.accepted) == [-9, 1, 2]
    assert report.deliveries == Counter({SENT: 3})
    assert await stand.deliveries("state", "message_id", "sent_at") == [(SENT, 1000 + n, NOW) for n in (1, 2, 3)]


async def test_nothing_goes_out_before_its_time(stand):
    await stand.plan(due=NOW + SECOND)
    box = await stand.outbox()
    await box.tick()
    assert stand.courier.accepted == []
    stand.clock.advance(SECOND)
    await box.tick()
    assert len(stand.courier.accepted) == 1


async def test_one_chat_is_served_in_due_order(stand):
    box = await stand.outbox()
    for subject, minutes in ((1, 3), (2, 5), (3, 1), (4, 4)):
        await stand.plan(subject=subject, due=NOW - timedelta(minutes=minutes))
    await box.tick()
    assert [parcel.subject_id for parcel in stand.courier.accepted] == [2, 4, 1, 3]


async def test_the_more_urgent_goes_first_whatever_has_waited_longer(stand):
    stand.people = [Recipient(n, 0, n) for n in range(1, 11)]
    box = await stand.outbox()
    await stand.plan(PlanKind.WEEKLY_SUMMARY, due=NOW - timedelta(minutes=30))
    await stand.plan(PlanKind.REMINDER)
    await box.tick()
    kinds = [parcel.kind for parcel in stand.courier.accepted]
    assert set(kinds[:8]) == {PlanKind.REMINDER}  # a batch; what is claimed together is carried side by side
    assert set(kinds[16:]) == {PlanKind.WEEKLY_SUMMARY}


async def test_a_clock_put_back_makes_no_wait_longer(stand):
    await stand.plan()
    stand.courier.script = [RateLimited(30)]
    box = await stand.outbox()
    await box.tick()
    stand.clock.advance(SECOND - HOUR)
    await stand.plan(subject=2, due=NOW - HOUR)
    await box.tick()
    assert stand.courier.accepted == []
    stand.clock.advance(30 * SECOND)
    await box.tick()
    assert [parcel.subject_id for parcel in stand.courier.accepted] == [2]
    assert stand.logged == ["clock_went_back"]
    stand.clock.advance(HOUR)
    await box.tick()
    assert [parcel.subject_id for parcel in stand.courier.accepted] == [2, 1]


async def test_a_reason_that_is_gone_cancels_right_before_the_request(stand):
    await stand.plan()
    stand.objection = Reason.MOVED
    report = await (await stand.outbox()).tick()
    assert stand.courier.accepted == []
    assert report.dropped == Counter({Reason.MOVED: 1})
    assert await stand.deliveries("state", "reason", "lease_owner") == [(DeliveryState.CANCELLED, Reason.MOVED, None)]


async def test_a_cancel_between_claim_and_request_is_heeded(stand):
    await stand.plan()
    box = await stand.outbox()

    async def cancel_then_ask(parcel, permit):
        async with stand.sessions.begin() as session:
            kinds = [PlanKind.REMINDER]
            await plans.cancel_subject(session, kinds, stand.organisation_id, 1, Reason.CANCELLED)
        return Sent(1) if await permit() else Nothing()

    stand.courier.deliver = cancel_then_ask
    await box.tick()
    assert await stand.deliveries("state", "reason", "message_id") == [
        (DeliveryState.CANCELLED, Reason.CANCELLED, None)
    ]


@pytest.mark.parametrize(
    ("kind", "ends", "copies", "state", "maybe"),
    [
        (PlanKind.REMINDER, [Ambiguous("ReadTimeout")], 0, UNKNOWN, True),
        (PlanKind.MEETING_NOTICE, [Ambiguous("ReadTimeout")], 1, SENT, True),
        (PlanKind.MEETING_NOTICE, [Ambiguous("ReadTimeout"), Ambiguous("ReadTimeout")], 0, UNKNOWN, True),
        (PlanKind.REMINDER, [Retry("ConnectError"), Retry("ConnectError")], 1, SENT, False),
        (PlanKind.REMINDER, [RateLimited(2), RateLimited(2)], 1, SENT, False),
        (PlanKind.REMINDER, [RateLimited(2, Scope.CHAT)], 1, SENT, False),
    ],
)
async def test_how_attempts_end(stand, kind, ends, copies, state, maybe):
    await stand.plan(kind)
    stand.courier.script = list(ends)
    box = await stand.outbox()
    for _ in range(10):
        await box.tick()
        stand.clock.advance(SECOND)
    assert len(stand.courier.accepted) == copies
    assert await stand.deliveries("state", "maybe_sent") == [(state, maybe)]


async def test_a_repeat_knows_that_it_may_be_one(stand):
    await stand.plan(PlanKind.MEETING_NOTICE)
    stand.courier.script = [Ambiguous("ReadTimeout")]
    box = await stand.outbox()
    await box.tick()
    stand.clock.advance(SECOND)
    await box.tick()
    assert [parcel.maybe_sent for parcel in stand.courier.accepted] == [True]


async def test_the_last_slot_of_a_kind_may_insist_where_others_do_not(stand):
    await stand.plan(PlanKind.CHANGE_NOTICE, subject=1, slot="first")
    await stand.plan(PlanKind.CHANGE_NOTICE, subject=2, slot="last")
    stand.courier.script = [Ambiguous("ReadTimeout"), Ambiguous("ReadTimeout")]
    box = await stand.outbox()
    for _ in range(5):
        await box.tick()
        stand.clock.advance(SECOND)
    assert await stand.deliveries("slot", "state") == [("first", UNKNOWN), ("last", SENT)]


async def test_nothing_is_sent_before_retry_after_even_across_a_restart(stand):
    stand.people = [Recipient(n, 0, n) for n in range(1, 13)]
    await stand.plan()
    stand.courier.script = [Sent(1), RateLimited(30)]
    await (await stand.outbox()).tick()
    before = len(stand.courier.accepted)
    assert before <= 4
    box = await stand.outbox("the next run")
    for _ in range(29):
        stand.clock.advance(SECOND)
        await box.tick()
    assert len(stand.courier.accepted) == before
    stand.clock.advance(SECOND)
    await box.tick()
    assert len(stand.courier.accepted) == 12
    assert set(await stand.deliveries("state", "attempts")) == {(SENT, 1)}


async def test_a_chat_that_must_wait_holds_up_nobody_else_and_keeps_its_order(stand):
    stand.people = [Recipient(1, 0, 1), Recipient(2, 0, 2)]
    await stand.plan(subject=1, due=NOW - 2 * SECOND)
    await stand.plan(subject=2, due=NOW - SECOND)
    stand.courier.script = [lambda p: RateLimited(5, Scope.CHAT) if p.chat_id == 1 else Sent(p.id)] * 2
    box = await stand.outbox()
    await box.tick()
    assert {parcel.chat_id for parcel in stand.courier.accepted} <= {2}
    for _ in range(6):
        stand.clock.advance(SECOND)
        await box.tick()
    assert [parcel.subject_id for parcel in stand.courier.accepted if parcel.chat_id == 1] == [1, 2]


async def test_someone_who_cannot_be_reached_is_told_of_once(stand):
    await stand.plan()
    stand.courier.script = [Gone(Reason.BLOCKED, "Forbidden")]
    box = await stand.outbox()
    report = await box.tick()
    await box.tick()
    assert stand.followed == [(1, Reason.BLOCKED)]
    assert report.dropped == Counter({Reason.BLOCKED: 1})
    assert await stand.deliveries("state", "reason") == [(DeliveryState.FAILED, Reason.BLOCKED)]


async def test_a_group_that_became_a_supergroup_gets_its_message_at_once(stand):
    stand.people = [Recipient(-5)]
    await stand.plan(subject=1)
    await stand.plan(subject=2, due=NOW - SECOND)
    stand.courier.script = [Migrated(-1005)]
    await (await stand.outbox()).tick()
    assert stand.followed == [(-5, -1005)]
    assert [(parcel.chat_id, parcel.subject_id) for parcel in stand.courier.accepted] == [(-1005, 2), (-1005, 1)]


async def test_a_rejected_token_stops_the_account_until_it_enters_anew(stand):
    await stand.plan()
    stand.courier.script = [TokenRejected()]
    box = await stand.outbox()
    await box.tick()
    stand.clock.advance(HOUR)
    await box.tick()
    assert stand.courier.accepted == []
    assert stand.logged == ["token_rejected"]
    box = await stand.outbox()
    await box.tick()
    assert len(stand.courier.accepted) == 1


async def test_a_composer_that_breaks_is_given_up_and_blocks_nobody(stand):
    stand.people = [Recipient(1, 0, 1), Recipient(2, 0, 2)]
    await stand.plan()
    deliver = stand.courier.deliver

    async def broken_for_one(parcel, permit):
        if parcel.chat_id == 1:
            raise KeyError("a name that must not be logged")
        return await deliver(parcel, permit)

    stand.courier.deliver = broken_for_one
    box = await stand.outbox()
    for _ in range(60):
        await box.tick()
        stand.clock.advance(SECOND)
    assert await stand.deliveries("state", "reason", "attempts", "last_error") == [
        (DeliveryState.FAILED, Reason.FAULT, 5, "KeyError"),
        (SENT, None, 1, None),
    ]


async def test_a_break_after_the_permit_is_an_unseen_end(stand):
    await stand.plan()
    stand.courier.script = [ValueError("after the request")]
    await (await stand.outbox()).tick()
    assert await stand.deliveries("state", "last_error") == [(UNKNOWN, "ValueError")]


async def test_a_composer_with_nothing_to_say_skips(stand):
    await stand.plan()
    stand.courier.script = [Nothing()]
    await (await stand.outbox()).tick()
    assert await stand.deliveries("state", "reason") == [(DeliveryState.SKIPPED, Reason.NOTHING)]


async def test_a_message_to_a_chat_becomes_a_live_card(stand):
    stand.people = [Recipient(-9, 3, 0), Recipient(1, 0, 1)]
    await stand.plan(PlanKind.MEETING_NOTICE, subject=8)
    await (await stand.outbox()).tick()
    async with stand.sessions.read() as session:
        card = await session.get(Card, 1)
        assert (card.subject_id, card.chat_id, card.thread_id, card.dirty_at) == (8, -9, 3, NOW)
        assert await session.get(Card, 2) is None


async def test_after_downtime_the_latest_slot_stays(stand):
    for slot, minutes in (("-4320", 3), ("-1440", 2), ("-120", 1)):
        await stand.plan(slot=slot, due=NOW - timedelta(minutes=minutes))
    box = await stand.outbox()
    await box.tick()
    assert [parcel.slot for parcel in stand.courier.accepted] == ["-120"]
    assert await stand.plans("slot", "state", "reason") == [
        ("-4320", PlanState.SUPERSEDED, Reason.SUPERSEDED),
        ("-1440", PlanState.SUPERSEDED, Reason.SUPERSEDED),
        ("-120", PlanState.EXPANDED, None),
    ]


async def test_the_catch_up_says_what_became_of_the_downtime(stand):
    await stand.plan(slot="-1440", due=NOW - 3 * HOUR)
    await stand.plan(slot="-120", due=NOW - HOUR)
    await stand.plan(subject=2, due=NOW - 2 * HOUR)
    await stand.plan(PlanKind.WEEKLY_SUMMARY, subject=3, due=NOW - HOUR - SECOND)
    box = Outbox(stand.desk())
    assert (await box.start()).facts() == {
        "plans_skipped": 3,
        "plans_expanded": 1,
        "dropped_expired": 2,
        "dropped_downtime": 1,
        "oldest": (NOW - 3 * HOUR).isoformat(),
    }
    report = await box.tick()
    assert (report.late, report.deliveries) == (1, Counter({SENT: 1}))


async def test_a_plan_with_nobody_to_tell_says_so(stand):
    stand.people = []
    await stand.plan()
    await (await stand.outbox()).tick()
    assert await stand.plans("state", "reason") == [(PlanState.SKIPPED, Reason.NOBODY)]


async def test_a_plan_that_breaks_blocks_nobody_and_is_given_up(stand):
    box = await stand.outbox()
    await stand.plan(subject=1, due=NOW - SECOND)
    await stand.plan(subject=2)
    stand.faults = [KeyError("first")]
    await box.tick()
    assert [parcel.subject_id for parcel in stand.courier.accepted] == [2]
    stand.faults = [KeyError("again") for _ in range(4)]
    for _ in range(5):
        await box.tick()
    assert await stand.plans("state", "reason") == [
        (PlanState.SKIPPED, Reason.FAULT),
        (PlanState.EXPANDED, None),
    ]
    assert stand.logged == ["plan_broke"] * 5


@pytest.mark.parametrize("kind", [PlanKind.REMINDER, PlanKind.MEETING_NOTICE])
@pytest.mark.parametrize("where", ["composing", "accepted"])
async def test_killed_and_started_again(stand, kind, where):
    await stand.plan(kind)
    killed = [KilledError()]
    stand.courier.before, stand.courier.script = (killed, []) if where == "composing" else ([], killed)
    box = await stand.outbox()
    with pytest.raises(BaseExceptionGroup):
        await box.tick()
    box = await stand.outbox("the next run")
    await box.tick()
    resends = kind is PlanKind.MEETING_NOTICE
    if where == "composing":
        assert await stand.deliveries("state", "maybe_sent") == [(SENT, False)]
        assert len(stand.courier.accepted) == 1
    else:
        assert await stand.deliveries("state", "maybe_sent") == [(SENT if resends else UNKNOWN, True)]
        assert [parcel.maybe_sent for parcel in stand.courier.accepted] == ([False, True] if resends else [False])


async def test_only_one_of_two_processes_sends(stand):
    stand.people = [Recipient(n, 0, n) for n in range(1, 30)]
    await stand.plan()
    first, second = await stand.outbox("a", exclusive=False), await stand.outbox("b", exclusive=False)
    await asyncio.gather(first.tick(), second.tick())
    assert sorted(parcel.chat_id for parcel in stand.courier.accepted) == list(range(1, 30))
    await first.stop()
    await second.stop()


async def test_another_process_takes_over_from_a_dead_one(stand):
    await stand.plan(useful=2 * HOUR)
    dead, heir = await stand.outbox("a", exclusive=False), await stand.outbox("b", exclusive=False)
    stand.courier.before = [KilledError()]
    with pytest.raises(BaseExceptionGroup):
        await dead.tick()
    await heir.tick()
    assert stand.courier.accepted == []
    stand.clock.advance(timedelta(seconds=61))
    await heir.tick()
    assert [parcel.maybe_sent for parcel in stand.courier.accepted] == [False]


async def test_a_zombie_cannot_send_what_another_has_taken(stand):
    await stand.plan()
    heir = await stand.outbox("b")
    zombie = await stand.outbox("a")
    deliver = stand.courier.deliver

    async def sleep_through_the_lease(parcel, permit):
        stand.courier.deliver = deliver
        stand.clock.advance(timedelta(seconds=61))
        await heir.tick()
        return await deliver(parcel, permit)

    stand.courier.deliver = sleep_through_the_lease
    await zombie.tick()
    assert len(stand.courier.accepted) == 1
    assert await stand.deliveries("state") == [SENT]


async def test_a_stopped_outbox_claims_nothing_more(stand):
    await stand.plan()
    box = await stand.outbox()
    await box.stop()
    await box.tick()
    assert await stand.deliveries("state") == [PENDING] * len(await stand.deliveries("id"))
    assert stand.courier.accepted == []


async def test_a_failing_line_is_tried_ever_more_rarely(stand):
    await stand.plan(useful=24 * HOUR)
    box = await stand.outbox()
    tried = []
    stand.courier.script = [lambda parcel: tried.append(stand.clock.now()) or Retry("ConnectError")] * 100
    for _ in range(31):
        await box.tick()
        stand.clock.advance(SECOND)
    assert [(moment - NOW).seconds for moment in tried] == [0, 1, 3, 7, 15]
    async with stand.sessions.read() as session:
        assert not await senders.may_send(session, BOT, NOW)
