"""Reading the State Council's yearly notice on holidays into dated overrides.

Reads Chinese. Its sentences are regular: ``春节：2月15日（周日）至23日（周一）放假调休，共9天。2月14日（周六）上班。``
"""

import re
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, MINYEAR, date
from enum import StrEnum

from storage.rules.calendar import SATURDAY, DayKind, Override, last_day, span
from storage.rules.refusals import RefusalError
from storage.rules.when.numerals import in_figures, tidy
from storage.rules.when.words import WEEKDAYS

LONGEST_NOTICE = 20_000  # characters
LONGEST_BREAK = 31  # days
DECEMBER = 12
FEASTS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")  # every whole notice arranges these
_DATE = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]{0,40})\))?"
_DATES = rf"{_DATE}(?:[至到、及和,~-]{_DATE}){{0,9}}"
_DAY = re.compile(_DATE)
_OFF = re.compile(
    rf"(?P<dates>{_DATES})(?:起?(?:调休)?放假(?:调休)?|补休)(?:,?与周末连休)?,?共?(?:(?P<count>\d{{1,3}})天)?"
)
_WORK = re.compile(rf"(?P<dates>{_DATES})(?:正常|需|要)?[上补]班")
_HEADING = re.compile(
    r"(?:\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、])?(?:\d{4}年)?([\u4e00-\u9fff、]{2,12}):"
)
_WEEKDAY = re.compile("(?:周|星期)([一二三四五六日天])")
_BARE_WEEKDAY = re.compile("(?<=日)((?:周|星期)[一二三四五六日天])")
_RANGE = ("至", "到", "-", "~")
_SENTENCES = re.compile("[。;]")
_ITS_YEAR = re.compile(r"(\d{4})年(?:部分|全年)?节(?:假日|日放假)")


class NoticeFault(StrEnum):
    """Why a notice is not taken over; nothing of it is, then."""

    EMPTY = "empty"  # no sentence about days off or at work
    TOO_LONG = "too_long"
    IMPOSSIBLE_DATE = "impossible_date"
    WRONG_COUNT = "wrong_count"  # 共N天 is not the number of days named
    WRONG_WEEKDAY = "wrong_weekday"
    WORK_ON_WORKDAY = "work_on_workday"  # a make-up workday that is no weekend day
    TWICE = "twice"  # one date said twice
    NO_YEAR = "no_year"  # nothing tells which year the notice is for
    OTHER_YEAR = "other_year"  # the notice's title names another year than the one asked for
    UNREAD = "unread"  # a sentence that speaks of days off or at work, in words that are not known


class NoticeRefused(RefusalError):
    """A notice that contradicts itself or the calendar; ``part`` holds the words."""

    def __init__(self, fault: NoticeFault, part: str = "") -> None:
        super().__init__(fault, part)
        self.fault, self.part = fault, part


def parse_notice(text: str, year: int) -> tuple[Override, ...]:
    """The days off and make-up workdays of a notice for ``year``, in the order of dates; raises NoticeRefused."""
    if len(text) > LONGEST_NOTICE:
        raise NoticeRefused(NoticeFault.TOO_LONG)
    rows: dict[date, Override] = {}
    for row in _rows(text, year):
        if row.day in rows:
            raise NoticeRefused(NoticeFault.TWICE, row.day.isoformat())
        rows[row.day] = row
    if not rows:
        raise NoticeRefused(NoticeFault.EMPTY)
    return tuple(rows[day] for day in sorted(rows))


def year_of(text: str, asked: int | None = None) -> int:
    """The year a notice is for: its title's, else the one asked for; raises NoticeRefused without or against one."""
    titled = {int(year) for year in _ITS_YEAR.findall(tidy(text[:LONGEST_NOTICE]).replace(" ", ""))}
    years = titled or ({asked} if asked else set())
    if asked and titled and titled != {asked}:
        raise NoticeRefused(NoticeFault.OTHER_YEAR, str(asked))
    if len(years) != 1:
        raise NoticeRefused(NoticeFault.NO_YEAR)
    return years.pop()


def missing(rows: Iterable[Override]) -> tuple[str, ...]:
    """The feasts of the year for which no day off is said; a notice that lacks one is not the whole arrangement."""
    said = "、".join(row.name for row in rows if row.kind is DayKind.STATUTORY_HOLIDAY)
    return tuple(feast for feast in FEASTS if feast not in said)


def _rows(text: str, year: int) -> Iterator[Override]:
    """Every override in the order written; a heading names the days until the next one."""
    name = ""
    for line in text.splitlines():
        for sentence in _SENTENCES.split(_BARE_WEEKDAY.sub(r"(\1)", in_figures(tidy(line)).replace(" ", ""))):
            if heading := _HEADING.match(sentence):
                name = heading[1]
            yield from _sentence(sentence, year, name)


def _sentence(sentence: str, year: int, name: str) -> Iterator[Override]:
    """The overrides of one sentence; one that speaks of days off or at work must be understood to its last date."""
    off, work = list(_OFF.finditer(sentence)), list(_WORK.finditer(sentence))
    for found in off:
        for day in _days_off(found, year):
            yield Override(day, DayKind.STATUTORY_HOLIDAY, name)
    for found in work:
        for day in _workdays(found["dates"], year):
            yield Override(day, DayKind.MAKEUP_WORKDAY, name)
    understood = sum(len(_DAY.findall(found["dates"])) for found in (*off, *work))
    if re.search("放假|[上补]班|补休", sentence) and understood < len(_DAY.findall(sentence)):
        raise NoticeRefused(NoticeFault.UNREAD, sentence)


def _days_off(found: re.Match[str], year: int) -> list[date]:
    """The days of a sentence 至 … 放假, as many as it counts itself."""
    days = _days(found["dates"], year)
    if found["count"] and int(found["count"]) != len(days):
        raise NoticeRefused(NoticeFault.WRONG_COUNT, found[0])
    return days


def _workdays(text: str, year: int) -> list[date]:
    """The days of a sentence … 上班; each must be a day of the weekend, or nothing would be made up."""
    days = _days(text, year)
    if any(day.weekday() < SATURDAY for day in days):
        raise NoticeRefused(NoticeFault.WORK_ON_WORKDAY, text)
    return days


def _days(text: str, year: int) -> list[date]:
    """All days of a list of dates and ranges; a range that would run backwards began the year before."""
    days: list[date] = []
    end = 0
    for found in _DAY.finditer(text):
        day = _date(found, days[-1] if days else None, year)
        if text[end : found.start()] in _RANGE:
            days[-1:] = _range(days[-1], day, text)
        else:
            days.append(day)
        end = found.end()
    return days


def _range(first: date, last: date, text: str) -> list[date]:
    """Every day of a range; 12月31日至1月2日 of a year begins in the year before."""
    if first > last and first.month == DECEMBER:
        first = first.replace(year=first.year - 1)
    if not 0 <= (last - first).days < LONGEST_BREAK:
        raise NoticeRefused(NoticeFault.IMPOSSIBLE_DATE, text)
    return list(span(first, last))


def _date(found: re.Match[str], before: date | None, notice_year: int) -> date:
    """One written date; a month left out is that of the date before, a year left out that of the notice."""
    year, month, day = (int(part) if part else 0 for part in found.group(1, 2, 3))
    if not month and before:
        year, month = before.year, before.month
    weekday = WEEKDAYS[said[1]] if (said := _WEEKDAY.search(found[4] or "")) else None
    # A December day without a year may be the end of the year before: its weekday tells.
    years = (year,) if year else (notice_year, notice_year - 1) if month == DECEMBER else (notice_year,)
    days = [date(each, month, day) for each in years if _exists(each, month, day)]
    if not days:
        raise NoticeRefused(NoticeFault.IMPOSSIBLE_DATE, found[0])
    fitting = [each for each in days if weekday in (None, each.weekday())]
    if not fitting:
        raise NoticeRefused(NoticeFault.WRONG_WEEKDAY, found[0])
    return fitting[0]


def _exists(year: int, month: int, day: int) -> bool:
    """Whether the calendar has this date, its edges left out."""
    return MINYEAR < year < MAXYEAR and 1 <= month <= DECEMBER and 1 <= day <= last_day(year, month).day
