from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules import ledger
from storage.rules.ledger import PastMeeting
from storage.rules.rows import Reason
from storage.rules.sheet import Cell, Formula, HeaderMissing, Row
from storage.rules.terms import Activity, Form, OrganisationKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
TITLES = ("日期", "类别", "主题", "主持人", "记录人", "应到", "实到", "备注")


def read(*rows: tuple[Cell, ...], kind: OrganisationKind = OrganisationKind.BRANCH) -> ledger.LedgerReading:
    return ledger.read([Row(number, cells) for number, cells in enumerate((TITLES, *rows), 1)], ZONE, NOW, kind)


def test_a_full_row() -> None:
    cells = ("2026-07-01 06:30", "主题党日、党课", "学习", "张三", "李四", "10", 9, "升国旗")
    assert read(cells).meetings == (
        PastMeeting(
            row=2,
            held_on=date(2026, 7, 1),
            starts_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC),
            form=Form.THEME_DAY,
            credits=(Activity.THEME_PARTY_DAY, Activity.PARTY_LECTURE),
            theme="学习",
            host="张三",
            recorder="李四",
            expected=10,
            present=9,
            note="升国旗",
        ),
    )


def test_a_day_without_a_time_and_counts_not_registered() -> None:
    reading = read((date(2026, 10, 31), "党员大会、民主评议", None, "—", "", "未登记", None))
    assert reading.meetings == (
        PastMeeting(2, date(2026, 10, 31), None, Form.GENERAL, (Activity.GENERAL_MEETING, Activity.MEMBER_APPRAISAL)),
    )


def test_an_organisational_life_meeting_of_a_group_is_in_the_groups_form() -> None:
    reading = read(("2026-02-01", "组织生活会"), kind=OrganisationKind.GROUP)
    assert [meeting.form for meeting in reading.meetings] == [Form.GROUP]


@pytest.mark.parametrize(
    ("cells", "reason", "column", "detail"),
    [
        ((None, "党课"), Reason.MISSING_DATE, "held_on", None),
        (("2026-02-30", "党课"), Reason.IMPOSSIBLE_DATE, "held_on", "2026-02-30"),
        (("2026年2月", "党课"), Reason.INCOMPLETE_DATE, "held_on", "2026年2月"),
        (("2026-11-19", "党课"), Reason.FUTURE_DATE, "held_on", "2026-11-19"),
        (("2026-11-18 10:01", "党课"), Reason.FUTURE_DATE, "held_on", "2026-11-18 10:01"),
        (("2026-01-05", None), Reason.MISSING_TYPE, "activities", None),
        (("2026-01-05", "团日"), Reason.UNKNOWN_TYPE, "activities", "团日"),
        (("2026-01-05", "党课、团日"), Reason.UNKNOWN_TYPE, "activities", "党课、团日"),
        (("2026-01-05", "党课", None, None, None, 10, 11), Reason.MORE_THAN_EXPECTED, "present", "11"),
        (("2026-01-05", "党课", None, None, None, -3, 1), Reason.NEGATIVE, "expected", "-3"),
        (("2026-01-05", "党课", None, None, None, 10, 9.5), Reason.NOT_INTEGER, "present", "9.5"),
        (("2026-01-05", "党课", None, None, None, "95%", 9), Reason.NOT_INTEGER, "expected", "95%"),
        (("2026-01-05", "党课", None, None, None, 10_000, 9), Reason.TOO_LARGE, "expected", "10000"),
        (("2026-01-05", "党课", None, "张\n三"), Reason.BAD_NAME, "host", "newline"),
        (("2026-01-05", "党课", Formula("A1")), Reason.FORMULA, "theme", "=A1"),
        (("2026-01-05", "党课", "学习11010519491231002X"), Reason.ID_NUMBER, "theme", None),
        (("2026-01-05", "党课", "绝密★文件"), Reason.SECRECY_MARK, "theme", None),
        (("2026-01-05", "党课", "长" * 501), Reason.TEXT_TOO_LONG, "theme", None),
    ],
)
def test_a_bad_row_is_refused_alone(cells: tuple[Cell, ...], reason: Reason, column: str, detail: str | None) -> None:
    reading = read(cells, ("2026-01-06", "党课"))
    assert [(bad.row, bad.reason, bad.column, bad.detail) for bad in reading.refused] == [(2, reason, column, detail)]
    assert [meeting.row for meeting in reading.meetings] == [3]


def test_the_present_moment_is_past() -> None:
    assert [meeting.held_on for meeting in read(("2026-11-18", "党课"), ("2026-11-18 10:00", "党课")).meetings] == [
        date(2026, 11, 18),
        date(2026, 11, 18),
    ]


def test_the_same_row_twice_is_refused_another_theme_is_not() -> None:
    one = ("2026-01-05", "党课", "学习", "张三", "李四", 10, 9, None)
    reading = read(
        one, ("2026年1月5日", "党课", "学习", "张三", "李四", 10, 9, "再写一遍"), (*one[:2], "讨论", *one[3:])
    )
    assert [meeting.row for meeting in reading.meetings] == [2, 4]
    assert [(bad.row, bad.name, bad.reason, bad.detail) for bad in reading.refused] == [
        (3, "学习", Reason.DUPLICATE_ROW, "2")
    ]


def test_titles_vary_and_heads_may_be_counted_in_people() -> None:
    rows = [
        Row(1, ("三会一课台账",)),
        Row(2, ("序号", "会议时间", "会议类型", "会议主题", "应到人数", "实到人数", "地点")),
        Row(3, (1, "2026.3.5", "支委会", "研究工作", "5人", "4 名", "会议室")),
        Row(4, ()),
    ]
    reading = ledger.read(rows, ZONE, NOW)
    assert (reading.header_row, reading.unknown_columns, reading.blank_rows) == (2, ("序号", "地点"), (4,))
    assert [(meeting.form, meeting.expected, meeting.present) for meeting in reading.meetings] == [
        (Form.COMMITTEE, 5, 4)
    ]


def test_a_header_alone_is_an_empty_ledger_and_none_is_refused() -> None:
    assert read().is_empty
    with pytest.raises(HeaderMissing) as refused:
        ledger.read([Row(1, ("日期", "主题"))], ZONE, NOW)
    assert refused.value.columns == ("held_on", "activities")


CELL = st.none() | st.text(max_size=12) | st.integers() | st.floats() | st.dates() | st.datetimes()


@given(st.lists(st.tuples(CELL, st.sampled_from(["党课", "大会", "x"]) | CELL, *[CELL] * 6), max_size=6))
def test_every_row_is_a_meeting_a_refusal_or_blank(rows: list[tuple[Cell, ...]]) -> None:
    reading = read(*rows)
    told = [item.row for item in (*reading.meetings, *reading.refused)] + list(reading.blank_rows)
    assert sorted(told) == list(range(2, len(rows) + 2))
