"""Buttons of what is decided about reminders."""

from collections.abc import Sequence
from datetime import time

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, in_rows, keyboard
from bot.texts import reminder_settings as texts
from storage.rules.reminder_settings import OFFERED_DAYS
from storage.rules.terms import Activity

PLACES = tuple(Activity)
"""The enumeration in which buttons name an activity by its place."""


def opener(organisation_id: int) -> Labelled:
    """The button that leads to a branch's decisions about reminders."""
    return (texts.OPEN, buttons.OpenReminders(organisation_id))


def nudges_opener() -> Labelled:
    """The button that leads a member to the choice about extra reminders."""
    return (texts.NUDGES, buttons.OpenNudges())


def settings(organisation_id: int, activities: Sequence[Activity], *, mentions: bool) -> InlineKeyboardMarkup:
    """Every kind of meeting, the quiet hours, the mention."""
    kinds: list[Labelled] = [
        (texts.title(one), buttons.OpenReminderDays(organisation_id, PLACES.index(one))) for one in activities
    ]
    mention = texts.MENTION_OFF if mentions else texts.MENTION_ON
    return keyboard(
        *in_rows(kinds, 2),
        [
            (texts.QUIET, buttons.OpenQuietHours(organisation_id)),
            (mention, buttons.SetMention(organisation_id, int(not mentions))),
        ],
    )


def days(organisation_id: int, activity: Activity, chosen: Sequence[int]) -> InlineKeyboardMarkup:
    """The days ahead, each to be chosen or taken out."""
    offered = sorted({*OFFERED_DAYS, *chosen}, reverse=True)
    place = PLACES.index(activity)
    picks: list[Labelled] = [
        (
            texts.day(one, chosen=one in chosen),
            buttons.SetReminderDay(organisation_id, place, one, int(one not in chosen)),
        )
        for one in offered
    ]
    return keyboard(*in_rows(picks, 3), [(texts.BACK, buttons.OpenReminders(organisation_id))])


def quiet(
    organisation_id: int, offered: Sequence[tuple[time, time]], chosen: tuple[time, time]
) -> InlineKeyboardMarkup:
    """The quiet hours to choose from."""
    picks: list[Labelled] = [
        (texts.quiet_choice(one, chosen=one == chosen), buttons.SetQuietHours(organisation_id, number))
        for number, one in enumerate(offered)
    ]
    return keyboard(*in_rows(picks, 1), [(texts.BACK, buttons.OpenReminders(organisation_id))])


def nudges(*, wanted: bool) -> InlineKeyboardMarkup:
    """Switch the extra reminders."""
    return keyboard([(texts.NUDGES_OFF if wanted else texts.NUDGES_ON, buttons.SetNudges(int(not wanted)))])
