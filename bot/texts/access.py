"""What is said about who may do what."""

from bot.actions.access import UnboundChatError
from bot.buttons import StaleButtonError
from bot.texts import terms
from storage.repositories.dialogues import DialogueMovedOnError
from storage.rules.powers import POWERS, NotEntitledError, NotReachableError, Power, StrangerError

POWER = {
    Power.SCHEDULE: "安排会议",
    Power.ANSWER: "回复会议、请假",
    Power.CHECK_IN: "签到",
    Power.DECIDE_LEAVE: "批准请假",
    Power.ADMIT_MEMBERS: "同意成员绑定账号",
    Power.KEEP_ROSTER: "管理名册",
    Power.KEEP_ROLL: "登记和确认考勤",
    Power.KEEP_MINUTES: "整理会议记录",
    Power.SEE_COMPLIANCE: "查看落实情况",
    Power.KEEP_SUMMARY: "预览和发布周报",
    Power.LEAD_LIFE: "记录和查看批评和自我批评",
    Power.SEE_STATUS: "查看运行状态",
    Power.SET_UP: "选择敏感内容的填写方式",
    Power.KEEP_RECORDS: "补录会议、申请顺延和作废",
    Power.APPROVE_RECORDS: "批准别人申请的顺延和作废",
}


def carriers(power: Power) -> str:
    """Return who may do this, such as 书记、副书记."""
    held = POWERS[power]
    return "全体党员" if held is None else terms.duties(held)


def table() -> str:
    """Return the whole table of powers, one a line."""
    return "\n".join(f"{label}：{carriers(power)}" for power, label in POWER.items())


def not_entitled(refusal: NotEntitledError) -> str:
    """Say who may do it instead."""
    return f"只有{carriers(refusal.power)}可以{POWER[refusal.power]}。需要时请联系书记。"


REFUSALS = {
    NotEntitledError: not_entitled,
    StrangerError: lambda _: "您不在本组织的名册里，或者还没有绑定账号。请在本组织的群里发 /join。",
    NotReachableError: lambda _: "这些内容只能私下告诉您：请点我的头像，按“开始”，再发一次。",
    UnboundChatError: lambda _: "本群未绑定任何组织。请让管理员给出绑定码，再在群里发：/bind 绑定码",
    StaleButtonError: lambda _: "按钮已失效，请重新打开。可以发 /meetings 看最新的会议。",
    DialogueMovedOnError: lambda _: "这一步已经填过了，请看最新的一条消息。",
}
