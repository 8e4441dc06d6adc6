"""Reminders rest while the organisation is closed, and go on the morning after; what is owed stays owed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs import closures, meetings
from jobs.occasions import OCCASIONS
from jobs.outbox import Outbox
from storage.clock import FrozenClock
from storage.models import Closure, Meeting, Member, Plan
from storage.rules import names
from storage.rules.deliveries import PlanKind, PlanState
from storage.rules.outcomes import Reason
from storage.rules.terms import Form, MeetingState, Source
from tests.jobs.desks import Stand

assert meetings  # importing the noun enters its occasions
SHANGHAI = ZoneInfo("Asia/Shanghai")
INSIDE = datetime(2027, 1, 20, 10, tzinfo=SHANGHAI)
AFTER = datetime(2027, 2, 25, 7, 30, tzinfo=SHANGHAI)


@pytest.fixture
async def closed(stand: Stand) -> Stand:
    stand.clock = FrozenClock(INSIDE.astimezone(UTC))
    async with stand.sessions.begin() as session:
        member = Member(organisation_id=stand.organisation_id, name="李", name_key=names.key("李"), created_at=INSIDE)
        session.add(member)
        await session.flush()
        session.add(
            Closure(
                organisation_id=stand.organisation_id,
                name="寒假",
                first_day=date(2027, 1, 16),
                last_day=date(2027, 2, 24),
                set_by=member.id,
                set_at=INSIDE,
            )
        )
    return stand


async def held_on(stand: Stand, day: date) -> int:
    async with stand.sessions.begin() as session:
        row = Meeting(
            organisation_id=stand.organisation_id,
            form=Form.GENERAL,
            state=MeetingState.ANNOUNCED,
            starts_at=datetime(day.year, day.month, day.day, 7, tzinfo=UTC),
            timezone="Asia/Shanghai",
            local_day=day,
            source=Source.BOT,
            created_at=INSIDE,
        )
        session.add(row)
        await session.flush()
        return row.id


def plan(stand: Stand, kind: PlanKind, subject_id: int, slot: str = "-4320") -> Plan:
    return Plan(
        kind=kind,
        organisation_id=stand.organisation_id,
        subject_id=subject_id,
        slot=slot,
        due_at=INSIDE - timedelta(minutes=1),
        expires_at=INSIDE + timedelta(days=2),
    )


async def test_a_reminder_waits_for_the_morning_after_the_closure(closed: Stand) -> None:
    meeting = await held_on(closed, date(2027, 3, 1))
    async with closed.sessions.begin() as session:
        session.add(plan(closed, PlanKind.REMINDER, meeting))
    box = Outbox(replace(closed.desk(), occasions=OCCASIONS))
    await box.start()
    await box.tick()
    waiting = await closed.plans("state", "due_at", "expires_at")
    assert waiting == [(PlanState.PENDING, AFTER, AFTER + timedelta(days=2, minutes=1))]
    closed.clock.set(AFTER.astimezone(UTC))
    await box.tick()
    assert await closed.plans("state", "reason") == [(PlanState.SKIPPED, Reason.NOBODY)]


async def test_what_was_arranged_inside_a_closure_is_reminded_of(closed: Stand) -> None:
    inside, outside = await held_on(closed, date(2027, 1, 23)), await held_on(closed, date(2027, 2, 26))
    now = closed.clock.now()
    async with closed.sessions.read() as session:
        rests = [
            await closures.unless_inside(session, plan(closed, PlanKind.REMINDER, one), now)
            for one in (inside, outside)
        ]
        nudge = await closures.until_it_ends(session, plan(closed, PlanKind.MINUTES_NUDGE, inside), now)
        later = await closures.until_it_ends(session, plan(closed, PlanKind.MINUTES_NUDGE, inside), AFTER)
    assert (rests, nudge, later) == ([None, AFTER], AFTER, None)
