"""Reading the yearly notice on holidays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.calendar import DayKind, Override, span
from storage.rules.holiday_notice import NoticeFault, NoticeRefused, missing, parse_notice, year_of

NOTICE_2026 = """
国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府：经国务院批准，现将2026年放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
"""


def _off(name, first, last):
    return [Override(day, DayKind.STATUTORY_HOLIDAY, name) for day in span(first, last)]


def _work(name, *days):
    return [Override(day, DayKind.MAKEUP_WORKDAY, name) for day in days]


def test_whole_notice_is_read():
    expected = [
        *_off("元旦", date(2026, 1, 1), date(2026, 1, 3)),
        *_work("元旦", date(2026, 1, 4)),
        *_off("春节", date(2026, 2, 15), date(2026, 2, 23)),
        *_work("春节", date(2026, 2, 14), date(2026, 2, 28)),
        *_off("清明节", date(2026, 4, 4), date(2026, 4, 6)),
        *_off("劳动节", date(2026, 5, 1), date(2026, 5, 5)),
        *_work("劳动节", date(2026, 5, 9)),
        *_off("端午节", date(2026, 6, 19), date(2026, 6, 21)),
        *_off("中秋节", date(2026, 9, 25), date(2026, 9, 27)),
        *_off("国庆节", date(2026, 10, 1), date(2026, 10, 7)),
        *_work("国庆节", date(2026, 9, 20), date(2026, 10, 10)),
    ]
    assert parse_notice(NOTICE_2026, 2026) == tuple(sorted(expected, key=lambda row: row.day))


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("元旦：1月1日（周三）放假1天，不调休。", 2025, _off("元旦", date(2025, 1, 1), date(2025, 1, 1))),
        ("一、元旦：1月1日放假，与周末连休。", 2024, _off("元旦", date(2024, 1, 1), date(2024, 1, 1))),
        ("（一）元旦：1月1日～3日放假，共3天。", 2026, _off("元旦", date(2026, 1, 1), date(2026, 1, 3))),
        (
            "元旦：2022年12月31日至2023年1月2日放假调休，共3天。",
            2023,
            _off("元旦", date(2022, 12, 31), date(2023, 1, 2)),
        ),
        (
            "元旦：12月30日（周日）至1月1日（周二）放假调休，共3天。12月29日（星期六）上班。",
            2019,
            [*_work("元旦", date(2018, 12, 29)), *_off("元旦", date(2018, 12, 30), date(2019, 1, 1))],
        ),
        (
            "国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。",
            2025,
            [
                *_work("国庆节、中秋节", date(2025, 9, 28)),
                *_off("国庆节、中秋节", date(2025, 10, 1), date(2025, 10, 8)),
                *_work("国庆节、中秋节", date(2025, 10, 11)),
            ],
        ),
        (
            "春节：2月10日至17日放假调休，共8天。鼓励各单位安排职工在除夕（2月9日）休息。",
            2024,
            _off("春节", date(2024, 2, 10), date(2024, 2, 17)),
        ),
        (
            "清明节：4月5日放假，4月7日（星期一）补休。",
            2014,
            [*_off("清明节", date(2014, 4, 5), date(2014, 4, 5)), *_off("清明节", date(2014, 4, 7), date(2014, 4, 7))],
        ),
        ("劳动节：5月1日至5日调休放假，共5天", 2026, _off("劳动节", date(2026, 5, 1), date(2026, 5, 5))),
        ("５月１日－５日放假调休，共５天", 2026, _off("", date(2026, 5, 1), date(2026, 5, 5))),
    ],
)
def test_sentence_forms_are_read(text, year, expected):
    assert parse_notice(text, year) == tuple(expected)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", NoticeFault.EMPTY),
        ("今天天气很好。", NoticeFault.EMPTY),
        ("春节：2月15日至23日放假调休，共8天。", NoticeFault.WRONG_COUNT),
        ("春节：2月15日（周一）至23日放假调休，共9天。", NoticeFault.WRONG_WEEKDAY),
        ("春节：2月14日（星期五）上班。", NoticeFault.WRONG_WEEKDAY),
        ("春节：2月13日上班。", NoticeFault.WORK_ON_WORKDAY),
        ("春节：2月30日放假。", NoticeFault.IMPOSSIBLE_DATE),
        ("春节：13月1日放假。", NoticeFault.IMPOSSIBLE_DATE),
        ("春节：2月23日至15日放假。", NoticeFault.IMPOSSIBLE_DATE),
        ("春节：2月1日至10月23日放假。", NoticeFault.IMPOSSIBLE_DATE),
        ("春节：9999年12月31日放假。", NoticeFault.IMPOSSIBLE_DATE),
        ("春节：2月15日放假。元宵节：2月15日放假。", NoticeFault.TWICE),
        ("春节：2月14日可能会放假的。", NoticeFault.UNREAD),
        ("9月3日至5日休息，其中9月3日放假，9月6日（星期日）上班。", NoticeFault.UNREAD),
        ("春" * 20_001, NoticeFault.TOO_LONG),
    ],
)
def test_contradiction_is_refused(text, fault):
    with pytest.raises(NoticeRefused) as refused:
        parse_notice(text, 2026)
    assert refused.value.fault is fault


PIECES = """
1月 2月 30日 15日 (周一) 至 、 放假 调休 ，共 9天 上班 。 春节： 9999年 0000年 12月31日 （ ） \ud800 \x00 2 日
"""


@given(st.lists(st.sampled_from(PIECES.split()), max_size=20).map("".join), st.integers(2000, 2100))
def test_any_text_is_read_or_refused(text, year):
    try:
        rows = parse_notice(text, year)
    except NoticeRefused:
        return
    assert [row.day for row in rows] == sorted({row.day for row in rows})


@pytest.mark.parametrize(
    ("text", "asked", "year"),
    [
        (NOTICE_2026, None, 2026),
        (NOTICE_2026, 2026, 2026),
        ("元旦：1月1日放假。", 2027, 2027),
        ("２０２７年部分节假日安排", None, 2027),
        ("2027年 部分节假日安排", None, 2027),
    ],
)
def test_year_is_that_of_the_title_or_the_one_asked_for(text, asked, year):
    assert year_of(text, asked) == year


@pytest.mark.parametrize(
    ("text", "asked", "fault"),
    [
        ("元旦：1月1日放假。", None, NoticeFault.NO_YEAR),
        (NOTICE_2026, 2027, NoticeFault.OTHER_YEAR),
        ("2026年部分节假日安排 2027年部分节假日安排", None, NoticeFault.NO_YEAR),
    ],
)
def test_year_in_doubt_is_refused(text, asked, fault):
    with pytest.raises(NoticeRefused) as refused:
        year_of(text, asked)
    assert refused.value.fault is fault


def test_a_notice_is_whole_when_it_arranges_every_feast():
    assert missing(parse_notice(NOTICE_2026, 2026)) == ()
    assert missing(parse_notice("国庆节、中秋节：10月1日放假。", 2026)) == ("元旦", "春节", "清明", "劳动", "端午")
    assert missing(parse_notice("元旦：1月4日上班。", 2026))[0] == "元旦"
