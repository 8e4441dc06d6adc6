"""What is said about leave."""

from bot.texts import terms
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.leave import LeaveDecidedError, NoSuchLeaveError, OwnLeaveError
from storage.rules.terms import LeaveKind, LeaveState

GO_PRIVATE = "请到与我的私聊里选请假类别。"
OPEN_PRIVATE = "我还不能私聊您：请点我的头像，按“开始”，再点一次“请假”。"
NO_REASON = "不写理由"
NO_REMARK = "不写意见"
ASK_REASON = "已提交请假。请简单写一下理由（只有审批的同志看得到），或者点“不写理由”。"
ASK_REMARK = "已退回。请写一句退回的原因，或者点“不写意见”。"
PASSED_ON = "请假已交给书记，批准后我会告诉您。"
RETURN_PASSED_ON = "已把意见转给本人。"
LATE = "临近会议才提出"
LATE_NOTE = "离会议很近了，会注明“临近会议才提出”，照样交给审批的同志。"
DECIDED_BEFORE = "这份请假已经有人处理过了。"


def ask_kind(body: str) -> str:
    """Ask for the kind of leave."""
    return lines("您要为这次会议请假：", GAP, body, GAP, "请点请假类别：")


def request(name: str, kind: LeaveKind, body: str, reason: str, *, late: bool, past_due: bool) -> str:
    """Pass a request on to someone who decides."""
    return lines(
        _headline(name, kind, late=late),
        f"理由：{safe(reason)}" if reason else "理由：没有写",
        GAP,
        body,
        "（因故迟发）" if past_due else "",
    )


def settled(name: str, kind: LeaveKind, state: LeaveState, by: str, when: str, body: str, *, late: bool) -> str:
    """Say what became of a request, to everybody who might have decided it."""
    outcome = {
        LeaveState.APPROVED: f"已批准（{safe(by)}，{when}）",
        LeaveState.RETURNED: f"已退回（{safe(by)}，{when}）",
        LeaveState.WITHDRAWN: "本人已撤回，改为参加，不用处理了。",
    }.get(state, "")
    return lines(_headline(name, kind, late=late), bold(outcome), GAP, body)


def _headline(name: str, kind: LeaveKind, *, late: bool) -> str:
    return f"{bold(name)}请假：{terms.LEAVE_KIND[kind]}" + (f"（{LATE}）" if late else "")


def result(state: LeaveState, body: str, remark: str) -> str:
    """Tell the asker what was decided."""
    if state is LeaveState.APPROVED:
        return lines("您的请假已批准：", GAP, body)
    return lines("您的请假没有批准，请重新回复：", f"原因：{safe(remark)}" if remark else "", GAP, body)


REFUSALS = {
    LeaveDecidedError: lambda _: "这份请假已经处理过了，不能再改。需要改请联系书记。",
    NoSuchLeaveError: lambda _: "没有这份请假，或者已经撤回。请发 /todo 看最新的待办。",
    OwnLeaveError: lambda _: "自己的请假要由其他同志批准，请等书记或别的同志处理。",
}
