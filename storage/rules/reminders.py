"""When to remind: the ladder of slots before a meeting, and the quiet hours that defer but never drop."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

LAST_SLOT = "-120"
"""Two hours before the start, in minutes: the reminder everybody gets who comes or may come."""
DEFAULT_SLOTS = ("-4320", "-1440", LAST_SLOT)
"""Three days, one day and two hours before the start."""

QUIET_FROM = time(22, 0)
QUIET_UNTIL = time(7, 30)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The local hours in which nobody is reminded; equal ends mean there are none."""

    zone: tzinfo
    start: time = QUIET_FROM
    end: time = QUIET_UNTIL


@dataclass(frozen=True, slots=True)
class Rung:
    """One slot of a ladder: useful from ``due_at`` until the next rung or the start takes over."""

    slot: str
    due_at: datetime
    expires_at: datetime


def defer_quiet(moment: datetime, zone: tzinfo, start: time = QUIET_FROM, end: time = QUIET_UNTIL) -> datetime:
    """Return ``moment`` (aware), or the end of the quiet hours it falls into, in UTC."""
    local = moment.astimezone(zone)
    if not _is_quiet(local.time(), start, end):
        return moment.astimezone(UTC)
    into_tomorrow = start > end and local.time() >= start
    day = local.date() + timedelta(days=1) if into_tomorrow else local.date()
    return datetime.combine(day, end, zone).astimezone(UTC)


def ladder(start: datetime, slots: Iterable[str], now: datetime, quiet: QuietHours | None = None) -> tuple[Rung, ...]:
    """Return the rungs still ahead of ``now``, earliest first; none is due at or after ``start``.

    Slots are minutes relative to the start ("-120"). A slot whose deferral would reach the start is
    brought forward to the last minute before the quiet hours. Where two fall together the later slot stays.
    """
    rungs: list[Rung] = []
    takes_over = start
    for slot in sorted(set(slots), key=int, reverse=True):
        due = _due(start, int(slot), quiet)
        if start + timedelta(minutes=int(slot)) > now and now < due < takes_over:
            rungs.append(Rung(slot, due, takes_over))
            takes_over = due
    return tuple(reversed(rungs))


def _due(start: datetime, minutes: int, quiet: QuietHours | None) -> datetime:
    moment = (start + timedelta(minutes=minutes)).astimezone(UTC)
    if quiet is None:
        return moment
    deferred = defer_quiet(moment, quiet.zone, quiet.start, quiet.end)
    return deferred if deferred < start or moment >= start else _before_quiet(moment, quiet)


def _before_quiet(moment: datetime, quiet: QuietHours) -> datetime:
    local = moment.astimezone(quiet.zone)
    began_yesterday = quiet.start > quiet.end and local.time() < quiet.end
    day = local.date() - timedelta(days=1) if began_yesterday else local.date()
    return (datetime.combine(day, quiet.start, quiet.zone) - timedelta(minutes=1)).astimezone(UTC)


def _is_quiet(clock: time, start: time, end: time) -> bool:
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end
