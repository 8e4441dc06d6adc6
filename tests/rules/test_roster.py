from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules import roster
from storage.rules.roster import Ambiguous, FieldChange, KnownMember, RosterEntry
from storage.rules.rows import Reason
from storage.rules.sheet import Cell, Formula, HeaderMissing, Row, TooManyRows
from storage.rules.terms import Category, Duty

TODAY = date(2026, 11, 18)
TITLES = ("姓名", "类别", "党小组", "职务", "手机尾号", "入党日期", "转正日期", "备注")


def sheet(*rows: tuple[Cell, ...]) -> list[Row]:
    return [Row(number, cells) for number, cells in enumerate(rows, 1)]


def read(*rows: tuple[Cell, ...]) -> roster.RosterReading:
    return roster.read(sheet(TITLES, *rows), TODAY)


def test_a_full_row() -> None:
    cells = ("张三", "正式", "第一党小组", "书记、组织委员", 37, "2012年11月10日", 41588, "借调")
    assert read(cells).entries == (
        RosterEntry(
            row=2,
            name="张三",
            category=Category.FULL,
            group="第一党小组",
            duties=frozenset({Duty.SECRETARY, Duty.ORGANISATION_COMMISSIONER}),
            tail="0037",
            joined_on=date(2012, 11, 10),
            confirmed_on=date(2013, 11, 10),
            note="借调",
            given=frozenset({"name", "category", "group", "duties", "tail", "joined_on", "confirmed_on", "note"}),
        ),
    )


def test_only_the_name_is_needed_and_the_category_assumed_is_not_given() -> None:
    reading = roster.read(sheet(("姓名",), ("张三",)), TODAY)
    assert reading.entries == (RosterEntry(2, "张三", Category.FULL, given=frozenset({"name"})),)


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("正式党员", Category.FULL),
        ("中共党员", Category.FULL),
        ("预 备", Category.PROBATIONARY),
        ("中共预备党员", Category.PROBATIONARY),
        ("入党积极分子", Category.ACTIVIST),
        ("发展对象", Category.CANDIDATE),
        ("申请人", Category.APPLICANT),
        ("", Category.FULL),
        ("—", Category.FULL),
        ("中共党员（预备）", Category.PROBATIONARY),
        ("中国共产党预备党员", Category.PROBATIONARY),
        ("預備黨員", Category.PROBATIONARY),
        ("入党积极份子", Category.ACTIVIST),
    ],
)
def test_categories(word: str, category: Category) -> None:
    assert [entry.category for entry in read(("张三", word)).entries] == [category]


@pytest.mark.parametrize(
    ("text", "duties", "other"),
    [
        ("党支部书记", {Duty.SECRETARY}, ()),
        ("副书记兼宣传委员", {Duty.DEPUTY_SECRETARY, Duty.PUBLICITY_COMMISSIONER}, ()),
        ("纪律检查委员，组长", {Duty.DISCIPLINE_COMMISSIONER, Duty.GROUP_LEADER}, ()),
        ("青年委员", {Duty.COMMITTEE_MEMBER}, ()),
        ("委员（记录员）", {Duty.COMMITTEE_MEMBER, Duty.RECORDER}, ()),
        ("党委书记", set(), ("党委书记",)),
        ("科长、组长", {Duty.GROUP_LEADER}, ("科长",)),
        ("组织、宣传委员", {Duty.ORGANISATION_COMMISSIONER, Duty.PUBLICITY_COMMISSIONER}, ()),
        ("第一党小组组长", {Duty.GROUP_LEADER}, ()),
        ("2组组长", {Duty.GROUP_LEADER}, ()),
        ("教研组长、党小组副组长", set(), ("教研组长", "党小组副组长")),
        ("支书", {Duty.SECRETARY}, ()),
        ("无", set(), ()),
    ],
)
def test_duties(text: str, duties: set[Duty], other: tuple[str, ...]) -> None:
    found = [(entry.duties, entry.other_duties) for entry in read(("张三", None, None, text)).entries]
    assert found == [(frozenset(duties), other)]


@pytest.mark.parametrize(
    ("cells", "reason", "column", "detail", "name"),
    [
        ((None, "正式"), Reason.MISSING_NAME, "name", None, ""),
        (("\u3164", "正式"), Reason.MISSING_NAME, "name", None, ""),
        ((Formula('B3&"某"'), "正式"), Reason.FORMULA, "name", '=B3&"某"', '=B3&"某"'),
        (("=1+1", "正式"), Reason.FORMULA, "name", "=1+1", "=1+1"),
        (("张三", Formula("B2")), Reason.FORMULA, "category", "=B2", "张三"),
        (("张三", None, None, None, None, None, None, Formula("A1")), Reason.FORMULA, "note", "=A1", "张三"),
        (("张\u200b三",), Reason.BAD_NAME, "name", "zero_width", "张\u200b三"),
        (("合计：12人",), Reason.BAD_NAME, "name", "no_person", "合计：12人"),
        ((12,), Reason.BAD_NAME, "name", "no_person", "12"),
        (("制表人 王五",), Reason.BAD_NAME, "name", "no_person", "制表人 王五"),
        (("第一党小组（5人）",), Reason.BAD_NAME, "name", "no_person", "第一党小组（5人）"),
        (("预备党员",), Reason.BAD_NAME, "name", "no_person", "预备党员"),
        (("王五、赵六",), Reason.BAD_NAME, "name", "no_person", "王五、赵六"),
        (("王五13800138000",), Reason.BAD_NAME, "name", "no_person", ""),
        (("无",), Reason.MISSING_NAME, "name", None, "无"),
        (("张三", "团员"), Reason.UNKNOWN_CATEGORY, "category", "团员", "张三"),
        (("张三", None, None, None, "12345"), Reason.BAD_TAIL, "tail", None, "张三"),
        (("张三", None, None, None, 13800138000), Reason.BAD_TAIL, "tail", None, "张三"),
        (("张三", None, None, None, 12.5), Reason.BAD_TAIL, "tail", None, "张三"),
        (("张三", None, None, None, None, "2013-13-01"), Reason.IMPOSSIBLE_DATE, "joined_on", "2013-13-01", "张三"),
        (("张三", None, None, None, None, "2012.11"), Reason.INCOMPLETE_DATE, "joined_on", "2012.11", "张三"),
        (("张三", None, None, None, None, "2026-11-19"), Reason.FUTURE_DATE, "joined_on", "2026-11-19", "张三"),
        (
            ("张三", None, None, None, None, "2013-01-01", "2012-01-01"),
            Reason.DATES_REVERSED,
            "confirmed_on",
            "2012-01-01",
            "张三",
        ),
        (("张三", *[None] * 6, "11010519491231002Y"), Reason.ID_NUMBER, "note", None, "张三"),
        ((110105194912310021,), Reason.ID_NUMBER, "name", None, ""),
        (("张三", *[None] * 6, "机密★"), Reason.SECRECY_MARK, "note", None, "张三"),
        (("张三", None, "组" * 65), Reason.TEXT_TOO_LONG, "group", None, "张三"),
    ],
)
def test_a_bad_row_is_refused_alone(
    cells: tuple[Cell, ...], reason: Reason, column: str, detail: str | None, name: str
) -> None:
    reading = read(cells, ("李四",))
    assert [(bad.row, bad.name, bad.reason, bad.column, bad.detail) for bad in reading.refused] == [
        (2, name, reason, column, detail)
    ]
    assert [entry.name for entry in reading.entries] == ["李四"]


@pytest.mark.parametrize(
    ("cell", "tail"), [(37, "0037"), ("37.0", "0037"), ("138****1234", "1234"), ("'０１２３", "0123")]
)
def test_tails_as_exports_write_them(cell: Cell, tail: str) -> None:
    assert [entry.tail for entry in read(("张三", None, None, None, cell)).entries] == [tail]


def test_a_title_may_stand_in_a_second_row_below_a_common_one() -> None:
    rows = (("序号", "姓名", "党内情况", None), (None, None, "入党日期", "职务"), (1, "张三", "2012-11-10", "书记"))
    reading = roster.read(sheet(("名册",), *rows), TODAY)
    assert (reading.header_row, reading.unknown_columns, reading.refused) == (2, ("序号",), ())
    assert [(entry.row, entry.joined_on, entry.duties) for entry in reading.entries] == [
        (4, date(2012, 11, 10), frozenset({Duty.SECRETARY}))
    ]


def test_the_duties_in_the_party_and_the_kind_of_member_are_taken_where_posts_and_kinds_of_staff_stand_beside() -> None:
    titles = ("姓名", "职务", "党内职务", "类别", "党员类别")
    entry = roster.read(sheet(titles, ("张三", "科长", "书记", "在职", "预备")), TODAY).entries[0]
    assert (entry.duties, entry.category) == (frozenset({Duty.SECRETARY}), Category.PROBATIONARY)


def test_what_a_cell_holds_that_no_text_may_hold_is_left_out() -> None:
    assert [entry.note for entry in read(("张三", *[None] * 6, "\ud800")).entries] == [None]


def test_a_long_cell_full_of_brackets_is_no_title_and_costs_no_time() -> None:
    reading = roster.read(sheet(("姓名", "(" * 30_000), ("张三", "[" * 30_000)), TODAY)
    assert [entry.name for entry in reading.entries] == ["张三"]


def test_traditional_titles_are_known() -> None:
    reading = roster.read(sheet(("姓名", "類別", "黨小組", "職務"), ("張三", "正式黨員", "一組", "書記")), TODAY)
    assert (reading.unknown_columns, reading.entries[0].duties) == ((), frozenset({Duty.SECRETARY}))


def test_a_remark_may_open_with_an_equals_sign_but_loses_a_telephone_number() -> None:
    reading = read(("张三", *[None] * 6, "=见附件"), ("李四", *[None] * 6, "电话13800138000"))
    assert [entry.note for entry in reading.entries] == ["=见附件", None]
    assert [(warned.row, warned.name, warned.what) for warned in reading.warned] == [(3, "李四", "mobile_number")]


@pytest.mark.parametrize(
    ("people", "kept", "refused"),
    [
        ([("张三", "0012"), ("张三", "3456")], [2, 3], []),
        ([("张三", "0012"), ("张三", 12)], [2], [(3, Reason.DUPLICATE_ROW, "2")]),
        ([("张三", None), ("张三", None)], [2], [(3, Reason.DUPLICATE_ROW, "2")]),
        ([("张三", None), ("张三", "3456")], [3], [(2, Reason.TAIL_NEEDED, None)]),
        ([("买买提·吐", "1"), ("买买提•吐", "0001")], [2], [(3, Reason.DUPLICATE_ROW, "2")]),
    ],
)
def test_people_of_one_name(
    people: list[tuple[str, Cell]], kept: list[int], refused: list[tuple[int, Reason, str | None]]
) -> None:
    reading = roster.read(sheet(("姓名", "手机尾号"), *people), TODAY)
    assert [entry.row for entry in reading.entries] == kept
    assert [(bad.row, bad.reason, bad.detail) for bad in reading.refused] == refused


def test_one_person_told_twice_differently() -> None:
    reading = read(("张三", "正式", "一组", None, 12), ("张三", "预备", "一组", None, 12))
    assert [(bad.row, bad.reason, bad.detail) for bad in reading.refused] == [(3, Reason.SAME_PERSON, "2")]


def test_the_header_is_found_by_content_and_columns_in_any_order() -> None:
    reading = roster.read(
        sheet(
            ("党员花名册", None),
            (None, None),
            ("手机（后４位）", "身份证号码", " 姓 名 *", "性别", "联系电话", "入党时间(年月日)", "序号"),
            (37, 110105194912310021, "张三", "男", 13800138000, "2012-11-10", Formula("ROW()-3")),
            (None, None, None, None, None, None, 2),
            ("手机（后４位）", None, "姓名"),
        ),
        TODAY,
    )
    assert (reading.header_row, reading.blank_rows, reading.refused) == (3, (5,), ())
    assert reading.unknown_columns == ("性别", "序号")
    assert reading.forbidden_columns == ("身份证号码", "联系电话")
    assert [(entry.name, entry.tail, entry.joined_on) for entry in reading.entries] == [
        ("张三", "0037", date(2012, 11, 10))
    ]


def test_no_header_no_reading() -> None:
    with pytest.raises(HeaderMissing) as refused:
        roster.read(sheet(("名单", "张三"), ("李四",)), TODAY)
    assert refused.value.columns == ("name",)


def test_a_header_alone_is_an_empty_roster() -> None:
    reading = read()
    assert (reading.is_empty, reading.entries) == (True, ())


@pytest.mark.parametrize(("people", "fits"), [(5000, True), (5001, False)])
def test_five_thousand_people_fit(people: int, fits: bool) -> None:
    rows = sheet(("姓名",), *((f"张{number}",) for number in range(people)))
    if fits:
        assert len(roster.read(rows, TODAY).entries) == people
    else:
        with pytest.raises(TooManyRows) as refused:
            roster.read(rows, TODAY)
        assert refused.value.limit == 5000


CELL = st.none() | st.text(max_size=12) | st.integers() | st.floats() | st.booleans() | st.dates()


@given(st.lists(st.tuples(*[CELL] * 8), max_size=8))
def test_every_row_is_an_entry_a_refusal_or_blank(rows: list[tuple[Cell, ...]]) -> None:
    reading = read(*rows)
    told = [item.row for item in (*reading.entries, *reading.refused)] + list(reading.blank_rows)
    assert sorted(told) == list(range(2, len(rows) + 2))


ENTRY = RosterEntry(
    2, "张三", Category.FULL, tail="0012", given=frozenset({"name", "category", "group", "duties", "tail"})
)
MEMBER = KnownMember(7, "张三", Category.FULL, tail="0012")


def test_compare_reports_added_changed_unchanged_and_leaving() -> None:
    moved = replace(ENTRY, row=3, name="李四", group="二组", tail="1111")
    changes = roster.compare(
        [ENTRY, moved, replace(ENTRY, row=4, name="王五")],
        [
            MEMBER,
            KnownMember(8, "李四", Category.PROBATIONARY, "一组", tail="1111"),
            KnownMember(9, "赵六", Category.FULL),
        ],
    )
    assert [entry.name for entry in changes.added] == ["王五"]
    assert [(change.member_id, change.fields) for change in changes.unchanged] == [(7, ())]
    assert [(change.member_id, change.fields) for change in changes.changed] == [
        (
            8,
            (
                FieldChange("category", Category.PROBATIONARY, Category.FULL),
                FieldChange("group", "一组", "二组"),
            ),
        )
    ]
    assert [member.id for member in changes.leaving] == [9]
    assert changes.ambiguous == ()


def test_who_has_left_is_a_change_of_a_member_and_nothing_where_there_is_no_such_member() -> None:
    left_on = (("张三", "2026-11-01"), ("李四", "2026-11-01"), ("王五", ""))
    reading = roster.read(sheet(("姓名", "转出日期"), *left_on), TODAY)
    changes = roster.compare(reading.entries, [MEMBER, replace(MEMBER, id=8, name="王五")])
    left = FieldChange("left_on", None, date(2026, 11, 1))
    assert [(change.member_id, change.fields) for change in changes.changed] == [(7, (left,))]
    assert [change.member_id for change in changes.unchanged] == [8]
    assert ([entry.name for entry in changes.gone], changes.added, changes.leaving) == (["李四"], (), ())


def test_what_the_file_does_not_say_changes_nothing() -> None:
    silent = RosterEntry(2, "张三", Category.FULL, given=frozenset({"name"}))
    member = KnownMember(7, "张三", Category.PROBATIONARY, "一组", frozenset({Duty.SECRETARY}), "0012", note="借调")
    assert [change.member_id for change in roster.compare([silent], [member]).unchanged] == [7]


@pytest.mark.parametrize(
    ("tails", "on_record", "outcome"),
    [
        (["0012"], ["0012", "3456"], ([], [(7, ())], [], [8])),
        (["9999"], ["0012", "3456"], ([2], [], [], [7, 8])),
        (["9999"], [None], ([], [(7, ("tail",))], [], [])),
        (["9999", "8888"], [None], ([], [], [(2, (7,)), (3, (7,))], [])),
        ([None], ["0012"], ([], [(7, ())], [], [])),
        ([None], ["0012", "3456"], ([], [], [(2, (7, 8))], [])),
        ([None], [], ([2], [], [], [])),
    ],
)
def test_identity_is_name_and_tail(tails: list[str | None], on_record: list[str | None], outcome: object) -> None:
    entries = [
        replace(ENTRY, row=row, tail=tail, given=ENTRY.given if tail else ENTRY.given - {"tail"})
        for row, tail in enumerate(tails, 2)
    ]
    changes = roster.compare(
        entries, [replace(MEMBER, id=number, tail=tail) for number, tail in enumerate(on_record, 7)]
    )
    matched = (*changes.changed, *changes.unchanged)
    assert (
        [entry.row for entry in changes.added],
        [(change.member_id, tuple(field.field for field in change.fields)) for change in matched],
        [(each.entry.row, each.member_ids) for each in changes.ambiguous],
        [member.id for member in changes.leaving],
    ) == outcome


def test_ambiguity_is_a_value() -> None:
    changes = roster.compare([replace(ENTRY, tail=None)], [MEMBER, replace(MEMBER, id=8, tail=None)])
    assert changes.ambiguous == (Ambiguous(replace(ENTRY, tail=None), (7, 8)),)


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(["0001", "0002"])), unique=True))
def test_importing_what_is_on_record_changes_nothing(people: list[tuple[str, str]]) -> None:
    entries = [replace(ENTRY, row=row, name=name, tail=tail) for row, (name, tail) in enumerate(people, 2)]
    members = [replace(MEMBER, id=number, name=name, tail=tail) for number, (name, tail) in enumerate(people)]
    changes = roster.compare(entries, members)
    assert len(changes.unchanged) == len(people)
    assert (changes.added, changes.changed, changes.leaving, changes.ambiguous) == ((), (), (), ())
