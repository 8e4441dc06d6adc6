"""What the clocks of a phrase mean: starts in minutes from the day's midnight, each with its length."""

from datetime import timedelta

from storage.rules.when.answers import Detail, Kind, WhenRefused
from storage.rules.when.said import Clock, Said
from storage.rules.when.words import HOURS, USUAL, Part

HOUR = 60
# A length of None was not said. Starts of 1440 minutes and more belong to the next day.
Start = tuple[int, timedelta | None]


def meant(said: Said) -> tuple[Start, ...]:
    """The starts a phrase may mean, earliest first; the usual ones if it named none.

    Raises WhenRefused for a time there is none of, and for an end that is not after the start.
    """
    if not said.clocks:
        return tuple((start, said.length) for start in USUAL[said.part])
    starts = _minutes(said.clocks[0])
    if len(said.clocks) == 1:
        return tuple((start, said.length) for start in starts)
    return _ranges(starts, said)


def _minutes(clock: Clock) -> tuple[int, ...]:
    """The meanings of one clock in minutes from midnight."""
    if clock.hour > 23:
        raise WhenRefused(Kind.IMPOSSIBLE_TIME, clock.text, Detail.HOUR)
    if clock.minute > 59:
        raise WhenRefused(Kind.IMPOSSIBLE_TIME, clock.text, Detail.MINUTE)
    shifts = _shifts(clock.hour, clock.part, exact=clock.exact)
    if not shifts:
        raise WhenRefused(Kind.IMPOSSIBLE_TIME, clock.text, Detail.HALF_DAY)
    return tuple((clock.hour + shift) * HOUR + clock.minute for shift in shifts)


def _shifts(hour: int, part: Part | None, *, exact: bool) -> tuple[int, ...]:
    """By how many hours an hour may be shifted; none if it cannot be said with this part of the day."""
    if exact and part is None:
        return (0,)
    return next((shifts for hours, shifts in HOURS[part] if hour in hours), ())


def _ranges(starts: tuple[int, ...], said: Said) -> tuple[Start, ...]:
    """Starts with the first end that follows; of several pairs the closest ones are meant."""
    first, last = said.clocks
    ends = _ends(last, first.part)
    found = {start: min(end for end in ends if end > start) - start for start in starts if max(ends) > start}
    if not found:
        raise WhenRefused(Kind.IMPOSSIBLE_TIME, last.text, Detail.ORDER)
    shortest = timedelta(minutes=min(found.values()))
    if shortest > timedelta(days=1):
        raise WhenRefused(Kind.IMPOSSIBLE_TIME, last.text, Detail.LENGTH)
    if said.length not in (None, shortest):
        raise WhenRefused(Kind.LEFTOVER, last.text, Detail.CONTRADICTION)
    return tuple((start, shortest) for start, length in found.items() if timedelta(minutes=length) == shortest)


def _ends(clock: Clock, part: Part | None) -> tuple[int, ...]:
    """The meanings of an end: as said, twelve hours on, or in the part of the day of the start."""
    as_said = _minutes(clock)
    if clock.part or clock.exact or clock.hour > 12:
        return as_said
    shifts = {0, 12, *_shifts(clock.hour, part, exact=False)}
    return tuple(sorted((clock.hour + shift) * HOUR + clock.minute for shift in shifts))
