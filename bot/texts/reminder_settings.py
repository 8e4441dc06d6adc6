"""What is said about reminders: what a branch decided, what a member chose."""

from collections.abc import Mapping, Sequence
from datetime import time

from bot.texts import terms
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.terms import Activity

OPEN, QUIET, BACK = "提醒设置", "免打扰时间", "返回"
MENTION_ON, MENTION_OFF = "群里点名：打开", "群里点名：关掉"
NUDGES, NUDGES_ON, NUDGES_OFF = "我的提醒", "打开额外提醒", "关掉额外提醒"
_APPLIES = "从下一次发布（或改期）的会议起生效。"
_ALWAYS = "会议通知和会前2小时的提醒总会发，不能关。"


def settings(
    organisation: str, ladder: Mapping[Activity, Sequence[int]], quiet: tuple[time, time], *, mentions: bool
) -> str:
    """Show everything a branch has decided about reminders."""
    return lines(
        bold(f"提醒设置（{organisation}）"),
        GAP,
        "会前几天提醒还没有回复的同志：",
        *(f"{terms.ACTIVITY[activity]}：{_days(days)}" for activity, days in ladder.items()),
        GAP,
        f"免打扰：{hours(quiet)}",
        f"会前一天在群里点名未回应的同志：{'点名' if mentions else '不点名'}",
        GAP,
        _ALWAYS,
        _APPLIES,
    )


def days(activity: Activity, chosen: Sequence[int]) -> str:
    """Show on which days before one kind of meeting people are reminded."""
    return lines(
        f"{bold(terms.ACTIVITY[activity])}：会前几天提醒还没有回复的同志？",
        f"现在：{_days(chosen)}",
        "点一下就改，可以选几个。",
        GAP,
        _ALWAYS,
        _APPLIES,
    )


def day(ahead: int, *, chosen: bool) -> str:
    """Label one day to be chosen or taken out."""
    return f"✓ {ahead}天前" if chosen else f"{ahead}天前"


def quiet(chosen: tuple[time, time]) -> str:
    """Ask for the quiet hours."""
    return lines(
        "几点到几点不打扰大家？请点一个。",
        f"现在：{hours(chosen)}",
        "这段时间里的提醒会推迟，不会丢。",
        GAP,
        _APPLIES,
    )


def quiet_choice(offered: tuple[time, time], *, chosen: bool) -> str:
    """Label one choice of quiet hours."""
    return f"✓ {hours(offered)}" if chosen else hours(offered)


def hours(between: tuple[time, time]) -> str:
    """Return quiet hours such as 22:00–07:30."""
    begin, end = between
    return f"{begin:%H:%M}–{end:%H:%M}" if begin != end else "不设"


def nudges(*, wanted: bool) -> str:
    """Show a member which reminders they get."""
    extra = "（开）：您还没有回复时，会前几天会提醒您。" if wanted else "（关）：会前几天不再提醒您回复。"
    return lines(bold(NUDGES), f"额外提醒{extra}", _ALWAYS)


def mention_is(*, wanted: bool) -> str:
    """Answer the tap that switches the mention."""
    return "会前一天在群里点名一次" if wanted else "群里不再点名"


def title(activity: Activity) -> str:
    """Label the button of one activity."""
    return safe(terms.ACTIVITY[activity])


def _days(chosen: Sequence[int]) -> str:
    return "、".join(f"{one}天" for one in chosen) or "不提醒"
