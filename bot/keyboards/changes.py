"""Buttons of changing a meeting."""

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, choices, keyboard
from bot.texts import amendments, labels
from bot.texts import changes as texts
from storage.repositories.dialogues import Talk
from storage.rules.changes import Change


def offered(meeting_id: int) -> list[Labelled]:
    """Move it, change something else of it, or call it off."""
    move, call_off = _move_or_call_off(meeting_id)
    return [move, (amendments.AMEND, buttons.Amend(meeting_id)), call_off]


def of_announced(meeting_id: int) -> InlineKeyboardMarkup:
    """What can still be done with a meeting that was announced just now."""
    return keyboard(offered(meeting_id))


def alone(meeting_id: int) -> InlineKeyboardMarkup:
    """What can be done with a meeting that has no date, or about which a warning was given."""
    return keyboard(_move_or_call_off(meeting_id))


def confirm(talk: Talk, change: Change) -> InlineKeyboardMarkup:
    """Carry a change out or give it up."""
    return choices(talk, [texts.CONFIRM[change], labels.GIVE_UP], leave=False)


def _move_or_call_off(meeting_id: int) -> list[Labelled]:
    return [(texts.CHANGE_TIME, buttons.ChangeTime(meeting_id)), (texts.CALL_OFF, buttons.CallOff(meeting_id))]
