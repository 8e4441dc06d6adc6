"""The plan of a year: the fewest events that satisfy the rulebook, on working days, spread by load (design §5.2).

What is owed is what the audit itself would find lacking on the last day of the year. The theme Party day stands on its
fixed day; a general meeting takes the place of a theme day and carries its credit, lectures and the yearly meetings
join what is there as far as the form→credits switches allow, and only what nothing can carry becomes an event.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import IntEnum

from storage.rules.activity_names import form_of
from storage.rules.calendar import (
    SATURDAY,
    WEEK,
    Holidays,
    ShiftRule,
    is_workday,
    next_workday,
    previous_workday,
    span,
    week,
)
from storage.rules.compliance.engine import audit
from storage.rules.compliance.facts import Facts, Meeting
from storage.rules.compliance.obligations import Obligation
from storage.rules.compliance.rulebook import Rulebook
from storage.rules.compliance.switches import Switches, effective_switches
from storage.rules.recurrence import FixedDay, MonthWeekday, dates
from storage.rules.terms import Activity, Form, MeetingState, ObligationStatus

FRIDAY = 4
USUAL_THEME_DAY = MonthWeekday(1, FRIDAY)  # local custom: the first Friday
PREPARATION = timedelta(days=21)  # local custom: theme, study, talks and opinions begin three weeks ahead
PREPARED = (Activity.ORG_LIFE_MEETING, Activity.MEMBER_APPRAISAL, Activity.DEMOCRATIC_LIFE_MEETING)
CODES: Mapping[str, Activity] = {
    "GM": Activity.GENERAL_MEETING,
    "BC": Activity.COMMITTEE_MEETING,
    "PG": Activity.GROUP_MEETING,
    "PL": Activity.PARTY_LECTURE,
    "TPD": Activity.THEME_PARTY_DAY,
    "OLM": Activity.ORG_LIFE_MEETING,
    "DRM": Activity.MEMBER_APPRAISAL,
    "DLM": Activity.DEMOCRATIC_LIFE_MEETING,
}
_COMING = frozenset({MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS})
_MET = frozenset({MeetingState.HELD, MeetingState.ARCHIVED})
_WISHES = {Activity.COMMITTEE_MEETING: -WEEK, Activity.GROUP_MEETING: WEEK}  # before and after the theme day
_STANDING = (Activity.THEME_PARTY_DAY, *PREPARED)  # what others join is placed first, in this order


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """One event of the plan; the first credit is its form's own, ``why`` names the rules it is there for."""

    day: date
    form: Form
    organisation_id: int
    credits: tuple[Activity, ...]
    why: tuple[str, ...]

    @property
    def is_prepared(self) -> bool:
        """Whether the event has stages of preparation before it (支部工作条例 art. 17)."""
        return not set(PREPARED).isdisjoint(self.credits)

    @property
    def prepare_from(self) -> date | None:
        """The day preparation begins, counted back in calendar days; None where nothing is prepared in stages."""
        return self.day - PREPARATION if self.is_prepared else None


@dataclass(frozen=True, slots=True)
class _Need:
    """One event owed for a rule between two days, both inside."""

    rule: str
    activity: Activity
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class _Year:
    """What every placement looks at."""

    since: date
    holidays: Holidays
    theme_days: Sequence[date]
    credits: Mapping[Form, frozenset[Activity]]
    closed: Container[date] = ()
    busy: Sequence[date] = ()


def plan(
    facts: Facts,
    rulebook: Rulebook,
    holidays: Holidays,
    year: int,
    since: date = date.min,
    fixed: FixedDay = USUAL_THEME_DAY,
    closed: Container[date] = (),
) -> tuple[PlannedEvent, ...]:
    """Return the events still to be held in ``year`` from ``since`` on, in order of days; groups' among them.

    Meetings held and announced count as they stand; a window without a working day left gets no event. Days in
    ``closed`` (school holidays, a stop of work) are taken only where the window leaves no other.
    """
    since = max(since, date(year, 1, 1))
    switches = effective_switches(rulebook.switches, facts.overrides, since)
    theme_days = dates(fixed, year, holidays, ShiftRule(str(switches["shift_rule"])))
    around = _Year(since, holidays, theme_days, _credits(switches), closed, _busy(facts))
    events: list[PlannedEvent] = []
    for one in (facts, *facts.groups):
        alone = replace(one, meetings=[_held(meeting) for meeting in one.meetings], groups=())
        owed = [each for each in audit(alone, rulebook, date(year, 12, 31)) if each.required is not None]
        events = [*events, *_place_all(list(_needs(owed, since, year)), one.organisation.id, around, events)]
    return tuple(sorted(events, key=lambda event: (event.day, event.organisation_id, event.form)))


class Move(IntEnum):
    """How far a planned event is moved, by the number its button carries."""

    DAY_EARLIER = 0
    DAY_LATER = 1
    WEEK_EARLIER = 2
    WEEK_LATER = 3


def moved(day: date, move: Move, holidays: Holidays) -> date:
    """Return the working day a move leads to; a week that ends on a day off goes on to the next one on that side."""
    match move:
        case Move.DAY_EARLIER:
            return previous_workday(day, holidays)
        case Move.DAY_LATER:
            return next_workday(day, holidays)
        case Move.WEEK_EARLIER:
            return day - WEEK if is_workday(day - WEEK, holidays) else previous_workday(day - WEEK, holidays)
        case Move.WEEK_LATER:
            return day + WEEK if is_workday(day + WEEK, holidays) else next_workday(day + WEEK, holidays)


def as_held(event: PlannedEvent, number: int) -> Meeting:
    """Return the meeting an event will be once it was held with everyone there, for an audit of the plan."""
    start = datetime.combine(event.day, time(15))
    credited = frozenset(event.credits)
    return Meeting(number, start, event.form, credited, MeetingState.HELD, expected=1, present=1)


def carried_out(facts: Facts, events: Sequence[PlannedEvent], first_number: int = 10**15) -> Facts:
    """Return the facts as they will be once everything announced and planned was held with everyone there."""
    planned: dict[int, list[Meeting]] = {}
    for number, event in enumerate(events, first_number):
        planned.setdefault(event.organisation_id, []).append(as_held(event, number))

    def done(one: Facts) -> Facts:
        meetings = [*map(_held, one.meetings), *planned.get(one.organisation.id, ())]
        return replace(one, meetings=meetings, groups=tuple(map(done, one.groups)))

    return done(facts)


def lacking(
    facts: Facts, rulebook: Rulebook, holidays: Holidays, events: Sequence[PlannedEvent], year: int, since: date
) -> list[Obligation]:
    """Return what a plan of ``year`` leaves unmet though a working day from ``since`` on is left for it."""
    found = audit(carried_out(facts, events), rulebook, date(year, 12, 31))
    return [
        one
        for one in found
        if one.required is not None
        and one.status is not ObligationStatus.MET
        and _has_workday(
            max(one.period.start, since, date(year, 1, 1)), min(one.period.end, date(year, 12, 31)), holidays
        )
    ]


def _has_workday(first: date, last: date, holidays: Holidays) -> bool:
    return first <= last and any(is_workday(day, holidays) for day in span(first, last))


def _busy(facts: Facts) -> list[date]:
    """Return the days on which the branch or a group of it meets already."""
    meetings = (meeting for one in (facts, *facts.groups) for meeting in one.meetings)
    return [one.start.date() for one in meetings if one.state in _COMING or one.state in _MET]


def _held(meeting: Meeting) -> Meeting:
    """Take an announced meeting as one that will be held."""
    if meeting.state not in _COMING:
        return meeting
    return replace(meeting, state=MeetingState.HELD, expected=1, present=1, committee_expected=None)


def _credits(switches: Switches) -> dict[Form, frozenset[Activity]]:
    """Return what an event of each form may be credited as: its own activity, and those the switches add."""
    found = {}
    for code, own in CODES.items():
        more = switches[f"credits.{code}"] if f"credits.{code}" in switches.specs else ()
        if own not in (Activity.ORG_LIFE_MEETING, Activity.MEMBER_APPRAISAL):
            names = more if isinstance(more, tuple) else ()
            found[form_of([own])] = frozenset({own, *(CODES[str(name)] for name in names)})
    return found


def _needs(owed: Iterable[Obligation], since: date, year: int) -> Iterator[_Need]:
    for one in owed:
        start, end = max(one.period.start, since), min(one.period.end, date(year, 12, 31))
        for _ in range((one.required or 0) - (one.held or 0)):
            if start <= end:
                yield _Need(one.rule.id, one.rule.counts, start, end)


def _place_all(
    needs: list[_Need], organisation_id: int, around: _Year, others: Sequence[PlannedEvent]
) -> list[PlannedEvent]:
    """Return one organisation's events; what others join goes first, then the narrower window."""
    events: list[PlannedEvent] = []
    for need in sorted(needs, key=_turn):
        fitting = [event for event in events if need.start <= event.day <= need.end and need.rule not in event.why]
        joined = [(event, new) for event in fitting if (new := _joined(event, need, around)) is not None]
        if joined:
            event, new = min(joined, key=lambda pair: _hosting(pair[0], pair[1], around))
            events[events.index(event)] = new
        elif day := _day(need, around, [*around.busy, *(event.day for event in (*others, *events))]):
            own = form_of([need.activity])
            events.append(PlannedEvent(day, own, organisation_id, _own_credits(need, own, around), (need.rule,)))
    return events


def _turn(need: _Need) -> tuple[int, timedelta, date]:
    standing = _STANDING.index(need.activity) if need.activity in _STANDING else len(_STANDING)
    return standing, need.end - need.start, need.start


def _own_credits(need: _Need, form: Form, around: _Year) -> tuple[Activity, ...]:
    """Return the credits of an event made for a need: with the form's own activity where the two may stand together."""
    own = next((each for each in CODES.values() if form_of([each]) is form), need.activity)
    return (
        (own, need.activity) if own is not need.activity and need.activity in around.credits[form] else (need.activity,)
    )


def _joined(event: PlannedEvent, need: _Need, around: _Year) -> PlannedEvent | None:
    """Return the event carrying the need as well, in the need's own form if its present one cannot, or None."""
    for form in (event.form, form_of([need.activity])):
        own = _own_credits(need, form, around) if form is not event.form else (need.activity,)
        credited = dict.fromkeys((*own, *event.credits) if form is not event.form else (*event.credits, *own))
        if credited.keys() <= around.credits[form] or list(credited) == [need.activity]:
            ordered = tuple(sorted(credited, key=list(Activity).index))
            return replace(event, form=form, credits=ordered, why=(*event.why, need.rule))
    return None


def _hosting(event: PlannedEvent, new: PlannedEvent, around: _Year) -> tuple[int, ...]:
    """Rank the events a need may join: time to prepare, least change, not the heaviest, general ones, quiet days."""
    late = new.prepare_from is not None and new.prepare_from < around.since
    grows = len(new.credits) - len(event.credits)
    changes = new.form is not event.form
    idle = sum(not is_workday(day, around.holidays) for day in span(event.day - WEEK, event.day + WEEK))
    closed = event.day in around.closed
    return closed, late, grows, changes, event.is_prepared, event.form is not Form.GENERAL, idle, event.day.toordinal()


def _day(need: _Need, around: _Year, taken: Sequence[date]) -> date | None:
    """Return the working day for an event of its own: the theme day for itself, else where the least is going on."""
    theme = [
        day
        for day in around.theme_days
        if need.start <= day <= need.end and is_workday(day, around.holidays) and day not in around.closed
    ]
    if need.activity is Activity.THEME_PARTY_DAY and any(day not in taken for day in theme):
        return next(day for day in theme if day not in taken)
    wished = _wish(need, around)
    days = [day for day in span(need.start, need.end) if is_workday(day, around.holidays)]
    return min(days, key=lambda day: _load(day, need, around, wished, taken), default=None)


def _wish(need: _Need, around: _Year) -> date:
    """Return about when an event should be: beside its month's theme day, else in the middle of its window."""
    middle = need.start + (need.end - need.start) / 2
    beside = next((day for day in around.theme_days if day.month == middle.month), middle)
    return beside + _WISHES[need.activity] if need.activity in _WISHES else middle


def _load(day: date, need: _Need, around: _Year, wished: date, taken: Sequence[date]) -> tuple[object, ...]:
    late = need.activity in PREPARED and day - PREPARATION < around.since
    monday, sunday = week(day)
    that_week = sum(monday <= other <= sunday for other in taken)
    return day in around.closed, late, taken.count(day), day.weekday() >= SATURDAY, that_week, abs(day - wished), day
