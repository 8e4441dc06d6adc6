"""The plan of a branch's year: draft it, move and drop events, adopt it, see what became of it, arrange the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access, scheduling
from bot.actions.access import Here
from storage.models import Organisation
from storage.models import PlannedEvent as Event
from storage.repositories import audit_entries, holiday_notices, obligations, organisations, planned_events
from storage.rules.calendar import Holidays, next_workday, previous_workday
from storage.rules.compliance.rulebook import load
from storage.rules.plan_progress import NoSuchPlanError, PlanAdoptedError, PlanYearError, Progress, compare
from storage.rules.planning import plan
from storage.rules.powers import Power, StrangerError

DECEMBER = 12
_USUAL_TIMES = (time(9), time(14, 30), time(15), time(16))


@dataclass(frozen=True, slots=True)
class View:
    """A plan as it is shown: its events, what became of them, and whether it was adopted."""

    organisation: Organisation
    year: int
    events: tuple[Event, ...]
    progress: Mapping[int, Progress]
    venues: Mapping[int, str]
    announced: bool
    today: date

    @property
    def adopted(self) -> bool:
        """Whether the plan was adopted."""
        return any(event.adopted_at is not None for event in self.events)

    def next_due(self) -> tuple[Event, ...]:
        """Return the events still to be arranged, the earliest first."""
        waiting = (Progress.OVERDUE, Progress.COMING)
        return tuple(event for event in self.events if self.progress[event.id] in waiting)


def usual_year(today: date) -> int:
    """Return the year a plan is asked for when none is named: in December the next."""
    return today.year + (today.month == DECEMBER)


async def open_(session: AsyncSession, here: Here, year: int) -> View:
    """Return the plan of a year, drafting it when there is none; raises PlanYearError, NotEntitledError."""
    branch = await organisations.branch_of(session, here.organisation)
    planner = Here(branch, here.member, here.now)
    planner.require(Power.SCHEDULE)
    if year not in (here.today.year, here.today.year + 1):
        raise PlanYearError(here.today.year)
    if not await planned_events.of_year(session, branch.id, year):
        facts = await obligations.facts_of(session, branch.id, date(year, 12, 31))
        days = await holiday_notices.known(session, [year - 1, year, year + 1])
        await planned_events.draft(session, branch.id, year, plan(facts, load(), days, year, here.today))
    return await view(session, planner, year)


async def view(session: AsyncSession, here: Here, year: int) -> View:
    """Return a plan with what became of each event; raises NoSuchPlanError when nothing is planned."""
    events = await planned_events.of_year(session, here.organisation.id, year)
    if not events:
        raise NoSuchPlanError
    groups = await organisations.groups(session, here.organisation.id)
    venues = {here.organisation.id: "", **{group.id: group.name for group in groups}}
    held = await planned_events.actual(session, [event.venue_id for event in events], year)
    progress = compare(map(planned_events.entry, events), held, here.today)
    known = await holiday_notices.known(session, [year])
    return View(here.organisation, year, tuple(events), progress, venues, year in known.announced, here.today)


async def planner(session: AsyncSession, telegram_id: int, organisation_id: int, now: datetime) -> Here:
    """Return the one who may keep this organisation's plan; raises NoSuchPlanError for strangers, NotEntitledError."""
    try:
        organisation = await organisations.get(session, organisation_id)
        here = await access.enter(session, telegram_id, organisation, now)
    except (LookupError, StrangerError) as error:
        raise NoSuchPlanError from error
    here.require(Power.SCHEDULE)
    return here


async def event_of(session: AsyncSession, telegram_id: int, event_id: int, now: datetime) -> tuple[Event, Here]:
    """Return an event and the one who may keep its plan; raises NoSuchPlanError, NotEntitledError."""
    event = await planned_events.get(session, event_id)
    return event, await planner(session, telegram_id, event.organisation_id, now)


async def move(session: AsyncSession, event: Event, here: Here, *, later: bool) -> None:
    """Move a drafted event to the next working day or the one before; raises PlanAdoptedError."""
    _check_draft(event)
    days: Holidays = await holiday_notices.known(session, [event.year - 1, event.year, event.year + 1])
    day = next_workday(event.day, days) if later else previous_workday(event.day, days)
    if day.year == event.year and day >= here.today:
        event.day = day
        session.add(event)


async def remove(session: AsyncSession, event: Event) -> None:
    """Take an event out of a draft; raises PlanAdoptedError."""
    _check_draft(event)
    await session.delete(event)
    await session.flush()


async def adopt(session: AsyncSession, here: Here, year: int) -> bool:
    """Adopt a drafted plan; return False when it was adopted before."""
    if not await planned_events.of_year(session, here.organisation.id, year):
        raise NoSuchPlanError
    fresh = await planned_events.adopt(session, here.organisation.id, year, here.member.member_id, here.now)
    if fresh:
        await _note(session, here, "plan.adopted", year)
    return fresh


async def drop(session: AsyncSession, here: Here, year: int) -> None:
    """Give a draft up; raises NoSuchPlanError, and PlanAdoptedError for a plan that holds."""
    shown = await view(session, here, year)
    if shown.adopted:
        raise PlanAdoptedError
    await planned_events.drop(session, here.organisation.id, year)


def to_schedule(event: Event, here: Here) -> scheduling.Plan:
    """Return what scheduling starts from: everything but the hour, the usual ones to choose from."""
    moments = [datetime.combine(event.day, hour, here.zone) for hour in _USUAL_TIMES]
    candidates = tuple(moment.isoformat() for moment in moments if moment > here.now)
    credited = tuple(activity.value for activity in planned_events.activities(event))
    return scheduling.Plan(activities=credited, venue=event.venue_id, candidates=candidates)


async def _note(session: AsyncSession, here: Here, act: str, year: int) -> None:
    await audit_entries.append(
        session,
        here.organisation.id,
        act=act,
        object_="plan",
        object_id=year,
        actor_member_id=here.member.member_id,
        now=here.now,
    )


def _check_draft(event: Event) -> None:
    if event.adopted_at is not None:
        raise PlanAdoptedError
