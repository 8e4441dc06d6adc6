"""Making up for a missed meeting: which meetings ask for it, by when, and who may say that it is done.

No central regulation prescribes it (regulations §4.2); it is what branches do, switched by ``makeup.required`` and
``makeup.activities``. A lesson made up is shown on the roll apart and never counts as having come.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import switches_of
from storage.rules.planning import CODES
from storage.rules.quorum import Settings
from storage.rules.refusals import RefusalError
from storage.rules.terms import Activity, AttendanceStatus

DAYS = 7
WORDS_LIMIT = 500
MATERIAL_LIMIT = 3000
MISSED = frozenset({AttendanceStatus.ABSENT, AttendanceStatus.ON_LEAVE})
REMINDERS = {"-2d": timedelta(days=2), "-0d": timedelta(0)}
"""Slots of the reminders and how long before the last day they are due."""
_REMIND_AT = time(9, 0)
_LAST_MOMENT = time(23, 59)


class NoSuchMakeupError(RefusalError):
    """No such lesson to make up, or none of the person's business: the same answer for both."""


class MakeupSettledError(RefusalError):
    """The lesson has been settled, or is not asked for any more."""


class OwnMakeupError(RefusalError):
    """Nobody says of their own lesson that it is done."""


class NoMaterialError(RefusalError):
    """What was sent is neither words nor a file."""


def is_required(activities: Iterable[Activity], settings: Settings) -> bool:
    """Return whether whoever missed a meeting of these activities is asked to make up for it."""
    switches = switches_of(load().switches, settings)
    codes = switches["makeup.activities"]
    wanted = {CODES[str(code)] for code in codes} if isinstance(codes, tuple) else set()
    return switches["makeup.required"] is True and not wanted.isdisjoint(activities)


def due_at(confirmed_at: datetime, zone: ZoneInfo) -> datetime:
    """Return the last moment: the end of the seventh local day after the roll was confirmed."""
    return _on(confirmed_at.astimezone(zone).date() + timedelta(days=DAYS), _LAST_MOMENT, zone)


def reminders(due: datetime, zone: ZoneInfo) -> dict[str, datetime]:
    """Return when to remind of a lesson, by slot: in the morning two days before its last day, and on it."""
    last = due.astimezone(zone).date()
    return {slot: _on(last - ahead, _REMIND_AT, zone) for slot, ahead in REMINDERS.items()}


def _on(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone)
