"""Buttons of handing the decision on leave over."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import keyboard
from bot.texts import delegation as texts
from bot.texts import labels


def shown(meeting_id: int, standing: Sequence[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Hand over, take back, go back."""
    taken = [[(texts.take_back(name), buttons.EndDelegation(row))] for row, name in standing]
    return keyboard(
        *taken, [(texts.GIVE, buttons.Delegate(meeting_id))], [(labels.BACK, buttons.OpenRollTools(meeting_id))]
    )
