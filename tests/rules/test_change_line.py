"""One line that moves a meeting."""

import pytest

from storage.rules.change_line import ChangeLine, read, split_reason
from storage.rules.terms import Activity


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("改期 12月4日14:30 原因：场地冲突", ChangeLine((), "12月4日14:30", "场地冲突")),
        ("改期到12月4日14:30，原因:场地冲突", ChangeLine((), "12月4日14:30", "场地冲突")),
        ("/改期 党课 下周三15:00", ChangeLine((Activity.PARTY_LECTURE,), "下周三15:00")),
        ("改期", ChangeLine()),
        ("改期 原因：停电", ChangeLine((), "", "停电")),
        ("改期下周三15:00", ChangeLine((), "下周三15:00")),
        ("改期礼拜五15:00", ChangeLine((), "礼拜五15:00")),
        ("改期十二月五日", ChangeLine((), "十二月五日")),
        ("改期一下吧", None),
        ("改期通知在哪里看", None),
        ("会议改期了吗", None),
        ("12月4日14:30 原因：场地冲突", None),
        ("", None),
    ],
)
def test_a_line_is_read_into_its_parts(text: str, line: ChangeLine | None):
    assert read(text) == line


def test_a_reason_stands_at_the_end():
    assert split_reason("12月4日14:30") == ("12月4日14:30", "")
    assert split_reason("原因：停电") == ("", "停电")
    assert split_reason("说明原因") == ("说明原因", "")
