"""Days on buttons: a month, and the days that are usually meant."""

from datetime import date

from bot.texts import dates
from storage.rules.calendar import DayKind, DayNote
from storage.rules.quick_dates import QuickDate, Why

OPEN = "翻日历"
EARLIER, LATER = "‹", "›"
EMPTY = "·"
HINT = "请点一天。休：放假，班：调休上班。"
UNANNOUNCED = "这一年的放假安排尚未公布，按法定节假日暂估。"
_WEEKDAYS = "一二三四五六日"
_MARK = {DayKind.STATUTORY_HOLIDAY: "休", DayKind.DAY_OFF_SHIFTED: "休", DayKind.MAKEUP_WORKDAY: "班"}
_WHY = {
    Why.PLANNED: "计划的",
    Why.THEME_DAY: "主题党日",
    Why.TOMORROW: "明天",
    Why.NEXT_WEEK: "下周",
    Why.SOONEST: "通知来得及",
}


def month(first: date) -> str:
    """Head a month."""
    return f"{first.year}年{first.month}月"


def weekday(number: int) -> str:
    """Head a column; Monday is 0."""
    return _WEEKDAYS[number]


def cell(day: date, kind: DayKind) -> str:
    """Label a day that can be picked."""
    return f"{day.day}{_MARK.get(kind, '')}"


def past(day: date) -> str:
    """Label a day that is gone."""
    return f"·{day.day}"


def quick(offered: QuickDate) -> str:
    """Label a day that is usually meant: why it is offered, its date and weekday, and whether people are off."""
    mark = _MARK.get(offered.note.kind, "")
    return f"{_WHY[offered.why]} {dates.short_day(offered.day)}{mark}"


def hint(note: DayNote) -> str:
    """Say what the marks mean, and where a year is not announced yet."""
    return HINT if note.announced else f"{HINT}\n{UNANNOUNCED}"
