"""What is said about who may do what."""

from collections.abc import Collection, Sequence

from bot.actions.access import UnboundChatError
from bot.buttons import StaleButtonError
from bot.texts import terms
from bot.texts.commands import NAMES
from bot.texts.markup import GAP, bold, lines, safe
from storage.repositories.dialogues import DialogueMovedOnError
from storage.rules.powers import POWERS, NotEntitledError, NotReachableError, Power, StrangerError
from storage.rules.terms import Duty

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
    Power.WATCH_MEMBERS: "查看人员情况",
}


_NOTE = {
    Power.SCHEDULE: "组长只能安排本组的会。",
    Power.DECIDE_LEAVE: "组长只批本组的会。自己的请假由别的同志批。",
    Power.KEEP_ROLL: "这次会议的主持人、记录人也可以。组长只管本组的会。",
    Power.KEEP_MINUTES: "这次会议的主持人、记录人也可以。签字只能由主持人和记录人本人来。",
    Power.LEAD_LIFE: "这次会议的主持人、记录人也可以。自己写的、别人给自己提的，本人都能看。",
    Power.ANSWER: "只限这次会议应到的同志。",
    Power.CHECK_IN: "只限这次会议应到的同志，会前 30 分钟到会后 30 分钟。",
}
_ASKED_AS = {
    Power.SCHEDULE: ("schedule", "plan", "发布", "改期", "取消会议", "安排", "开会"),
    Power.ANSWER: ("参加", "回复"),
    Power.CHECK_IN: ("签到",),
    Power.DECIDE_LEAVE: ("批准", "批假", "批请假", "退回"),
    Power.ADMIT_MEMBERS: ("join", "同意加入", "绑定"),
    Power.KEEP_ROSTER: ("roster", "确认导入"),
    Power.KEEP_ROLL: ("roll", "确认考勤", "补签", "代签", "重新打开"),
    Power.KEEP_MINUTES: ("minutes", "送审", "签字", "会议记录"),
    Power.SEE_COMPLIANCE: ("compliance",),
    Power.KEEP_SUMMARY: ("summary",),
    Power.LEAD_LIFE: ("life", "批评", "自我批评"),
    Power.SEE_STATUS: ("status",),
    Power.SET_UP: ("私聊", "内网页面", "填写方式"),
    Power.KEEP_RECORDS: ("补录", "顺延", "作废"),
}
"""Commands, buttons and everyday words by which people ask for a power; the first that fits the most letters wins."""


def read_power(words: str) -> Power | None:
    """Return the power somebody asks about by its name, a command, a button or an everyday word, or None."""
    asked = words.strip().removeprefix("/").lower()
    best: tuple[int, Power] | None = None
    for power, label in POWER.items():
        commands = [NAMES[one].word for one in _ASKED_AS.get(power, ()) if one in NAMES]
        for known in (label, *_ASKED_AS.get(power, ()), *commands):
            fits = known == asked or (len(known) > 1 and known in asked)
            if fits and (best is None or len(known) > best[0]):
                best = len(known), power
    return best[1] if best else None


def carriers(power: Power) -> str:
    """Return who may do this, such as 书记、副书记."""
    held = POWERS[power]
    return "全体党员" if held is None else terms.duties(held)


def table() -> str:
    """Return the whole table of powers, one a line."""
    return "\n".join(f"{label}：{carriers(power)}" for power, label in POWER.items())


def answer(power: Power, duties: Collection[Duty], names: Sequence[str] | None, *, may: bool) -> str:
    """Say who does a thing, whether the asker may and why, and whom to turn to (None: nobody is named in a group)."""
    own = terms.duties(duties)
    if may:
        verdict = f"您可以做。您的职务：{own or '党员'}"
    else:
        verdict = f"您不能做：您的职务是{own}，不在上面。" if own else "您不能做：您没有担任上面的职务。"
    ask = "可以找谁，请在私聊里发 /who 问。"
    if names is not None:
        ask = f"可以找：{safe('、'.join(names))}" if names else "现在没有这样的同志绑定账号，请联系书记或管理员。"
    return lines(
        bold(POWER[power]),
        f"由谁来做：{carriers(power)}",
        _NOTE.get(power, ""),
        GAP,
        verdict,
        "" if may else ask,
    )


UNKNOWN = "没有看出您问的是哪件事。"


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
