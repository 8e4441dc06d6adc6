"""Buttons under the own record, under a request to correct it, and of a group leader's view."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import keyboard
from bot.keyboards.reminder_settings import nudges_opener
from bot.texts import labels


def mine(groups: Sequence[tuple[int, str]], *, correctable: bool) -> InlineKeyboardMarkup:
    """Say that something is wrong; choose one's reminders; see the groups one leads."""
    wrong = [(labels.WRONG, buttons.AskCorrection(0))] if correctable else []
    led = [[(labels.group_year(name), buttons.GroupYear(group))] for group, name in groups]
    return keyboard([*wrong, nudges_opener()], *led)


def which(meetings: Sequence[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Which meeting's line is wrong."""
    return keyboard(*[[(label, buttons.AskCorrection(meeting))] for meeting, label in meetings])


def judge(correction: int, meeting: int, member: int, *, locked: bool) -> InlineKeyboardMarkup:
    """Change the line (a confirmed roll is reopened first), or leave it as it stands."""
    change = (
        (labels.REOPEN_ROLL, buttons.ReopenRoll(meeting))
        if locked
        else (labels.CHANGE_LINE, buttons.RollPerson(meeting, member))
    )
    return keyboard([change, (labels.LINE_IS_RIGHT, buttons.DeclineCorrection(correction))])


def group_meeting(meeting: int, group: int, name: str) -> InlineKeyboardMarkup:
    """Look again, or see the whole year."""
    return keyboard(
        [(labels.LOOK_AGAIN, buttons.OwnGroup(meeting)), (labels.group_year(name), buttons.GroupYear(group))]
    )
