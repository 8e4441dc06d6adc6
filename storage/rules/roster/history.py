"""What a roster row says about the past: since when somebody counts, and as what."""

from dataclasses import dataclass
from datetime import date, timedelta

from storage.rules.roster.entries import RosterEntry
from storage.rules.terms import Category

ALWAYS = date(1900, 1, 1)
_PROBATION = timedelta(days=365)  # one year (党章 art. 7)


@dataclass(frozen=True, slots=True)
class Period:
    """A category held from one day to another, both inside; ``valid_to`` None is until further notice."""

    category: Category
    valid_from: date
    valid_to: date | None = None


def beginning(entry: RosterEntry, founded: date | None) -> date:
    """Return the day from which a newly entered person counts.

    That is the day of joining the Party, failing that a year before being confirmed, the organisation's founding, or
    ever since: a roster entered today must tell who was expected at past meetings too.
    """
    if entry.joined_on is not None:
        return entry.joined_on
    if entry.category is Category.FULL and entry.confirmed_on is not None:
        return entry.confirmed_on - _PROBATION
    return founded or ALWAYS


def categories(entry: RosterEntry, start: date) -> tuple[Period, ...]:
    """Return the categories a person has held since ``start``: probationary until confirmed (支部工作条例 art. 11)."""
    confirmed = entry.confirmed_on
    if entry.category is not Category.FULL or confirmed is None or confirmed <= start:
        return (Period(entry.category, start),)
    return (
        Period(Category.PROBATIONARY, start, confirmed - timedelta(days=1)),
        Period(Category.FULL, confirmed),
    )
