"""What is said about signing in and the roll."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from bot.actions.attendance import HeadCountError, ReasonNeededError, TooEarlyError
from bot.texts import dates, terms
from bot.texts.markup import bold, lines, safe
from storage.rules.attendance import (
    CheckInClosedError,
    CheckInNotOpenError,
    CodeNeededError,
    RollLockedError,
    Totals,
    attendance_rate,
    rate,
)
from storage.rules.terms import AttendanceStatus, CheckInWay, LeaveKind

ASK_WHICH = "是哪一次会议？请点一个。"
ASK_HEAD_COUNT = "请清点会场人数，打一个数字（不含线上参加的同志），例如：8"
ASK_REOPEN = "为什么要重新打开考勤？请写一句原因，会一直保留。"
ASK_REASON = "请写明理由（会一直保留），或者点一个："
ASK_TIMED_REASON = "请写明时间和理由（会一直保留），例如：15:40 家里有事。\n不写时间，就按现在算。也可以点一个："
REASONS = ("还没有绑定账号", "没有带手机", "手机没有信号")
OPENED = "签到已开放，群里的卡片上会出现“签到”。"
CONFIRMED = "已确认。"
ASK_STATUS = "请点实际情况："
LOCKED_HINT = "考勤已经确认。要改请先点“重新打开”。"


def checked_in(status: AttendanceStatus, at: datetime, zone: ZoneInfo, *, fresh: bool) -> str:
    """Answer a tap on 签到."""
    late = "（迟到）" if status is AttendanceStatus.LATE else ""
    return f"{'签到成功' if fresh else '您已签到'}{late} {at.astimezone(zone):%H:%M}"


def figures(total: Totals) -> str:
    """The figures of a roll, each behind its label; they always add up."""
    extra = f" 补课 {total.makeup}" if total.makeup else ""
    exempt = f" 免于要求 {total.exempt}" if total.exempt else ""
    return (
        f"应到 {total.expected} 实到 {total.present} 请假 {total.on_leave} "
        f"缺席 {total.absent} 未登记 {total.unknown}{extra}{exempt}"
    )


def roll(
    title: str,
    when: str,
    total: Totals,
    names: Sequence[tuple[str, str]],
    *,
    locked: str,
    head_count: int | None,
    below: Sequence[str] = (),
) -> str:
    """A roll with names, for those who keep it."""
    return lines(
        f"考勤：{bold(title)}",
        when,
        bold(figures(total)),
        *(f"{label}：{safe(people)}" for label, people in names if people),
        *below,
        f"现场清点 {head_count}" if head_count is not None else "",
        locked,
    )


NOT_VISITED = "还没有送学"


def rates(total: Totals, promised: int, came: int) -> str:
    """The two rates, kept apart: who came of those expected, and who came of those who had said so."""
    return (
        f"到会率 {percent(attendance_rate(total))}（实到 {total.present} ÷ 应到 {total.expected - total.exempt}）\n"
        f"履约率 {percent(rate(came, promised))}（答应参加 {promised} 到会 {came}）"
    )


def percent(share: Fraction | None) -> str:
    """A rate as people read it; nothing out of nothing is —."""
    return "—" if share is None else f"{round(share * 100)}%"


def leave(kind: LeaveKind, *, late: bool) -> str:
    """The kind of somebody's leave, for those who keep the roll."""
    return terms.LEAVE_KIND[kind] + ("，临近会议才提出" if late else "")


def made_up(was: AttendanceStatus) -> str:
    """What stood on the roll before the lesson was made up."""
    return f"原{terms.ATTENDANCE[was]}"


def counts_only(title: str, total: Totals) -> str:
    """A roll for a group: counts, never names."""
    return lines(f"考勤：{bold(title)}", figures(total), "名单请书记或记录人在私聊里发 /roll 查看。")


def person(name: str, status: AttendanceStatus | None, how: str, *, locked: bool = False) -> str:
    """One person's line, to be corrected; one of a confirmed roll once it was reopened."""
    label = terms.ATTENDANCE[status] if status else terms.UNKNOWN_ATTENDANCE
    hint = LOCKED_HINT if locked else ASK_STATUS
    return lines(f"{bold(name)}：{label}", f"说明：{safe(how)}" if how else "", hint)


def locked(when: str, by: str) -> str:
    """Say that a roll is confirmed."""
    return f"已确认（{when}，{safe(by)}）"


def head_count_differs(refusal: HeadCountError) -> str:
    """Name those who are entered, so that the recorder can compare."""
    return (
        f"人数不符：清点 {refusal.counted}，登记在场 {refusal.entered}。"
        f"登记在场的有：{safe('、'.join(refusal.names)) or '无'}。请核对后再点“确认考勤”。"
    )


REFUSALS = {
    CheckInNotOpenError: lambda _: "签到还没有开始：会议开始前 30 分钟开放，请到时再点。",
    CheckInClosedError: lambda _: "签到已经结束。如果到会了，请找记录人补签。",
    CodeNeededError: lambda _: "这次签到要输入会场里显示的 6 位签到码。请点卡片上的“签到”，再到私聊里打数字。",
    RollLockedError: lambda _: "考勤已经确认，不能再改。要更正请记录人先点“重新打开”。",
    TooEarlyError: lambda _: "会议还没有开始，现在不能这样登记。请等会议开始。",
    ReasonNeededError: lambda _: "代签、补签要写明理由，请写一句，例如：没有带手机。",
    HeadCountError: head_count_differs,
}


def when(moment: datetime, zone: ZoneInfo) -> str:
    """A moment for a roll."""
    return dates.short_moment(moment, zone)


def way(how: CheckInWay, reason: str) -> str:
    """How a line came about that is nobody's own sign-in."""
    label = {CheckInWay.PROXY: "代签", CheckInWay.LATE_ENTRY: "补签"}.get(how, "登记")
    return f"{label}：{reason}" if reason else label
