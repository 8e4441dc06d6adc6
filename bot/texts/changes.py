"""What is said about moving a meeting, putting it off and calling it off."""

from bot.texts import terms
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.changes import Change, ChangedMeanwhileError, NewTimePassedError, SameTimeError
from storage.rules.terms import MeetingState

CHANGE_TIME, CALL_OFF = "改期", "取消会议"
LATER = "时间另定"
CONFIRM = {Change.MOVED: "确认改期", Change.POSTPONED: "确认延期", Change.CANCELLED: "确认取消"}
ASK_WHICH = "要改哪一次会议的时间？请点一个。"
ASK_REASON = "原因是什么？请打一句话，会写进给大家的通知。"
NOTHING_CHANGED = "会议没有改动，没有通知任何人。"
_ASK = {
    Change.MOVED: "大家原来的回复要重新确认。",
    Change.POSTPONED: "定了新的时间，再发 /meetings 点“改期”。",
    Change.CANCELLED: "取消以后不能恢复。",
}
_HEADLINE = {Change.MOVED: "会议改期", Change.POSTPONED: "会议延期", Change.CANCELLED: "会议取消"}
_DONE = {Change.MOVED: "已改期", Change.POSTPONED: "已延期", Change.CANCELLED: "已取消"}
_NEW_TIME = {Change.POSTPONED: "另定", Change.CANCELLED: "取消"}


def ask_time(title: str, now_at: str, *, may_put_off: bool) -> str:
    """Ask for the new time of a meeting."""
    return lines(
        title,
        f"原定时间：{now_at}",
        "新的时间是什么？请点一个，或者直接打字，可以连原因一起写：",
        "12月5日15:00 原因：场地冲突",
        f"新的时间还没有定，请点“{LATER}”。" if may_put_off else "",
    )


def ask_reason(title: str, change: Change, was: str, becomes: str) -> str:
    """Show what was understood and ask for the reason."""
    return lines(title, from_to(change, was, becomes), GAP, ASK_REASON)


def preview(title: str, change: Change, was: str, becomes: str, reason: str, note: str, worth: str) -> str:
    """Show a change, old and new, before it is carried out."""
    return lines(
        f"请核对，确认后点“{CONFIRM[change]}”：",
        GAP,
        title,
        from_to(change, was, becomes),
        f"原因：{safe(reason)}",
        note,
        GAP if worth else "",
        worth,
        GAP,
        _ASK[change],
    )


def from_to(change: Change, was: str, becomes: str) -> str:
    """Show the old time and what becomes of it."""
    return f"时间：{was} → {_NEW_TIME.get(change, becomes)}"


def title(activities: str, organisation: str) -> str:
    """Name a meeting in one line."""
    return f"{bold(activities)}（{safe(organisation)}）"


def headline(change: Change, was: str, becomes: str, reason: str) -> str:
    """Say above a card what happened to the meeting, and why."""
    return lines(f"【{_HEADLINE[change]}】{was} → {_NEW_TIME.get(change, becomes)}", f"原因：{safe(reason)}")


def taken_back(state: MeetingState) -> str:
    """Say that a meeting is not held."""
    later = f"，{LATER}，请等通知" if state is MeetingState.POSTPONED else ""
    return f"这次会议{terms.MEETING_STATE[state]}{later}。"


def former(title_: str) -> str:
    """Say on an old card that a newer one stands below it."""
    return lines(title_, "这次会议已改期，请看下面最新的通知。")


def time_open(was: str) -> str:
    """Say when a meeting without a date was to be held."""
    return f"另定（原定{was}）"


def done(change: Change, group_bound: bool, linked: int, expected: int) -> str:
    """Confirm a change to the one who made it, and say who is told."""
    where = "群里和" if group_bound else "本组织还没有绑定群，只发私聊："
    unlinked = f"未绑定 {expected - linked} 人，请另行通知。" if expected > linked else ""
    return lines(f"{_DONE[change]}。{where}已绑定的 {linked} 人会收到通知。", unlinked)


REFUSALS = {
    SameTimeError: lambda _: "新的时间和原来一样。请另打一个时间，或者发 /cancel 不改。",
    NewTimePassedError: lambda _: "新的时间已经过了，请另打一个时间。",
    ChangedMeanwhileError: lambda _: "这次会议刚才已经有人改过。请发 /meetings 看最新情况，再点“改期”。",
}
