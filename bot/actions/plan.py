"""The plan of a branch's year: draft it, move and drop events, adopt it, see what became of it, arrange the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access, scheduling
from bot.actions.access import Here
from bot.actions.preferences import put as set_preference
from bot.buttons import StaleButtonError
from storage.models import Organisation
from storage.models import PlannedEvent as Event
from storage.repositories import (
    audit_entries,
    closures,
    holiday_notices,
    obligations,
    organisations,
    planned_events,
    preferences,
)
from storage.rules.calendar import Holidays, ShiftRule
from storage.rules.closures import Closed, Closure
from storage.rules.compliance.obligations import Obligation
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import effective_switches
from storage.rules.plan_progress import NoSuchPlanError, PlanAdoptedError, PlanYearError, Progress, compare
from storage.rules.planning import USUAL_THEME_DAY, Move, carried_out, lacking, moved, plan
from storage.rules.powers import Power, StrangerError
from storage.rules.preferences import Key
from storage.rules.recurrence import FixedDay, read_fixed_day

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
    lacking: tuple[Obligation, ...] = ()
    theme_day: FixedDay = USUAL_THEME_DAY
    previous_workday: bool = False
    closures: tuple[Closure, ...] = ()

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
        await _draft(session, planner, year, ())
    return await view(session, planner, year)


async def _draft(session: AsyncSession, here: Here, year: int, kept: Sequence[Event]) -> None:
    """Add to what is ``kept`` of a draft the events it lacks."""
    facts = await obligations.facts_of(session, here.organisation.id, date(year, 12, 31))
    facts = carried_out(facts, [planned_events.value(event) for event in kept])
    days = await holiday_notices.known(session, [year - 1, year, year + 1])
    closed = await closures.values(session, here.organisation, here.today)
    found = plan(facts, load(), days, year, here.today, await theme_day(session, here.organisation), Closed(closed))
    await planned_events.draft(session, here.organisation.id, year, found)


async def theme_day(session: AsyncSession, organisation: Organisation) -> FixedDay:
    """Return the fixed day of the organisation's theme Party day."""
    written = await preferences.effective(session, organisation, Key.THEME_DAY)
    return USUAL_THEME_DAY if written is None else read_fixed_day(written)


async def fill(session: AsyncSession, here: Here, year: int) -> View:
    """Add to a draft what it lacks; raises NoSuchPlanError, PlanAdoptedError."""
    await _open_draft(session, here, year)
    await _draft(session, here, year, await planned_events.of_year(session, here.organisation.id, year))
    return await view(session, here, year)


async def change_theme_day(session: AsyncSession, here: Here, year: int, words: str) -> View:
    """Settle the theme day's fixed day and draft the year anew; raises FixedDayRefused, PlanAdoptedError."""
    await _open_draft(session, here, year)
    read_fixed_day(words)
    await set_preference(session, here.organisation, Key.THEME_DAY, words, here.now, here.member.member_id)
    await planned_events.drop(session, here.organisation.id, year)
    await _draft(session, here, year, ())
    return await view(session, here, year)


async def _open_draft(session: AsyncSession, here: Here, year: int) -> None:
    if (await view(session, here, year)).adopted:
        raise PlanAdoptedError


async def view(session: AsyncSession, here: Here, year: int) -> View:
    """Return a plan with what became of each event; raises NoSuchPlanError when nothing is planned."""
    events = await planned_events.of_year(session, here.organisation.id, year)
    if not events:
        raise NoSuchPlanError
    groups = await organisations.groups(session, here.organisation.id)
    venues = {here.organisation.id: "", **{group.id: group.name for group in groups}}
    held = await planned_events.actual(session, [event.venue_id for event in events], year)
    progress = compare(map(planned_events.entry, events), held, here.today)
    known = await holiday_notices.known(session, [year - 1, year, year + 1])
    facts = await obligations.facts_of(session, here.organisation.id, date(year, 12, 31))
    switches = effective_switches(load().switches, facts.overrides, max(here.today, date(year, 1, 1)))
    adopted = any(event.adopted_at is not None for event in events)
    planned = [planned_events.value(event) for event in events]
    return View(
        organisation=here.organisation,
        year=year,
        events=tuple(events),
        progress=progress,
        venues=venues,
        announced=year in known.announced,
        today=here.today,
        lacking=() if adopted else tuple(lacking(facts, load(), known, planned, year, here.today)),
        theme_day=await theme_day(session, here.organisation),
        previous_workday=ShiftRule(str(switches["shift_rule"])) is ShiftRule.PREVIOUS,
        closures=tuple(await closures.values(session, here.organisation, max(here.today, date(year, 1, 1)))),
    )


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


async def move(session: AsyncSession, event: Event, here: Here, how: int) -> None:
    """Move a drafted event inside its year, never before today; raises PlanAdoptedError, StaleButtonError."""
    _check_draft(event)
    if how not in set(Move):
        raise StaleButtonError
    days: Holidays = await holiday_notices.known(session, [event.year - 1, event.year, event.year + 1])
    day = moved(event.day, Move(how), days)
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
