"""Whether a rule binds an organisation in a window at all: kind, conditions, founding, roster, switches."""

from datetime import date

from storage.rules.compliance.facts import Facts
from storage.rules.compliance.obligations import Remark
from storage.rules.compliance.periods import Per
from storage.rules.compliance.rulebook import Condition, Rule, Rulebook
from storage.rules.compliance.switches import effective_switches
from storage.rules.compliance.windows import Window
from storage.rules.terms import OrganisationKind

NOT_ASSESSED = frozenset({Remark.BEFORE_FOUNDING, Remark.FIRST_INCOMPLETE_PERIOD, Remark.DISSOLVED})


def never_applies(rule: Rule, facts: Facts) -> Remark | None:
    """Return why the rule does not bind the organisation in any period, or None."""
    organisation = facts.organisation
    if organisation.kind not in rule.applies_to:
        return Remark.KIND_NOT_BOUND
    if rule.applies_if is Condition.LEADING_BODY and not organisation.leading_body:
        return Remark.NOT_LEADING_BODY
    if rule.applies_if is Condition.HAS_GROUPS and organisation.kind is not OrganisationKind.GROUP:
        return Remark.NO_GROUPS
    return None


def not_judged(rule: Rule, facts: Facts, window: Window, rulebook: Rulebook, as_of: date) -> Remark | None:
    """Return why the rule is not judged in this window, or None (design §5.1: not applicable, not assessed)."""
    if rule.applies_if is Condition.HAS_COMMITTEE and facts.organisation.has_committee is False:
        return Remark.NO_COMMITTEE
    incomplete = _incomplete(rule, facts, window)
    if incomplete:
        return incomplete
    count = facts.headcount(min(window.natural.end, as_of))
    if not count.members:
        return Remark.EMPTY_ROSTER
    if rule.applies_if is Condition.HAS_COMMITTEE and not has_committee(facts, count.full, rulebook):
        return Remark.NO_COMMITTEE
    return Remark.SWITCHED_OFF if _switched_off(rule, facts, window, rulebook) else None


def has_committee(facts: Facts, full_members: int, rulebook: Rulebook) -> bool:
    """Return whether there is a committee: as recorded, otherwise from seven full members up (art. 20)."""
    recorded = facts.organisation.has_committee
    return full_members >= committee_size(rulebook) if recorded is None else recorded


def committee_size(rulebook: Rulebook) -> int:
    """Return the number of full members from which a branch should have a committee."""
    return int(rulebook["ORG.COMMITTEE"].details["full_members"])


def _incomplete(rule: Rule, facts: Facts, window: Window) -> Remark | None:
    """Return whether the organisation did not exist for the whole period; an assessment year counts from 1 October."""
    founded, dissolved = facts.organisation.founded, facts.organisation.dissolved
    if founded is not None and founded > window.natural.start:
        return Remark.BEFORE_FOUNDING if founded > window.natural.end else Remark.FIRST_INCOMPLETE_PERIOD
    if founded == window.natural.start and rule.per is Per.ASSESSMENT_YEAR:
        return Remark.FIRST_INCOMPLETE_PERIOD
    return Remark.DISSOLVED if dissolved is not None and dissolved < window.natural.end else None


def _switched_off(rule: Rule, facts: Facts, window: Window, rulebook: Rulebook) -> bool:
    if rule.switch != "lecture.cadence" or not facts.overrides:
        return False
    switches = effective_switches(rulebook.switches, facts.overrides, window.natural.start)
    return switches["lecture.cadence"] == "none"
