"""One member's own attendance of a year: the figures of a roll, turned round to count meetings instead of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from storage.rules import attendance
from storage.rules.attendance import Totals
from storage.rules.terms import Activity, AttendanceStatus


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One meeting this member was expected at: what is known of their coming, and whether they had said yes."""

    meeting_id: int
    activities: tuple[Activity, ...]
    status: AttendanceStatus | None
    promised: bool


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """The figures of all meetings and of each activity; a meeting with several credits counts under each of them."""

    total: Totals
    by_activity: tuple[tuple[Activity, Totals], ...]
    promised: int
    kept: int

    @property
    def rate(self) -> Fraction | None:
        """到会率 = 实到 ÷ 应到; None (printed —) where nothing was expected."""
        return attendance.attendance_rate(self.total)

    @property
    def commitment(self) -> Fraction | None:
        """How many of the meetings they had said yes to they came to; None where there was none."""
        return attendance.rate(self.kept, self.promised)


def own_record(lines: Iterable[OwnLine]) -> OwnRecord:
    """Add up one member's meetings; what is not registered yet is neither a promise kept nor one broken."""
    known = list(lines)
    judged = [one for one in known if one.promised and one.status is not None]
    return OwnRecord(
        total=_totals(known),
        by_activity=tuple(
            (activity, _totals(found))
            for activity in Activity
            if (found := [one for one in known if activity in one.activities])
        ),
        promised=len(judged),
        kept=_totals(judged).present,
    )


def _totals(lines: list[OwnLine]) -> Totals:
    roll = {one.meeting_id: one.status for one in lines}
    return attendance.totals(roll, roll)
