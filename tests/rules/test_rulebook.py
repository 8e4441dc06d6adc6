"""The rulebook as shipped: rules, citations, certainty; nothing local is printed as central."""

from copy import deepcopy
from importlib.resources import files
from tomllib import loads

import pytest

from storage.rules.compliance.periods import Per
from storage.rules.compliance.rulebook import Base, Rule, RuleKind, load, parse
from storage.rules.terms import Activity, Modality

BOOK = load()
DATA = loads(files("storage.rules.compliance").joinpath("rulebook.toml").read_text(encoding="utf-8"))


SEED = {
    # id: kind, modality, certainty, regulation and article, base, num/den, inclusive
    "GM.CADENCE": ("cadence", "USUAL", "A", "ZBTL 第十一条", None),
    "GM.QUORUM": ("quorum", "HARD", "A", "ZBTL 第十一条", ("voting", 1, 2, True)),
    "GM.PASS": ("vote", "HARD", "A", "ZBTL 第十一条", ("voting", 1, 2, False)),
    "GM.VIA_BC": ("precondition", "USUAL", "A", "ZBTL 第十二条", None),
    "BC.CADENCE": ("cadence", "USUAL", "A", "ZBTL 第十二条", None),
    "BC.QUORUM": ("quorum", "HARD", "A", "ZBTL 第十二条", ("committee", 1, 2, True)),
    "BC.PASS": ("vote", "LOCAL", "C", "", ("committee", 1, 2, False)),
    "PG.CADENCE": ("cadence", "USUAL", "A", "ZBTL 第十三条", None),
    "PL.CADENCE": ("cadence", "LOCAL", "A-loc", "", None),
    "PL.SECRETARY": ("cadence", "HARD", "A", "ZBTL 第十六条", None),
    "TPD.CADENCE": ("cadence", "HARD", "A", "DYJY 第十六条、ZBTL 第十六条", None),
    "OLM.CADENCE": ("cadence", "HARD", "A", "ZBTL 第十七条", None),
    "OLM.Q4": ("window", "USUAL", "A", "ZBTL 第十七条", None),
    "OLM.STEPS": ("steps", "HARD", "A", "ZBTL 第十七条", None),
    "DRM.CADENCE": ("cadence", "USUAL", "A", "ZBTL 第十八条", None),
    "DRM.STEPS": ("steps", "HARD", "A", "DYJY 第十八条", None),
    "DRM.CAP": ("cap", "USUAL", "A", "NOTICE ", ("full", 1, 3, True)),
    "DRM.PROB": ("exclude_from_grading", "USUAL", "A", "NOTICE ", None),
    "DLM.CADENCE": ("cadence", "HARD", "A", "MSH ", None),
    "DLM.QUORUM": ("quorum", "HARD", "A", "MSH ", ("body", 2, 3, True)),
    "DLM.MOVE": ("window", "HARD", "A", "MSH ", None),
    "DLM.REPORT": ("deadline", "LOCAL", "B", "", None),
    "ADM.QUORUM": ("quorum", "HARD", "A", "FZXZ 第二十条", ("voting", 1, 2, False)),
    "ADM.PASS": ("vote", "HARD", "A", "FZXZ 第二十一条", ("voting", 1, 2, False)),
    "ELEC.QUORUM": ("quorum", "HARD", "A", "XJ ", ("election", 4, 5, True)),
    "ELEC.WIN": ("vote", "HARD", "C", "XJ ", ("election", 1, 2, False)),
    "HTH.MIN": ("coverage", "USUAL", "A", "ZBTL 第十九条", None),
    "TRN.HOURS": ("sum", "USUAL", "A", "DYJY 第二十条", None),
    "MEM.SIXMONTH": ("alert", "HARD", "A", "DYJY 第三十一条、DZ 第九条", None),
    "MEM.ELDER": ("exemption", "HARD", "A", "DYJY 第二十三条", None),
    "MEM.ABROAD": ("contact", "HARD", "A", "DYJY 第三十四条", None),
    "MEM.DUAL": ("dual_life", "HARD", "A", "DYJY 第十六条", None),
    "ORG.COMMITTEE": ("structure", "HARD", "A", "ZBTL 第二十条", None),
    "ORG.TERM": ("term", "USUAL", "A", "ZBTL 第二十一条", None),
}
SWITCHES = {
    "lecture.cadence": "quarter",
    "bc.vote_threshold": "all",
    "gm.nonvoting_quorum": None,
    "gm.count_written_votes": False,
    "election.win_base": "expected",
    "election.quorum_inclusive": True,
    "exclusion_scope": "admission",
    "olm.window": (),
    "drm.window": (),
    "dlm.window": (),
    "dlm.report_days": 15,
    "dlm.day_type": "calendar",
    "olm.report_days": 15,
    "olm.rectify_list_days": 7,
    "drm.cap_base": "full",
    "drm.cap_rounding": "floor",
    "drm.cap_enforce": "warn",
    "drm.leaders_rated": True,
    "drm.probationary_rated": False,
    "attendance.include_probationary": True,
    "attendance.exempt_in_base": False,
    "leave.approver": "secretary",
    "leave.reasons": ("personal", "sick", "official", "training", "other"),
    "makeup.required": True,
    "inactive_alert_months": (2, 3, 4, 5, 6),
    "talk.pairs_rule": "each_member",
    "hours.target": 32,
    "hours.target_secretary": 56,
    "colour.rules": "off",
    "shift_rule": "next",
    "record.order_names": "rank_then_strokes",
    "record.signatures": ("chair", "recorder"),
    "retention": "permanent",
    "no_committee_equivalent": "none",
    "notice_days.GM": 3,
    "notice_days.BC": 2,
    "notice_days.PG": 1,
    "notice_days.TPD": 3,
    "notice_days.OLM": 10,
    "notice_days.DLM": 15,
    "warn_days.month": 10,
    "warn_days.quarter": 20,
    "warn_days.year": 45,
    "credits.GM": ("OLM", "DRM", "TPD", "PL"),
}


def test_every_rule_stands_as_the_regulations_have_it():
    entries = {entry["id"]: entry for entry in DATA["rules"]}
    assert {rule.id: _told(rule, entries[rule.id].get("cite", [])) for rule in BOOK.rules.values()} == SEED


def _told(rule: Rule, cited: list[list[str]]) -> tuple[object, ...]:
    share = rule.ratio and (rule.base and rule.base.value, rule.ratio.num, rule.ratio.den, rule.ratio.inclusive)
    quoted = "、".join(f"{code} {article}" for code, article in cited)
    return rule.kind.value, rule.modality.value, rule.certainty, quoted, share


def test_every_switch_has_the_default_the_regulations_suggest():
    assert {key: BOOK.switches[key].default for key in SWITCHES} == SWITCHES


def test_articles_known_but_not_read_are_marked():
    marked = {rule.id for rule in BOOK.rules.values() if rule.details.get("article_certainty") == "B"}
    assert marked == {"DRM.CADENCE", "HTH.MIN", "ORG.COMMITTEE", "ORG.TERM"}


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
    undated = deepcopy(DATA)
    undated["regulations"]["MSH"]["issued"] = "2017-13"
    with pytest.raises(ValueError, match="month"):
        parse(undated)
    wrong = deepcopy(DATA)
    wrong["switches"][0]["default"] = "weekly"
    with pytest.raises(ValueError, match="weekly"):
        parse(wrong)
