"""What summaries say: figures for the group, names in private for those who keep them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.actions.summaries import CORRECTION_LIMIT, NoChatBoundError, Posted
from bot.texts import dates, terms
from bot.texts.markup import bold, lines, safe
from storage.rules.closures import Closure
from storage.rules.compliance.obligations import Obligation
from storage.rules.preferences import NotATimeOfDayError
from storage.rules.summaries import NotADayError, Span, Tally
from storage.rules.terms import Activity, ObligationStatus, SummaryKind

TITLE: Mapping[SummaryKind, str] = {
    SummaryKind.WEEKLY: "周报",
    SummaryKind.MONTHLY: "月报",
    SummaryKind.QUARTERLY: "季报",
    SummaryKind.YEARLY: "年报",
}
POST, EDIT, WITHOUT, EARLIER, LATER = "发布", "修改", "不要说明", "上一期", "下一期"
HELD, COMING, URGENT, OWN = "已召开：", "近期安排：", "需要抓紧：", "本级："
LEDGER, BARS = PAPERS = ("台账表格", "到会图")
BARS_NAME = "到会情况.png"
NO_MEETINGS = "这一期没有会议，没有图可画。"
NOT_BEGUN = "后面一期还没有开始。"
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
_PERIOD: Mapping[SummaryKind, str] = {
    SummaryKind.WEEKLY: "这一周",
    SummaryKind.MONTHLY: "这个月",
    SummaryKind.QUARTERLY: "这个季度",
    SummaryKind.YEARLY: "这一年",
}
_QUARTERS = "一二三四"
_SHOWN = (
    ObligationStatus.MISSED,
    ObligationStatus.AT_RISK,
    ObligationStatus.DUE,
    ObligationStatus.SCHEDULED,
    ObligationStatus.DEFERRED,
)


def header(span: Span, organisation: str, as_of: date, *, late: bool) -> str:
    """Whose summary, of which days; of a longer period under way up to which day."""
    running = span.kind is not SummaryKind.WEEKLY and as_of <= span.end and as_of.year == span.end.year
    until = f"，截至{as_of.month}月{as_of.day}日" if running and as_of < span.end else ""
    return f"{bold(TITLE[span.kind])}（{safe(organisation)}，{period(span)}{until}）" + ("（因故迟发）" if late else "")


def period(span: Span) -> str:
    """Return the period as people call it: a week by its days, a longer one by its name."""
    year = span.start.year
    match span.kind:
        case SummaryKind.WEEKLY:
            return f"{_day(span.start)}至{_day(span.end)}"
        case SummaryKind.MONTHLY:
            return f"{year}年{span.start.month}月"
        case SummaryKind.QUARTERLY:
            return f"{year}年第{_QUARTERS[span.start.month // 3]}季度"
        case SummaryKind.YEARLY:
            return f"{year}年度"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def closed(closure: Closure) -> str:
    """Say that reminders rest, and that nothing is let off by it."""
    last = closure.last
    return f"现在是{safe(closure.name)}（到{last.month}月{last.day}日），提醒暂停，应办的事项照常计算。"


def title(activities: Sequence[Activity], theme: str, group: str = "") -> str:
    """A meeting in a few words: whose it is where it is a group's, what it is, and its theme."""
    return safe(plain_title(activities, theme, group))


def plain_title(activities: Sequence[Activity], theme: str, group: str = "") -> str:
    """The same for a picture, which shows every sign as it stands."""
    about = theme if len(theme) <= _THEME else theme[: _THEME - 1] + "…"
    whose = f"{group}　" if group else ""
    return whose + terms.activities(activities) + (f"“{about}”" if about else "")


def held_row(day: date, what: str, expected: int | None, present: int | None, unknown: int) -> str:
    """A meeting that was held, with its figures; what is not known is said so."""
    some = f" {terms.UNKNOWN_ATTENDANCE} {unknown}" if unknown and present is not None else ""
    return f"• {dates.short_day(day)}{what} 应到 {_count(expected)} 实到 {_count(present)}{some}"


def _count(figure: int | None) -> str:
    return terms.UNKNOWN_ATTENDANCE if figure is None else str(figure)


def none_held(kind: SummaryKind) -> str:
    """Say that nothing was held."""
    return f"{_PERIOD[kind]}没有召开会议。"


def held_times(times: int, *, several: bool) -> str:
    """The title above what was held in a longer period."""
    return f"已召开 {times} 次" + ("（一次会议可以同时落实几项）：" if several else "：")


def held_count(activity: Activity, total: Tally) -> str:
    """How often something was held in a longer period, with the attendance of all added up."""
    return f"• {terms.ACTIVITY[activity]} {total.times} 次{_attendance(total)}"


def _attendance(total: Tally) -> str:
    known = total.times - total.unregistered
    some = f"（考勤未登记 {total.unregistered} 次）" if total.unregistered and known else ""
    if not known:
        return f"　{terms.UNKNOWN_ATTENDANCE}考勤" if total.times else ""
    return f"　应到 {total.expected} 人次 实到 {total.present} 人次{some}"


def due(counts: Mapping[ObligationStatus, int]) -> str:
    """What fell due in the period, in figures."""
    met = counts.get(ObligationStatus.MET, 0)
    rest = "".join(f"　{terms.STATUS[one]} {counts[one]}" for one in _SHOWN if counts.get(one))
    return f"{bold('到期应落实')} {sum(counts.values())} 项：已落实 {met}{rest}"


def tree(counts: Mapping[ObligationStatus, int], held: Tally) -> str:
    """All that lies below added up: what was held, what is missing."""
    rest = "　".join(f"{terms.STATUS[one]} {counts[one]}" for one in _SHOWN[:2] if counts.get(one))
    return f"合计：召开 {held.times} 次{_attendance(held)}。{rest or '没有临期和逾期的项目'}。"


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


def missed_before(count: int) -> str:
    """How many were missed before the period began."""
    return f"此前还有 {count} 项逾期未落实，发 /compliance 查看。" if count > 0 else ""


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


def bars_title(organisation: str) -> str:
    """The title of the attendance picture."""
    return f"{organisation} 到会情况"


def bar_label(day: date, what: str) -> str:
    """The line above one meeting's bar."""
    return f"{dates.short_day(day)}{what}"


def bars_caption(organisation: str, span: Span, rows: Sequence[str], more: int) -> str:
    """The same facts as the attendance picture, as text."""
    left = f"另有 {more} 次没有写出，见图。" if more > 0 else ""
    return lines(f"{bold('到会情况')}（{safe(organisation)}，{period(span)}）", *rows, left)


def bar_row(label: str, figures: Mapping[str, int | None], rate: str) -> str:
    """One meeting's figures; what is nought is left out, what is not known is said so."""
    said = " ".join(f"{word} {_count(figure)}" for word, figure in figures.items() if figure or word in _ALWAYS)
    return f"• {safe(label)} {said} 到会率 {rate}"


def figures(
    expected: int, present: int | None, leave: int, absent: int, away: int, unknown: int
) -> Mapping[str, int | None]:
    """Return one meeting's figures under the words of the picture."""
    return {
        "应到": expected,
        "实到": present,
        "请假": leave,
        "缺席": absent,
        "未到": away,
        terms.UNKNOWN_ATTENDANCE: unknown if present is not None else 0,
    }


_ALWAYS = ("应到", "实到")

REFUSALS = {
    NotATimeOfDayError: lambda refusal: (
        f"“{safe(refusal.text)}”不是时间。请这样写：08:30，或者 周二 09:00（星期只用于周报）。"
    ),
    NotADayError: lambda refusal: (
        f"“{safe(refusal.text)}”不是日期，或者那一期还没有开始。请这样写：/summary 2026-11-18（那一周），"
        "/summary 2026-11（那个月），/summary 2026（那一年）。"
    ),
    NoChatBoundError: lambda _: "本组织还没有绑定群，周报没有地方发。请先让管理员给出绑定码，再在群里发：/bind 绑定码",
}
