"""What those entitled may know of single members: months without taking part, study hours, dual organisational life.

Figures and stages only, in private; nothing is concluded about a person (党员教育管理工作条例 art. 16, 20, 31).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import compliance
from bot.actions.access import Here
from bot.actions.errands import Errand, Todo
from bot.buttons import WatchMembers
from storage.models import Organisation
from storage.repositories import obligations, organisations, participation, people
from storage.rules.compliance.alerts import Absence, Stage, watch_absence
from storage.rules.compliance.coverage import DualLife, Side, StudyHours, study_hours
from storage.rules.compliance.periods import months_after
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import Switches, effective_switches
from storage.rules.people import Person
from storage.rules.powers import Power
from storage.rules.terms import Duty, OrganisationKind

_LOOK_BACK = 24


@dataclass(frozen=True, slots=True)
class Watch:
    """One organisation's members on one day: who is long absent, who lacks hours, who also sits in a leading body."""

    organisation: Organisation
    as_of: date
    absences: Sequence[tuple[str, Absence]]
    hours: Sequence[tuple[str, StudyHours]]
    cadres: Sequence[tuple[str, Side]]


@dataclass(frozen=True, slots=True)
class OwnDualLife:
    """A leading cadre's own two sides this year, with the names of both organisations."""

    branch: str
    body: str
    life: DualLife


async def open_(session: AsyncSession, telegram_id: int, organisation_id: int, now: datetime) -> Watch:
    """Return the watch for one entitled to it; raises StrangerError, NotEntitledError."""
    here = await compliance.enter(session, telegram_id, organisation_id, now)
    here.require(Power.WATCH_MEMBERS)
    return await watch(session, await organisations.branch_of(session, here.organisation), here.today)


async def watch(session: AsyncSession, organisation: Organisation, as_of: date) -> Watch:
    """Read the watch of an organisation's members from the rolls kept with the product."""
    roster = [person for person in await people.roster(session, organisation, as_of) if person.counted]
    switches = await _switches(session, organisation, as_of)
    year = date(as_of.year, 1, 1)
    first = min(months_after(as_of.replace(day=1), -_LOOK_BACK), year)
    rolls = await participation.of(session, [person.id for person in roster], first, as_of)
    studied = await participation.studied(session, rolls)
    this_year = {person.id: [one for one in rolls.get(person.id, ()) if one.day >= year] for person in roster}
    studying = roster if organisation.kind is OrganisationKind.BRANCH else []
    return Watch(
        organisation,
        as_of,
        absences=_absences(roster, rolls, as_of, switches),
        hours=[
            (person.name, study_hours(studied.get(person.id, ()), as_of.year, _target(person, switches)))
            for person in studying
        ],
        cadres=[
            (person.name, participation.side(this_year[person.id]))
            for person in roster
            if organisation.leading_body or await _bodies(session, person.telegram_id, organisation, as_of)
        ],
    )


async def own_dual_life(session: AsyncSession, telegram_id: int, here: Here) -> list[OwnDualLife]:
    """Return the person's own two sides this year, for each leading body they sit in beside a branch."""
    branch = await organisations.branch_of(session, here.organisation)
    if branch.leading_body:
        return []
    mine, year = here.member.member_id, date(here.today.year, 1, 1)
    bodies = await _bodies(session, telegram_id, branch, here.today)
    rolls = await participation.of(session, [mine, *(one for one, _ in bodies)], year, here.today)
    in_branch = participation.side(rolls.get(mine, []))
    return [
        OwnDualLife(branch.name, body, DualLife(mine, in_branch, participation.side(rolls.get(member_id, []))))
        for member_id, body in bodies
    ]


async def own_hours(session: AsyncSession, here: Here) -> StudyHours | None:
    """Return the person's own study hours of this year against their target; None while there are none."""
    branch = await organisations.branch_of(session, here.organisation)
    person = await people.one(session, here.member.member_id, here.today)
    rolls = await participation.of(session, [here.member.member_id], here.today.replace(month=1, day=1), here.today)
    studied = (await participation.studied(session, rolls)).get(here.member.member_id, [])
    if person is None or not studied:
        return None
    switches = await _switches(session, branch, here.today)
    return study_hours(studied, here.today.year, _target(person, switches))


async def to_check(session: AsyncSession, here: Here) -> list[Todo]:
    """Members whose absence has just reached a stage, in one line, for those entitled."""
    branch = await organisations.branch_of(session, here.organisation)
    if not Here(branch, here.member, here.now).may(Power.WATCH_MEMBERS):
        return []
    newly = newly_absent(await watch(session, branch, here.today))
    if not newly:
        return []
    since = datetime(here.today.year, here.today.month, 1, tzinfo=here.zone)
    return [Todo(Errand.CHECK_ABSENCE, since, WatchMembers(branch.id), count=len(newly))]


def newly_absent(found: Watch) -> list[tuple[str, Absence]]:
    """Return those whose absence reached a stage with the month that ended last."""
    return [(name, one) for name, one in found.absences if one.newly]


def _absences(
    roster: Sequence[Person], rolls: participation.Rolls, as_of: date, switches: Switches
) -> list[tuple[str, Absence]]:
    """Return the absences that have reached a stage, the longest first."""
    stages = switches["inactive_alert_months"]
    alert = [one for one in stages if isinstance(one, int)] if isinstance(stages, tuple) else []
    seen = [
        (person.name, watch_absence(person.id, participation.months(rolls.get(person.id, [])), as_of, alert))
        for person in roster
    ]
    return sorted(((name, one) for name, one in seen if one.stage is not Stage.NONE), key=lambda each: -each[1].months)


def _target(person: Person, switches: Switches) -> int:
    return switches.number("hours.target_secretary" if Duty.SECRETARY in person.duties else "hours.target")


async def _bodies(
    session: AsyncSession, telegram_id: int | None, branch: Organisation, day: date
) -> list[tuple[int, str]]:
    """Return the leading bodies an account sits in besides ``branch``: the member's id there, and the name."""
    if telegram_id is None:
        return []
    places = await people.memberships(session, telegram_id, day)
    return [
        (place.member_id, place.organisation.name)
        for place in places
        if place.organisation.leading_body and place.organisation.id != branch.id
    ]


async def _switches(session: AsyncSession, organisation: Organisation, day: date) -> Switches:
    facts = await obligations.facts_of(session, organisation.id, day)
    return effective_switches(load().switches, facts.overrides, day)
