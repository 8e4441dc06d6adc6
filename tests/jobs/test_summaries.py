"""Plans for summaries: the period under way and the one just due, once each, and nothing older after downtime."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions import preferences
from jobs import summaries
from jobs.occasions import OCCASIONS
from jobs.outbox import Outbox
from storage.clock import FrozenClock
from storage.database import Sessions
from storage.models import Binding, Organisation, Summary
from storage.rules.deliveries import PlanKind, PlanState
from storage.rules.preferences import Key
from tests.fakes.databases import add_organisation
from tests.jobs.desks import Stand

WEDNESDAY = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
LAST_YEAR = datetime(2025, 1, 1, tzinfo=UTC)
HALF_PAST_EIGHT = timedelta(minutes=30)


async def bind(sessions: Sessions, organisation_id: int, bound_at: datetime, chat_id: int = -100) -> None:
    async with sessions.begin() as session:
        session.add(
            Binding(organisation_id=organisation_id, chat_id=chat_id, title="群", bound_by=1, bound_at=bound_at)
        )


@pytest.fixture
def clocked(stand: Stand) -> Stand:
    stand.clock = FrozenClock(WEDNESDAY)
    return stand


async def weekly(stand: Stand) -> list[tuple[str, datetime, datetime]]:
    rows = await stand.plans("kind", "slot", "due_at", "expires_at")
    return [tuple(row[1:]) for row in rows if row[0] is PlanKind.WEEKLY_SUMMARY]


async def test_the_week_just_due_and_the_week_under_way_are_planned_once(clocked: Stand) -> None:
    await bind(clocked.sessions, clocked.organisation_id, LAST_YEAR)
    first, again = await summaries.plan_ahead(clocked.desk()), await summaries.plan_ahead(clocked.desk())
    monday = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    week = timedelta(days=7)
    assert (await weekly(clocked)) == [
        ("2026-W47", monday, monday + week),
        ("2026-W48", monday + week, monday + 2 * week),
    ]
    assert again == 0
    assert first == len(await clocked.plans("id")) - 2
    planned = sorted(str(kind) for kind in set(await clocked.plans("kind")))
    assert planned == ["monthly_summary", "private_digest", "quarterly_summary", "weekly_summary", "yearly_summary"]


async def test_a_chat_bound_after_monday_hears_nothing_of_the_week_before(clocked: Stand) -> None:
    await bind(clocked.sessions, clocked.organisation_id, WEDNESDAY - timedelta(hours=1))
    await summaries.plan_ahead(clocked.desk())
    assert [slot for slot, *_ in await weekly(clocked)] == ["2026-W48"]


async def test_organisations_without_a_chat_are_planned_nothing(clocked: Stand) -> None:
    await summaries.plan_ahead(clocked.desk())
    assert await clocked.plans("id") == []


async def test_after_three_weeks_of_downtime_only_the_last_week_is_caught_up(clocked: Stand) -> None:
    await bind(clocked.sessions, clocked.organisation_id, LAST_YEAR)
    await summaries.plan_ahead(clocked.desk())
    clocked.clock.advance(timedelta(days=21))
    await summaries.plan_ahead(clocked.desk())
    assert [slot for slot, *_ in await weekly(clocked)] == ["2026-W47", "2026-W48", "2026-W50", "2026-W51"]


async def test_each_time_zone_has_its_own_monday(clocked: Stand) -> None:
    other = await add_organisation(clocked.sessions, "other", timezone="Asia/Urumqi")
    await bind(clocked.sessions, clocked.organisation_id, LAST_YEAR)
    await bind(clocked.sessions, other, LAST_YEAR, -200)
    await summaries.plan_ahead(clocked.desk())
    rows = await clocked.plans("kind", "organisation_id", "slot", "due_at")
    due = {row[1]: row[3] for row in rows if row[0] is PlanKind.WEEKLY_SUMMARY and row[2] == "2026-W47"}
    assert due[other] - due[clocked.organisation_id] == timedelta(hours=2)


async def _send(stand: Stand) -> list[tuple[PlanKind, str]]:
    """Let everything due go out with the real occasions; return what Telegram has seen."""
    box = Outbox(replace(stand.desk(), occasions=OCCASIONS))
    await box.start()
    await box.tick()
    return [(parcel.kind, parcel.slot) for parcel in stand.courier.accepted]


async def test_what_was_posted_by_hand_is_not_posted_again_but_brought_up_to_date(clocked: Stand) -> None:
    await bind(clocked.sessions, clocked.organisation_id, LAST_YEAR)
    await summaries.plan_ahead(clocked.desk())
    async with clocked.sessions.begin() as session:
        for number in range(1, 20):
            row = await session.get(Summary, number)
            if row is not None:
                row.rev = 1
    assert await _send(clocked) == []
    states = await clocked.plans("slot", "state")
    assert states.count(("2026-W47", PlanState.SKIPPED)) == 2


async def test_a_due_summary_goes_to_the_organisations_own_chat_once(clocked: Stand) -> None:
    await bind(clocked.sessions, clocked.organisation_id, LAST_YEAR)
    await summaries.plan_ahead(clocked.desk())
    sent = await _send(clocked)
    assert [one for one in sent if one[0] is PlanKind.WEEKLY_SUMMARY] == [(PlanKind.WEEKLY_SUMMARY, "2026-W47")]
    assert {parcel.chat_id for parcel in clocked.courier.accepted} == {-100}


async def test_an_organisation_hears_when_it_wants_to_and_so_do_those_below(clocked: Stand) -> None:
    above = await add_organisation(clocked.sessions, "above", founded=None)
    async with clocked.sessions.begin() as session:
        (await session.get_one(Organisation, clocked.organisation_id)).parent_id = above
    await bind(clocked.sessions, clocked.organisation_id, LAST_YEAR)
    await summaries.plan_ahead(clocked.desk())
    async with clocked.sessions.begin() as session:
        superior = await session.get_one(Organisation, above)
        await preferences.put(session, superior, Key.SUMMARY_TIME, "周二 09:15", clocked.clock.now())
    tuesday = datetime(2026, 11, 24, 1, 15, tzinfo=UTC)
    week = timedelta(days=7)
    assert await weekly(clocked) == [
        ("2026-W47", tuesday, tuesday + week),
        ("2026-W48", tuesday + week, tuesday + 2 * week),
    ]
    clocked.clock.advance(week)
    await summaries.plan_ahead(clocked.desk())
    assert (await weekly(clocked))[2] == ("2026-W49", tuesday + 2 * week, tuesday + 3 * week)
    rows = await clocked.plans("kind", "slot", "due_at")
    monthly = [due for kind, slot, due in rows if (kind, slot) == (PlanKind.MONTHLY_SUMMARY, "2026-11")]
    assert monthly == [datetime(2026, 12, 1, 1, 15, tzinfo=UTC)]
