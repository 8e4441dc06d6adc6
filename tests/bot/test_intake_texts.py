"""Every reason for which a file, a row or a typed value is not taken has its sentence."""

from datetime import date

import pytest

from bot.documents.refusals import FileFault
from bot.texts import intake, roster
from bot.texts.refusals import sentence
from storage.repositories.addresses import AmbiguousNameError
from storage.rules import ledger, names, rows
from storage.rules.compliance.switches import SwitchNotYoursError, UnknownSwitchError
from storage.rules.figures import FigureFault, FigureRefused
from storage.rules.names import NameFault, NameRefused
from storage.rules.roster import Ambiguous, Changes, RosterEntry, RosterReading, vocabulary
from storage.rules.rows import Reason, Refused
from storage.rules.terms import Category, OrganisationKind
from storage.rules.typed_dates import DayFault, DayRefused
from storage.rules.wording import WordingFault, WordingRefused


def test_every_fault_has_its_words() -> None:
    assert set(intake.FILES) == set(FileFault)
    assert {Refused(1, "", reason).reason for reason in Reason if intake.row(Refused(1, "", reason))} == set(Reason)
    for fault in NameFault:
        assert sentence(NameRefused(fault)).endswith("。")
    for kind in WordingFault:
        assert sentence(WordingRefused(kind, 10)).endswith("。")
    for figure in FigureFault:
        assert sentence(FigureRefused(figure, 0, 9)).endswith(("。", "12。"))
    for day in DayFault:
        assert sentence(DayRefused(day, "2026-02-30")).endswith("。")


def test_every_column_has_its_title() -> None:
    assert set(intake.COLUMNS) == set(ledger.COLUMNS.titles) | set(vocabulary.COLUMNS.titles)


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (Refused(2, "=1+1", Reason.FORMULA, "name", "=1+1"), "第2行（=1+1）：姓名是公式，请改为文字"),
        (
            Refused(2, "张三", Reason.IMPOSSIBLE_DATE, "joined_on", "1900-02-29"),
            "第2行（张三）：入党日期不存在：1900-02-29",
        ),
        (Refused(3, "张三", Reason.DUPLICATE_ROW, None, "2"), "第3行（张三）：与第2行完全相同"),
        (Refused(4, "", Reason.ID_NUMBER, "note"), "第4行：备注疑似身份证号，请删除"),
        (Refused(5, "<b>", Reason.MISSING_NAME), "第5行（&lt;b&gt;）：没有写姓名"),
        (
            Refused(6, "张\n三", Reason.BAD_NAME, "host", names.NameFault.NEWLINE.value),
            "第6行（张\n三）：主持人不能用（不能换行，请写成一行）",
        ),
    ],
)
def test_a_row_that_is_not_taken(refused: rows.Refused, said: str) -> None:
    assert intake.row(refused) == said


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (AmbiguousNameError("一组", ("甲·一组", "乙·一组")), "有 2 个组织叫“一组”，请写全名：甲·一组、乙·一组。"),
        (UnknownSwitchError("x", ("a.b", "c.d")), "没有“x”这个开关，可以设的有：a.b、c.d。"),
        (
            SwitchNotYoursError("a.b", OrganisationKind.BRANCH, (OrganisationKind.COMMITTEE,)),
            "a.b 不能由党支部决定，应由党委决定。",
        ),
    ],
)
def test_refusals_carry_their_facts(refusal: Exception, said: str) -> None:
    assert sentence(refusal) == said


def test_a_preview_tells_everything_that_is_not_taken_over() -> None:
    entry = RosterEntry(2, "张三", Category.FULL, other_duties=("工会主席",), joined_on=date(2020, 1, 1))
    reading = RosterReading(1, (entry,))
    said = roster.preview("", reading, Changes(ambiguous=(Ambiguous(entry, (1, 2)),)))
    assert "\n".join(said) == (
        "\n新增 0　变更 0　不变 0　不收 1\n\n<b>提醒：</b>\n第2行（张三）：“工会主席”不是支部职务，没有收\n\n"
        "<b>不收的行：</b>\n第2行（张三）：名册里有同名的人，请写上手机尾号"
    )
