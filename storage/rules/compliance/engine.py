"""The audit: one status for each rule, organisation and period, with the records counted and not counted.

Source: design §5.1. Pure: the day asked comes in as ``as_of``; it decides which windows are open and which meetings
lie in the past, while approvals and voids are taken as they stand on record.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from storage.rules.compliance.applicability import committee_size, never_applies, not_judged
from storage.rules.compliance.counting import Bucket, gather
from storage.rules.compliance.facts import Facts
from storage.rules.compliance.obligations import Obligation, Remark
from storage.rules.compliance.records import records_of
from storage.rules.compliance.rulebook import Condition, Rule, Rulebook
from storage.rules.compliance.switches import effective_switches
from storage.rules.compliance.verdicts import Subject, judged, unjudged
from storage.rules.compliance.windows import Window, windows
from storage.rules.terms import Activity, Modality, OrganisationKind


def audit(facts: Facts, rulebook: Rulebook, as_of: date) -> tuple[Obligation, ...]:
    """Return every obligation of ``facts.organisation`` and its groups as of the local day ``as_of``.

    Rules come in the order of the rulebook, groups in theirs, periods by their start. A group of its own is audited
    for the group meeting alone.
    """
    own = _subject(facts, rulebook, as_of)
    groups = [_subject(group, rulebook, as_of) for group in facts.groups]
    alone = facts.organisation.kind is OrganisationKind.GROUP
    return tuple(
        obligation
        for rule in rulebook.cadences
        if rule.each_group or not alone
        for subject in ((groups or [own]) if rule.each_group else [own])
        for obligation in _audit_rule(rule, subject)
    )


def _subject(facts: Facts, rulebook: Rulebook, as_of: date) -> Subject:
    switches = effective_switches(rulebook.switches, facts.overrides, as_of)
    return Subject(facts, records_of(facts), switches, rulebook, as_of)


def _audit_rule(rule: Rule, subject: Subject) -> Iterator[Obligation]:
    stand_in = _stand_in(rule, subject)
    rule = stand_in or rule
    found = windows(rule, subject.facts, subject.switches, subject.rulebook.labels, subject.as_of)
    never = never_applies(rule, subject.facts)
    remarks = [never or _why_not(rule, subject, window) for window in found]
    buckets = _buckets(rule, subject, found, remarks)
    for window, remark, bucket in zip(found, remarks, buckets, strict=True):
        if window.shown and remark:
            yield unjudged(rule, subject, window, remark)
        elif window.shown:
            yield judged(rule, subject, window, bucket, (Remark.STAND_IN_FOR_COMMITTEE,) if stand_in else ())


def _why_not(rule: Rule, subject: Subject, window: Window) -> Remark | None:
    return not_judged(rule, subject.facts, window, subject.rulebook, subject.as_of) if window.shown else None


def _buckets(rule: Rule, subject: Subject, found: tuple[Window, ...], remarks: list[Remark | None]) -> list[Bucket]:
    claiming = [window.shown and remark is None for window, remark in zip(found, remarks, strict=True)]
    records = subject.records.get(rule.counts, []) if any(claiming) else []
    return gather(rule, records, found, claiming, subject.rulebook, subject.as_of)


def _stand_in(rule: Rule, subject: Subject) -> Rule | None:
    """Return the local rule a committee lets stand in for committee meetings where a small branch has none."""
    equivalent = subject.switches["no_committee_equivalent"]
    if equivalent == "none" or rule.applies_if is not Condition.HAS_COMMITTEE:
        return None
    full = subject.facts.headcount(subject.as_of).full
    if subject.facts.organisation.has_committee or full >= committee_size(subject.rulebook):
        return None
    counts = Activity.GENERAL_MEETING if equivalent == "monthly_gm" else rule.counts
    local = subject.rulebook.local_citation
    return replace(rule, applies_if=None, modality=Modality.LOCAL, citation=local, counted_as=counts)
