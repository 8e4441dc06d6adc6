"""The ledger and the tables of figures as they are handed in: what stands in which cell, in whose columns."""

import io
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook

from bot.actions import preferences
from bot.documents.columns import UnknownColumnError
from bot.letters import ledger
from storage.models import Appointment, Credit, Meeting, Member, Organisation, Standing
from storage.rules import names
from storage.rules.preferences import Key
from storage.rules.terms import Activity, Aspect, Category, Duty, Form, MeetingState, OrganisationKind, Source

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
LONG_AGO = date(2015, 7, 1)


@pytest.fixture
async def tree(sessions):
    """A committee with two branches: one of three members that met, one without anybody."""
    async with sessions.begin() as session:
        above = Organisation(kind=OrganisationKind.COMMITTEE, name="城北街道党工委", founded=LONG_AGO, created_at=NOW)
        session.add(above)
        await session.flush()
        made = [
            Organisation(kind=OrganisationKind.BRANCH, name=name, parent_id=above.id, founded=LONG_AGO, created_at=NOW)
            for name in ("光明路党支部", "新风里党支部")
        ]
        session.add_all(made)
        await session.flush()
        for name, category in (("李书记", Category.FULL), ("孙党员", Category.FULL), ("吴预备", Category.PROBATIONARY)):
            await _move_in(session, made[0], name, category)
        for day, activity, form, expected, present, theme in (
            (date(2026, 10, 9), Activity.GENERAL_MEETING, Form.GENERAL, 3, 3, "=cmd|' /C calc'!A0"),
            (date(2026, 11, 6), Activity.THEME_PARTY_DAY, Form.THEME_DAY, 3, 2, "清扫街道"),
            (date(2026, 11, 13), Activity.PARTY_LECTURE, Form.LECTURE, None, None, "学党章"),
        ):
            row = Meeting(
                organisation_id=made[0].id,
                form=form,
                theme=theme,
                state=MeetingState.HELD,
                starts_at=datetime(day.year, day.month, day.day, 7, tzinfo=UTC),
                timezone="Asia/Shanghai",
                local_day=day,
                source=Source.IMPORTED,
                expected_count=expected,
                present_count=present,
                host_name="李书记",
                note="上半年补开" if form is Form.GENERAL else None,
                created_at=NOW,
            )
            session.add(row)
            await session.flush()
            session.add(Credit(meeting_id=row.id, activity=activity))
    return above, *made


async def _move_in(session, branch: Organisation, name: str, category: Category) -> None:
    member = Member(organisation_id=branch.id, name=name, name_key=names.key(name), created_at=NOW)
    session.add(member)
    await session.flush()
    session.add(Standing(member_id=member.id, aspect=Aspect.CATEGORY, value=category.value, valid_from=LONG_AGO))
    if name == "李书记":
        session.add(
            Appointment(member_id=member.id, organisation_id=branch.id, duty=Duty.SECRETARY, valid_from=LONG_AGO)
        )


async def sheets(sessions, organisation: Organisation) -> dict[str, list[list[object]]]:
    async with sessions.read() as session:
        data = await ledger.book(session, await session.get_one(Organisation, organisation.id), 2026, NOW)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


async def test_a_branch_hands_in_its_meetings_and_its_figures(sessions, tree) -> None:
    found = await sheets(sessions, tree[1])
    assert list(found) == ["台账", "年度统计", "第一季度统计", "第二季度统计", "第三季度统计", "第四季度统计"]
    title, head, *rows = found["台账"]
    assert title[0] == "光明路党支部2026年三会一课台账"
    assert [str(cell) for cell in head] == [
        *("日期", "类别", "主题/议题", "主持人", "记录人", "应到", "实到", "缺席及原因", "列席", "主要内容"),
        *("决议/议定事项", "落实情况", "附件", "备注"),
    ]
    assert [[row[1], row[2], row[5], row[6], row[13]] for row in rows] == [
        ["支部党员大会", "=cmd|' /C calc'!A0", 3.0, 3.0, "导入；上半年补开"],
        ["主题党日", "清扫街道", 3.0, 2.0, "导入"],
        ["党课", "学党章", "未登记", "未登记", "导入"],
    ]
    title, head, row = found["第四季度统计"]
    assert title[0] == "光明路党支部2026年第四季度“三会一课”等组织生活落实情况统计表"
    told = dict(zip(map(str, head), row, strict=True))
    assert {name: told[name] for name in list(told)[1:22]} == {
        "党支部名称": "光明路党支部",
        "书记": "李书记",
        "党员数(正式/预备)": "2/1",
        "支委数": 1.0,
        "党小组数": 0.0,
        "党员大会 应召开/实召开": "1/1",
        "支委会 应/实": "不适用",
        "党小组会 应/实(各组合计)": "不适用",
        "党课 应/实": "1/1",
        "主题党日 应/实": "2/1",
        "组织生活会": "2026年度待落实",
        "民主评议党员": "2026年度待落实",
        "谈心谈话 人次": "未登记",
        "应到人次": 6.0,
        "实到人次": 5.0,
        "未到人次": 1.0,
        "到会率": 0.833,
        "无故缺席人次": "未登记",
        "学时达标人数": "未登记",
        "记录归档率": "—",
        "党费收缴": "",
    }
    assert told["未完成项目及原因"] == "1. 主题党日 2026年10月逾期未落实\n2. 1 次会议考勤未登记，未计入人次"


async def test_a_committee_sees_a_line_for_each_below_without_names_and_a_sum(sessions, tree) -> None:
    rows = (await sheets(sessions, tree[0]))["年度统计"][2:]
    assert [[row[0], row[1], row[2], row[3], row[6], row[10]] for row in rows] == [
        [1.0, "光明路党支部", "", "2/1", "4/1", "11/1"],
        [2.0, "新风里党支部", "", "0/0", "不适用", "不适用"],
        ["", "合计", "", "2/1", "4/1", "11/1"],
    ]


async def test_columns_and_titles_follow_the_superiors_form(sessions, tree) -> None:
    above, branch, _ = tree
    async with sessions.begin() as session:
        superior = await session.get_one(Organisation, above.id)
        await preferences.put(session, superior, Key.LEDGER_COLUMNS, "日期，类别=会议类型、实到；+备查", NOW)
        await preferences.put(session, superior, Key.LEDGER_TITLE, "{期间}组织生活登记（{单位}）", NOW)
    title, head, first, *_ = (await sheets(sessions, branch))["台账"]
    assert (title[0], head, first[1:]) == (
        "2026年组织生活登记（光明路党支部）",
        ["日期", "会议类型", "实到", "备查"],
        ["支部党员大会", 3.0, ""],
    )
    async with sessions.begin() as session:
        row = await session.get_one(Organisation, branch.id)
        with pytest.raises(UnknownColumnError):
            await preferences.put(session, row, Key.LEDGER_COLUMNS, "日期、会议地址", NOW)
        await preferences.put(session, row, Key.LEDGER_COLUMNS, "主题/议题、日期", NOW)
    assert (await sheets(sessions, branch))["台账"][1] == ["主题/议题", "日期"]
