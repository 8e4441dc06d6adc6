"""Which days the date fields of a phrase mean: groups of days in the order they are preferred."""

from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta

from storage.rules.calendar import SATURDAY, SUNDAY, WEEK, add_months, last_day, month, nth_weekday, span, week
from storage.rules.when.answers import Detail, Kind, WhenRefused
from storage.rules.when.said import LAST, Said

OFFERED_DAYS = 4  # how many days are offered for a time without one
LEAP_DAY = (2, 29)
Days = tuple[date, ...]


def meant(said: Said, today: date) -> Iterator[Days]:
    """The groups of days a phrase may mean; a later group counts only when every moment of the earlier is gone.

    Raises WhenRefused for a day there is none of, and for fields that contradict each other.
    """
    for group in _groups(said, today):
        for day in group:
            _check_agreement(said, day)
        yield group


def _groups(said: Said, today: date) -> Iterator[Days]:
    """Choose the reading by the fields that were said."""
    fields = said.fields
    if fields.keys() & {"day", "nth"}:
        return _dated(said, today)
    if "weekday" in fields:
        return _in_week(said, today, fields["weekday"], fields["weekday"])
    if "weekend" in fields:
        return _in_week(said, today, SATURDAY, SUNDAY)
    return iter([_to_choose_from(said, today)])


def _dated(said: Said, today: date) -> Iterator[Days]:
    """A day of a month: of the month said, else of this month and, when that is gone, of the next."""
    if "month" in said.fields:
        yield (_next_of_month(said, today),)
    elif "year" in said.fields:
        raise WhenRefused(Kind.LEFTOVER, said.texts["year"])
    else:
        yield (_in_month(said, today.year, today.month),)
        yield (_in_month(said, *add_months(today.year, today.month, 1)),)


def _in_week(said: Said, today: date, first: int, last: int) -> Iterator[Days]:
    """Days of the week said; without one, of this week and, when they are gone, of the next."""
    monday = date.fromordinal(said.fields.get("week", week(today)[0].toordinal()))
    days = tuple(span(monday + timedelta(days=first), monday + timedelta(days=last)))
    yield days
    if "week" not in said.fields:
        yield tuple(day + WEEK for day in days)


def _to_choose_from(said: Said, today: date) -> Days:
    """The days of the week or month said without a day, or the next few days."""
    fields = said.fields
    if "week" in fields:
        return tuple(span(*week(date.fromordinal(fields["week"]))))
    if "month" in fields:
        _check_month(said, fields.get("year", today.year), fields["month"])
        year = fields.get("year", today.year + (fields["month"] < today.month))
        return tuple(span(*month(date(year, fields["month"], 1))))
    if "year" in fields:
        raise WhenRefused(Kind.LEFTOVER, said.texts["year"])
    return tuple(today + timedelta(days=ahead) for ahead in range(OFFERED_DAYS))


def _next_of_month(said: Said, today: date) -> date:
    """The day in the month said; without a year the next one, today counting as still to come."""
    fields = said.fields
    if "year" in fields:
        return _in_month(said, fields["year"], fields["month"])
    if fields["month"] >= today.month:
        this = _in_month(said, today.year, fields["month"])
        if this >= today:
            return this
    following = today.year + 1
    if (fields["month"], fields.get("day")) == LEAP_DAY and last_day(following, LEAP_DAY[0]).day < LEAP_DAY[1]:
        following += 1
    return _in_month(said, following, fields["month"])


def _in_month(said: Said, year: int, month_number: int) -> date:
    """The day the fields name in a month; raises WhenRefused if the month, or the day in it, does not exist."""
    _check_month(said, year, month_number)
    if "day" not in said.fields:
        found = nth_weekday(year, month_number, said.fields["nth"], said.fields["weekday"])
        if found is None:
            text = said.texts["nth"]
            raise WhenRefused(Kind.IMPOSSIBLE_DATE, text, Detail.NTH, year=year, month=month_number)
        return found
    day, last = said.fields["day"], last_day(year, month_number)
    if day == LAST:
        return last
    if not 1 <= day <= last.day:
        text = said.texts["day"]
        raise WhenRefused(Kind.IMPOSSIBLE_DATE, text, Detail.DAY, year=year, month=month_number, day=day)
    return last.replace(day=day)


def _check_month(said: Said, year: int, month_number: int) -> None:
    """Refuse a year or month the calendar has not."""
    if not MINYEAR <= year <= MAXYEAR:
        raise WhenRefused(Kind.IMPOSSIBLE_DATE, said.texts.get("year", ""), Detail.YEAR, year=year)
    if not 1 <= month_number <= 12:
        raise WhenRefused(Kind.IMPOSSIBLE_DATE, said.texts["month"], Detail.MONTH, year=year, month=month_number)


def _check_agreement(said: Said, day: date) -> None:
    """Whatever else was said beside a date must be the date's own."""
    own = {
        "year": day.year,
        "about": day.year,
        "month": day.month,
        "week": day.toordinal() - day.weekday(),
        "weekday": day.weekday(),
        "weekend": int(day.weekday() >= SATURDAY),
    }
    for name, value in own.items():
        if said.fields.get(name, value) != value:
            raise WhenRefused(Kind.LEFTOVER, said.texts[name], Detail.CONTRADICTION)
