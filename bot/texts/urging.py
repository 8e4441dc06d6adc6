"""What is said when a committee urges: to those urged, and to the one who tapped."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.actions.urging import Urged, Urging
from bot.texts import dates
from bot.texts.markup import GAP, bold, lines, safe


def label(organisation: str, *, done: bool) -> str:
    """Return the button of one organisation below."""
    return f"今天已督办 {organisation}" if done else f"督办 {organisation}"


def urge(above: str, organisation: str, day: date, rows: Sequence[str], more: int) -> str:
    """Return the polite reminder itself: who asks, what is missing by which article, what to do."""
    return lines(
        f"{bold('督办提醒')}（{safe(organisation)}）",
        f"{safe(above)}{dates.short_day(day)}提醒：下面几项请抓紧落实。",
        GAP,
        *rows,
        f"另有 {more} 项，发 /compliance 查看。" if more > 0 else "",
        GAP,
        "已经开过的：请补登记，补好后自动重新评定。",
        "还没有开的：请尽快安排，发 /schedule 就可以。",
        "有实际困难的：请直接和上级党组织联系。辛苦了。",
    )


def said(urged: Urged, now: datetime, zone: ZoneInfo) -> str:
    """Return the answer to the tap."""
    name = urged.name
    when = "马上" if urged.due_at <= now else f"{dates.short_moment(urged.due_at, zone)}"
    return {
        Urging.SENT: f"已督办{name}，{when}私下提醒书记，已记录在案。",
        Urging.TO_THE_CHAT: f"已督办{name}，书记还不能收私信，{when}发到它的群里，已记录在案。",
        Urging.NOBODY_REACHABLE: f"{name}的书记还没有绑定账号，也没有绑定群，消息送不到。请打电话提醒。",
        Urging.ALREADY_TODAY: f"今天已经督办过{name}了，一天只提醒一次。",
        Urging.NOTHING_MISSING: f"{name}现在没有临期和逾期的项目，不用督办。",
    }[urged.urging]
