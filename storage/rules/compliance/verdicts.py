"""From a window and what it gathered to an obligation: status, days left, remarks."""

from dataclasses import dataclass
from datetime import date

from storage.rules.compliance.applicability import NOT_ASSESSED
from storage.rules.compliance.counting import Bucket
from storage.rules.compliance.facts import Facts
from storage.rules.compliance.obligations import Obligation, Remark
from storage.rules.compliance.periods import Per
from storage.rules.compliance.records import Records, by_the_secretary
from storage.rules.compliance.rulebook import Rule, Rulebook
from storage.rules.compliance.switches import Switches
from storage.rules.compliance.windows import Window
from storage.rules.terms import ObligationStatus


@dataclass(frozen=True, slots=True)
class Subject:
    """Whoever owes: an organisation or one of its groups, with its records sorted and its switches read."""

    facts: Facts
    records: Records
    switches: Switches
    rulebook: Rulebook
    as_of: date


def unjudged(rule: Rule, subject: Subject, window: Window, remark: Remark) -> Obligation:
    """Return the obligation that says why nothing is judged here."""
    return Obligation(
        organisation=subject.facts.organisation.name,
        organisation_id=subject.facts.organisation.id,
        rule=rule,
        period=window.period,
        status=ObligationStatus.NOT_ASSESSED if remark in NOT_ASSESSED else ObligationStatus.NOT_APPLICABLE,
        override=window.override,
        remarks=(remark,),
    )


def judged(rule: Rule, subject: Subject, window: Window, bucket: Bucket, remarks: tuple[Remark, ...]) -> Obligation:
    """Return the obligation with its status, records and days left (0 once the window is over)."""
    warn_days = _warn_days(rule, subject.switches)
    return Obligation(
        organisation=subject.facts.organisation.name,
        organisation_id=subject.facts.organisation.id,
        rule=rule,
        period=window.period,
        status=_status(rule, window, bucket, warn_days, subject.as_of),
        required=rule.minimum,
        held=len(bucket.counted),
        counted=tuple(bucket.counted),
        not_counted=tuple(bucket.not_counted),
        planned=tuple(bucket.planned),
        warn_days=warn_days,
        days_left=max((window.period.end - subject.as_of).days, 0),
        deferral=window.deferral,
        override=window.override,
        remarks=remarks + _remarks(rule, window, bucket, subject),
    )


def _status(rule: Rule, window: Window, bucket: Bucket, warn_days: int, as_of: date) -> ObligationStatus:
    """Return the status of a judged window; its last day is still open, and ``warn_days`` itself is at risk."""
    if len(bucket.counted) >= rule.minimum:
        return ObligationStatus.MET
    days_left = (window.period.end - as_of).days
    if days_left < 0:
        return ObligationStatus.MISSED
    if window.deferral:
        return ObligationStatus.DEFERRED
    if len(bucket.counted) + len(bucket.planned) >= rule.minimum:
        return ObligationStatus.SCHEDULED
    return ObligationStatus.DUE if days_left > warn_days else ObligationStatus.AT_RISK


def _warn_days(rule: Rule, switches: Switches) -> int:
    per = Per.YEAR if rule.per is Per.ASSESSMENT_YEAR else rule.per
    return switches.number(f"warn_days.{per}")


def _remarks(rule: Rule, window: Window, bucket: Bucket, subject: Subject) -> tuple[Remark, ...]:
    """Return remarks on when in the year a counted meeting normally takes place (art. 17), and on who lectured."""
    days = [record.date for record in bucket.counted]
    about = subject.rulebook.remarks.get(rule.activity, ()) if rule.activity and days else ()
    unknown = by_the_secretary(rule) and _lecturer_unknown(bucket, subject)
    return ((Remark.LECTURER_NOT_RECORDED,) if unknown else ()) + tuple(
        Remark(usual.details["remark"])
        for usual in about
        if not any(_in_quarter(day, window.period.year, usual.details["quarter"]) for day in days)
    )


def _lecturer_unknown(bucket: Bucket, subject: Subject) -> bool:
    """Whether nothing counted is known to have been taught by the secretary."""
    taught = {meeting.id for meeting in subject.facts.meetings if meeting.by_secretary}
    return bool(bucket.counted) and not any(record.id in taught for record in bucket.counted)


def _in_quarter(day: date, year: int, quarter: int) -> bool:
    return day.year == year and (day.month + 2) // 3 == quarter
