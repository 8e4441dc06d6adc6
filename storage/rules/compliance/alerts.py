"""The six-month watch: months without taking part, as a private staged alert, never as a conclusion.

Sources: 党章 art. 9, 党员教育管理工作条例 art. 31. Both conditions (no proper reason, six months running) are examined
by people; the product says only how many months there are and that the reasons need checking.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.rules.compliance.rulebook import Rule, load
from storage.rules.terms import Duty

RECIPIENTS = (Duty.SECRETARY, Duty.ORGANISATION_COMMISSIONER)
REVIEW_MONTHS = 6


class Stage(StrEnum):
    """How loudly to speak to those entitled; REVIEW asks to check for a proper reason and decides nothing."""

    NONE = "none"
    REMIND = "remind"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class MonthRecord:
    """One member's calendar month, counting only what the branch held and had notified the member of.

    ``attended`` includes made-up meetings and those attended elsewhere, ``excused`` approved leave and exemption.
    """

    month: date
    expected: int
    attended: int = 0
    excused: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Absence:
    """Complete months running without taking part, the stage reached, and whether it is reached just now."""

    member_id: int
    months: int
    stage: Stage
    newly: bool
    recipients: tuple[Duty, ...]
    rule: Rule


def watch_absence(member_id: int, records: Iterable[MonthRecord], as_of: date, alert_months: Sequence[int]) -> Absence:
    """Return how long ``member_id`` has taken no part by ``as_of``; ``alert_months`` is ``inactive_alert_months``.

    Taking part starts the count anew; leave, exemption, an unknown roll or a month without meetings pauses it.
    """
    months = 0
    newly = False
    for record in sorted(records, key=lambda entry: entry.month):
        complete = (record.month.year, record.month.month) < (as_of.year, as_of.month)
        if record.month > as_of:
            break
        if record.attended:
            months, newly = 0, False
        elif complete and record.expected and not record.excused and not record.unknown:
            months += 1
            newly = months in alert_months and _is_last_month(record.month, as_of)
    stage = _stage(months, alert_months)
    recipients = () if stage is Stage.NONE else RECIPIENTS
    return Absence(member_id, months, stage, newly, recipients, load()["MEM.SIXMONTH"])


def _is_last_month(month: date, as_of: date) -> bool:
    return (as_of.year * 12 + as_of.month) - (month.year * 12 + month.month) == 1


def _stage(months: int, alert_months: Sequence[int]) -> Stage:
    if not alert_months or months < min(alert_months):
        return Stage.NONE
    return Stage.REVIEW if months >= REVIEW_MONTHS else Stage.REMIND
