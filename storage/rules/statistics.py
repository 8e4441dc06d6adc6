"""The table 落实情况统计表 of a period: how often each activity was owed and held, drawn from the audit's verdicts.

Source: regulations' usual columns (no national form exists). A share that applies to nothing is None, never nought.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from storage.rules.compliance.obligations import Obligation
from storage.rules.compliance.periods import Per
from storage.rules.terms import Activity, ObligationStatus

_JUDGED = frozenset(ObligationStatus) - {ObligationStatus.NOT_APPLICABLE, ObligationStatus.NOT_ASSESSED}
_LACKING = (ObligationStatus.MISSED, ObligationStatus.AT_RISK)


@dataclass(frozen=True, slots=True)
class Turnout:
    """How often an activity was held of how often it was owed, groups' added up."""

    held: int
    owed: int


def turnout(found: Iterable[Obligation], activity: Activity, first: date, last: date) -> Turnout | None:
    """Return one activity's figures of a period; None where nothing of it was judged."""
    judged = [one for one in _falling(found, first, last) if one.activity is activity and one.status in _JUDGED]
    if not judged:
        return None
    return Turnout(sum(one.held or 0 for one in judged), sum(one.required or 0 for one in judged))


def yearly(found: Iterable[Obligation], activity: Activity, first: date, last: date) -> list[Obligation]:
    """Return the verdicts on a yearly meeting whose window touches the period, earliest first."""
    touching = [
        one
        for one in found
        if one.activity is activity and one.period.start <= last and one.period.end >= first and one.status in _JUDGED
    ]
    return sorted(touching, key=lambda one: one.period.start)


def lacking(found: Iterable[Obligation], first: date, last: date) -> list[Obligation]:
    """Return what fell due in the period and is not done, earliest first."""
    return [one for one in _falling(found, first, last) if one.status in _LACKING]


def _falling(found: Iterable[Obligation], first: date, last: date) -> Sequence[Obligation]:
    """What the period must account for: what ends in it; a yearly meeting's window counts where it ends."""
    inside = [one for one in found if first <= one.period.end <= last]
    return sorted(inside, key=lambda one: (one.period.end, one.rule.id))


def is_yearly(one: Obligation) -> bool:
    """Whether the verdict is on a meeting of an assessment year, whose window crosses the new year."""
    return one.rule.per is Per.ASSESSMENT_YEAR
