"""Dates and times as people read them, always with the weekday."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.rules.calendar import DayKind, DayNote

WEEKDAYS = "一二三四五六日"


def day(value: date) -> str:
    """Return a day such as 2026年12月5日（星期六）."""
    return f"{value.year}年{value.month}月{value.day}日（星期{WEEKDAYS[value.weekday()]}）"


def short_day(value: date) -> str:
    """Return a day such as 12月5日（周六）."""
    return f"{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Return an instant in ``zone`` such as 2026年12月5日（星期六）15:00."""
    local = value.astimezone(zone)
    return f"{day(local.date())}{local:%H:%M}"


def short_moment(value: datetime, zone: ZoneInfo) -> str:
    """Return an instant in ``zone`` such as 12月5日（周六）15:00."""
    local = value.astimezone(zone)
    return f"{short_day(local.date())}{local:%H:%M}"


def hour(value: datetime, zone: ZoneInfo) -> str:
    """Return the hour of an instant in ``zone`` such as 15:00."""
    return f"{value.astimezone(zone):%H:%M}"


def span(start: datetime, minutes: int, zone: ZoneInfo) -> str:
    """Return start and end such as 2026年12月5日（星期六）15:00–16:30."""
    end = (start + timedelta(minutes=minutes)).astimezone(zone)
    return f"{moment(start, zone)}–{end:%H:%M}"


def length(minutes: int) -> str:
    """Return a length such as 1小时30分钟."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest or not hours else "")


def note(day_note: DayNote) -> str:
    """Return what is special about a day, as one sentence, or an empty string for an ordinary workday."""
    said = {
        DayKind.WEEKEND: "提示：这天是周末。",
        DayKind.STATUTORY_HOLIDAY: f"提示：这天是法定节假日（{day_note.name}）。",
        DayKind.DAY_OFF_SHIFTED: f"提示：这天是调休放假（{day_note.name}）。",
        DayKind.MAKEUP_WORKDAY: "提示：这天是调休上班日。",
    }.get(day_note.kind, "")
    unannounced = "" if day_note.announced else "提示：这一年的放假安排尚未公布，按法定节假日暂估。"
    return "\n".join(part for part in (said, unannounced) if part)
