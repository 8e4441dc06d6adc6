"""Reading a typed time: gather what was said, then find the one moment it can mean, or what to ask."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from storage.rules.calendar import add_years
from storage.rules.when import clocks, days
from storage.rules.when.answers import Ask, Asks, Detail, Kind, When, WhenRefused
from storage.rules.when.clocks import Start
from storage.rules.when.numerals import tidy
from storage.rules.when.said import Said, gather

LONGEST_TEXT = 400  # characters; more is no phrase
FARTHEST = 2  # years ahead
MOST_CANDIDATES = 8


def read(text: str, now: datetime) -> When | Ask:
    """The start a phrase names, in the zone of ``now``, or a question with the starts to choose from.

    Raises WhenRefused, and nothing else, for every other text.
    """
    if len(text) > LONGEST_TEXT or len(plain := tidy(text)) > LONGEST_TEXT:
        raise WhenRefused(Kind.NOT_A_TIME, detail=Detail.TOO_LONG)
    said = gather(plain, now)
    _check_whole(said)
    here = now.astimezone(UTC) if said.utc else now
    starts = clocks.meant(said)
    moments = _reachable(said, starts, here)
    candidates = tuple(moment.astimezone(now.tzinfo) if said.utc else moment for moment in moments)
    asks = _asks(said, len(candidates))
    length = starts[0][1]
    return Ask(asks, candidates[:MOST_CANDIDATES], length) if asks else When(candidates[0], length)


def _check_whole(said: Said) -> None:
    """Refuse a phrase that says nothing about time, or more than one time."""
    if not said.understood:
        left = said.leftover
        raise WhenRefused(Kind.NOT_A_TIME, left.part, left.detail) if left else WhenRefused(Kind.NOT_A_TIME)
    if said.leftover:
        raise said.leftover


def _reachable(said: Said, starts: tuple[Start, ...], now: datetime) -> list[datetime]:
    """The moments meant that are neither past nor too far ahead, soonest first."""
    limit = add_years(now.date(), FARTHEST)
    for group in days.meant(said, now.date()):
        moments = sorted(set(_moments(group, starts, now))) if group[0] <= limit else []
        near = [moment for moment in moments if moment.date() <= limit]
        if near:
            return near
        if moments or group[0] > limit:
            raise WhenRefused(Kind.TOO_FAR)
    raise WhenRefused(Kind.PAST)


def _moments(group: days.Days, starts: tuple[Start, ...], now: datetime) -> Iterator[datetime]:
    """Every start on every day of a group that is not past."""
    for day in group:
        if day >= now.date():
            midnight = datetime.combine(day, time(), now.tzinfo)
            yield from (at for minutes, _ in starts if (at := midnight + timedelta(minutes=minutes)) >= now)


def _asks(said: Said, left: int) -> Asks | None:
    """What has to be asked, the widest gap first; nothing if a single moment is left of what was said."""
    if not said.fields:
        return Asks.DAY
    if "unsure" in said.fields:
        return Asks.YEAR
    if not said.names_day:
        return Asks.DAY if left > 1 or not said.clocks else None
    if not said.clocks:
        return Asks.TIME
    if said.utc:
        return Asks.ZONE
    if left > 1:
        return Asks.MIDNIGHT if said.clocks[0].part else Asks.HALF_DAY
    return None
