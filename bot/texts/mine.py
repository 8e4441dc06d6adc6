"""What is said about one's own record, and a group leader's view of the own group."""

from collections.abc import Sequence
from datetime import date

from bot.texts import attendance, dates, member_watch, terms
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.attendance import Totals
from storage.rules.compliance.coverage import StudyHours
from storage.rules.own_record import OwnRecord
from storage.rules.terms import Activity, LeaveKind, LeaveState

PRIVATE_ONLY = "个人记录只在私聊里看：请点我的头像，发 /mine。"
NOTHING_YET = "今年还没有您应到的会议。"
WRONG_HINT = "哪一次登记得不对，请点“有误？”。"
_LEAVE: dict[LeaveState, str] = {
    LeaveState.ASKED: "等待批准",
    LeaveState.APPROVED: "已批准",
    LeaveState.RETURNED: "未获批准",
    LeaveState.WITHDRAWN: "已撤回",
}


def brief(total: Totals) -> str:
    """The figures of a roll in a short line: what is nought is left out, so that the line fits a phone."""
    rest = (
        ("请假", total.on_leave),
        ("缺席", total.absent),
        ("补课", total.makeup),
        ("免于要求", total.exempt),
        ("未登记", total.unknown),
    )
    return " ".join(
        [f"应到 {total.expected} 实到 {total.present}", *(f"{label} {some}" for label, some in rest if some)]
    )


def header(name: str, organisation: str, year: int) -> str:
    """Whose record, of which year."""
    return lines(f"{bold(name)}{year}年的记录", safe(organisation))


def elsewhere(day: date, organisation: str) -> str:
    """A meeting of another branch one took part in."""
    return f"参加外支部会议：{dates.short_day(day)} {safe(organisation)}"


def record(own: OwnRecord) -> str:
    """The figures of all meetings, the two rates with their formulas, and each kind of meeting."""
    if not own.total.expected:
        return NOTHING_YET
    promised = f"（答应参加 {own.promised} 次，到会 {own.kept} 次）" if own.promised else ""
    return lines(
        bold(attendance.figures(own.total)),
        f"到会率 {attendance.percent(own.rate)}（实到 ÷ 应到）",
        f"履约率 {attendance.percent(own.commitment)}{promised}",
        GAP,
        *(f"{terms.ACTIVITY[activity]}：{brief(total)}" for activity, total in own.by_activity),
    )


def leave(day: date, activities: Sequence[Activity], kind: LeaveKind, state: LeaveState) -> str:
    """One's own request for leave and how it stands."""
    return f"• {dates.short_day(day)}{terms.activities(activities)}：{terms.LEAVE_KIND[kind]}，{_LEAVE[state]}"


def hours(own: StudyHours) -> str:
    """One's own study hours against the year's target, and what is counted."""
    left = "已达到" if own.reached else f"还差 {member_watch.figure(own.missing)}"
    return lines(
        f"集中学习 {member_watch.figure(own.hours)} 学时（全年 {own.target}，{left}）",
        "按参加的党课、主题党日时长计算。",
    )


def lesson(day: date, activities: Sequence[Activity], due: date) -> str:
    """A lesson of one's own still to be made up."""
    return f"• {dates.short_day(day)}{terms.activities(activities)}：{due.month}月{due.day}日前补"


def whole(title: str, figures: str, studied: str, lessons: Sequence[str], leaves: Sequence[str]) -> str:
    """One organisation's part of the own record."""
    owed = ["要补的课（发 /todo 去补）：", *lessons] if lessons else []
    asked = ["请假：", *leaves] if leaves else []
    return lines(title, GAP, figures, GAP, studied, GAP, *owed, GAP, *asked)


def group_year(group: str, year: int, rows: Sequence[str]) -> str:
    """A group's attendance of a year, for its leader."""
    return lines(f"{bold(group)}{year}年出勤（只发给您）", GAP, *(rows or [NOTHING_YET]))


def group_row(name: str, own: OwnRecord) -> str:
    """One member of the group."""
    return f"{safe(name)}：{brief(own.total)}"


def group_meeting(title: str, when: str, group: str, rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Who of a group has answered or come to one meeting, for its leader."""
    named = (f"{label} {len(names)}：{safe('、'.join(names))}" for label, names in rows if names)
    return lines(title, when, f"{bold(group)}（只看本组）：", *named)


ATTENDING, ON_LEAVE, SILENT, UNLINKED = "参加", "请假", "未回应", "未绑定，请打电话告知"
