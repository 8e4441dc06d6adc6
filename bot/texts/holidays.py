"""What is said about holidays: which years are known, the pasted notice read back, and why one is refused."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.actions.holidays import NotAdministratorError, Notice
from bot.texts import dates
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.calendar import ONE_DAY, DayKind, Override
from storage.rules.holiday_notice import NoticeFault, NoticeRefused

CHOICES = ("确认导入", "放弃")
PASTE = "请把国务院办公厅的放假通知全文复制粘贴发给我。我先读给您看，确认后才生效。"
IN_PRIVATE = "管理员要导入放假通知，请在私聊里发 /holidays。"
ASK_ADMINISTRATOR = "放假通知由系统管理员导入。"
DROPPED = "已放弃，放假安排没有改动。"
_PART = 60


def status(announced: Mapping[int, bool]) -> str:
    """Say for which years the arrangement is known."""
    rows = (f"{year}年：{'已公布' if known else '尚未公布，按法定节假日暂估'}" for year, known in announced.items())
    return lines(bold("放假安排"), *rows)


def prompt(announced: Mapping[int, bool]) -> str:
    """Show what is known and ask for the notice."""
    return lines(status(announced), GAP, PASTE)


def preview(notice: Notice) -> str:
    """Read a notice back: days off and make-up workdays by feast, and what is lacking for a whole year."""
    rows = notice.rows
    names = dict.fromkeys(row.name for row in rows)
    off = sum(row.kind is DayKind.STATUTORY_HOLIDAY for row in rows)
    return lines(
        bold(f"{notice.year}年放假通知"),
        *(feast(name, [row for row in rows if row.name == name]) for name in names),
        GAP,
        f"放假 {off} 天，调休上班 {len(rows) - off} 天。",
        _lacking(notice),
        "请对照原文核对，确认后对全部组织生效。",
    )


def feast(name: str, rows: Sequence[Override]) -> str:
    """Return one feast's days, such as 春节：2月15日（周日）至2月23日（周一）放假9天；2月14日（周六）上班."""
    off = [row.day for row in rows if row.kind is DayKind.STATUTORY_HOLIDAY]
    work = [row.day for row in rows if row.kind is DayKind.MAKEUP_WORKDAY]
    said = f"{_spans(off)}放假{len(off)}天" if off else ""
    worked = f"{'、'.join(map(dates.short_day, work))}上班" if work else ""
    return f"• {safe(name) or '放假'}：{'；'.join(filter(None, (said, worked)))}"


def stored(notice: Notice) -> str:
    """Say that the notice holds now."""
    whole = "" if notice.missing else f"{notice.year}年的放假安排已完整。"
    return f"已导入{notice.year}年放假通知，{len(notice.rows)} 天。{whole}"


def _lacking(notice: Notice) -> str:
    if not notice.missing:
        return ""
    return f"注意：没有读到{'、'.join(notice.missing)}。导入后{notice.year}年仍按“尚未公布”处理，请补发全文。"


def _spans(days: Iterable[date]) -> str:
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][-1] == ONE_DAY:
            spans[-1].append(day)
        else:
            spans.append([day])
    ends = ([span[0], span[-1]] if len(span) > 1 else span for span in spans)
    return "、".join("至".join(map(dates.short_day, each)) for each in ends)


_FAULTS: Mapping[NoticeFault, str] = {
    NoticeFault.EMPTY: "没有读到放假和上班的日期。请粘贴通知全文。",
    NoticeFault.TOO_LONG: "文字太长。请只粘贴放假通知的正文。",
    NoticeFault.IMPOSSIBLE_DATE: "没有“{part}”这样的日期。请核对原文后再粘贴。",
    NoticeFault.WRONG_COUNT: "“{part}”的天数对不上。请核对原文后再粘贴。",
    NoticeFault.WRONG_WEEKDAY: "“{part}”的星期和日期对不上。请核对年份和原文后再粘贴。",
    NoticeFault.WORK_ON_WORKDAY: "“{part}”本来就是工作日，不是调休上班。请核对原文后再粘贴。",
    NoticeFault.TWICE: "{part} 出现了两次。请核对原文后再粘贴。",
    NoticeFault.UNREAD: "“{part}”没有读懂，整份通知没有导入。请核对原文后再粘贴。",
    NoticeFault.NO_YEAR: "看不出是哪一年的通知。请连标题一起粘贴，或先发 /holidays 2027 这样的年份。",
    NoticeFault.OTHER_YEAR: "通知标题的年份不是{part}年。请重新发 /holidays 再粘贴。",
}

REFUSALS = {
    NoticeRefused: lambda refusal: _FAULTS[refusal.fault].format(part=safe(refusal.part[:_PART])),
    NotAdministratorError: lambda _: "只有系统管理员可以导入放假通知。请联系管理员。",
}
