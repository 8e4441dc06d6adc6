"""What is said about the plan of a year."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.texts import dates, terms
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.plan_progress import NoSuchPlanError, PlanAdoptedError, PlanYearError, Progress
from storage.rules.planning import PREPARATION, PREPARED, Move
from storage.rules.recurrence import LONGEST_DAY, FixedDay, FixedDayFault, FixedDayRefused, MonthDay
from storage.rules.terms import Activity

ADOPT, DROP, ARRANGE, REMOVE, BACK = "采用", "放弃", "安排", "删去", "返回"
MOVES: Mapping[Move, str] = {
    Move.DAY_EARLIER: "提前一天",
    Move.DAY_LATER: "推后一天",
    Move.WEEK_EARLIER: "提前一周",
    Move.WEEK_LATER: "推后一周",
}
FILL, CHANGE_THEME_DAY = "补齐", "改主题党日"
ASK_THEME_DAY = "主题党日定在每月的哪一天？例如：每月15日、每月第一个周五、每月最后一天。草稿会按新的日子重新拟定。"
QUARTERS = ("一季度", "二季度", "三季度", "四季度")
ALREADY_ADOPTED = "这份计划已经采用了。"
DROPPED = "已放弃这份计划草稿。发 /plan 可以重新拟定。"
REMOVED = "已删去。"
TAP_TO_CHANGE = "点下面的一项可以改期或者删去，核对后点“采用”。"
NOT_ANNOUNCED = "提示：这一年的放假安排尚未公布，按法定节假日暂估，公布后请再核对日期。"
PROGRESS: Mapping[Progress, str] = {
    Progress.DONE: "已落实",
    Progress.ARRANGED: "已安排",
    Progress.COMING: "待安排",
    Progress.OVERDUE: "逾期",
}


def header(organisation: str, year: int, *, adopted: bool) -> str:
    """Say whose plan this is, for which year, and whether it holds."""
    return f"{bold(f'{year}年计划')}（{safe(organisation)}，{'已采用' if adopted else '草稿'}）"


def theme_day(fixed: FixedDay, *, previous: bool) -> str:
    """Say on which day the theme Party day stands, and where it goes when that is no working day."""
    side = "提前到前一个" if previous else "顺延到后一个"
    return f"主题党日：{_fixed(fixed)}，遇休息日{side}工作日，不出当月。"


def _fixed(fixed: FixedDay) -> str:
    if isinstance(fixed, MonthDay):
        return "每月最后一天" if fixed.day == LONGEST_DAY else f"每月{fixed.day}日"
    nth = {-1: "最后一个", -2: "倒数第二个"}.get(fixed.nth, f"第{_NUMERALS[fixed.nth - 1]}个")
    return f"每月{nth}周{dates.WEEKDAYS[fixed.weekday]}"


_NUMERALS = "一二三四五"


def closure(name: str, first: date, last: date) -> str:
    """Say which days the plan keeps clear of."""
    return f"已避开{safe(name)}（{first.month}月{first.day}日至{last.month}月{last.day}日），避不开的除外。"


def lacking(rows: Sequence[str], *, here: bool = True) -> str:
    """Say what a draft leaves out although it is owed; where it can be added is another page unless it is ``here``."""
    if not rows:
        return ""
    more = f"等 {len(rows)} 项" if len(rows) > _MOST_LACKING else f"，共 {len(rows)} 项"
    how = "点“补齐”自动加上。" if here else "请改回来，或者返回后点“补齐”。"
    return f"还缺：{safe('、'.join(rows[:_MOST_LACKING]))}{more}。{how}"


_MOST_LACKING = 5


def offered(organisation: str, year: int, *, announced: bool) -> str:
    """Offer next year's plan in December, unasked."""
    return lines(
        f"{bold(f'{year}年计划')}（{safe(organisation)}）",
        f"快到年底了。{year}年的“三会一课”等安排，我可以先拟一份草稿：次数最少、都在工作日、主题党日固定。",
        "您改好以后点“采用”才生效，不拟也没有关系。",
        "" if announced else NOT_ANNOUNCED,
    )


def figures(progress: Sequence[Progress]) -> str:
    """Return the plan against what became of it, in figures."""
    said = "　".join(f"{label} {progress.count(one)}" for one, label in PROGRESS.items() if one in progress)
    return f"共 {len(progress)} 次　{said}"


def event(day: date, activities: Sequence[Activity], venue: str, progress: Progress | None) -> str:
    """Return one line of the plan."""
    state = f"　{PROGRESS[progress]}" if progress else ""
    return f"• {dates.short_day(day)}{what(activities, venue)}{state}"


def what(activities: Sequence[Activity], venue: str) -> str:
    """Return what an event is, a group's with the group's name."""
    return safe(f"{venue}　" if venue else "") + terms.activities(activities)


def label(day: date, activities: Sequence[Activity], venue: str) -> str:
    """Return the button of one event."""
    return f"{day.month}月{day.day}日 {venue or terms.ACTIVITY[activities[0]]}"


def month(number: int, rows: Sequence[str]) -> str:
    """Return the events of a month under its name."""
    return lines(bold(f"{number}月"), *rows)


def detail(day: date, activities: Sequence[Activity], venue: str, note: str, progress: Progress | None) -> str:
    """Return one event, opened: its day, what is special about it, when its preparation begins."""
    prepared = not set(PREPARED).isdisjoint(activities)
    start = dates.short_day(day - PREPARATION)
    return lines(
        bold(what(activities, venue)),
        f"日期：{dates.day(day)}",
        note,
        f"{start}起做准备：确定主题、学习、谈心谈话、听取意见（提前三周是常见做法，非中央规定）。" if prepared else "",
        f"进度：{PROGRESS[progress]}" if progress else "",
    )


def adopted(organisation: str, year: int) -> str:
    """Say that the plan holds from now on."""
    return lines(f"{safe(organisation)}{year}年计划已采用。", GAP, "发 /plan 随时看进度；到期前点“安排”就能发布会议。")


def offer(year: int) -> str:
    """Offer next year's plan."""
    return f"拟定{year}年计划"


_FIXED_DAY: Mapping[FixedDayFault, str] = {
    FixedDayFault.NOT_MONTHLY: "没有看出是每月的哪一天。",
    FixedDayFault.IMPOSSIBLE_DAY: "没有“{part}”这样的日子。",
    FixedDayFault.CRON: "请用中文写日子，不要写“{part}”。",
    FixedDayFault.LEFTOVER: "只写每月的哪一天，“{part}”是多出来的。",
}
_FIXED_DAY_PART = 40


def fixed_day(refusal: FixedDayRefused) -> str:
    """Say why a text names no fixed day of the month, and how to write one."""
    said = _FIXED_DAY[refusal.fault].format(part=safe(refusal.part[:_FIXED_DAY_PART]))
    return f"{said}可以写：每月15日、每月第一个周五、每月最后一天。"


REFUSALS = {
    FixedDayRefused: fixed_day,
    NoSuchPlanError: lambda _: "没有这份计划，或者它已经改过了。请发 /plan 重新打开。",
    PlanAdoptedError: lambda _: "计划采用以后不能再改动。要改期，请在安排会议时直接写新的日期。",
    PlanYearError: lambda refusal: (
        f"只能拟定今年或者明年的计划。请发 /plan {refusal.this_year} 或 /plan {refusal.this_year + 1}。"
    ),
}
