"""A plan against what became of it: done, arranged, coming or overdue; no clock, no database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.rules.refusals import RefusalError
from storage.rules.terms import Activity, MeetingState


class Progress(StrEnum):
    """What became of a planned event."""

    DONE = "done"
    ARRANGED = "arranged"
    COMING = "coming"
    OVERDUE = "overdue"


class NoSuchPlanError(RefusalError):
    """No such plan or event, or none of the person's: the same answer for both."""


class PlanAdoptedError(RefusalError):
    """An adopted plan is no longer changed by its buttons."""


@dataclass(eq=False)
class PlanYearError(RefusalError):
    """A plan is drafted for this year or the next."""

    this_year: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A planned event as it is compared: where, when, as what."""

    id: int
    venue_id: int
    day: date
    activities: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Actual:
    """A meeting as it is compared."""

    venue_id: int
    day: date
    credits: Collection[Activity]
    state: MeetingState


_HELD = frozenset({MeetingState.HELD, MeetingState.ARCHIVED})
_COMING = frozenset({MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS})


def compare(entries: Iterable[Entry], meetings: Iterable[Actual], today: date) -> Mapping[int, Progress]:
    """Return the progress of each event: a meeting of its month crediting its first activity stands for one event."""
    left = sorted((one for one in meetings if one.state in _HELD | _COMING), key=lambda one: one.day)
    found: dict[int, Progress] = {}
    for entry in sorted(entries, key=lambda one: one.day):
        actual = next((one for one in left if _is_it(entry, one)), None)
        if actual is None:
            found[entry.id] = Progress.OVERDUE if entry.day < today else Progress.COMING
        else:
            left.remove(actual)
            found[entry.id] = Progress.DONE if actual.state in _HELD else Progress.ARRANGED
    return found


def _is_it(entry: Entry, actual: Actual) -> bool:
    same_month = (entry.day.year, entry.day.month) == (actual.day.year, actual.day.month)
    return same_month and entry.venue_id == actual.venue_id and entry.activities[0] in actual.credits
