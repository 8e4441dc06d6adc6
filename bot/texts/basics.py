"""Help, the state of the bot, and what is said when nothing else fits."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from bot.texts import terms
from bot.texts.commands import NAMES
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.deliveries import PlanKind
from storage.rules.powers import Power
from storage.rules.refusals import RefusalError
from storage.rules.terms import Duty

REFUSALS: Mapping[type[RefusalError], Callable[[Any], str]] = {}

ANONYMOUS = "请用个人身份发言：匿名或以频道身份发出的命令，我无法确认是谁。"
FORWARDED = "转发的消息不能作为本人的操作或正文，请自己打字。"
TOO_FAST = "操作太快了，请稍等几秒再试。"
NOT_UNDERSTOOD = "没有看懂。发 /help 看我能做什么。"
CANCELLED = "已离开当前填写，草稿保留着。\n再发同一个命令可以接着填。"
NOTHING_OPEN = "现在没有正在填写的内容。"
AFTER_RESTART = "刚才系统重启过，您的上一步已经保存。"
STRANGER_HELP = lines(
    "我是三会一课助手，帮党支部安排会议、签到、做记录、看落实情况。",
    "您还没有绑定账号。",
    "请在您所在组织的群里发 /join。",
)

_OFFERED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("天天用", ("todo", "meetings", "mine")),
    ("开会", ("schedule", "roll", "minutes", "life")),
    ("看落实", ("compliance", "plan", "summary")),
    ("管理", ("roster", "status")),
    ("其他", ("who", "cancel", "help")),
)
_NEEDS = {
    "schedule": Power.SCHEDULE,
    "plan": Power.SCHEDULE,
    "roll": Power.KEEP_ROLL,
    "minutes": Power.KEEP_MINUTES,
    "roster": Power.KEEP_ROSTER,
    "summary": Power.KEEP_SUMMARY,
    "status": Power.SEE_STATUS,
}
_EXAMPLE = "例如：/schedule 党员大会 下周三下午3点"
_LEADER = "组长看本组：发 /meetings，点“本组情况”。"
_IN_GROUP = ("meetings", "roll", "compliance", "help")


def help_private(organisation: str, name: str, duties: Collection[Duty], powers: Collection[Power]) -> str:
    """Say what this bot can do for this person in private, by what they are entitled to."""
    parts = []
    for title, offered in _OFFERED:
        rows = [_command(one) for one in offered if one not in _NEEDS or _NEEDS[one] in powers]
        parts += [lines(bold(title), *rows)] if rows else []
    return lines(
        f"{bold(name)}（{safe(organisation)}{'，' + terms.duties(duties) if duties else ''}）",
        GAP,
        *parts,
        GAP,
        _EXAMPLE if Power.SCHEDULE in powers else "",
        _LEADER if Duty.GROUP_LEADER in duties else "",
    )


def help_group() -> str:
    """Say what can be done in the group; everything personal is done in private."""
    rows = [_command(one) for one in _IN_GROUP]
    return lines("在群里可以发：", *rows, "请假、待办、个人记录请点我的头像，在私聊里发 /help。")


def _command(latin: str) -> str:
    return f"/{latin}　{NAMES[latin].word}：{NAMES[latin].line}"


def who(table: str, duties: Collection[Duty]) -> str:
    """Show who may do what, what the asker is, and how to ask about one thing."""
    return lines(
        "谁能做什么：",
        table,
        GAP,
        f"您的职务：{terms.duties(duties) or '党员'}",
        "想知道某件事为什么不能做，请写上这件事，例如：/who 批请假",
    )


PLAN = {
    PlanKind.MEETING_NOTICE: "会议通知",
    PlanKind.CHANGE_NOTICE: "变更通知",
    PlanKind.AMENDMENT_NOTICE: "变更通知",
    PlanKind.REMINDER: "会前提醒",
    PlanKind.SILENT_REPORT: "未回应名单",
    PlanKind.GROUP_MENTION: "群内提醒",
    PlanKind.LEAVE_REQUEST: "请假待批",
    PlanKind.LEAVE_RESULT: "请假结果",
    PlanKind.CORRECTION_REQUEST: "考勤更正待核对",
    PlanKind.CORRECTION_RESULT: "考勤更正结果",
    PlanKind.CODE_SCREEN: "签到码",
    PlanKind.SPOT_CHECK: "抽查在场",
    PlanKind.SPOT_REPORT: "抽查结果",
    PlanKind.MAKEUP_TASK: "补课通知",
    PlanKind.MAKEUP_HANDED_IN: "补课待审",
    PlanKind.MAKEUP_RESULT: "补课结果",
    PlanKind.DELEGATION: "批假委托",
    PlanKind.JOIN_REQUEST: "绑定待批",
    PlanKind.JOIN_RESULT: "绑定结果",
    PlanKind.MINUTES_NUDGE: "催写记录",
    PlanKind.WEEKLY_SUMMARY: "周报",
    PlanKind.MONTHLY_SUMMARY: "月报",
    PlanKind.QUARTERLY_SUMMARY: "季报",
    PlanKind.YEARLY_SUMMARY: "年报",
    PlanKind.URGE: "督办提醒",
    PlanKind.PLAN_OFFER: "明年计划",
    PlanKind.PRIVATE_DIGEST: "书记提要",
    PlanKind.CHAT_LOST: "群失联提示",
}


def status(
    organisation: str,
    group: str,
    rights: Sequence[str],
    unlinked: Sequence[str],
    unreachable: Sequence[str],
    coming: Sequence[tuple[PlanKind, str]],
    delivery: str,
) -> str:
    """How the bot fares for one organisation, for those who look after it."""
    return lines(
        f"{bold(organisation)}的运行状态",
        f"群：{safe(group) if group else '还没有绑定'}",
        *rights,
        f"未绑定 {len(unlinked)}：{safe('、'.join(unlinked))}" if unlinked else "未绑定 0",
        f"未送达 {len(unreachable)}：{safe('、'.join(unreachable))}，请另行通知" if unreachable else "未送达 0",
        delivery,
        *(f"接下来：{when} {PLAN.get(kind, '其他')}" for kind, when in coming),
    )


READS_ALL = "群里的文字：能看到（可以用 # 记录）"
READS_COMMANDS = "群里的文字：看不到。请把我设为群管理员，才能用 # 记录。"
CAN_PIN = "置顶卡片：可以"
CANNOT_PIN = "置顶卡片：没有权限"
SENT_PRIVATELY = "已私聊发给您。"
LOST = "我已经不在绑定的群里，请把我重新加进群。"
