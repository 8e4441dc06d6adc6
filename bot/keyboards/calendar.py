"""A month as buttons: seven columns, marked where people are off or work instead."""

from collections.abc import Iterator
from datetime import date, timedelta

from telegram import InlineKeyboardMarkup

from bot.buttons import LeaveDialogue, PickDay, TurnCalendar
from bot.keyboards.layout import Labelled, in_rows, keyboard
from bot.texts import calendar as texts
from bot.texts import labels
from storage.repositories.dialogues import Talk
from storage.rules.calendar import Holidays, judge, last_day, week
from storage.rules.quick_dates import QuickDate

MONTHS = 12
FARTHEST = 24
"""How many months ahead can be turned to: what the reader of typed times takes as well."""


def number(day: date) -> int:
    """Return the month of a day as buttons name it."""
    return day.year * MONTHS + day.month - 1


def first_of(month: int) -> date:
    """Return the first day of a month as buttons name it; raises ValueError outside the calendar."""
    return date(month // MONTHS, month % MONTHS + 1, 1)


def month(talk: Talk, shown: date, today: date, holidays: Holidays) -> InlineKeyboardMarkup:
    """Return the month that holds ``shown``: its days from today on can be picked, the others only stand there."""
    here = number(shown)
    still = TurnCalendar(talk.id, talk.rev, here)
    days = in_rows(_cells(talk, shown, today, holidays, still), 7)
    return keyboard(
        _head(talk, here, number(today)),
        [(texts.weekday(day), still) for day in range(7)],
        *days,
        [(labels.CANCEL, LeaveDialogue())],
    )


def quick(talk: Talk, offered: tuple[QuickDate, ...]) -> list[list[Labelled]]:
    """Return the days that are usually meant, one a row."""
    return [[(texts.quick(one), PickDay(talk.id, talk.rev, one.day.toordinal()))] for one in offered]


def opener(talk: Talk, today: date) -> Labelled:
    """Return the button that opens the calendar at this month."""
    return (texts.OPEN, TurnCalendar(talk.id, talk.rev, number(today)))


def _head(talk: Talk, here: int, first: int) -> list[Labelled]:
    def turn(label: str, wanted: int) -> list[Labelled]:
        fits = first <= wanted <= first + FARTHEST
        return [(label, TurnCalendar(talk.id, talk.rev, wanted))] if fits else []

    title: Labelled = (texts.month(first_of(here)), TurnCalendar(talk.id, talk.rev, here))
    return [*turn(texts.EARLIER, here - 1), title, *turn(texts.LATER, here + 1)]


def _cells(talk: Talk, shown: date, today: date, holidays: Holidays, still: TurnCalendar) -> Iterator[Labelled]:
    first, last = shown.replace(day=1), last_day(shown.year, shown.month)
    day = week(first)[0]
    while day <= week(last)[1]:
        inside = day.month == shown.month and day >= today
        if inside:
            yield texts.cell(day, judge(day, holidays).kind), PickDay(talk.id, talk.rev, day.toordinal())
        else:
            yield texts.past(day) if day.month == shown.month else texts.EMPTY, still
        day += timedelta(days=1)
