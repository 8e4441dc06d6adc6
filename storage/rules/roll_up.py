"""What lies below a committee, drawn together: the worst verdict of each month and how much of it is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from storage.rules.compliance.obligations import Obligation
from storage.rules.terms import ObligationStatus

MONTHS = 12
WORST: Sequence[ObligationStatus] = (
    ObligationStatus.MISSED,
    ObligationStatus.AT_RISK,
    ObligationStatus.DUE,
    ObligationStatus.DEFERRED,
    ObligationStatus.SCHEDULED,
    ObligationStatus.MET,
)
URGENT = (ObligationStatus.MISSED, ObligationStatus.AT_RISK)


@dataclass(frozen=True, slots=True)
class Mark:
    """A month of one organisation: the worst status of what ends in it, and how many of how many are met."""

    status: ObligationStatus
    met: int
    owed: int


def marks(found: Iterable[Obligation], year: int) -> tuple[Mark | None, ...]:
    """Return the twelve months of ``year``; an obligation stands in the month its period ends, None where none does."""
    months: list[list[ObligationStatus]] = [[] for _ in range(MONTHS)]
    for one in found:
        if one.period.end.year == year and one.status in WORST:
            months[one.period.end.month - 1].append(one.status)
    return tuple(_mark(statuses) for statuses in months)


def _mark(statuses: Sequence[ObligationStatus]) -> Mark | None:
    if not statuses:
        return None
    return Mark(min(statuses, key=WORST.index), statuses.count(ObligationStatus.MET), len(statuses))


def urgent(found: Iterable[Obligation]) -> list[Obligation]:
    """Return what was missed, the latest first, then what is at risk, the nearest end first."""
    kept = [one for one in found if one.status in URGENT]
    return sorted(kept, key=lambda one: (URGENT.index(one.status), _nearness(one), one.rule.id))


def _nearness(one: Obligation) -> int:
    end = one.period.end.toordinal()
    return -end if one.status is ObligationStatus.MISSED else end


def rank(counts: Mapping[ObligationStatus, int]) -> list[int]:
    """Return the key by which organisations stand worst first."""
    return [-counts.get(status, 0) for status in WORST[:3]]


_OPEN = frozenset(
    {ObligationStatus.DUE, ObligationStatus.AT_RISK, ObligationStatus.SCHEDULED, ObligationStatus.DEFERRED}
)


def closed(found: Iterable[Obligation], last: date) -> tuple[Obligation, ...]:
    """Return verdicts of the day ``last`` as they stand once it is over: what ends by then and is not met is missed."""
    return tuple(
        replace(one, status=ObligationStatus.MISSED, days_left=None)
        if one.status in _OPEN and one.period.end <= last
        else one
        for one in found
    )


def joined(earlier: Iterable[Obligation], later: Sequence[Obligation]) -> tuple[Obligation, ...]:
    """Return the verdicts of two audits; where both judge the same period the later one stands."""
    said = {(one.rule.id, one.organisation_id, one.period.start) for one in later}
    kept = [one for one in earlier if (one.rule.id, one.organisation_id, one.period.start) not in said]
    return (*kept, *later)


def ended_in(found: Iterable[Obligation], first: date, last: date) -> list[Obligation]:
    """Return what fell due between two days, both inside, and was judged at all."""
    return [one for one in found if first <= one.period.end <= last and one.status in WORST]
