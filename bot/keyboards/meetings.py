"""Buttons of cards and invitations."""

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.changes import offered
from bot.keyboards.layout import Labelled, keyboard
from bot.texts import labels


def card(meeting_id: int, rev: int, *, answers: bool, check_in: bool) -> InlineKeyboardMarkup | None:
    """Answer revision ``rev`` before the meeting, sign in around it, nothing afterwards."""
    rows = []
    if answers:
        rows.append(
            [(labels.ATTEND, buttons.Attend(meeting_id, rev)), (labels.ASK_LEAVE, buttons.AskLeave(meeting_id))]
        )
    if check_in:
        rows.append([(labels.CHECK_IN, buttons.CheckIn(meeting_id))])
    return keyboard(*rows) if rows else None


def own(
    meeting_id: int,
    rev: int,
    *,
    answers: bool,
    check_in: bool,
    keeps_roll: bool,
    keeps_minutes: bool,
    changes: bool = False,
    leads: bool = False,
) -> InlineKeyboardMarkup:
    """What one person can do with one meeting."""
    keeping: list[Labelled] = []
    if keeps_roll:
        keeping.append((labels.ROLL, buttons.OpenRoll(meeting_id)))
    if keeps_minutes:
        keeping.append((labels.MINUTES, buttons.OpenMinutes(meeting_id)))
    if leads:
        keeping.append((labels.OWN_GROUP, buttons.OwnGroup(meeting_id)))
    shown = card(meeting_id, rev, answers=answers, check_in=check_in)
    rows = [list(row) for row in shown.inline_keyboard] if shown else []
    below = keyboard(keeping, offered(meeting_id) if changes else []).inline_keyboard
    return InlineKeyboardMarkup([*rows, *below])
