"""What importing a ledger would change: meetings not yet on record, and recorded ones the file tells otherwise.

A meeting is known again by its day, time, activities and theme. Nothing on record is removed by an import.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from storage.rules.ledger import PastMeeting
from storage.rules.terms import Activity

Details = tuple[str | None, str | None, int | None, int | None, str | None]
Identity = tuple[date, datetime | None, frozenset[Activity], str]


@dataclass(frozen=True, slots=True)
class KnownMeeting:
    """An imported meeting as it stands on record; ``starts_at`` is None where only its day is known."""

    id: int
    held_on: date
    starts_at: datetime | None
    credits: frozenset[Activity]
    theme: str
    details: Details


@dataclass(frozen=True, slots=True)
class LedgerChanges:
    """The preview of a ledger's import; ``changed`` are record numbers with what the file says of them now."""

    added: tuple[PastMeeting, ...] = ()
    changed: tuple[tuple[int, PastMeeting], ...] = ()
    unchanged: tuple[PastMeeting, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether the record already says all the file says."""
        return not self.added and not self.changed


def details(meeting: PastMeeting) -> Details:
    """Return what may be filled in or corrected later: host, recorder, 应到, 实到, remark."""
    return meeting.host, meeting.recorder, meeting.expected, meeting.present, meeting.note


def compare(meetings: Iterable[PastMeeting], known: Iterable[KnownMeeting]) -> LedgerChanges:
    """Return what importing ``meetings`` would do; each recorded one stands for one row, exact matches first."""
    waiting: dict[Identity, list[KnownMeeting]] = defaultdict(list)
    for record in known:
        waiting[record.held_on, record.starts_at, record.credits, record.theme].append(record)
    unchanged, rest = _exact(tuple(meetings), waiting)
    added: list[PastMeeting] = []
    changed: list[tuple[int, PastMeeting]] = []
    for meeting in rest:
        same = waiting[_identity(meeting)]
        if same:
            changed.append((same.pop(0).id, meeting))
        else:
            added.append(meeting)
    return LedgerChanges(tuple(added), tuple(changed), tuple(unchanged))


def _exact(
    meetings: tuple[PastMeeting, ...], waiting: dict[Identity, list[KnownMeeting]]
) -> tuple[list[PastMeeting], list[PastMeeting]]:
    unchanged, rest = [], []
    for meeting in meetings:
        same = waiting[_identity(meeting)]
        found = next((record for record in same if record.details == details(meeting)), None)
        if found is None:
            rest.append(meeting)
        else:
            same.remove(found)
            unchanged.append(meeting)
    return unchanged, rest


def _identity(meeting: PastMeeting) -> Identity:
    return meeting.held_on, meeting.starts_at, frozenset(meeting.credits), meeting.theme or ""
