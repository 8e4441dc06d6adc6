"""Structural findings beside the audit: a committee that should exist, a term of office that runs out.

Sources: 支部工作条例 art. 20 (committee from seven full members up) and art. 21 (term, reminder six months ahead).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.rules.compliance.applicability import committee_size, has_committee
from storage.rules.compliance.facts import Facts
from storage.rules.compliance.periods import months_after
from storage.rules.compliance.rulebook import Rule, Rulebook


class FindingKind(StrEnum):
    """What was found."""

    COMMITTEE_REQUIRED = "committee_required"
    TERM_ENDING = "term_ending"
    TERM_OVER = "term_over"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding with its rule; ``full_members`` or ``due`` is the figure behind it, ``deferred`` an approved delay."""

    organisation: str
    organisation_id: int
    kind: FindingKind
    rule: Rule
    full_members: int | None = None
    due: date | None = None
    deferred: bool = False


def findings(facts: Facts, rulebook: Rulebook, as_of: date) -> tuple[Finding, ...]:
    """Return the structural findings of an organisation on the local day ``as_of``."""
    return (*_committee(facts, rulebook, as_of), *_term(facts, rulebook, as_of))


def _committee(facts: Facts, rulebook: Rulebook, as_of: date) -> Iterator[Finding]:
    rule, organisation = rulebook["ORG.COMMITTEE"], facts.organisation
    full = facts.headcount(as_of).full
    if organisation.kind not in rule.applies_to or full < committee_size(rulebook):
        return
    if not has_committee(facts, full, rulebook):
        yield Finding(organisation.name, organisation.id, FindingKind.COMMITTEE_REQUIRED, rule, full_members=full)


def _term(facts: Facts, rulebook: Rulebook, as_of: date) -> Iterator[Finding]:
    rule, organisation = rulebook["ORG.TERM"], facts.organisation
    if organisation.kind not in rule.applies_to or organisation.term_ends is None:
        return
    delays = [d.new_date for d in facts.deferrals if d.on_record(as_of) and d.rule == rule.id]
    due = max([organisation.term_ends, *delays])
    if as_of < months_after(due, -int(rule.details["remind_months_before"])):
        return
    kind = FindingKind.TERM_ENDING if as_of <= due else FindingKind.TERM_OVER
    deferred = due != organisation.term_ends
    yield Finding(organisation.name, organisation.id, kind, rule, due=due, deferred=deferred)
