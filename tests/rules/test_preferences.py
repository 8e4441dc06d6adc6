"""What stands behind the preferences: times of summaries and the columns of a superior's form."""

from datetime import time
from pathlib import Path

import pytest

from bot.documents.columns import LEDGER_COLUMNS, STATISTICS_COLUMNS, UnknownColumnError, read_columns
from storage.rules.preferences import Key, NotATimeOfDayError, read_rhythm
from storage.rules.summaries import Rhythm


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08:30", Rhythm(time(8, 30), 0)),
        ("9:00", Rhythm(time(9), 0)),
        ("周二 09:00", Rhythm(time(9), 1)),
        ("星期天20：15", Rhythm(time(20, 15), 6)),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, expected: Rhythm) -> None:
    assert read_rhythm(text) == expected


@pytest.mark.parametrize("text", ["", "24:00", "12:60", "周八 09:00", "9点", "09:00 周二", "1月1日 09:00", "-1:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NotATimeOfDayError):
        read_rhythm(text)


def told(text: str) -> list[tuple[str, str]]:
    return [(column.name, column.title) for column in read_columns(text, LEDGER_COLUMNS)]


def test_columns_come_in_the_order_and_under_the_titles_of_the_form() -> None:
    assert told("实到、日期，类别=会议类型;+备查") == [
        ("present", "实到"),
        ("day", "日期"),
        ("category", "会议类型"),
        ("", "备查"),
    ]
    usual = "、".join(column.title for column in LEDGER_COLUMNS)
    assert read_columns(usual, LEDGER_COLUMNS) == LEDGER_COLUMNS


@pytest.mark.parametrize("text", ["", "、，", "会议地址", "日期、日期", "+", "日期、类别=日期", "+" + "长" * 31])
def test_columns_that_are_none_are_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(UnknownColumnError) as refused:
        read_columns(text, LEDGER_COLUMNS)
    assert refused.value.known[:2] == ("日期", "类别")


def test_the_page_about_tables_names_every_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "表格和日程.md").read_text("utf-8")
    for columns in (LEDGER_COLUMNS, STATISTICS_COLUMNS):
        assert "、".join(column.title for column in columns) in page
    assert [key for key in Key if f"`{key.value}`" not in page] == []
