"""What is said about putting an obligation off and declaring a record void; private chats only."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.texts import dates
from bot.texts.compliance_words import full_day
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.approvals import (
    AlreadyAskedError,
    ApprovalKind,
    ApprovalState,
    DeferralDayError,
    NobodyToApproveError,
    NoSuchApprovalError,
    NotToDeferError,
    NotToVoidError,
    OwnRequestError,
)

PUT_OFF = "申请顺延"
SUBMIT = "提交"
DECIDED_BEFORE = "这份申请已经有人处理过了。"
WHICH_DAY = "这个日子有几种读法，请写全，例如：12月31日"
ASK_VOID_REASON = "为什么要作废？请打一句话，例如：误录，当天是职工大会。"
ASK_DEFERRAL_REASON = "为什么要顺延？请打一句话，例如：防汛值守，党员全部在岗。"
NO_NAMES = "请不要写个人的病情、家事。"

_TITLE: Mapping[ApprovalKind, str] = {
    ApprovalKind.DEFERRAL: "申请顺延",
    ApprovalKind.VOID: "申请作废会议记录",
}
_EFFECT: Mapping[ApprovalKind, str] = {
    ApprovalKind.DEFERRAL: "批准以后，新的期限才算数。",
    ApprovalKind.VOID: "另一位同志批准以后，这次会议才不再计入。记录不会删除，会注明已作废。",
}
_RESULT: Mapping[ApprovalState, str] = {
    ApprovalState.ASKED: "等待批准",
    ApprovalState.APPROVED: "已批准",
    ApprovalState.RETURNED: "没有批准",
}


def void_label(day: date) -> str:
    """The button that asks to declare a record void."""
    return f"作废 {day.month}月{day.day}日的记录"


def ask_day(obligation: str, ends: date) -> str:
    """Ask for the new last day of an obligation."""
    return lines(
        bold(obligation), f"现在的期限：{full_day(ends)}", GAP, "顺延到哪一天？点一个，或者打日期，例如：12月31日"
    )


def day_label(day: date) -> str:
    """One of the days offered."""
    return dates.short_day(day)


def ask_reason(kind: ApprovalKind, about: Sequence[str]) -> str:
    """Ask why, with what is meant above."""
    asked = ASK_DEFERRAL_REASON if kind is ApprovalKind.DEFERRAL else ASK_VOID_REASON
    return lines(*about, GAP, asked, NO_NAMES)


def deferral(obligation: str, new_day: date | None) -> list[str]:
    """What is to be put off."""
    return [bold(obligation), f"顺延到：{full_day(new_day)}" if new_day else ""]


def preview(kind: ApprovalKind, organisation: str, about: Sequence[str], reason: str) -> str:
    """Show a request before it is handed in."""
    return lines(
        f"{_TITLE[kind]}，请核对：",
        GAP,
        f"组织：{safe(organisation)}",
        *about,
        f"原因：{safe(reason)}",
        GAP,
        _EFFECT[kind],
    )


def submitted(kind: ApprovalKind) -> str:
    """Confirm that a request was handed in."""
    return f"已提交：{_TITLE[kind]}。批准或者退回以后，我会告诉您。"


def request(
    kind: ApprovalKind, organisation: str, about: Sequence[str], reason: str, asked_by: str, day: date, *, late: bool
) -> str:
    """Show a request to one who decides it."""
    return lines(
        f"{bold(_TITLE[kind])}，请您批：",
        GAP,
        f"组织：{safe(organisation)}",
        *about,
        f"原因：{safe(reason)}",
        f"申请人：{safe(asked_by)}（{dates.short_day(day)}）",
        "（因故迟发）" if late else "",
        GAP,
        _EFFECT[kind],
    )


def decided(kind: ApprovalKind, state: ApprovalState) -> str:
    """Confirm a decision to the one who took it."""
    return f"{_TITLE[kind]}：{_RESULT[state]}。已通知申请人。"


def result(kind: ApprovalKind, organisation: str, about: Sequence[str], state: ApprovalState) -> str:
    """Tell the asker what was decided."""
    more = "" if state is ApprovalState.APPROVED else "需要时可以补充理由，再申请一次。"
    return lines(f"{_TITLE[kind]}：{bold(_RESULT[state])}", GAP, f"组织：{safe(organisation)}", *about, GAP, more)


def obligation_name(activity: str, period: str) -> str:
    """What is owed and for which period."""
    return f"{activity} {period}"


def waiting(kind: ApprovalKind) -> str:
    """Say beside a verdict that a request waits; no names."""
    return f"{_TITLE[kind]}：{_RESULT[ApprovalState.ASKED]}。"


REFUSALS = {
    NotToDeferError: lambda _: "这一项不用顺延：已经落实，或者本来就不作要求。",
    NotToVoidError: lambda _: "只有已经召开的会议才能申请作废；这一次没有召开，或者已经作废。",
    AlreadyAskedError: lambda _: "已经申请过了，正在等待批准，不用再提。",
    NobodyToApproveError: lambda _: (
        "要由另一位同志批准：上级党组织或者本组织其他委员里，还没有人绑定账号。请先请一位委员在群里发 /join。"
    ),
    NoSuchApprovalError: lambda _: "没有这份申请，或者不归您批。",
    OwnRequestError: lambda _: "自己提的申请，要由另一位同志批准。",
    DeferralDayError: lambda refusal: (
        f"新的期限要在{full_day(refusal.after)}以后、一年以内。请另打一个日期，例如：{_example(refusal.after)}"
    ),
}


def _example(after: date) -> str:
    return f"{after.year + (after.month == 12)}年{after.month % 12 + 1}月28日"
