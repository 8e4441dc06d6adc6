"""The page of rules is what the rulebook says, and says whose custom is whose."""

from dataclasses import replace

import pytest

from bot.documents import rules_page
from bot.texts import rulebook as texts
from bot.texts.switches import NOTHING, about
from storage.rules.compliance.rulebook import RuleKind, load
from storage.rules.terms import Modality

BOOK = load()


def test_the_committed_page_is_the_generated_one(tmp_path):
    rules_page.write(tmp_path / "rules.md")
    assert rules_page.PAGE.read_text("utf-8") == (tmp_path / "rules.md").read_text("utf-8")


def test_every_rule_and_switch_has_one_row():
    rows = [line.split("`")[1] for line in texts.page(BOOK).splitlines() if line.startswith("| `")]
    assert sorted(rows) == sorted([*BOOK.rules, *BOOK.switches])


def test_local_custom_is_labelled_and_central_rules_are_not():
    labelled = {rule.id for rule in BOOK.rules.values() if BOOK.local_citation in texts.rule_row(rule)}
    assert labelled == {rule.id for rule in BOOK.rules.values() if rule.modality is Modality.LOCAL}


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        (
            "GM.CADENCE",
            (
                "| `GM.CADENCE` | 党支部：每季度至少召开 1 次支部党员大会 | 一般 | "
                "《中国共产党支部工作条例（试行）》第十一条 | A | — |"
            ),
        ),
        (
            "PL.CADENCE",
            (
                "| `PL.CADENCE` | 党支部：每季度至少上 1 次党课 | 惯例 | 地方（单位）惯例，非中央规定 | A-loc | "
                "`lecture.cadence` |"
            ),
        ),
        (
            "ELEC.QUORUM",
            (
                "| `ELEC.QUORUM` | 选举时，有选举权的党员五分之四以上（含本数）到会 | 应当（必须） | "
                "《中国共产党基层组织选举工作条例》 | A | `election.quorum_inclusive` |"
            ),
        ),
    ],
)
def test_a_row_tells_what_binding_source_certainty_and_switch(rule, row):
    assert texts.rule_row(BOOK[rule]) == row


def test_a_rule_that_changes_changes_its_row():
    assert texts.says(replace(BOOK["TRN.HOURS"], minimum=40)) == "每名党员每年集中学习培训不少于 40 学时"


def test_every_kind_of_rule_has_words():
    assert set(texts._SAYS) == set(RuleKind)


def test_every_switch_says_what_it_governs():
    assert [key for key, spec in BOOK.switches.items() if about(spec) == NOTHING] == []
