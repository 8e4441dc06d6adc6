"""What summaries say: figures for the group, names in private for those who keep them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.actions.summaries import CORRECTION_LIMIT, NoChatBoundError, Posted
from bot.texts import dates, terms
from bot.texts.markup import bold, lines, safe
from storage.rules.compliance.obligations import Obligation
from storage.rules.summaries import NotADayError, Span
from storage.rules.terms import Activity, ObligationStatus, SummaryKind

TITLE: Mapping[SummaryKind, str] = {
    SummaryKind.WEEKLY: "周报",
    SummaryKind.MONTHLY: "月报",
    SummaryKind.QUARTERLY: "季报",
    SummaryKind.YEARLY: "年报",
}
POST, EDIT, WITHOUT = "发布", "修改", "不要说明"
HELD, COMING, URGENT = "已召开：", "近期安排：", "需要抓紧："
NONE_HELD = "这一期没有召开会议。"
NONE_COMING = "近两周还没有安排会议。"
NONE_URGENT = "没有临期和逾期的项目。"
ASK_CORRECTION = f"请写一句更正或者说明，会放在小结末尾，群里都能看到。最多 {CORRECTION_LIMIT} 个字。"
PREVIEW_HINT = "请核对，点“发布”发到群里；要更正或者补充说明，点“修改”。"
STANDS_HINT = "群里已经有这一期；点“发布”会更新群里的那一条。"
SENT_PRIVATELY = "周报预览已发到您的私聊。"
PRIVATE_ONLY = "我还不能给您发私聊。请先点我的头像，发 /start，再在私聊里发 /summary。"
POSTED: Mapping[Posted, str] = {
    Posted.SENT: "已发布，马上出现在群里。",
    Posted.REPLACED: "已更新群里的那一条。",
    Posted.UNDER_WAY: "这一期已经发布过了。",
}

_THEME = 30


def header(kind: SummaryKind, organisation: str, span: Span, *, late: bool) -> str:
    """Whose summary, of which days."""
    days = f"{_day(span.start)}至{_day(span.end)}"
    return f"{bold(TITLE[kind])}（{safe(organisation)}，{days}）" + ("（因故迟发）" if late else "")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def title(activities: Sequence[Activity], theme: str) -> str:
    """A meeting in a few words: what it is, and its theme."""
    about = theme if len(theme) <= _THEME else theme[: _THEME - 1] + "…"
    return safe(terms.activities(activities) + (f"“{about}”" if about else ""))


def held_row(day: date, what: str, expected: int | None, present: int | None, unknown: int) -> str:
    """A meeting that was held, with its figures; what is not known is said so."""
    some = f" {terms.UNKNOWN_ATTENDANCE} {unknown}" if unknown and present is not None else ""
    return f"• {dates.short_day(day)}{what} 应到 {_count(expected)} 实到 {_count(present)}{some}"


def _count(figure: int | None) -> str:
    return terms.UNKNOWN_ATTENDANCE if figure is None else str(figure)


def held_count(activity: Activity, times: int) -> str:
    """How often something was held in a longer period."""
    return f"• {terms.ACTIVITY[activity]} {times} 次"


def coming_row(moment: datetime, zone: ZoneInfo, what: str) -> str:
    """A meeting to come."""
    return f"• {dates.short_moment(moment, zone)} {what}"


def urgent_counts(found: Sequence[Obligation]) -> str:
    """How many are at risk and missed in all."""
    statuses = [one.status for one in found]
    shown = (ObligationStatus.MISSED, ObligationStatus.AT_RISK)
    return "　".join(f"{terms.STATUS[one]} {statuses.count(one)}" for one in shown if one in statuses)


def more(count: int) -> str:
    """How many are left out."""
    return f"另有 {count} 项，发 /compliance 查看。" if count > 0 else ""


def more_meetings(count: int) -> str:
    """How many meetings are left out."""
    return f"另有 {count} 次。" if count > 0 else ""


def follow_ups(unsigned: int, unconfirmed: int) -> str:
    """What still waits for somebody, as figures."""
    if not unsigned and not unconfirmed:
        return ""
    return f"待跟进：未签字的会议记录 {unsigned} 份，未确认的考勤 {unconfirmed} 次。"


def correction(words: str) -> str:
    """The secretary's remark."""
    return f"说明：{safe(words)}" if words else ""


def anchor(seq: int, digest: str) -> str:
    """The newest entry of the audit chain, by which the records can be checked later."""
    return f"存证：第 {seq} 条 {digest[:16]}"


def private(organisation: str, span: Span, blocks: Sequence[str]) -> str:
    """What only those who keep the summary are told."""
    return lines(
        f"{bold('跟进提示')}（{safe(organisation)}，只发给您）", f"{_day(span.start)}至{_day(span.end)}", *blocks
    )


def silent(what: str, names: Sequence[str]) -> str:
    """Who has not answered a coming meeting."""
    return f"{what} 未回应 {len(names)}：{_names(names)}"


def unsigned(what: str, recorder: str) -> str:
    """A meeting whose minutes are not signed."""
    return f"{what} 记录未签字" + (f"（记录人 {safe(recorder)}）" if recorder else "")


def unconfirmed(what: str) -> str:
    """A meeting whose roll is not confirmed."""
    return f"{what} 考勤未确认，请发 /roll"


def unlinked(names: Sequence[str]) -> str:
    """Who has no linked account."""
    return f"未绑定 {len(names)}：{_names(names)}，请另行通知" if names else ""


def _names(names: Sequence[str]) -> str:
    return safe("、".join(names))


REFUSALS = {
    NotADayError: lambda refusal: f"“{safe(refusal.text)}”不是已经开始的一周里的日期。请这样写：/summary 2026-11-18",
    NoChatBoundError: lambda _: "本组织还没有绑定群，周报没有地方发。请先让管理员给出绑定码，再在群里发：/bind 绑定码",
}
