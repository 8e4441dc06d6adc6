"""Words about delivery: on a message that comes late or twice, and about what did not reach its reader."""

from collections.abc import Mapping, Sequence

from bot.texts.markup import GAP, lines
from storage.rules.outcomes import Reason

LATE = "（因故迟发）"
MAYBE_REPEAT = "（可能重复：这条您也许已经收到过）"

REASON: Mapping[Reason, str] = {
    Reason.EXPIRED: "没能及时发出，已经过时",
    Reason.DOWNTIME: "停机期间过时，不再补发",
    Reason.SUPERSEDED: "已有更近的一条",
    Reason.MOVED: "会议改期",
    Reason.CANCELLED: "会议取消",
    Reason.BEGUN: "会议已经开始",
    Reason.ANSWERED: "已经回复",
    Reason.ON_LEAVE: "已经请假",
    Reason.DECLINED: "本人不要额外提醒",
    Reason.DECIDED: "已经有人处理",
    Reason.SIGNED: "已经签字",
    Reason.LEFT: "不在应到名单",
    Reason.NOBODY: "没有可以发的人",
    Reason.NOTHING: "没有内容要发",
    Reason.BLOCKED: "对方停用了机器人，请本人在私聊里发 /start",
    Reason.NEVER_STARTED: "对方没有打开过私聊，请本人在私聊里发 /start",
    Reason.DEACTIVATED: "对方账号已注销",
    Reason.CHAT_NOT_FOUND: "找不到聊天",
    Reason.KICKED: "机器人已被移出群，请重新加进群",
    Reason.NO_RIGHTS: "机器人在群里没有发言权限",
    Reason.TOPIC_GONE: "群里的话题已关闭或删除",
    Reason.MESSAGE_GONE: "原来的消息已经不在",
    Reason.REFUSED: "Telegram 不接受这条消息",
    Reason.WITHHELD: "按保密规定不能发到那里",
    Reason.FAULT: "程序出错",
}


def marked(text: str, *, late: bool, maybe_repeat: bool) -> str:
    """Put the marks a delivery needs above ``text``; one that its own words bear already is not said twice."""
    marks = [mark for mark, needed in ((MAYBE_REPEAT, maybe_repeat), (LATE, late)) if needed and mark not in text]
    return lines(*marks, GAP, text) if marks else text


def backlog(waiting: int, overdue: str, given_up: Sequence[tuple[Reason, int]], unseen: int) -> str:
    """Say what waits too long and what did not arrive in the last thirty days, and why."""
    return lines(
        f"积压 {waiting}：最早一条从{overdue}起没有发出" if overdue else "积压 0",
        *(f"没有送达 {count}：{REASON[reason]}" for reason, count in given_up),
        f"没有收到送达确认 {unseen}：按已送达处理" if unseen else "",
    )


def paused(until: str) -> str:
    """Say that Telegram has ordered a pause."""
    return f"Telegram 要求暂停发送，{until}以后自动继续。"


STOPPED = "Telegram 不认机器人的令牌，已经停发。请管理员核对 SANHUI_BOT_TOKEN。"
