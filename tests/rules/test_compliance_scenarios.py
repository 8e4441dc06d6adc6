"""The audit against worked scenarios: every judged obligation, its records and its modality."""

import pytest

from storage.rules.compliance.engine import audit
from storage.rules.compliance.obligations import Obligation
from storage.rules.compliance.rulebook import load
from storage.rules.terms import Source
from tests.rules.compliance_scenarios import NAMES, as_of, expected, facts_of

SOURCES = {"导入": Source.IMPORTED, "bot": Source.BOT, "补录": Source.BACKFILLED}


def shown(obligation: Obligation) -> dict[str, object]:
    printed = obligation.as_json()
    period = printed.pop("period")
    assert isinstance(period, dict)
    kept = {key: printed[key] for key in ("organisation", "activity", "rule", "required", "held", "status")}
    return kept | {f"period_{key}": period[key] for key in ("label", "start", "end")}


@pytest.mark.parametrize("name", NAMES)
def test_audit_answers_every_judged_obligation(name: str):
    found = {
        (o.organisation, o.rule.id, o.period.start.isoformat()): o for o in audit(facts_of(name), load(), as_of(name))
    }
    for entry in expected(name):
        obligation = found[entry["organisation"], entry["rule"], entry["period_start"]]
        optional = {key: entry.pop(key) for key in ("modality", "not_counted", "counted_sources") if key in entry}
        assert shown(obligation) == entry
        if "modality" in optional:
            assert obligation.modality == optional["modality"]
        if "not_counted" in optional:
            reasons = [{"date": r.date.isoformat(), "reason": r.reason} for r in obligation.not_counted]
            assert reasons == optional["not_counted"]
        if "counted_sources" in optional:
            assert obligation.by_source() == {SOURCES[key]: n for key, n in optional["counted_sources"].items()}


@pytest.mark.parametrize("name", NAMES)
def test_audit_names_each_obligation_once(name: str):
    obligations = audit(facts_of(name), load(), as_of(name))
    keys = [(o.organisation_id, o.rule.id, o.period.start) for o in obligations]
    assert len(keys) == len(set(keys))
