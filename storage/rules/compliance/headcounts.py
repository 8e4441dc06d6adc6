"""Head-counts over time from dated standings: how many full members and members there were from which day on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.rules.compliance.facts import Headcount
from storage.rules.terms import Category

MEMBERS = frozenset({Category.FULL, Category.PROBATIONARY})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """Days on which one thing was true of a member: a category, or a group; ``last`` None is open."""

    value: Category | int | None
    first: date
    last: date | None = None


def settled(spells: Sequence[Spell], left_on: date | None) -> list[Spell]:
    """Return one member's spells (in order) without overlap: a later one ends the former, leaving ends them all."""
    following = [spell.first - _DAY for spell in spells[1:]]
    leaving = None if left_on is None else left_on - _DAY
    cut = [
        Spell(spell.value, spell.first, _earliest(spell.last, until, leaving))
        for spell, until in zip(spells, [*following, None], strict=False)
    ]
    return [spell for spell in cut if spell.last is None or spell.first <= spell.last]


def within(categories: Iterable[Spell], groups: Iterable[Spell], group_id: int) -> list[Spell]:
    """Return the parts of a member's category spells that fall into their time in one group."""
    inside = [group for group in groups if group.value == group_id]
    shared = [
        Spell(one.value, max(one.first, group.first), _earliest(one.last, group.last))
        for one in categories
        for group in inside
    ]
    return [spell for spell in shared if spell.last is None or spell.first <= spell.last]


def headcounts(spells: Iterable[Spell]) -> tuple[Headcount, ...]:
    """Return the head-counts of a roster in date order, one for each day on which something changed."""
    changes: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for spell in spells:
        if spell.value in MEMBERS:
            full = int(spell.value is Category.FULL)
            _add(changes[spell.first], full, 1)
            if spell.last is not None:
                _add(changes[spell.last + _DAY], -full, -1)
    found: list[Headcount] = []
    count = [0, 0]
    for day in sorted(changes):
        _add(count, *changes[day])
        found.append(Headcount(day, *count))
    return tuple(found)


def _add(total: list[int], full: int, members: int) -> None:
    total[0] += full
    total[1] += members


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)
