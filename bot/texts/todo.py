"""What is said about the things that wait for somebody."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.actions.errands import Errand
from bot.texts import dates, terms
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.terms import Activity

NOTHING = "现在没有等您处理的事。"
PRIVATE_ONLY = "待办只在私聊里看：请点我的头像，发 /todo。"
HINT = "点下面的按钮就能处理，最早的排在最前。"

WHAT: Mapping[Errand, str] = {
    Errand.ANSWER: "回复会议",
    Errand.DECIDE_LEAVE: "批请假",
    Errand.DECIDE_JOIN: "核对绑定",
    Errand.CONFIRM_ROLL: "确认考勤",
    Errand.CONFIRM_PRESENCE: "确认在会场",
    Errand.MAKE_UP: "补课",
    Errand.JUDGE_MAKEUP: "审核补课",
    Errand.WRITE_MINUTES: "写会议记录",
    Errand.SIGN_MINUTES: "会议记录签字",
    Errand.SELF_CRITICISM: "写自我批评",
    Errand.JUDGE_CORRECTION: "核对考勤",
    Errand.ARRANGE: "安排会议",
    Errand.AT_RISK: "快到期还没开",
    Errand.MISSED: "逾期未落实",
    Errand.DECIDE_APPROVAL: "批顺延或作废",
    Errand.CHECK_ABSENCE: "核查长期未参加的同志",
}
_DAY: Mapping[Errand, str] = {Errand.ARRANGE: "计划", Errand.AT_RISK: "截止"}
_BY_ACTIVITY = frozenset({Errand.ARRANGE, Errand.AT_RISK})
"""What is told apart by the kind of meeting rather than by its day."""


def header(total: int) -> str:
    """How many things wait."""
    return bold(f"待办 {total} 件")


def row(
    number: int,
    errand: Errand,
    since: date,
    activities: Sequence[Activity],
    day: date | None,
    name: str,
    place: str,
    count: int,
) -> str:
    """One thing that waits: what it is, of whom and which meeting, and since when."""
    when = f"{_DAY.get(errand, '')}{dates.short_day(day)}" if day else ""
    many = f"近一个月 {count} 项" if count else ""
    about = " ".join(part for part in (safe(name), terms.activities(activities), when, many) if part)
    where = f"（{safe(place)}）" if place else ""
    return lines(
        f"{number}. {bold(WHAT[errand])}{where}", f"　{about}" if about else "", f"　{since.month}月{since.day}日起"
    )


def label(number: int, errand: Errand, activities: Sequence[Activity], day: date | None, name: str) -> str:
    """The button of one thing."""
    tail = f"{day.month}月{day.day}日" if day else ""
    if errand in _BY_ACTIVITY:
        tail = terms.activities(activities[:1])
    tail = name or tail
    return f"{number}. {WHAT[errand]}{' ' + tail if tail else ''}"


def page(title: str, rows: Sequence[str], number: int, of: int) -> str:
    """The list, a page at a time."""
    return lines(title, GAP, *rows, GAP, HINT, f"第 {number + 1}/{of} 页" if of > 1 else "")
