"""One line that schedules a meeting, in the orders people type it."""

import pytest

from storage.rules.activity_names import UnknownActivity
from storage.rules.schedule_line import Line, read
from storage.rules.terms import Activity

LECTURE = (Activity.PARTY_LECTURE,)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", Line()),
        ("党课", Line(LECTURE)),
        ("党课 12月5日15:00 地点：三楼 主题：学习", Line(LECTURE, "12月5日15:00", "三楼", "学习")),
        ("党课12月5日15:00地点：三楼主题：学习", Line(LECTURE, "12月5日15:00", "三楼", "学习")),
        ("党课\n地点：三楼\n时间：12月5日15:00\n主题：a，b", Line(LECTURE, "12月5日15:00", "三楼", "a，b")),
        (
            "主题党日 主题：红色教育，集合地点：校门口",
            Line((Activity.THEME_PARTY_DAY,), "", "", "红色教育，集合地点：校门口"),
        ),
        ("党课 时间 12月5日15:00 地点 三楼 主题 学习", Line(LECTURE, "12月5日15:00", "三楼", "学习")),
        ("主题党日 12月5日15:00", Line((Activity.THEME_PARTY_DAY,), "12月5日15:00")),
        ("召开党课 明天15:00", Line(LECTURE, "明天15:00")),
        ("12月5日15:00 党课 主题：学习", Line(LECTURE, "12月5日15:00", "", "学习")),
        ("明天下午3点开党课", Line(LECTURE, "明天下午3点")),
        ("黨課 12月5日15:00 地點：三樓", Line(LECTURE, "12月5日15:00", "三樓")),
    ],
)
def test_a_line_is_read_into_its_parts(text: str, line: Line) -> None:
    assert read(text) == line


@pytest.mark.parametrize(
    "text", ["大会议室 明天15:00", "支委扩大会 明天15:00", "明天15:00 大会堂", "学习会 明天", "主题：党课"]
)
def test_what_names_no_type_is_refused(text: str) -> None:
    with pytest.raises(UnknownActivity):
        read(text)
