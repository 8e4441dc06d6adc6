"""What is said about lessons made up for a missed meeting, and about visits to exempt members."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.texts import dates, terms
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.makeup import (
    MATERIAL_LIMIT,
    MakeupSettledError,
    NoMaterialError,
    NoSuchMakeupError,
    OwnMakeupError,
)
from storage.rules.terms import AttendanceStatus, MakeupState
from storage.rules.visits import NotExemptError

MAKEUPS = "补课"
VISITS = "送学"
MATERIAL = "给补课材料"
DONE = "我已学完"
ON_PAPER = "凭书面材料登记补课"
NO_WORDS = "不写体会"
NO_REMARK = "不写意见"
ASK_WORDS = "请写一两句学习体会（只有审核的同志看得到），或者点“不写体会”。"
ASK_REMARK = "已退回。请写一句退回的原因，或者点“不写意见”。"
RETURN_PASSED_ON = "已转告本人。"
HANDED_IN = "已交给记录人审核。通过后，考勤上记为“补课”。"
SETTLED_BEFORE = "这份补课已经有人处理过了。"
ASK_MATERIAL = f"请把补课材料打在这里（最多 {MATERIAL_LIMIT} 个字），或者发一个文件。"
STATE = {
    MakeupState.OPEN: "待补课",
    MakeupState.SUBMITTED: "待审核",
    MakeupState.APPROVED: "已补课",
}


def task(
    body: str,
    was: AttendanceStatus,
    due: datetime,
    zone: ZoneInfo,
    material: str,
    remark: str,
    *,
    again: bool,
    late: bool,
) -> str:
    """A lesson to its member: for which meeting, what to read, by when."""
    opening = "提醒：您有一次补课还没有完成。" if again else "您有一次补课："
    return lines(
        opening + ("（因故迟发）" if late else ""),
        GAP,
        body,
        f"考勤：{terms.ATTENDANCE[was]}",
        f"请在 {dates.short_moment(due, zone)} 前学完，再点“{DONE}”。",
        f"退回的原因：{safe(remark)}" if remark else "",
        GAP,
        f"学习材料：{safe(material)}" if material else "",
    )


SEE_FILE = "见这份文件"
MATERIAL_KEPT = "已给（文字）"
NO_MATERIAL = "记录人还没有发材料，发了我再告诉您；也可以先看会议记录。"


def own(state: MakeupState, body: str) -> str:
    """What stands where a task stood once it was handed in."""
    said = "已交，等待审核。" if state is MakeupState.SUBMITTED else "补课已完成，考勤上已记为“补课”。"
    return lines(said, GAP, body)


def handed_in(name: str, body: str, was: AttendanceStatus, words: str, *, late: bool) -> str:
    """A lesson handed in, to somebody who says whether it is done."""
    return lines(
        f"{bold(name)}交了补课" + ("（超过期限）" if late else ""),
        f"原来的考勤：{terms.ATTENDANCE[was]}",
        f"体会：{safe(words)}" if words else "体会：没有写",
        GAP,
        body,
    )


def waiting(name: str, body: str, due: datetime, zone: ZoneInfo, *, linked: bool) -> str:
    """A lesson that has not been handed in, to somebody who keeps the roll."""
    return lines(
        f"{bold(name)}还没有补课",
        f"期限：{dates.short_moment(due, zone)}",
        "" if linked else "本人没有绑定账号。交了书面材料，可以凭书面材料登记。",
        GAP,
        body,
    )


def settled(name: str, state: MakeupState, by: str, when: str, body: str) -> str:
    """What became of a lesson, to everybody who might have decided it."""
    said = f"已批准（{safe(by)}，{when}），考勤已记为“补课”。" if state is MakeupState.APPROVED else ""
    said = said or f"已退回（{safe(by)}，{when}），请本人再学。"
    return lines(f"{bold(name)}的补课", bold(said), GAP, body)


def result(state: MakeupState, body: str, remark: str) -> str:
    """Tell a member what became of their lesson."""
    if state is MakeupState.APPROVED:
        return lines("您的补课已通过，考勤上已记为“补课”：", GAP, body)
    return lines("您的补课被退回，请再学一学：", f"原因：{safe(remark)}" if remark else "", GAP, body)


def listed(title: str, rows: Sequence[tuple[str, Sequence[str]]], *, material: str) -> str:
    """The lessons of a meeting, for those who keep its roll."""
    known = [f"{label} {len(names)}：{safe('、'.join(names))}" for label, names in rows if names]
    return lines(
        f"补课：{bold(title)}",
        *(known or ["现在没有要补课的同志。考勤确认以后，请假和缺席的同志会收到补课通知。"]),
        f"材料：{safe(material)}" if material else "材料：还没有给",
    )


def material_given(count: int) -> str:
    """Confirm that the material is kept and told."""
    return f"材料已保存，马上发给 {count} 位待补课的同志。" if count else "材料已保存。考勤确认后，会发给要补课的同志。"


def note_visit(name: str) -> str:
    """Note a visit to somebody."""
    return f"记送学：{name}"


ASK_VISITOR = "是哪位同志上门的？请点一个。"
ASK_VISIT_DAY = "是哪一天去的？请点一个，或者打日期，例如：2026-12-04"
VISIT_DAYS = ("今天", "昨天")


def visit(day: date, visitor: str) -> str:
    """One visit."""
    return f"{dates.short_day(day)}{visitor}上门"


def visits(title: str, rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The exempt members, each with the visits that brought them this meeting."""
    if not rows:
        return lines(f"送学：{bold(title)}", "名册上没有免于要求的同志。")
    known = [f"{safe(name)}：{safe('；'.join(seen)) if seen else '还没有送学'}" for name, seen in rows]
    return lines(f"送学：{bold(title)}", "免于要求的同志，请上门送学，把会议内容讲给他们听。", *known)


REFUSALS = {
    NoSuchMakeupError: lambda _: "没有这份补课，或者已经不需要补课了。请发 /todo 看最新的待办。",
    MakeupSettledError: lambda _: "这份补课已经交了或者处理过了。要看情况请发 /mine。",
    OwnMakeupError: lambda _: "自己的补课要由其他同志审核，请等书记或记录人。",
    NoMaterialError: lambda _: "请打字，或者发一个文件（不是照片）。",
    NotExemptError: lambda _: "这位同志在开会那天不是免于要求的，请按考勤登记。",
}
