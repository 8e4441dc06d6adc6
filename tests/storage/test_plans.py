from datetime import UTC, datetime, timedelta

from storage.repositories import plans
from storage.rules.deliveries import PlanKind, PlanState
from storage.rules.outcomes import Reason

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def add(session, organisation_id, slot="-120", due=NOW, rev=0, subject=1, kind=PlanKind.REMINDER):
    return await plans.add(
        session, kind, organisation_id, subject, slot=slot, rev=rev, due_at=due, expires_at=due + HOUR
    )


async def test_a_slot_of_a_revision_is_planned_once(sessions, organisation_id):
    async with sessions.begin() as session:
        assert await add(session, organisation_id) is True
        assert await add(session, organisation_id, due=NOW + HOUR) is False
        assert await add(session, organisation_id, rev=1) is True
        assert await add(session, organisation_id, slot="-60") is True


async def test_due_plans_are_taken_oldest_first_and_once(sessions, organisation_id):
    async with sessions.begin() as session:
        await add(session, organisation_id, "-60", NOW)
        await add(session, organisation_id, "-120", NOW - HOUR)
        await add(session, organisation_id, "-30", NOW + timedelta(seconds=1))
    async with sessions.begin() as session:
        taken = [await plans.take_due(session, NOW) for _ in range(3)]
    assert [plan and plan.slot for plan in taken] == ["-120", "-60", None]
    assert taken[0].state is PlanState.EXPANDED


async def test_a_plan_may_be_left_for_later(sessions, organisation_id):
    async with sessions.begin() as session:
        await add(session, organisation_id, "-120", NOW - HOUR)
        await add(session, organisation_id, "-60", NOW)
        first = await plans.take_due(session, NOW)
        await plans.drop(session, first.id, PlanState.PENDING, Reason.FAULT)
        assert (await plans.take_due(session, NOW, leave={first.id})).slot == "-60"


async def test_only_a_later_due_slot_of_the_same_subject_overtakes(sessions, organisation_id):
    async with sessions.begin() as session:
        await add(session, organisation_id, "-120", NOW - HOUR)
        plan = await plans.take_due(session, NOW)
        await add(session, organisation_id, "-60", NOW, subject=2)
        await add(session, organisation_id, "-60", NOW, kind=PlanKind.MINUTES_NUDGE)
        await add(session, organisation_id, "-30", NOW + timedelta(seconds=1))
        assert not await plans.is_overtaken(session, plan, NOW)
        await add(session, organisation_id, "-60", NOW)
        assert await plans.is_overtaken(session, plan, NOW)


async def test_waiting_and_overdue_tell_of_the_queue(sessions, organisation_id):
    async with sessions.begin() as session:
        await add(session, organisation_id, "-60", NOW + HOUR)
        await add(session, organisation_id, "-120", NOW - HOUR)
    async with sessions.read() as session:
        assert [plan.slot for plan in await plans.waiting(session, organisation_id)] == ["-120", "-60"]
        assert await plans.oldest_overdue(session, NOW) == NOW - HOUR
        assert await plans.oldest_overdue(session, NOW - 2 * HOUR) is None
