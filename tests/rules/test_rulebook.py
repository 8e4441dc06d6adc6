"""The rulebook as shipped: rules, citations, certainty; nothing local is printed as central."""

from copy import deepcopy
from importlib.resources import files
from tomllib import loads

import pytest

from storage.rules.compliance.periods import Per
from storage.rules.compliance.rulebook import Base, RuleKind, load, parse
from storage.rules.terms import Activity, Modality

BOOK = load()
DATA = loads(files("storage.rules.compliance").joinpath("rulebook.toml").read_text(encoding="utf-8"))


def test_every_rule_of_the_seed_is_there():
    assert sorted(BOOK.rules) == sorted(
        [
            "GM.CADENCE",
            "GM.QUORUM",
            "GM.PASS",
            "GM.VIA_BC",
            "BC.CADENCE",
            "BC.QUORUM",
            "BC.PASS",
            "PG.CADENCE",
            "PL.CADENCE",
            "PL.SECRETARY",
            "TPD.CADENCE",
            "OLM.CADENCE",
            "OLM.Q4",
            "OLM.STEPS",
            "DRM.CADENCE",
            "DRM.STEPS",
            "DRM.CAP",
            "DRM.PROB",
            "DLM.CADENCE",
            "DLM.QUORUM",
            "DLM.MOVE",
            "DLM.REPORT",
            "ADM.QUORUM",
            "ADM.PASS",
            "ELEC.QUORUM",
            "ELEC.WIN",
            "HTH.MIN",
            "TRN.HOURS",
            "MEM.SIXMONTH",
            "MEM.ELDER",
            "MEM.ABROAD",
            "ORG.COMMITTEE",
            "ORG.TERM",
        ]
    )


@pytest.mark.parametrize(
    ("rule", "per", "modality", "certainty", "citation"),
    [
        ("GM.CADENCE", Per.QUARTER, "USUAL", "A", "《中国共产党支部工作条例（试行）》第十一条"),
        ("BC.CADENCE", Per.MONTH, "USUAL", "A", "《中国共产党支部工作条例（试行）》第十二条"),
        ("PG.CADENCE", Per.MONTH, "USUAL", "A", "《中国共产党支部工作条例（试行）》第十三条"),
        ("PL.CADENCE", Per.QUARTER, "LOCAL", "A-loc", "地方（单位）惯例，非中央规定"),
        ("PL.SECRETARY", Per.YEAR, "HARD", "A", "《中国共产党支部工作条例（试行）》第十六条"),
        ("OLM.CADENCE", Per.ASSESSMENT_YEAR, "HARD", "A", "《中国共产党支部工作条例（试行）》第十七条"),
        ("DRM.CADENCE", Per.ASSESSMENT_YEAR, "USUAL", "A", "《中国共产党支部工作条例（试行）》第十八条"),
        ("DLM.CADENCE", Per.ASSESSMENT_YEAR, "HARD", "A", "《县以上党和国家机关党员领导干部民主生活会若干规定》"),
    ],
)
def test_cadences_quote_their_source(rule: str, per: Per, modality: str, certainty: str, citation: str):
    found = BOOK[rule]
    assert (found.per, found.modality, found.certainty, found.citation) == (per, modality, certainty, citation)


def test_local_rules_never_name_a_regulation_and_central_ones_always_do():
    for rule in BOOK.rules.values():
        assert (rule.citation == BOOK.local_citation) is (rule.modality is Modality.LOCAL)
        assert bool(rule.regulations) is (rule.modality is not Modality.LOCAL)


def test_every_rule_names_a_switch_that_exists():
    named = {rule.switch for rule in BOOK.rules.values() if rule.switch}
    assert named <= set(BOOK.switches)


def test_quorums_for_every_meeting_are_those_of_committee_and_leading_body():
    assert {activity: rule.base for activity, rule in BOOK.standing_quorums.items()} == {
        Activity.COMMITTEE_MEETING: Base.COMMITTEE,
        Activity.DEMOCRATIC_LIFE_MEETING: Base.BODY,
    }


def test_quorums_votes_and_caps_carry_a_fraction():
    assert all(
        rule.ratio and rule.base
        for rule in BOOK.rules.values()
        if rule.kind in (RuleKind.QUORUM, RuleKind.VOTE, RuleKind.CAP)
    )


def test_regulations_tell_how_far_they_were_checked():
    assert {code: regulation.verified for code, regulation in BOOK.regulations.items()} == {
        "ZBTL": "partial",
        "DYJY": "full_text",
        "MSH": "partial",
        "XJ": "partial",
        "FZXZ": "partial",
        "DZ": "articles_7_9",
        "NOTICE": "none",
    }


def test_malformed_rulebooks_are_refused():
    twice = deepcopy(DATA)
    twice["rules"].append(twice["rules"][0])
    with pytest.raises(ValueError, match="twice"):
        parse(twice)
    unknown = deepcopy(DATA)
    unknown["rules"][0]["cite"] = [["NONE", ""]]
    with pytest.raises(KeyError):
        parse(unknown)
    wrong = deepcopy(DATA)
    wrong["switches"][0]["default"] = "weekly"
    with pytest.raises(ValueError, match="weekly"):
        parse(wrong)
